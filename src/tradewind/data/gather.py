"""All that the lake has of an instrument for a run: bars, beside them ticks and other happenings, and finer bars.

Nothing is changed in silence: what is left out or made is said in `notes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tradewind.data.lake import Lake
from tradewind.data.resample import bars_of_ticks, edges
from tradewind.errors import DataError, UsageError
from tradewind.market.columns import Bars
from tradewind.market.depth import Depth, Happenings
from tradewind.market.events import EventKind
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.time import DAY, to_iso
from tradewind.market.timeframe import Timeframe

TICK_KINDS = ("quotes", "trades", "depth")
# What a run takes unless it is told otherwise: what belongs to the instrument, and what makes its bars' insides known.
USUAL = ("happenings", "fine")
KINDS = (*TICK_KINDS, *USUAL)
_AROUND = 5  # bars
Beside = Quotes | Trades | Depth | Happenings


@dataclass(frozen=True)
class Gathered:
    """What there is of one instrument."""

    bars: Bars
    beside: tuple[Beside, ...]
    fine: tuple[Bars, ...]
    notes: tuple[str, ...]


def gather(
    lake: Lake, symbol: str, timeframe: Timeframe, start: int | None, end: int | None, kinds: Sequence[str] = USUAL
) -> Gathered:
    """One instrument with start <= ts_event < end of its bars (UTC ns; None: open).

    kinds: of KINDS. Ticks narrow the bars to the time that they cover; where the lake has no bars, ticks make them, and then fill too.

    Raises
    ------
    DataError: as `Lake.bars`, or ticks that are asked for and not there. UsageError: an unknown kind.
    """
    if unknown := [k for k in kinds if k not in KINDS]:
        raise UsageError(f"events {unknown[0]!r} are unknown", try_=", ".join((*KINDS, "none")))
    there = lake.kinds(symbol)
    notes: list[str] = []
    wanted = [k for k in TICK_KINDS if k in kinds]
    if not any(timeframe.ns % Timeframe.parse(t).ns == 0 for t in there.get("bars", ())):
        source = next((k for k in ("quotes", "trades") if k in there), None)
        if source is not None:
            wanted = [k for k in TICK_KINDS if k in wanted or k == source]
    ticks = [_ticks(lake, symbol, kind, timeframe, start, end, notes) for kind in wanted]
    if "bars" in there and wanted == [k for k in TICK_KINDS if k in kinds]:
        bars = _narrowed(lake.bars(symbol, timeframe, start, end), ticks, notes)
    elif ticks:
        made = next(t for t in ticks if isinstance(t, Quotes | Trades))
        bars = bars_of_ticks(made, timeframe).between(start, end)
        notes.append(f"{bars.instrument.id}: {len(bars):,} bars of {timeframe} made from {type(made).__name__.lower()}")
    else:
        bars = lake.bars(symbol, timeframe, start, end)  # says what is missing
    if len(bars) == 0:
        raise DataError(f"{bars.instrument.id}: no whole {timeframe} bar in the time that the ticks cover")
    beside: list[Beside] = [_within(t, bars) for t in ticks]
    if "happenings" in kinds and "happenings" in there:
        beside += _happenings(lake, symbol, bars, notes)
    fine = _finer(lake, symbol, bars, there["bars"], notes) if "fine" in kinds and not ticks and "bars" in there else ()
    return Gathered(bars, tuple(beside), fine, tuple(notes))


def _ticks(
    lake: Lake, symbol: str, kind: str, timeframe: Timeframe, start: int | None, end: int | None, notes: list[str]
) -> Quotes | Trades | Depth:
    """Ticks with some before and after, so that the first and the last bar are whole; of a book all that came before."""
    margin = 4 * max(timeframe.ns, DAY)
    begin = None if start is None or kind == "depth" else start - margin
    data = getattr(lake, kind)(symbol, begin, None if end is None else end + timeframe.ns)
    return _usable(data, notes) if isinstance(data, Quotes) else data


def ticks_since(lake: Lake, symbol: str, kind: str, start: int) -> tuple[Quotes | Trades | Depth, tuple[str, ...]]:
    """What the lake has by now with ts_event >= start (UTC ns), as `gather` takes it, and what was left out.

    Raises
    ------
    DataError: there is none.
    """
    notes: list[str] = []
    data = getattr(lake, kind)(symbol, start, None)
    return (_usable(data, notes) if isinstance(data, Quotes) else data), tuple(notes)


def _usable(quotes: Quotes, notes: list[str]) -> Quotes:
    """Sides that are not there are nan, as the kernel has it; quotes that no market can have are left out."""
    bid, ask = np.where(quotes.bid > 0, quotes.bid, np.nan), np.where(quotes.ask > 0, quotes.ask, np.nan)
    crossed = bid > ask
    keep = ~crossed & ~(np.isnan(bid) & np.isnan(ask))
    if crossed.any():
        notes.append(
            f"{quotes.instrument.id}: {int(crossed.sum()):,} of {len(quotes):,} quotes are crossed and left out"
        )
    made = replace(quotes, bid=bid, ask=ask)
    return made if keep.all() else replace(made, **{name: array[keep] for name, array in made.columns()})


def _narrowed(bars: Bars, ticks: Sequence[Quotes | Trades | Depth], notes: list[str]) -> Bars:
    """The bars of the time that every kind of tick covers; one may end after the last tick."""
    if not ticks:
        return bars
    first, last = max(int(t.ts_event[0]) for t in ticks), min(int(t.ts_event[-1]) for t in ticks)
    kept = bars.between(first + 1, last + bars.timeframe.ns)
    if len(kept) < len(bars):
        notes.append(f"{bars.instrument.id}: {len(kept):,} of {len(bars):,} bars lie in the time of the ticks")
    return kept


def _within(ticks: Quotes | Trades | Depth, bars: Bars) -> Quotes | Trades | Depth:
    """Ticks up to the last bar; a book needs all that came before its first."""
    rows = slice(
        0 if isinstance(ticks, Depth) else int(np.searchsorted(ticks.ts_event, bars.ts_event[0] - bars.timeframe.ns)),
        int(np.searchsorted(ticks.ts_event, bars.ts_event[-1], side="right")),
    )
    return ticks[rows]


def _happenings(lake: Lake, symbol: str, bars: Bars, notes: list[str]) -> list[Happenings]:
    all_of = lake.happenings(symbol)
    since, until = int(bars.ts_event[0]) - bars.timeframe.ns, int(bars.ts_event[-1])
    rows = (all_of.ts_event > since) & (all_of.ts_event <= until)
    found = all_of[np.flatnonzero(rows)]
    corporate = np.isin(found.kind, (EventKind.SPLIT, EventKind.DIVIDEND))
    if _adjusted(found, bars):
        notes.append(
            f"{bars.instrument.id}: its prices do not show their splits, so they are adjusted: {int(corporate.sum())} splits and "
            "dividends left out"
        )
        found = found[np.flatnonzero(~corporate)]
    for at in np.flatnonzero(found.kind == EventKind.SPLIT):
        notes += _opens_at_old_price(int(found.ts_event[at]), float(found.a[at]), bars)
    return [found] if len(found) else []


def _opens_at_old_price(ts: int, ratio: float, bars: Bars) -> list[str]:
    """A word where a source opens the first bar after a split at the close before it: orders would be filled at a price that never was."""
    after = int(np.searchsorted(bars.ts_event - bars.timeframe.ns, ts))
    if not 0 < after < len(bars) or ratio == 1.0:
        return []
    opened, closed = float(bars.open[after]), float(bars.close[after])
    if abs(np.log(opened / closed)) < 0.5 * abs(np.log(ratio)):
        return []
    return [
        f"{bars.instrument.id}: the first bar after the split of {to_iso(ts)[:10]} opens at {opened:g} and closes at {closed:g}: "
        "its open is an old price; import it with --repair drop_outside_hours, or repair it"
    ]


def _adjusted(found: Happenings, bars: Bars) -> bool:
    """Whether any split inside the bars moved no price: then they were adjusted for it, and holding would count it twice."""
    for at in np.flatnonzero(found.kind == EventKind.SPLIT):
        after = int(np.searchsorted(bars.ts_event - bars.timeframe.ns, found.ts_event[at]))
        if 0 < after < len(bars):
            # Some bars around it, because a source may open the first one at the old price.
            before, then = (
                np.median(bars.close[max(0, after - _AROUND) : after]),
                np.median(bars.close[after : after + _AROUND]),
            )
            move, ratio = np.log(then / before), np.log(found.a[at])
            if abs(move + ratio) > abs(move):
                return True
    return False


def _finer(lake: Lake, symbol: str, bars: Bars, stored: Sequence[str], notes: list[str]) -> tuple[Bars, ...]:
    """Of the finest bars that divide ours those inside of bars which they add up to exactly; the others stay as they are."""
    shorter = [t for t in map(Timeframe.parse, stored) if t.ns < bars.timeframe.ns and bars.timeframe.ns % t.ns == 0]
    if not shorter:
        return ()
    finest = min(shorter)
    since, until = int(bars.ts_event[0]) - bars.timeframe.ns, int(bars.ts_event[-1])
    try:
        fine = lake.bars(symbol, finest, since + 1, until + 1)
    except DataError:
        return ()  # none of them in this period
    kept, whole = _adding_up(fine, bars)
    if whole:
        notes.append(
            f"{bars.instrument.id}: {finest} bars decide inside {whole:,} of {len(bars):,} bars of {bars.timeframe}"
        )
    return (kept,) if whole else ()


def _adding_up(fine: Bars, bars: Bars) -> tuple[Bars, int]:
    """Finer bars of those long bars whose open, high, low and close they have, to half an increment; and how many those are."""
    edge = edges(fine, bars.timeframe)[1]
    at = np.minimum(np.searchsorted(bars.ts_event, edge), len(bars) - 1)
    inside = np.flatnonzero(bars.ts_event[at] == edge)
    if len(inside) == 0:
        return fine[:0], 0
    of = at[inside]
    first = np.flatnonzero(np.diff(of, prepend=-1))
    last = np.append(first[1:], len(of)) - 1
    long = of[first]
    made = (
        fine.open[inside][first], np.maximum.reduceat(fine.high[inside], first), np.minimum.reduceat(fine.low[inside], first),
        fine.close[inside][last],
    )  # fmt: skip
    near = 0.5 * float(bars.instrument.price_increment)
    same = np.all(
        [
            np.abs(m - getattr(bars, n)[long]) <= near
            for m, n in zip(made, ("open", "high", "low", "close"), strict=True)
        ],
        axis=0,
    )
    rows = inside[np.repeat(same, last - first + 1)]
    return replace(fine, **{name: array[rows] for name, array in fine.columns()}), int(same.sum())
