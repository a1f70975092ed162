"""`tradewind new strategy`."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from tradewind.cli import show
from tradewind.errors import UsageError


def strategy(name: str, *, folder: Path = Path("strategies")) -> int:
    """Write a commented strategy that runs at once.

    Example: tradewind new strategy breakout

    Parameters
    ----------
    name
        of the strategy, letters, digits and _.
    folder
        where the file goes.
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
        raise UsageError(f"{name!r} can't be a strategy's name", try_="letters, digits and _, such as breakout")
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    path = folder / f"{words}.py"
    if path.exists():
        raise UsageError(f"{path} exists already", try_="another name")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_new(path, "".join(w.capitalize() for w in words.split("_")))
    except OSError as error:
        raise UsageError(f"can't write {path}: {error.strerror or error}") from None
    show.out.print(f"{path}\nnext: tradewind backtest {path} --data AAPL; tradewind check {path} --data AAPL")
    return 0


def write_new(path: Path, name: str) -> None:
    """The template with the strategy's class name, in place at once."""
    text = resources.files("tradewind.strategies").joinpath("templates/strategy.py.txt").read_text(encoding="utf-8")
    draft = path.with_suffix(".tmp")
    draft.write_text(text.replace("NewStrategy", name), encoding="utf-8")
    draft.replace(path)
