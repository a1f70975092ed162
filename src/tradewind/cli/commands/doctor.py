"""`tradewind doctor`."""

from __future__ import annotations

import platform
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show

Flag = Annotated[bool, Parameter(negative="")]

_LEAST_FREE_GB = 1.0


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at. `status`: ok, missing (something optional) or problem (exit code 1)."""

    what: str
    status: str
    found: str
    do: str = ""


def doctor(*, json: Flag = False) -> int:
    """What is installed, which extras, which services answer, what is wrong and what to do about it.

    Example: tradewind doctor --json

    Exit code 1 if there is a problem.

    Parameters
    ----------
    json
        print one JSON object.
    """
    parts: list[Callable[[], list[Examined]]] = [_python, _packages, _extras, _workspace, _dashboard, _machine]
    found = [one for part in parts for one in part()]
    problems = [f"{one.what}: {one.found}" for one in found if one.status == "problem"]
    if json:
        show.as_json(show.result(ok=not problems, findings=problems, examined=found))
    else:
        for one in found:
            then = f"  -> {one.do}" if one.do else ""
            show.out.print(f"{one.status:<8} {one.what:<22} {one.found}{then}", markup=False)
        show.out.print(f"{len(problems)} problems" if problems else "no problem found")
    return 1 if problems else 0


def _python() -> list[Examined]:
    from tradewind import __version__

    version = platform.python_version()
    good = sys.version_info >= (3, 11)
    return [
        Examined("tradewind", "ok", __version__),
        Examined("python", "ok" if good else "problem", version, "" if good else "install Python 3.11 or newer"),
    ]


def _packages() -> list[Examined]:
    found = []
    for name in _declared().get("", []):
        version = _version(name)
        status = "ok" if version else "problem"
        found.append(Examined(name, status, version or "not installed", "" if version else f"pip install {name}"))
    return found


def _extras() -> list[Examined]:
    found = []
    for extra, names in sorted(_declared().items()):
        if not extra:
            continue
        gone = [name for name in names if _version(name) is None]
        said = f"without {', '.join(gone)}" if gone else ", ".join(f"{n} {_version(n)}" for n in names)
        do = f"pip install 'tradewind[{extra}]'" if gone else ""
        found.append(Examined(f"extra {extra}", "missing" if gone else "ok", said, do))
    return found


def _declared() -> dict[str, list[str]]:
    """What our own package declares: names by extra, "" for those that are always needed."""
    import re
    from importlib.metadata import PackageNotFoundError, requires

    try:
        lines = requires("tradewind") or []
    except PackageNotFoundError:  # run from a source tree that is not installed
        return {}
    declared: dict[str, list[str]] = {}
    for line in lines:
        extra = re.search(r"extra == ['\"]([\w-]+)['\"]", line)
        declared.setdefault(extra[1] if extra else "", []).append(re.split(r"[\s\[<>=!;~]", line, maxsplit=1)[0])
    return declared


def _version(name: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _workspace() -> list[Examined]:
    from tradewind.cli.options import configuration
    from tradewind.errors import ConfigError

    try:
        found = configuration()
    except ConfigError as error:
        return [Examined("settings", "problem", str(error), "mend the setting that is named")]
    server = found.settings.server
    return [
        Examined("settings", "ok", str(found.file or "no tradewind.toml: all defaults")),
        _writable(found.folder),
        _port(server.host, server.port),
        _disk(found.folder),
    ]


def _existing(folder: Path) -> Path:
    return next(p for p in (folder, *folder.parents) if p.exists())


def _writable(folder: Path) -> Examined:
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=_existing(folder)):
            return Examined("workspace", "ok", f"{folder} is writable")
    except OSError as error:
        return Examined("workspace", "problem", f"{folder}: {error.strerror}", "--workspace FOLDER that you may write")


def _port(host: str, port: int) -> Examined:
    name = f"{host}:{port}"
    try:
        with socket.create_connection((host, port), timeout=0.5):
            return Examined("dashboard port", "ok", f"{name} answers: a server runs there")
    except OSError:
        return Examined("dashboard port", "ok", f"{name} is free")


def _disk(folder: Path) -> Examined:
    free = shutil.disk_usage(_existing(folder)).free / 1e9
    enough = free >= _LEAST_FREE_GB
    return Examined(
        "disk", "ok" if enough else "problem", f"{free:.1f} GB free", "" if enough else f"free {_LEAST_FREE_GB:g} GB"
    )


def _dashboard() -> list[Examined]:
    from importlib.resources import files

    built = files("tradewind").joinpath("server", "static", "index.html").is_file()
    said = "built" if built else "not built"
    return [Examined("dashboard", "ok" if built else "missing", said, "" if built else "make setup")]


def _machine() -> list[Examined]:
    import os

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return [Examined("machine", "ok", f"{platform.system()} {platform.machine()}, {cores} cores")]
