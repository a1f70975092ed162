"""Progress on standard error: a bar on a terminal, silence elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tradewind.cli.show import err


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """`with progress("training") as tick: tick(done, total)`."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def compiling() -> None:
    """Said before a compile, so that nobody waits without knowing why."""
    err.print("compiling the kernel for this strategy (once for each strategy; some seconds) …", style="dim")
