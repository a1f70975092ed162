"""What a run gets from the lake: finer bars only where they add up, ticks that a market can have, no split counted twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.data.gather import _adding_up, gather
from tradewind.data.importing.reader import import_into
from tradewind.data.lake import Lake
from tradewind.data.resample import bars_of_ticks, resample
from tradewind.errors import DataError, UsageError
from tradewind.market.columns import Bars
from tradewind.market.depth import Happenings
from tradewind.market.events import EventKind
from tradewind.market.ticks import Quotes
from tradewind.market.time import MINUTE, SECOND
from tradewind.market.timeframe import Timeframe

from ..randombars import instrument

NOTE = {"source": "test", "licence": "none"}
ONE, FIVE = Timeframe.parse("1m"), Timeframe.parse("5m")


def minutes(n: int, seed: int = 0) -> Bars:
    """A walk in cents on minutes from a whole hour on."""
    rng = np.random.default_rng(seed)
    close = 100 + np.cumsum(rng.integers(-20, 21, n)) / 100
    opened = np.append(100.0, close[:-1])
    high, low = np.maximum(opened, close) + 0.05, np.minimum(opened, close) - 0.05
    times = (np.arange(n, dtype=np.int64) + 1) * MINUTE + 1_600_000_200 // 3600 * 3600 * SECOND
    return Bars(instrument("ABC"), ONE, times, times, opened, high, low, close, np.ones(n))


def happenings(of: Bars, *rows: tuple[int, EventKind, float]) -> Happenings:
    times = np.array([r[0] for r in rows], np.int64)
    zero = np.zeros(len(rows))
    kinds, a = np.array([r[1] for r in rows], np.int8), np.array([float(r[2]) for r in rows])
    return Happenings(of.instrument, times, times, kinds, a, zero, zero, zero, zero)


@settings(deadline=None, max_examples=40)
@given(n=st.integers(10, 80), seed=st.integers(0, 99), hurt=st.integers(0, 79), by=st.sampled_from([0.1, -0.1]))
def test_finer_bars_decide_only_where_they_add_up(n: int, seed: int, hurt: int, by: float):
    fine = minutes(n, seed)
    long = resample(fine, FIVE)
    kept, whole = _adding_up(fine, long)
    assert whole == len(long)
    assert len(kept) == 5 * len(long)
    # One minute of another source: its long bar is left to itself, all others stay.
    row = hurt % (5 * len(long))
    closes = fine.close.copy()
    closes[row] += by
    other = replace(fine, close=closes, high=np.maximum(fine.high, closes), low=np.minimum(fine.low, closes))
    kept, whole = _adding_up(other, long)
    changed = resample(other, FIVE)[row // 5 : row // 5 + 1]
    differs = any(abs(getattr(changed, c)[0] - getattr(long, c)[row // 5]) > 0.005 for c in ("high", "low", "close"))
    assert whole == len(long) - differs
    assert len(kept) == 5 * whole


def test_missing_minutes_leave_their_bar_to_itself(tmp_path: Path):
    lake, fine = Lake(tmp_path), minutes(60)
    lake.write_bars(resample(fine, FIVE), provenance=NOTE)
    extreme = int(np.argmax(fine.high[:55])) // 5
    rows = np.flatnonzero(np.arange(60) // 5 != extreme)
    lake.write_bars(replace(fine, **{n: a[rows] for n, a in fine.columns()}), provenance=NOTE)
    found = gather(lake, "ABC", FIVE, None, None)
    assert found.notes == ("ABC.TEST: 1m bars decide inside 11 of 12 bars of 5m",)
    assert len(found.fine[0]) == 55
    assert gather(lake, "ABC", FIVE, None, None, ()).fine == ()


def test_adjusted_prices_get_no_splits(tmp_path: Path):
    lake, bars = Lake(tmp_path), minutes(60)
    at = int(bars.ts_event[30])
    lake.write_happenings(happenings(bars, (at, EventKind.SPLIT, 4), (at, EventKind.DIVIDEND, 1)), provenance=NOTE)
    lake.write_bars(bars, provenance=NOTE)
    found = gather(lake, "ABC", ONE, None, None)
    assert found.beside == ()
    assert "so they are adjusted: 2 splits and dividends left out" in found.notes[0]


def test_raw_prices_get_them(tmp_path: Path):
    lake, bars = Lake(tmp_path), minutes(60)
    part = np.where(np.arange(60) > 30, 0.25, 1.0)
    raw = replace(bars, **{n: getattr(bars, n) * part for n in ("open", "high", "low", "close")})
    at = int(bars.ts_event[30])
    early = (int(bars.ts_event[0]) - 10 * MINUTE, EventKind.DIVIDEND, 1)
    lake.write_happenings(
        happenings(bars, early, (at, EventKind.SPLIT, 4), (at, EventKind.DIVIDEND, 1)), provenance=NOTE
    )
    lake.write_bars(raw, provenance=NOTE)
    (beside,) = gather(lake, "ABC", ONE, None, None).beside
    assert isinstance(beside, Happenings)
    assert beside.kind.tolist() == [EventKind.SPLIT, EventKind.DIVIDEND]  # what was before the first bar is not ours


def test_quotes_that_no_market_can_have_are_left_out_and_said(tmp_path: Path):
    lake, bars = Lake(tmp_path), minutes(4)
    times = np.arange(0, 4 * MINUTE, SECOND) + int(bars.ts_event[0]) - MINUTE
    n = len(times)
    bid, ask = np.full(n, 100.0), np.full(n, 100.02)
    bid[10], ask[20], bid[30], ask[30] = 100.05, 0.0, 0.0, 0.0
    lake.write_quotes(Quotes(bars.instrument, times, times, bid, ask, np.ones(n), np.ones(n)), provenance=NOTE)
    lake.write_bars(bars, provenance=NOTE)
    found = gather(lake, "ABC", ONE, None, None, ["quotes"])
    (quotes,) = found.beside
    assert isinstance(quotes, Quotes)
    assert len(quotes) == n - 2
    assert np.isnan(quotes.ask).sum() == 1
    assert found.notes[0] == "ABC.TEST: 1 of 240 quotes are crossed and left out"


def test_ticks_narrow_the_bars_to_their_time(tmp_path: Path):
    lake, bars = Lake(tmp_path), minutes(60)
    times = np.arange(int(bars.ts_event[9]), int(bars.ts_event[19]), SECOND)
    flat = np.full(len(times), 100.0)
    lake.write_quotes(Quotes(bars.instrument, times, times, flat, flat + 0.01, flat, flat), provenance=NOTE)
    lake.write_bars(bars, provenance=NOTE)
    found = gather(lake, "ABC", ONE, None, None, ["quotes"])
    np.testing.assert_array_equal(found.bars.ts_event, bars.ts_event[10:20])
    assert found.notes == ("ABC.TEST: 10 of 60 bars lie in the time of the ticks",)
    again = gather(lake, "ABC", ONE, int(found.bars.ts_event[0]), int(found.bars.ts_event[-1]) + 1, ["quotes"])
    for one, other in zip((found.bars, *found.beside), (again.bars, *again.beside), strict=True):
        assert all((a == b).all() for (_, a), (_, b) in zip(one.columns(), other.columns(), strict=True))


def test_bars_of_trades_are_those_of_polars(tmp_path: Path, shared_data: Path):
    """Reference: polars.group_by_dynamic, which closes a window on the left as well."""
    lake = Lake(tmp_path)
    import_into(lake, shared_data / "crypto/btcusdt_binance_trades.parquet", symbol="BTCUSDT", timezone="UTC")
    trades = lake.trades("BTCUSDT")
    bars = bars_of_ticks(trades, Timeframe.parse("1s"))
    frame = pl.DataFrame({"ts": trades.ts_event, "p": trades.price, "v": trades.size}).with_columns(
        pl.col("ts").cast(pl.Datetime("ns"))
    )
    p = pl.col("p")
    made = frame.group_by_dynamic("ts", every="1s").agg(
        p.first().alias("open"), p.max().alias("high"), p.min().alias("low"), p.last().alias("close"), pl.sum("v")
    )
    made = made[1:-1]  # the first second and the last are not whole
    np.testing.assert_array_equal(bars.ts_event, made["ts"].to_physical().to_numpy() + SECOND)
    for name in ("open", "high", "low", "close"):
        np.testing.assert_array_equal(getattr(bars, name), made[name].to_numpy())
    np.testing.assert_allclose(bars.volume, made["v"].to_numpy(), rtol=1e-12)
    assert gather(lake, "BTCUSDT", Timeframe.parse("1s"), None, None).beside[0].ts_event[0] >= bars.ts_event[0] - SECOND


def test_ticks_that_are_not_there_and_events_that_do_not_exist(tmp_path: Path):
    lake = Lake(tmp_path)
    lake.write_bars(minutes(10), provenance=NOTE)
    with pytest.raises(DataError, match="no depth of 'ABC'"):
        gather(lake, "ABC", ONE, None, None, ["depth"])
    with pytest.raises(UsageError, match="events 'news' are unknown"):
        gather(lake, "ABC", ONE, None, None, ["news"])
