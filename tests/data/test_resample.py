"""Longer bars: the right edge, whole bars only, and agreement with an exchange's own longer bars."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradewind.data.importing import import_file
from tradewind.data.resample import resample
from tradewind.errors import DataError
from tradewind.market.time import MINUTE, parse_time
from tradewind.market.timeframe import Timeframe


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(n=st.integers(1, 300), offset=st.integers(0, 59), length=st.sampled_from(["3m", "5m", "15m", "1h"]))
def test_a_long_bar_is_its_short_ones(make_bars, n, offset, length):
    """Polars' own windows, closed on the right, give the same bars wherever all minutes are there."""
    bars = make_bars(n, start=f"2020-01-01T00:{offset:02d}:00Z")
    long = resample(bars, Timeframe.parse(length))
    frame = pl.DataFrame(dict(bars.columns())).with_columns(pl.from_epoch("ts_event", "ns").alias("at"))
    count = Timeframe.parse(length).ns // MINUTE
    windows = frame.group_by_dynamic("at", every=length, closed="right", label="right").agg(
        pl.len(), pl.col("open").first(), pl.col("high").max(), pl.col("low").min(), pl.col("close").last(),
        pl.col("volume").sum(),
    ).filter(pl.col("len") == count)  # fmt: skip
    assert long.ts_event.tolist() == windows["at"].dt.timestamp("ns").to_list()
    for name in ("open", "high", "low", "close", "volume"):
        np.testing.assert_allclose(getattr(long, name), windows[name].to_numpy(), rtol=1e-12)
    assert (long.ts_init >= long.ts_event).all()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 400))
def test_a_prefix_never_sees_the_future(make_bars, k):
    """The long bars of a prefix are a prefix of the long bars of the whole."""
    bars = make_bars(400)
    whole, part = resample(bars, Timeframe.parse("15m")), resample(bars[:k], Timeframe.parse("15m"))
    assert part.close.tobytes() == whole.close[: len(part)].tobytes()
    assert part.volume.tobytes() == whole.volume[: len(part)].tobytes()


def test_daily_fx_bars_close_at_seventeen_new_york(make_bars):
    bars = make_bars(24 * 12, "1h", start="2020-03-05", symbol="EURUSD", venue="X", calendar="fx")
    days = resample(bars, Timeframe.parse("1d"))
    assert int(days.ts_event[0]) == parse_time("2020-03-06T22:00:00Z")  # before the change of 8 March
    assert int(days.ts_event[1]) == parse_time("2020-03-09T21:00:00Z")  # after it


def test_only_longer_whole_multiples(make_bars):
    with pytest.raises(DataError, match="can't make 7m"):
        resample(make_bars(10, "5m"), Timeframe.parse("7m"))


def test_agrees_with_the_exchanges_own_bars(shared_data):
    """Binance's hourly ETH/BTC bars made from its 15-minute ones, 2020."""
    path = shared_data / "crypto/multi_timeframe_binance_2020.parquet"
    read = {"timezone": "UTC", "stamp": "open", "symbol": "ETH/BTC"}
    short = import_file(path, timeframe="15m", **read).bars
    own = import_file(path, timeframe="1h", **read).bars
    made = resample(short, Timeframe.parse("1h"))
    _, a, b = np.intersect1d(made.ts_event, own.ts_event, return_indices=True)
    assert len(a) > 50
    for name in ("open", "high", "low", "close"):
        assert np.array_equal(getattr(made, name)[a], getattr(own, name)[b])
    np.testing.assert_allclose(made.volume[a][:-1], own.volume[b][:-1], rtol=1e-9)
