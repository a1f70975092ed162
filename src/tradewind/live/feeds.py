"""Where what a node sees comes from: a replay of the past at a chosen speed, or a source of bars that grows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from tradewind.errors import DataError, TradewindError
from tradewind.kernel.feeding import check_fed
from tradewind.kernel.history import History, history_of
from tradewind.kernel.setup import Setup
from tradewind.ledger.player import BarInput, EventInput, Input
from tradewind.live.ticks import FetchTicks, GrowingTicks, event_input
from tradewind.market.columns import Bars, bars_of
from tradewind.market.events import EventKind
from tradewind.market.time import to_iso


class Feed(Protocol):
    """What arrives, by moment: all of the same time comes together."""

    total: int | None
    speed: float

    def take(self) -> Sequence[Input]:
        """What the next moment brings; empty if there is nothing yet (or nothing more, see `finished`)."""
        ...

    @property
    def finished(self) -> bool: ...

    def pause_seconds(self) -> float:
        """How long to wait before the next `take`."""
        ...


class ReplayFeed:
    """The past once more.

    bars: one Bars for each of the setup's instruments. after: time (ns) up to which bars were taken in an earlier run of the session.
    speed: moments a second, 0 for no pause.
    """

    def __init__(self, setup: Setup, bars: Sequence[Bars], *, speed: float, after: int | None = None) -> None:
        self._setup = setup
        self._bars = list(bars)
        self.speed = speed
        times = np.concatenate([b.ts_event for b in bars]) if bars else np.empty(0, np.int64)
        self._moments = np.unique(times)
        self.total: int | None = len(self._moments)
        self._next = 0 if after is None else int(np.searchsorted(self._moments, after, side="right"))

    @property
    def finished(self) -> bool:
        return self._next >= len(self._moments)

    def take(self) -> list[BarInput]:
        if self.finished:
            return []
        ts = int(self._moments[self._next])
        self._next += 1
        return [b for k, bars in enumerate(self._bars) if (b := self._at(k, bars, ts)) is not None]

    def pause_seconds(self) -> float:
        return 1.0 / self.speed if self.speed > 0 else 0.0

    def _at(self, k: int, bars: Bars, ts: int) -> BarInput | None:
        i = int(np.searchsorted(bars.ts_event, ts))
        if i >= len(bars) or bars.ts_event[i] != ts:
            return None
        return bar_input(k, bars, i, outside(self._setup, bars[: i + 1], self._bars))


class EventFeed:
    """The past once more, with everything that happened in it: quotes, trades, books, dividends, finer bars and so on.

    Parameters as of ReplayFeed; history: bars and what stands beside them. The order is that of a backtest (kernel/events_block.py).
    speed counts moments at which bars close; what happens between them comes without a pause.
    """

    def __init__(self, setup: Setup, history: History, *, speed: float, after: int | None = None) -> None:
        self._block = setup.block(history)
        self._delay = setup.conditions.feed_latency
        self.speed = speed
        times = self._block.times - self._delay
        self._starts = np.flatnonzero(np.append(True, times[1:] != times[:-1])) if len(times) else np.empty(0, np.int64)
        self.total: int | None = len(self._starts)
        self._next = 0 if after is None else int(np.searchsorted(times[self._starts], after, side="right"))
        self._closed = True  # whether bars closed at the newest moment

    @property
    def finished(self) -> bool:
        return self._next >= len(self._starts)

    def take(self) -> list[Input]:
        if self.finished:
            return []
        first = int(self._starts[self._next])
        self._next += 1
        end = int(self._starts[self._next]) if self._next < len(self._starts) else len(self._block)
        arrived = [self._at(i) for i in range(first, end)]
        self._closed = any(isinstance(i, BarInput) for i in arrived)
        return arrived

    def pause_seconds(self) -> float:
        return 1.0 / self.speed if self.speed > 0 and self._closed else 0.0

    def _at(self, i: int) -> Input:
        b = self._block
        if len(b.kinds) and b.kinds[i] != EventKind.BAR:
            return event_input(b, i, self._delay)
        ts, k = int(b.times[i]) - self._delay, int(b.index[i])
        opened, high, low, close, volume = (float(x[i]) for x in (b.opens, b.highs, b.lows, b.closes, b.volumes))
        return BarInput(k, ts, ts, opened, high, low, close, volume, tuple(float(x) for x in b.columns[:, i]))


def past(setup: Setup, bars: Sequence[Bars], *, speed: float, after: int | None = None) -> Feed:
    """The feed that replays bars, or a history with more than them."""
    history = history_of(bars)
    check_fed(setup.strategy, history)
    return (EventFeed if history.more else ReplayFeed)(setup, history, speed=speed, after=after)


class GrowingFeed:
    """Bars that a source adds while we wait: `fetch` is asked every `every` seconds and gives all bars from a time on.

    ticks: the same for the quotes, trades and books that a history has beside its bars (see ticks.py); without it, and of finer bars,
    dividends and the like, nothing new is taken in.

    Instruments are asked for one after the other, so that a bar may be there for one and not yet for the next: such a
    moment waits `patience` more rounds for the others' bars, which would come too late afterwards.
    """

    def __init__(
        self,
        setup: Setup,
        fetch: Callable[[int, int | None], Bars],
        *,
        every: float,
        history: Sequence[Bars],
        after: int | None = None,
        on_error: Callable[[TradewindError], None] = lambda e: None,
        patience: int = 3,
        ticks: FetchTicks | None = None,
    ) -> None:
        check_fed(setup.strategy, list(history) if ticks is None else history)
        self._setup = setup
        self._fetch = fetch
        self._every = every
        self._history = list(history)
        self._after = after if after is not None else min((int(b.ts_event[-1]) for b in history if len(b)), default=0)
        self._waiting: list[list[Input]] = []
        self._ticks = None if ticks is None else GrowingTicks(setup, history_of(history), ticks, after=self._after)
        self._on_error = on_error
        self._patience, self._waited = patience, 0
        self._held_up = False
        self.total: int | None = None
        self.speed = 0.0
        self.finished = False

    def take(self) -> list[Input]:
        if not self._waiting:
            self._poll()
        return self._waiting.pop(0) if self._waiting else []

    def pause_seconds(self) -> float:
        return 0.0 if self._waiting else self._every

    def _poll(self) -> None:
        moments: dict[int, list[tuple[int, int]]] = {}
        try:
            if self._ticks is not None:
                self._ticks.poll()
            fetched = [self._fetch(k, self._after) for k in range(len(self._setup.instruments))]
        except TradewindError as error:
            self._on_error(error)
            return
        for k, bars in enumerate(fetched):
            self._history[k] = _joined(self._history[k], bars)
            for i in np.flatnonzero(self._history[k].ts_event > self._after):
                moments.setdefault(int(self._history[k].ts_event[i]), []).append((k, int(i)))
        until = self._ready_until()
        self._waited = self._waited + 1 if any(ts > until for ts in moments) else 0
        between: dict[int, list[EventInput]] = {}
        if self._ticks is not None:
            known = self._ticks.known_until
            between = self._ticks.between(self._after, min(until + self._setup.strategy.timeframe.ns - 1, known))
            self._say_what_lacks(self._ticks, [ts for ts in moments if known < ts <= until])
            until = min(until, known)
        # Only now: a column may look at another instrument's bar of the same moment, which had to be fetched too.
        closed = {ts: [self._input(k, i) for k, i in moments[ts]] for ts in moments if ts <= until}
        ready = sorted({*closed, *between})
        self._waiting = [[*between.get(ts, ()), *closed.get(ts, ())] for ts in ready]
        if ready:
            self._after = ready[-1]

    def _say_what_lacks(self, ticks: GrowingTicks, held_up: list[int]) -> None:
        """Bars wait for their ticks however long it takes, for nothing is filled without them. More than one that waits is said, once."""
        said, self._held_up = self._held_up, len(held_up) > 1
        if self._held_up and not said:
            self._on_error(
                DataError(
                    f"the bar of {to_iso(min(held_up))} waits for the {ticks.waits_for()}, known up to {to_iso(ticks.known_until)}",
                    try_="import them, or begin a session without --events",
                )
            )

    def _input(self, k: int, i: int) -> BarInput:
        bars = self._history[k]
        return bar_input(k, bars, i, outside(self._setup, bars[: i + 1], self._history))

    def _ready_until(self) -> int:
        """The time (ns) by which every instrument has its bars, or will not be waited for any longer."""
        newest = [int(b.ts_event[-1]) if len(b) else 0 for b in self._history]
        return max(newest) if self._waited >= self._patience else min(newest)


def outside(setup: Setup, bars: Bars, all_bars: Sequence[Bars]) -> tuple[float, ...]:
    """The columns from outside the kernel at the last of `bars`, from what every instrument had by then."""
    columns = setup.columns
    if not columns:
        return ()
    known = [b.between(None, int(bars.ts_event[-1]) + 1) for b in all_bars]
    return tuple(c.last(bars, known) for c in columns.values())


def bar_input(k: int, bars: Bars, i: int, columns: tuple[float, ...]) -> BarInput:
    """Row i of `bars` as an input."""
    opened, high, low, close, volume = (float(getattr(bars, n)[i]) for n in ("open", "high", "low", "close", "volume"))
    return BarInput(k, int(bars.ts_event[i]), int(bars.ts_init[i]), opened, high, low, close, volume, columns)


def _joined(old: Bars, new: Bars) -> Bars:
    rows = new.between(int(old.ts_event[-1]) + 1 if len(old) else None, None)
    columns = {n: np.concatenate([a, b]) for (n, a), (_, b) in zip(old.columns(), rows.columns(), strict=True)}
    return bars_of(old.instrument, old.timeframe, columns)
