"""The checks find in the real files what their manifest says was measured in them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tradewind.data.importing import import_file
from tradewind.data.quality import check_quality, repair
from tradewind.errors import DataError

UTC = {"timezone": "UTC", "stamp": "open"}


@pytest.mark.parametrize(
    ("path", "symbol", "crossed", "locked"),
    [
        ("fx/eurusd_fxcm_1d_quote.parquet", "EURUSD", 123, 54),
        ("fx/eurusd_fxcm_1h_quote.parquet", "EURUSD", 2613, 1550),
        ("fx/eurusd_fxcm_1m_quote.parquet", "EURUSD", 436, 1145),
        ("fx/gbpusd_fxcm_1d_quote.parquet", "GBPUSD", 32, 17),
        ("fx/gbpusd_fxcm_1m_quote_2012.parquet", "GBPUSD", 347, 306),
        ("fx/usdjpy_fxcm_1m_quote_2013.parquet", "USDJPY", 683, 1240),
    ],
)
def test_crossed_and_zero_spreads_of_fxcm(shared_data, path, symbol, crossed, locked):
    report = import_file(shared_data / path, symbol=symbol, **UTC).quality
    assert (report.count("crossed"), report.count("zero_spread")) == (crossed, locked)


def test_locked_and_crossed_ticks_of_fxcm(shared_data):
    report = import_file(shared_data / "fx/eurusd_fxcm_tick.parquet", symbol="EURUSD", timezone="UTC").quality
    assert report.count("crossed") + report.count("zero_spread") == 69147


def test_538_holes_in_minute_bars(shared_data):
    path = shared_data / "dirty/unittest_btc_1m_gaps.parquet"
    result = import_file(path, symbol="UNNAMED/BTC", **UTC)
    gap = next(f for f in result.quality.findings if f.kind == "gap")
    assert "538 gaps" in gap.what
    step = np.diff(result.bars.ts_event) // 60_000_000_000
    assert gap.count == int((step - 1).sum())


def test_sunday_stubs_of_daily_fx_bars(shared_data):
    """OANDA's and FXCM's days begin on Sunday: some 52 stubs a year lie outside the week's five sessions."""
    result = import_file(shared_data / "fx/eurusd_oanda_1d_quote.parquet", symbol="EURUSD", **UTC)
    assert result.quality.count("outside_hours") == pytest.approx(12 * 52, abs=12)
    fixed, record = repair(result.bars, ["drop_outside_hours"])
    assert check_quality(fixed).count("outside_hours") == 0
    assert record.steps[0].rows_before - record.steps[0].rows_after == result.quality.count("outside_hours")


def test_metatrader_hours_read_as_utc_show_the_wrong_zone(shared_data, tmp_path):
    """The broker's stamps are EET: taken as UTC the week ends two hours late."""
    frame = pl.read_parquet(shared_data / "fx/eurusd_mt_h4.parquet")
    source = pl.read_parquet(shared_data / "fx/audusd_mt_h1.parquet").drop("ts").rename({"ts_source": "ts"})
    source.write_parquet(tmp_path / "wrong.parquet")
    wrong = import_file(tmp_path / "wrong.parquet", symbol="AUDUSD", **UTC).quality
    assert wrong.count("wrong_zone") == source.height
    right = import_file(tmp_path / "wrong.parquet", symbol="AUDUSD", timezone="EET", stamp="open").quality
    assert right.count("wrong_zone") == 0 and frame.height == 14400


@pytest.mark.parametrize(("fault", "kind"), [("100x-error", "level_shift|outlier")])
def test_prices_a_hundred_times_off(shared_data, fault, kind):
    frame = pl.read_parquet(shared_data / "dirty/yahoo_price_faults.parquet")
    case = frame.filter(pl.col("fault") == fault)["case"][0]
    where = {"case": case, "state": "raw"}
    result = import_file(
        shared_data / "dirty/yahoo_price_faults.parquet", where=where, repairs=["drop_nan", "sort"], **UTC
    )
    assert sum(result.quality.count(k) for k in kind.split("|")) > 0


def test_vendor_drops_refuse_restated_rows_and_impossible_prices(shared_data):
    path = shared_data / "dirty/us_all_daily_vendor_drops.parquet"
    frame = pl.read_parquet(path)
    restated = frame.group_by("symbol", "date").len().filter(pl.col("len") > 1)
    assert restated.height == 10665
    symbol = restated.sort("symbol")["symbol"][0]
    with pytest.raises(DataError, match=r"repeats the time|earlier than the row before"):
        import_file(path, symbol=symbol)
    mended = import_file(path, symbol=symbol, repairs=["keep_last_duplicate", "sort"])
    rows = frame.filter(pl.col("symbol") == symbol)
    assert len(mended.bars) == rows["date"].n_unique()
    bad = frame.filter(pl.col("close") <= 0)
    assert bad.height == 12
    with pytest.raises(DataError, match=r"must be (above 0|a number)|repeats the time"):
        import_file(path, symbol=bad["symbol"][0])
