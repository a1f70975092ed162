"""tradewind.toml: reading it, and finding the line of a key in it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from tradewind.errors import ConfigError

FILE_NAME = "tradewind.toml"

_HEADER = re.compile(r"^\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$")
_KEY = re.compile(r"""^\s*([A-Za-z0-9_."'-]+(?:\s*\.\s*[A-Za-z0-9_"'-]+)*)\s*=""")


def read_toml(path: Path) -> dict[str, Any]:
    """The file as nested tables.

    Raises
    ------
    ConfigError: it can't be read, or is no TOML; the line is in the message.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: can't be read ({error.strerror or error})") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 text (byte {error.start})") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax_line(path, str(error))) from None


def line_of(path: Path, key: str) -> int | None:
    """Line (from 1) on which a dotted key, or the table of that name, stands; None where it can't be found."""
    table = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _plain(header[1])
            if table == key or table.startswith(key + "."):
                return number
        elif found := _KEY.match(line):
            name = f"{table}.{_plain(found[1])}" if table else _plain(found[1])
            if name == key or name.startswith(key + ".") or key.startswith(name + "."):
                return number
    return None


def _plain(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))


def _syntax_line(path: Path, message: str) -> str:
    found = re.search(r"\(at line (\d+), column \d+\)", message)
    text = message[: found.start()].strip() if found else message
    lines = path.read_text(encoding="utf-8").splitlines()
    line = int(found[1]) if found else len(lines)
    shown = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    key = shown.split("=")[0].strip() or "end of the file"
    return f"{path} line {line}: {key}: no valid TOML: {text}"
