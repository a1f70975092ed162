"""A result's tables: the same rows in Polars, pandas, Arrow and Parquet, and in a notebook."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import polars as pl
import pytest

from tradewind.errors import UsageError
from tradewind.research import export
from tradewind.research.backtest import backtest
from tradewind.research.frames import TABLES
from tradewind.research.metrics import METRICS

from .random_result import random_result
from .test_backtest import BARS, SETUP


@pytest.fixture(scope="module")
def whole():
    return backtest(SETUP, BARS)


def test_every_table_has_its_rows(whole):
    frames = whole.frames()
    assert frames.keys() == TABLES.keys()
    assert len(frames["trades"]) == len(whole.trades) and len(frames["fills"]) == len(whole.fills)
    assert len(frames["orders"]) == len(whole.orders) and len(frames["equity"]) == len(whole.block)
    assert len(frames["account"]) == len(whole.times) and len(frames["positions"]) == len(whole.fills)
    assert len(frames["decisions"]) == len(whole.output.decisions)
    for name in TABLES:
        assert getattr(whole, f"{name}_frame")().equals(frames[name])


def test_figures_of_the_tables_are_those_of_the_run(whole):
    trades, costs, metrics = whole.trades_frame(), whole.costs_frame(), whole.metrics_frame()
    assert trades["pnl"].sum() == pytest.approx(sum(t.pnl for t in whole.trades))
    assert (trades["gross"] - trades["fees"]).to_list() == pytest.approx(trades["pnl"].to_list())
    assert trades["duration"].to_list() == [
        exit - entry for entry, exit in zip(trades["entry"], trades["exit"], strict=True)
    ]
    assert costs["amount"][:2].sum() == pytest.approx(whole.fills["fee"].sum())
    values = dict(zip(metrics["name"], metrics["value"], strict=True))
    assert values["sharpe"] == whole.metrics()["sharpe"].value
    assert values["max_drawdown"] == pytest.approx(whole.drawdowns_frame()["depth"][0])
    assert whole.account_frame()["drawdown"].max() == pytest.approx(whole.drawdowns_frame()["depth"][0])


def test_the_whole_trade_record_is_there(whole):
    """What the catalogue asks of a trade: signal, decision and its parts, risk, market, excursions, effect on the account."""
    trades = whole.trades_frame()
    wanted = (
        "trade source entry exit instrument quantity entry_price exit_price pnl fees decision contributions reasoning risk "
        "risk_multiple stop target confidence score level regime volatility mfe mae exit_reason exit_efficiency duration "
        "volatility_adjusted_return account_correlation"
    )
    assert set(wanted.split()) <= set(trades.columns)
    first = trades.row(0, named=True)
    assert first["contributions"][0]["source"] == first["source"]
    assert (
        whole.setup.instruments[0].symbol in first["reasoning"]
        or whole.setup.instruments[1].symbol in first["reasoning"]
    )


def test_what_is_not_known_is_null(whole):
    for name, frame in whole.frames().items():
        for column in frame.select(pl.selectors.float()).columns:
            assert not frame[column].is_nan().any(), (name, column)
    orders = whole.orders_frame()
    assert orders.filter(orders["type"] == "market")["limit"].null_count() == (orders["type"] == "market").sum()


def test_pandas_and_arrow_hold_the_same(whole):
    frames, pandas, arrow = whole.frames(), whole.to_pandas(), whole.to_arrow()
    assert frames.keys() == pandas.keys() == arrow.keys()
    for name, frame in frames.items():
        assert pl.from_arrow(arrow[name]).equals(frame), name
        assert list(pandas[name].columns) == frame.columns and len(pandas[name]) == len(frame)
    assert str(pandas["fills"]["time"].dt.tz) == "UTC"
    assert pandas["fills"]["price"].tolist() == frames["fills"]["price"].to_list()


def test_parquet_files_hold_the_same_and_are_replaced_whole(whole, tmp_path):
    folder = tmp_path / "new" / "folder"
    random_result(1).to_parquet(folder)
    written = whole.to_parquet(folder)
    assert {p.name for p in folder.iterdir()} == {f"{n}.parquet" for n in TABLES} == {p.name for p in written}
    for name, frame in whole.frames().items():
        assert pl.read_parquet(folder / f"{name}.parquet").equals(frame), name


def test_what_cannot_be_written_is_said_in_one_line(whole, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match=r"can't write the result to .*file: File exists"):
        whole.to_parquet(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"
    with pytest.raises(UsageError, match=r"no table 'trade'. Try: trades, orders"):
        whole.frame("trade")
    monkeypatch.setattr(export.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pandas and pyarrow not installed.*tradewind\[notebook\]"):
        whole.to_pandas()


def test_a_full_disk_leaves_the_old_files(whole, tmp_path, monkeypatch):
    whole.to_parquet(tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def full(self, path, **_):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(UsageError, match="No space left on device"):
        random_result(2).to_parquet(tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


@pytest.mark.parametrize("bars", [1, 2, 20])
def test_a_run_in_which_nothing_happened_has_all_its_tables(bars, tmp_path):
    """One bar has no returns and hence no metrics."""
    result = backtest(SETUP, [b[:bars] for b in BARS])
    assert len(result.fills) == 0
    rows = {
        "equity": 2 * bars,
        "account": bars,
        "costs": 5,
        "strategies": 2,
        "metrics": len(METRICS) if bars > 1 else 0,
    }
    schema = backtest(SETUP, BARS).frames() if bars == 1 else {}
    for name, frame in result.frames().items():
        assert len(frame) == rows.get(name, 0), name
        assert not schema or frame.schema == schema[name].schema, name
    assert len(result.to_parquet(tmp_path)) == len(TABLES)
    assert "MovingAverageCross" in result._repr_html_()


def test_a_notebook_shows_figures_and_a_curve(whole):
    page = ET.fromstring(whole._repr_html_())
    cells = [cell.text for cell in page.iter("td")]
    assert "Sharpe ratio" in cells and f"{whole.equity[-1]:,.2f} USD" in cells
    lines = [line.attrib["points"].split() for line in page.iter("polyline")]
    assert len(lines) == 2 and all(len(points) > 100 for points in lines)
    assert not list(page.iter("script"))
