"""Bars of one or more instruments, merged in the order in which the kernel sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tradewind.errors import DataError
from tradewind.market.columns import Bars
from tradewind.market.time import to_iso

_VALUES = ("open", "high", "low", "close", "volume")


@dataclass(frozen=True)
class Block:
    """Events by (time, instrument): equal times are in the order in which the instruments were given.

    times: (n,) int64 close of each bar. index: (n,) int32 instrument. prices: (n,) float64 each. columns: (c, n) values computed outside.
    kinds: (n,) int8 of EventKind, or empty where all are bars; other events have their numbers a to e (see market/events.py) in place
    of open to volume.
    """

    times: np.ndarray
    index: np.ndarray
    opens: np.ndarray
    highs: np.ndarray
    lows: np.ndarray
    closes: np.ndarray
    volumes: np.ndarray
    columns: np.ndarray
    kinds: np.ndarray = field(default_factory=lambda: np.empty(0, np.int8))

    def __len__(self) -> int:
        return len(self.times)

    def __getitem__(self, rows: slice) -> Block:
        return Block(
            self.times[rows], self.index[rows], self.opens[rows], self.highs[rows], self.lows[rows], self.closes[rows],
            self.volumes[rows], np.ascontiguousarray(self.columns[:, rows]), self.kinds[rows],
        )  # fmt: skip

    def moments(self) -> np.ndarray:
        """(m,) int64 last row of each moment at which bars closed."""
        last = np.append(self.times[1:] != self.times[:-1], True) if len(self) else np.empty(0, bool)
        if len(self.kinds):
            rows = np.flatnonzero(last)
            closed = np.add.reduceat(self.kinds == 0, np.append(0, rows[:-1] + 1)) if len(rows) else rows
            return rows[closed > 0]
        return np.flatnonzero(last)

    def arrays(self) -> list[np.ndarray]:
        return [
            self.times,
            self.index,
            self.opens,
            self.highs,
            self.lows,
            self.closes,
            self.volumes,
            self.columns,
            self.kinds,
        ]


def merge(bars: Sequence[Bars], columns: Sequence[Sequence[np.ndarray]] = ()) -> Block:
    """One block of several instruments' bars.

    columns: for each instrument the arrays that its external feature columns gave, each as long as its bars.

    Raises
    ------
    DataError: a price that is not finite or not above 0, a bar whose low..high does not hold open and close, or time going back.
    """
    for part in bars:
        check(part)
    values = [
        np.array(c, dtype=np.float64).reshape(len(c), len(b))
        for b, c in zip(bars, columns or [()] * len(bars), strict=True)
    ]
    if len(bars) == 1:
        # In order as they are, so nothing is copied.
        opens, highs, lows, closes, volumes = (
            np.ascontiguousarray(getattr(bars[0], n), dtype=np.float64) for n in _VALUES
        )
        times, index = np.ascontiguousarray(bars[0].ts_event, dtype=np.int64), np.zeros(len(bars[0]), np.int32)
        return Block(times, index, opens, highs, lows, closes, volumes, np.ascontiguousarray(values[0]))
    times = np.concatenate([b.ts_event for b in bars]).astype(np.int64)
    index = np.repeat(np.arange(len(bars), dtype=np.int32), [len(b) for b in bars])
    order = np.lexsort((index, times))
    opens, highs, lows, closes, volumes = (
        np.ascontiguousarray(np.concatenate([np.asarray(getattr(b, n), dtype=np.float64) for b in bars])[order])
        for n in _VALUES
    )
    joined = np.ascontiguousarray(np.concatenate(values, axis=1)[:, order])
    return Block(times[order], index[order], opens, highs, lows, closes, volumes, joined)


def check(bars: Bars) -> None:
    """What the kernel takes for granted, checked once for all bars."""
    if not _good(bars):
        _complain(bars)


def _good(bars: Bars) -> bool:
    """Whether all bars can have been, in few passes and without saying what is wrong. A NaN fails every comparison."""
    opens, highs, lows, closes, volumes = (np.asarray(getattr(bars, n)) for n in _VALUES)
    if not len(bars):
        return True
    rise = bars.ts_event[1:] > bars.ts_event[:-1]
    inside = (lows <= opens, opens <= highs, lows <= closes, closes <= highs)
    return bool(lows.min() > 0 and highs.max() < np.inf and volumes.min() >= 0 and rise.all()) and all(
        part.all() for part in inside
    )


def _complain(bars: Bars) -> None:
    """Raise for the first of the mistakes that bars can have."""
    prices = {n: np.asarray(getattr(bars, n), dtype=np.float64) for n in ("open", "high", "low", "close")}
    for name, values in prices.items():
        _first_bad(bars, ~(np.isfinite(values) & (values > 0)), name, values, "a price must be finite and above 0")
    low, high = prices["low"], prices["high"]
    for name in ("open", "close"):
        _first_bad(bars, (prices[name] < low) | (prices[name] > high), name, prices[name], "it lies outside low..high")
    _first_bad(bars, ~(bars.volume >= 0), "volume", bars.volume, "volume must be 0 or more")
    late = np.flatnonzero(np.diff(bars.ts_event) <= 0)
    if len(late):
        when = to_iso(bars.ts_event[late[0] + 1])
        raise DataError(
            f"{bars.instrument.id} {bars.timeframe}: time does not rise at bar {late[0] + 1} ({when})",
            try_=f"tradewind data check {bars.instrument.symbol}",
        )


def _first_bad(bars: Bars, bad: np.ndarray, name: str, values: np.ndarray, rule: str) -> None:
    rows = np.flatnonzero(bad)
    if len(rows):
        when = to_iso(bars.ts_event[rows[0]])
        raise DataError(
            f"{bars.instrument.id} {bars.timeframe}: {name} = {values[rows[0]]} at bar {rows[0]} ({when}); {rule}",
            try_=f"tradewind data check {bars.instrument.symbol}",
        )
