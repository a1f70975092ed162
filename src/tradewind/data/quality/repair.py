"""Repairs: only those that were asked for, each recorded with how many rows it changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from tradewind.data.quality.gaps import in_session, missing_times
from tradewind.data.quality.outliers import spikes
from tradewind.errors import UsageError
from tradewind.market.columns import BAR_COLUMNS, Bars
from tradewind.market.ticks import Quotes


@dataclass(frozen=True)
class RepairStep:
    """One action: rows before and after it, and rows that it changed in place."""

    action: str
    rows_before: int
    rows_after: int
    rows_changed: int


@dataclass(frozen=True)
class RepairRecord:
    """What was done, in order; goes into the lake's provenance under `repairs`."""

    steps: tuple[RepairStep, ...]

    def to_dict(self) -> list[dict[str, Any]]:
        """For JSON."""
        return [asdict(step) for step in self.steps]


def repair(bars: Bars, actions: Sequence[str]) -> tuple[Bars, RepairRecord]:
    """Carry out the named actions in the given order.

    `sort` by time; `drop_nan` rows with NaN or infinity; `drop_not_positive` prices of 0 or below; `drop_duplicates`
    keeps the first row of a time, `keep_last_duplicate` the last (a restatement); `drop_ohlc_violations`;
    `drop_outside_hours`; `drop_outliers` and `clip_outliers` (a spike's four prices become the close before it);
    `fill_gaps` (missing bars in trading hours become flat ones at the last close with no volume: they were never
    traded, so ask for it knowingly).

    Raises
    ------
    UsageError: an action is unknown.
    """
    if unknown := [name for name in actions if name not in ACTIONS]:
        raise UsageError(f"repair {unknown[0]!r} is unknown", try_=", ".join(sorted(ACTIONS)))
    steps = []
    for name in actions:
        after, changed = ACTIONS[name](bars)
        steps.append(RepairStep(name, len(bars), len(after), changed))
        bars = after
    return bars, RepairRecord(tuple(steps))


def repair_quotes(quotes: Quotes, actions: Sequence[str]) -> tuple[Quotes, RepairRecord]:
    """The same for quotes: `sort` by time; `drop_crossed`, whose bid is above the ask (no market can be made of such).

    Raises
    ------
    UsageError: an action is unknown.
    """
    steps = []
    for name in actions:
        if name not in ("sort", "drop_crossed"):
            raise UsageError(f"repair {name!r} is unknown for quotes", try_="drop_crossed, sort")
        rows = (
            np.argsort(quotes.ts_event, kind="stable") if name == "sort" else np.flatnonzero(quotes.bid <= quotes.ask)
        )
        after = replace(quotes, **{column: array[rows] for column, array in quotes.columns()})
        changed = int((rows != np.arange(len(rows))).sum()) if name == "sort" else 0
        steps.append(RepairStep(name, len(quotes), len(after), changed))
        quotes = after
    return quotes, RepairRecord(tuple(steps))


def _keep(bars: Bars, keep: np.ndarray) -> Bars:
    return replace(bars, **{name: array[keep] for name, array in bars.columns()})


def _sort(bars: Bars) -> tuple[Bars, int]:
    order = np.argsort(bars.ts_event, kind="stable")
    return _keep(bars, order), int((order != np.arange(len(order))).sum())


def _drop_nan(bars: Bars) -> tuple[Bars, int]:
    good = np.ones(len(bars), dtype=bool)
    for name in BAR_COLUMNS[2:]:
        good &= np.isfinite(getattr(bars, name))
    return _keep(bars, good), 0


def _drop_not_positive(bars: Bars) -> tuple[Bars, int]:
    return _keep(bars, (bars.open > 0) & (bars.high > 0) & (bars.low > 0) & (bars.close > 0)), 0


def _drop_duplicates(bars: Bars) -> tuple[Bars, int]:
    _, first = np.unique(bars.ts_event, return_index=True)
    return _keep(bars, np.sort(first)), 0


def _keep_last_duplicate(bars: Bars) -> tuple[Bars, int]:
    _, first = np.unique(bars.ts_event[::-1], return_index=True)
    return _keep(bars, np.sort(len(bars) - 1 - first)), 0


def _drop_ohlc(bars: Bars) -> tuple[Bars, int]:
    good = (bars.high >= np.maximum(bars.open, bars.close)) & (bars.low <= np.minimum(bars.open, bars.close))
    return _keep(bars, good), 0


def _drop_outside(bars: Bars) -> tuple[Bars, int]:
    return _keep(bars, in_session(bars.ts_event, bars.timeframe.ns, bars.instrument.calendar)), 0


def _drop_outliers(bars: Bars) -> tuple[Bars, int]:
    return _keep(bars, ~np.isin(np.arange(len(bars)), spikes(bars.close))), 0


def _clip_outliers(bars: Bars) -> tuple[Bars, int]:
    rows = spikes(bars.close)
    columns = {name: getattr(bars, name).copy() for name in ("open", "high", "low", "close")}
    for row in rows:
        for values in columns.values():
            values[row] = columns["close"][row - 1]
    return replace(bars, **columns), len(rows)


def _fill_gaps(bars: Bars) -> tuple[Bars, int]:
    if len(bars) < 2:
        return bars, 0
    missing = missing_times(bars.ts_event, bars.timeframe.ns, bars.instrument.calendar)
    last = bars.close[np.searchsorted(bars.ts_event, missing) - 1]
    zero = np.zeros(len(missing))
    fill = Bars(bars.instrument, bars.timeframe, missing, missing, last, last, last, last, zero)
    joined = {name: np.concatenate([array, getattr(fill, name)]) for name, array in bars.columns()}
    return _sort(replace(bars, **joined))[0], 0


ACTIONS: dict[str, Callable[[Bars], tuple[Bars, int]]] = {
    "sort": _sort,
    "drop_nan": _drop_nan,
    "drop_not_positive": _drop_not_positive,
    "drop_duplicates": _drop_duplicates,
    "keep_last_duplicate": _keep_last_duplicate,
    "drop_ohlc_violations": _drop_ohlc,
    "drop_outside_hours": _drop_outside,
    "drop_outliers": _drop_outliers,
    "clip_outliers": _clip_outliers,
    "fill_gaps": _fill_gaps,
}
