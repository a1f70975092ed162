"""Fetching candles from any of ccxt's exchanges into the lake, page by page, resuming where the lake ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tradewind.data.lake import Lake
from tradewind.data.quality import check_quality
from tradewind.data.sources.ccxt_client import Client, Sleep, connect, instrument_of
from tradewind.errors import TradewindError, UsageError, VenueError
from tradewind.market.columns import Bars, Times
from tradewind.market.instrument import Instrument
from tradewind.market.time import to_iso
from tradewind.market.timeframe import Timeframe

Progress = Callable[[str, int, int], None]

_MS = 1_000_000
_PAGE = 1000
# Pages between two writes: an interrupt loses at most these, and a year's partition is not rewritten for each page.
_PAGES_A_WRITE = 20


@dataclass(frozen=True)
class FetchSummary:
    """What a fetch did: bars added, replaced and already there, requests and retries, and the period now stored (UTC
    ns).
    """

    instrument: Instrument
    timeframe: str
    rows_added: int
    rows_replaced: int
    rows_there: int
    requests: int
    retries: int
    first: int | None
    last: int | None


def fetch_bars(
    exchange: str,
    symbol: str,
    timeframe: str,
    since: int,
    until: int | None,
    lake: Lake,
    *,
    progress: Progress | None = None,
    base_url: str | None = None,
    attempts: int = 5,
    sleep: Sleep = time.sleep,
    clock: Callable[[], int] = time.time_ns,
) -> FetchSummary:
    """Fetch bars that close in (since, until] (UTC ns; None: now) and are not in the lake yet.

    Only what is missing is asked for, so an interrupted fetch goes on where it stopped. Candles that are still open
    are never stored. `progress(what, done, total)` counts bars of the missing period. Rate limits are kept by ccxt
    and, where the exchange says so, waited for.

    Raises
    ------
    DataError: no ccxt, or the lake can't be written. UsageError: unknown exchange, symbol or timeframe.
    VenueError: the exchange does not answer; what came before is stored.
    """
    frame = Timeframe.parse(timeframe)
    end = min(until if until is not None else clock(), clock())
    if end <= since:
        raise UsageError(f"nothing to fetch: {to_iso(since)} is not before {to_iso(end)}", try_="an earlier --since")
    client = connect(exchange, symbol, frame, base_url, attempts, sleep)
    instrument = instrument_of(client)
    stored = _stored(lake, instrument, frame, since, end)
    missing = missing_ranges(stored, frame.ns, since, end)
    task = _Task(client, lake, instrument, frame, progress, sum(stop - start for start, stop in missing) // frame.ns)
    try:
        for start, stop in missing:
            task.run(start, stop)
    except VenueError as error:
        task.flush()
        kept = f"; {task.added:,} new bars are stored" if task.added else ""
        raise VenueError(f"{error.what}{kept}", try_="the same command again: it goes on where it stopped") from None
    except BaseException as error:  # an interrupt too: keep what came
        if not isinstance(error, TradewindError):
            task.flush()
        raise
    task.flush()
    there = _stored(lake, instrument, frame, None, None)
    return FetchSummary(
        instrument=instrument,
        timeframe=str(frame),
        rows_added=task.added,
        rows_replaced=task.replaced,
        rows_there=len(stored),
        requests=client.requests,
        retries=client.retries,
        first=int(there[0]) if len(there) else None,
        last=int(there[-1]) if len(there) else None,
    )


def missing_ranges(stored: Times, step: int, since: int, end: int) -> list[tuple[int, int]]:
    """Ranges of opening times [start, stop) whose closed bars are not stored; `stored` are closing times.

    Exchanges open their bars on multiples of the length since 1970 (weeks on Mondays).
    """
    anchor = 4 * 86_400_000_000_000 if step % (7 * 86_400_000_000_000) == 0 else 0
    first = -(-(since - anchor) // step) * step + anchor
    last = (end - anchor) // step * step + anchor  # bars that open before this one have closed by `end`
    opens = np.arange(first, last, step, dtype=np.int64)
    gone = opens[~np.isin(opens + step, stored)]
    if len(gone) == 0:
        return []
    cuts = np.flatnonzero(np.diff(gone) > step)
    starts, stops = np.append(gone[0], gone[cuts + 1]), np.append(gone[cuts], gone[-1]) + step
    return [(int(a), int(b)) for a, b in zip(starts, stops, strict=True)]


@dataclass
class _Task:
    client: Client
    lake: Lake
    instrument: Instrument
    timeframe: Timeframe
    progress: Progress | None
    total: int
    done: int = 0
    added: int = 0
    replaced: int = 0

    def __post_init__(self) -> None:
        self._pages: list[np.ndarray] = []

    def run(self, start: int, stop: int) -> None:
        """Page through [start, stop) of opening times."""
        step, at = self.timeframe.ns, start
        while at < stop:
            limit = min(_PAGE, (stop - at) // step)
            rows = self.client.page(self.instrument.symbol, str(self.timeframe), at // _MS, limit)
            opens = rows[:, 0].astype(np.int64) * _MS
            rows = rows[(opens >= at) & (opens < stop)]
            # An empty page is a hole (or time before the listing): go on behind it. A short one may just be short.
            upto = int(rows[:, 0].max()) * _MS + step if len(rows) else at + limit * step
            if len(rows):
                self._pages.append(rows)
            self.done += (upto - at) // step
            at = upto
            if self.progress is not None:
                self.progress(self.instrument.id, min(self.done, self.total), self.total)
            if len(self._pages) >= _PAGES_A_WRITE:
                self.flush()

    def flush(self) -> None:
        """Write the pages that came."""
        if not self._pages:
            return
        rows = np.concatenate(self._pages)
        self._pages = []
        # Sorted and once each, the last answer winning: pages may overlap or arrive out of order.
        _, at = np.unique(rows[::-1, 0], return_index=True)
        rows = rows[::-1][at]
        times = rows[:, 0].astype(np.int64) * _MS + self.timeframe.ns
        columns = {
            n: np.ascontiguousarray(rows[:, i]) for i, n in enumerate(("open", "high", "low", "close", "volume"), 1)
        }
        bars = Bars(self.instrument, self.timeframe, times, times.copy(), **columns)
        provenance = {
            "source": f"{self.client.name}, by ccxt",
            "licence": "the exchange's terms of use",
            # A few bars more are no small sample: the series is what is stored.
            "quality": check_quality(bars, minimum_rows=0).score,
            "notes": ["closed candles only"],
        }
        summary = self.lake.write_bars(bars, provenance=provenance)
        self.added += summary.rows_added
        self.replaced += summary.rows_replaced


def _stored(lake: Lake, instrument: Instrument, timeframe: Timeframe, since: int | None, end: int | None) -> Times:
    """Closing times of the bars of exactly this timeframe that the lake has."""
    from tradewind.data.datasets import Dataset

    dataset = Dataset(lake.root, "bars", instrument.venue, instrument.symbol, str(timeframe))
    frame = dataset.read(since, None if end is None else end + 1)
    return frame["ts_event"].to_physical().to_numpy() if frame.height else np.zeros(0, dtype=np.int64)
