"""A result's tables for other tools: Parquet files, pandas, Arrow."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradewind.errors import UsageError

if TYPE_CHECKING:
    from tradewind.research.backtest import BacktestResult


def to_parquet(result: BacktestResult, folder: str | Path) -> list[Path]:
    """Write one NAME.parquet for each table; each file is the old one or the new one, never a half.

    Raises
    ------
    UsageError: the folder can't be made or written.
    """
    folder = writable(folder)
    written: list[Path] = []
    for name, frame in result.frames().items():
        path = folder / f"{name}.parquet"
        new = path.with_name(path.name + ".new")
        try:
            frame.write_parquet(new)
            new.replace(path)
        except OSError as error:
            new.unlink(missing_ok=True)
            raise _refused(folder, error) from None
        written.append(path)
    return written


def writable(folder: str | Path) -> Path:
    """The folder, made where it is missing. UsageError: it can't be, or nothing can be written there."""
    folder = Path(folder).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(13, os.strerror(13))
    except OSError as error:
        raise _refused(folder, error) from None
    return folder


def to_pandas(result: BacktestResult) -> dict[str, Any]:
    """All tables by name."""
    _need("pandas", "pyarrow")
    return {name: frame.to_pandas() for name, frame in result.frames().items()}


def to_arrow(result: BacktestResult) -> dict[str, Any]:
    """All tables by name."""
    _need("pyarrow")
    return {name: frame.to_arrow() for name, frame in result.frames().items()}


def _need(*packages: str) -> None:
    missing = [p for p in packages if importlib.util.find_spec(p) is None]
    if missing:
        raise UsageError(
            f"{' and '.join(missing)} not installed, which these tables need", try_='pip install "tradewind[notebook]"'
        )


def _refused(folder: Path, error: OSError) -> UsageError:
    return UsageError(f"can't write the result to {folder}: {error.strerror or error}", try_="another folder")
