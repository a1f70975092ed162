"""`tradewind init`."""

from __future__ import annotations

from pathlib import Path

from tradewind.cli import show
from tradewind.cli.commands.new import write_new
from tradewind.errors import UsageError
from tradewind.settings.template import toml_template


def init(folder: Path = Path()) -> int:
    """Make a workspace: a commented tradewind.toml, a first strategy, a .gitignore.

    Example: tradewind init my-desk

    Parameters
    ----------
    folder
        where; nothing that is there is overwritten.
    """
    settings = folder / "tradewind.toml"
    if settings.exists():
        raise UsageError(f"{settings} exists already", try_="another folder, or edit it")
    try:
        (folder / "strategies").mkdir(parents=True, exist_ok=True)
        write_new(folder / "strategies" / "my_first_strategy.py", "MyFirstStrategy")
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("lake/\nruns/\nmodels/\naccounts/\ntoken\n")
        settings.write_text(toml_template())
    except OSError as error:
        raise UsageError(f"can't make a workspace in {folder}: {error.strerror or error}") from None
    show.out.print(f"workspace in {folder.resolve()}: tradewind.toml, strategies/my_first_strategy.py")
    show.out.print("next: tradewind data samples; tradewind backtest strategies/my_first_strategy.py --data AAPL")
    return 0
