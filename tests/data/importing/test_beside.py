"""Funding, dividends, splits, adjustment factors and books from files, checked against what companies and exchanges published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tradewind.data.importing.reader import import_into
from tradewind.data.lake import Lake
from tradewind.errors import DataError
from tradewind.market.events import EventKind
from tradewind.market.time import to_iso

# Apple Inc., Investor Relations, "Stock splits" and "Dividend history": ex-dates, ratio or USD a share as paid then.
SPLITS = {"2000-06-21": 2.0, "2005-02-28": 2.0, "2014-06-09": 7.0, "2020-08-31": 4.0}
DIVIDENDS = {
    "2012-08-09": 2.65,
    "2013-05-09": 3.05,
    "2014-05-08": 3.29,
    "2014-08-07": 0.47,
    "2018-05-11": 0.73,
    "2020-11-06": 0.205,
}


@pytest.fixture
def lake(tmp_path: Path, shared_data: Path) -> Lake:
    """A lake that has Apple's minutes around its seven for one split."""
    lake = Lake(tmp_path / "lake")
    file = shared_data / "equity/us_minute_trade.parquet"
    import_into(lake, file, symbol="AAPL", stamp="open", calendar="XNYS", repairs=["drop_outside_hours"])
    return lake


def test_factors_give_the_splits_and_dividends_that_apple_published(lake: Lake, shared_data: Path):
    file = shared_data / "equity/us_corporate_action_factors.parquet"
    ((read, summary),) = import_into(lake, file, kind="factors", symbol="AAPL")
    assert summary.rows_added == len(read.data)
    found = lake.happenings("AAPL")
    days = [to_iso(int(t))[:10] for t in found.ts_event]
    splits = {d: a for d, k, a in zip(days, found.kind, found.a, strict=True) if k == EventKind.SPLIT}
    assert splits == SPLITS
    paid = {d: a for d, k, a in zip(days, found.kind, found.a, strict=True) if k == EventKind.DIVIDEND}
    assert {d: paid[d] for d in DIVIDENDS} == pytest.approx(DIVIDENDS, abs=2e-3)
    again = import_into(lake, file, kind="factors", symbol="AAPL")[0][1]
    assert (again.rows_added, again.rows_replaced) == (0, 0)


def test_a_day_begins_at_midnight_where_the_market_is(lake: Lake, tmp_path: Path):
    (tmp_path / "paid.csv").write_text("date,amount\n2014-02-06,3.05\n2014-05-08,3.29\n")
    import_into(lake, tmp_path / "paid.csv", kind="dividends", symbol="AAPL")
    winter, summer = (to_iso(int(t)) for t in lake.happenings("AAPL").ts_event)
    assert (winter, summer) == ("2014-02-06T05:00:00Z", "2014-05-08T04:00:00Z")


def test_funding_of_a_perpetual(tmp_path: Path, shared_data: Path):
    lake = Lake(tmp_path / "lake")
    import_into(
        lake, shared_data / "crypto/xrpusdt_perp_1h.parquet", symbol="XRP/USDT:USDT", stamp="open", timezone="UTC"
    )
    file = shared_data / "crypto/xrpusdt_perp_funding_8h.parquet"
    import_into(lake, file, kind="funding", symbol="XRP/USDT:USDT", columns={"rate": "open"})
    found, frame = lake.happenings("XRP/USDT:USDT"), pl.read_parquet(file)
    assert set(found.kind.tolist()) == {EventKind.FUNDING}
    np.testing.assert_array_equal(found.a, frame["open"].to_numpy())
    assert np.isnan(found.b).all()


def test_a_book_begins_anew_with_each_snapshot(tmp_path: Path, shared_data: Path):
    lake = Lake(tmp_path / "lake")
    raw = shared_data / "orderbook/xrpusdt_bybit_ob500.parquet"
    (tmp_path / "bars.csv").write_text(
        "ts,open,high,low,close\n2024-12-01T00:00:00Z,1.9,2,1.9,2\n2024-12-01T00:01:00Z,2,2,2,2\n"
    )
    import_into(lake, tmp_path / "bars.csv", symbol="XRPUSDT", stamp="open", timezone="UTC")
    ((read, _),) = import_into(lake, raw, kind="depth", symbol="XRPUSDT")
    book, frame = lake.depth("XRPUSDT"), pl.read_parquet(raw)
    clears = np.flatnonzero(book.kind == EventKind.DEPTH_CLEAR)
    assert len(book) - len(clears) == frame.height
    assert len(clears) == 1
    assert clears[0] == 0
    sides = frame["side"].unique().to_list()
    assert set(book.side[1:].tolist()) == {1, -1}
    assert len(sides) == 2
    assert read.data.ts_event[0] == book.ts_event[0]


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("date,amount\n2014-02-06,-1\n", "dividends", "amount is -1, must be above 0"),
        ("date,ratio\n2014-02-06,0\n", "splits", "ratio is 0, must be units after for one before"),
        ("ts,rate\n2014-02-06T00:00:00Z,7\n", "funding", "rate is 7, must be a fraction"),
        ("date,paid\n2014-02-06,1\n", "dividends", "dividends need amount; there are date, paid"),
        ("ts,price,size,side\n2014-02-06T00:00:00Z,7,1,up\n", "depth", "side 'up' of a book is unknown"),
        ("date,amount\n2014-02-06,much\n", "dividends", "'much' is not a number"),
    ],
)
def test_bad_rows_are_refused_and_nothing_is_written(lake: Lake, tmp_path: Path, text: str, kind: str, told: str):
    (tmp_path / "bad.csv").write_text(text)
    with pytest.raises(DataError, match=told):
        import_into(lake, tmp_path / "bad.csv", kind=kind, symbol="AAPL")
    assert set(lake.kinds("AAPL")) == {"bars"}


def test_an_instrument_that_the_lake_lacks_is_named(lake: Lake, tmp_path: Path):
    (tmp_path / "paid.csv").write_text("date,amount\n2014-02-06,3.05\n")
    with pytest.raises(DataError, match="MSFT is not in the lake yet"):
        import_into(lake, tmp_path / "paid.csv", kind="dividends", symbol="MSFT")
