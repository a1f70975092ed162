"""A run that stands still is ended with a word: compiled code can't be interrupted, but it can be watched."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from tradewind.errors import StrategyError
from tradewind.kernel.machine import Machine
from tradewind.market.time import to_iso

T = TypeVar("T")
PATIENCE = 120.0  # seconds at one event; compiling a part of the kernel at its first use takes less


def watched(run: Callable[[], T], machine: Machine, *, patience: float = PATIENCE) -> T:
    """What `run` gives, which steps `machine`. It runs beside this thread, so that Ctrl-C is heard meanwhile.

    Raises
    ------
    StrategyError: nothing moved on for `patience` seconds: the strategy's function does not return. It names the event after which.
    """
    done: list[T] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            done.append(run())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work, daemon=True, name="tradewind run")
    thread.start()
    account = machine.world.account
    seen, since = _place(account), time.monotonic()
    while True:
        thread.join(0.2)
        if not thread.is_alive():
            break
        now = _place(account)
        if now != seen:
            seen, since = now, time.monotonic()
        elif time.monotonic() - since > patience:
            at = "before the first event" if seen[1] == 0 else f"at {to_iso(seen[1])}"
            raise StrategyError(
                f"{machine.name}: its function does not return: nothing moved for {patience:g} s {at} (bar {seen[0]})",
                try_="look for a loop in it that can't end",
            )
    if failed:
        raise failed[0]
    return done[0]


def _place(account) -> tuple[int, int, int]:
    """How far the run is: bars, time, records."""
    a = account[0]
    return int(a["bars"]), int(a["now_ts"]), int(a["next_record"])
