"""What a user sees when a command fails: one line and an exit code; a stack trace only in a file."""

from __future__ import annotations

import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from tradewind.errors import TradewindError

BUG = 70


def report(error: Exception, argv: list[str]) -> int:
    """Say what went wrong and return the exit code."""
    if isinstance(error, TradewindError):
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    if type(error).__module__.startswith("cyclopts"):
        message = " ".join(str(error).split()).rstrip(".")
        print(f"error: {message}. Try: tradewind {' '.join(_words(argv))} --help".replace("  ", " "), file=sys.stderr)
        return 2
    path = _write_trace(error, argv)
    print(f"error: {type(error).__name__}: {error}; this is a bug of Tradewind. Details: {path}", file=sys.stderr)
    return BUG


def _words(argv: list[str]) -> list[str]:
    from tradewind.cli.registry import commands

    return list(next((c for c in commands() if tuple(argv[: len(c)]) == c), ()))


def _write_trace(error: Exception, argv: list[str]) -> str:
    """The trace in a file beside the temporary ones; the workspace may be what is broken."""
    head = f"{datetime.now(UTC).isoformat()} tradewind {' '.join(argv[:2])}\n"
    text = head + "".join(traceback.format_exception(error))
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="tradewind-bug-", suffix=".log", delete=False, encoding="utf-8"
        ) as file:
            file.write(text)
            return str(Path(file.name))
    except OSError as problem:
        return f"not written ({problem.strerror})"
