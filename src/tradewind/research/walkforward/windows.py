"""Where the windows of a walk-forward lie: train on the past, test on what follows, move on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tradewind.errors import DataError, UsageError
from tradewind.market.columns import Bars
from tradewind.market.time import DAY, to_iso


@dataclass(frozen=True)
class Span:
    """One step: parameters are chosen on train_from <= t < test_from and traded on test_from <= t < test_until. All in ns."""

    train_from: int
    test_from: int
    test_until: int


def spans(
    bars: Sequence[Bars],
    *,
    train_days: float = 180,
    test_days: float = 30,
    step_days: float | None = None,
    anchored: bool = False,
) -> list[Span]:
    """The steps over `bars`, in calendar days, the first train window beginning with the first bar.

    step_days: how far each step moves on; None: `test_days`. anchored: every train window begins with the first bar.
    The last test window may be cut short by the end of the data. Windows without two bars to train on or one to test on are left out.

    Raises
    ------
    UsageError: a length that is not above 0, or steps shorter than the test (pieces would overlap, and no account trades twice).
    DataError: the data end before the first test window holds two moments.
    """
    step = test_days if step_days is None else step_days
    for name, value in {"train_days": train_days, "test_days": test_days, "step_days": step}.items():
        if not value > 0:
            raise UsageError(f"{name} = {value} must be above 0")
    if step < test_days:
        raise UsageError(
            f"step_days = {step:g} is below test_days = {test_days:g}: out-of-sample pieces would overlap",
            try_=f"step_days = {test_days:g}",
        )
    filled = [b for b in bars if len(b)]
    if not filled:
        raise DataError("no bar to walk over")
    first, last = min(int(b.ts_event[0]) for b in filled), max(int(b.ts_event[-1]) for b in filled)
    train, test, move = (round(days * DAY) for days in (train_days, test_days, step))
    made, start = [], first
    while start + train <= last:
        one = Span(first if anchored else start, start + train, min(start + train + test, last + 1))
        if _moments(filled, one.train_from, one.test_from) > 1 and _moments(filled, one.test_from, one.test_until):
            made.append(one)
        start += move
    if not made or _moments(filled, made[0].test_from, made[-1].test_until) < 2:
        raise DataError(
            f"bars from {to_iso(first)[:10]} to {to_iso(last)[:10]} leave nothing to test after {train_days:g} days of training",
            try_="longer data, or fewer train_days",
        )
    return made


def warm_start(bars: Sequence[Bars], train_from: int, count: int) -> int:
    """When the `count` moments before a train window begin (ns), or the data where there are fewer; `train_from` where there are none."""
    times = np.unique(np.concatenate([b.between(None, train_from).ts_event for b in bars]))
    return int(times[-count:][0]) if count > 0 and len(times) else train_from


def _moments(bars: Sequence[Bars], start: int, end: int) -> int:
    return max(len(b.between(start, end)) for b in bars)
