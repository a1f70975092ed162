"""Trials of the columns that come from outside the kernel: own columns, studies, models' predictions, other instruments' prices.

A step can't look ahead, for it is handed one bar at a time. A column's function sees all bars that it is given: so it is given only those
that had arrived, at many places, and must come to the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tradewind.features.external import External
from tradewind.kernel.block import Block
from tradewind.market.columns import Bars
from tradewind.market.events import EventKind
from tradewind.research.checking.comparing import first_value

PRICES = ("open", "high", "low", "close")
AHEAD = 400  # how many bars later a value is looked for, to say when it was known
FUTURE = 512  # bars that follow a cut in another future: more than AHEAD, so that what reads so far meets other prices and no end

PAST = {
    "prefix": "the data known then",
    "shuffled future": "another future",
    "data delayed": "data that arrived a bar later",
    "a second time": "the same data a second time",
    "pieces": "bars arriving in pieces, and a restart between two of them",
}
_WHY = {
    "a second time": "it is another one each time, on the same data: a random generator without a fixed seed, or the clock",
    "data delayed": "it is made from the time at which data arrived",
    "length": "it depends on how many bars there are, not on what is in them: a random generator seeded by the data's length, "
    "or a place counted from the end",
    "whole": "it changes with whatever comes later: something is taken over the whole sample (a mean, a rank, a fit)",
}


@dataclass(frozen=True)
class Difference:
    """The first value of a column that was another one: of which instrument, at which of its bars, in which trial; then and now."""

    column: str
    instrument: int
    bar: int
    trial: str
    then: float
    now: float


class ColumnTrials:
    """The columns of a session over all its bars, and over what had arrived.

    columns: name -> where its values come from. bars: of each instrument. block: of these bars; its columns are what the kernel gets.
    """

    def __init__(self, columns: dict[str, External], bars: Sequence[Bars], block: Block) -> None:
        self.columns = columns
        self.bars = list(bars)
        own = [_bars_of(block, k) for k in range(len(self.bars))]
        self.whole = {n: [block.columns[j, rows] for rows in own] for j, n in enumerate(columns)}
        self.found: dict[str, Difference] = {}
        self.compared = 0

    def prefix(self, end: int) -> None:
        """Only the bars up to time `end` (ns)."""
        self._compare("prefix", self._until(end), end)

    def delayed(self, end: int) -> None:
        """The bars up to `end`, each known a bar later: nothing that was said at a bar may come from when it arrived."""
        late = [replace(b, ts_init=b.ts_init + b.timeframe.ns) for b in self._until(end)]
        self._compare("data delayed", late, end)

    def shuffled(self, end: int, seed: int) -> None:
        """The same past with another future."""
        rng = np.random.default_rng((seed, end % 2**32))
        self._compare("shuffled future", [other_future(b, end + 1, rng) for b in self.bars], end)

    def _until(self, end: int) -> list[Bars]:
        return [b.between(None, end + 1) for b in self.bars]

    def _compare(self, trial: str, bars: Sequence[Bars], end: int) -> None:
        for name in self.columns:
            if name in self.found:
                continue
            differences = (self._difference(trial, name, k, bars, end) for k in range(len(bars)))
            found = next((d for d in differences if d is not None), None)
            if found is not None:
                self.found[name] = self._simplest(found, end)

    def _difference(
        self, trial: str, name: str, k: int, bars: Sequence[Bars], end: int | None = None
    ) -> Difference | None:
        """The first value of a column, computed from `bars`, that is another one than in the whole; up to `end`."""
        one = bars[k]
        rows = len(one) if end is None else int(np.searchsorted(one.ts_event, end, side="right"))
        if rows == 0:
            return None
        then, now = self.columns[name].values(one, bars)[:rows], self.whole[name][k][:rows]
        self.compared += rows
        row = first_value(then, now)
        return None if row < 0 else Difference(name, k, row, trial, float(then[row]), float(now[row]))

    def _simplest(self, found: Difference, end: int) -> Difference:
        """The simplest trial that shows it: the same data a second time, then the cut without the delay, then that which found it."""
        same = (found.column, found.instrument)
        again = self._difference("a second time", *same, self.bars)
        if again is None and found.trial == "data delayed":
            again = self._difference("prefix", *same, self._until(end), end)
        return again or found

    def why(self, difference: Difference) -> str:
        """What kind of leak it looks like, from when the value that it has in the whole was first known."""
        if difference.trial in _WHY:
            return _WHY[difference.trial]
        later = self._bars_later(difference)
        if later is None:
            return _WHY["length" if self._length_alone(difference) else "whole"]
        known = f"its value is known only {later} bar{'s' if later > 1 else ''} later"
        others = [
            self._bars_later(replace(difference, bar=b), 0) for b in range(difference.bar + 1, difference.bar + 4)
        ]
        if all(o == later for o in others):
            return f"{known}: it reads that far ahead"
        return f"{known}, others of it sooner or later: it is of a longer period that is not over yet, or filled in from behind"

    def _bars_later(self, difference: Difference, least: int = 1) -> int | None:
        """How many bars (`least` or more) after its own the value is what it is in the whole, and stays so; None: not within AHEAD bars."""
        one, column = self.bars[difference.instrument], self.columns[difference.column]
        if difference.bar >= len(one):
            return None
        wanted = self.whole[difference.column][difference.instrument][difference.bar]

        def known(later: int) -> bool:
            end = int(one.ts_event[difference.bar + later])
            cut = [b.between(None, end + 1) for b in self.bars]
            got = column.values(cut[difference.instrument], cut)[difference.bar]
            return bool(got == wanted or (np.isnan(got) and np.isnan(wanted)))

        last = min(AHEAD, len(one) - 1 - difference.bar)
        if last < 1 or (last < len(one) - 1 - difference.bar and not known(last)):
            return None
        # What is taken over the whole sample is right only with all of it; a bar less tells.
        if last == len(one) - 1 - difference.bar and last > 1 and not known(last - 1):
            return None
        return _first(known, least, last)

    def _length_alone(self, difference: Difference) -> bool:
        """Whether other values of the future change nothing, where leaving it out did."""
        if difference.trial != "prefix":
            return False
        one, column = self.bars[difference.instrument], self.columns[difference.column]
        if difference.bar >= len(one):
            return False
        end = int(one.ts_event[difference.bar])
        for seed in range(3):
            made = [other_future(b, end + 1, np.random.default_rng(seed), len(b)) for b in self.bars]
            got = column.values(made[difference.instrument], made)[difference.bar]
            if not (got == difference.now or (np.isnan(got) and np.isnan(difference.now))):
                return False
        return True


def _first(known: Callable[[int], bool], low: int, high: int) -> int:
    """The lowest number from `low` to `high` that is known; `high` is."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if known(middle) else (middle + 1, high)
    return low


def _bars_of(block: Block, k: int) -> np.ndarray:
    """(n,) bool: which of the block's events are bars of instrument k."""
    own = block.index == k
    return own & (block.kinds == EventKind.BAR) if len(block.kinds) else own


def other_future(bars: Bars, end: int, rng: np.random.Generator, most: int = FUTURE) -> Bars:
    """The same bars before time `end`; after it at most `most` bars, whose moves are drawn from all that the price ever made."""
    first = int(np.searchsorted(bars.ts_event, end))
    if first == 0 or first >= len(bars):
        return bars
    shown = bars[: first + most]
    drawn = rng.integers(1, len(bars), len(shown) - first)
    moves = {n: getattr(bars, n)[drawn] / bars.close[drawn - 1] for n in PRICES}
    before = bars.close[first - 1] * np.concatenate([[1.0], np.cumprod(moves["close"])[:-1]])
    later = {n: before * moves[n] for n in PRICES} | {"volume": bars.volume[drawn]}
    later["high"] = np.maximum.reduce([later[n] for n in PRICES])
    later["low"] = np.minimum.reduce([later[n] for n in PRICES])
    return replace(shown, **{n: np.concatenate([getattr(bars, n)[:first], values]) for n, values in later.items()})
