"""The report: one file that needs nothing else, exact at the extremes, the same bytes for the same run."""

import os
import re
import stat
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tradewind.errors import DataError
from tradewind.research.metrics import RoundTrips, Sample, summarise
from tradewind.research.report import ReportData, Trade, judge, render, write_report
from tradewind.research.report import write as write_module
from tradewind.research.report.chart import Frame
from tradewind.research.report.curves import drawdown_chart, trade_histogram
from tradewind.research.report.decimate import envelope, keep, segments
from tradewind.research.report.heatmap import heatmap, monthly_returns
from tradewind.research.report.price_chart import newest_stretch, price_chart

sys.path.insert(0, str(Path(__file__).parent))
from backtest_like import prices, report, trades_of

GOLDEN = Path(__file__).parent / "golden" / "report.html"
DAY = 86_400_000_000_000


@pytest.fixture(scope="module")
def run():
    return report(draws=60)


class Balance(HTMLParser):
    """Counts what is open; void elements never close."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "hr", "path"})

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()


def test_it_needs_nothing_else_and_is_well_formed(run):
    text = render(run)
    for outside in ("http://", "https://", " src=", "@import", "url(", "<link", "fetch(", "XMLHttp"):
        assert outside not in text, outside
    balance = Balance()
    balance.feed(text)
    assert balance.open == [] and balance.seen.count("svg") == 2 + 5 + 4 + 1  # FB has no trades: no newest stretch


def test_it_says_the_verdict_the_protocol_and_every_metric(run):
    text = render(run)
    assert run.verdict.sentence in text and run.protocol.replace("'", "&#39;") in text
    for entry in run.metrics.values():
        assert entry.metric.title.replace(">", "&gt;") in text
    assert "7f3a90c2" in text and "sha256 3b1f" in text
    for trade in run.trades:
        assert trade.instrument in text


def test_the_same_run_gives_the_same_page_as_ever():
    """Against the kept page; after a wanted change: TRADEWIND_UPDATE_GOLDEN=1, then look at it."""
    text = render(report(tickers=("FB", "GOOG"), draws=40, last=400))
    if os.environ.get("TRADEWIND_UPDATE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_text_from_outside_stays_text(run):
    evil = "<script>alert(1)</script>\"'&"
    trade = replace(run.trades[0], instrument=evil, exit_reason=evil)
    path = replace(run.prices[0], instrument=evil)
    text = render(replace(run, title=evil, run=evil, trades=(trade,), prices=(path,), meta=((evil, evil),)))
    assert "<script>alert" not in text and text.count("<script>") == 1


def test_a_run_without_trades_benchmark_or_prices_is_reported():
    """Two equity values are enough."""
    ts, equity = np.array([0, DAY]), np.array([1000.0, 1000.0])
    metrics = summarise(Sample(ts, equity, 252.0, RoundTrips.none()), draws=10)
    text = render(ReportData("Nothing", "r0", "USD", judge(metrics), "none", ts, equity, metrics))
    assert "No evidence of an edge: Sharpe n/a" in text
    assert "nan" not in re.sub(r"<(script|style)>.*?</\1>", "", text, flags=re.S).lower()


def test_an_account_that_lost_all_is_reported():
    ts, equity = np.arange(4) * DAY, np.array([100.0, 40.0, -5.0, -5.0])
    metrics = summarise(Sample(ts, equity, 252.0, RoundTrips.none()), draws=10)
    text = render(ReportData("Ruin", "r1", "USD", judge(metrics), "none", ts, equity, metrics))
    assert "−100.00%" in text


def test_short_trades_of_minutes_show_their_time():
    path = prices(("IBM",))[0]
    path = replace(path, ts=np.arange(len(path.ts), dtype=np.int64) * 60_000_000_000)
    times = int(path.ts[3]), int(path.ts[9])
    trade = Trade("IBM", "short", *times, path.close[3], path.close[9], -10.0, 5.0, 0.1, "take profit")
    marks = price_chart(path, [trade], "USD").marks
    assert marks[0].css == "in short" and "1970-01-01 00:03" in marks[0].text and "short 10 at" in marks[0].text


@given(arrays(np.float64, st.integers(1, 400), elements=st.floats(-1e6, 1e6)), st.integers(1, 20))
def test_fewer_points_keep_ends_and_extremes(values, buckets):
    rows = keep(values, buckets)
    assert (np.diff(rows) > 0).all() and len(rows) <= max(4 * buckets, 1)
    assert rows[0] == 0 and rows[-1] == len(values) - 1
    assert values[rows].min() == values.min() and values[rows].max() == values.max()


@given(arrays(np.float64, st.integers(1, 300), elements=st.floats(1, 1e6)), st.integers(1, 20))
def test_the_envelope_holds_lowest_and_highest(values, buckets):
    lows, highs = envelope(values, values + 1, buckets)
    assert values[lows].min() == values.min() and (values + 1)[highs].max() == values.max() + 1


def test_a_long_price_keeps_its_highest_and_lowest_in_the_drawing():
    path = prices(("AAPL",))[0]
    chart = price_chart(path, trades_of(path), "USD")
    band = next(p.d for p in chart.paths if p.css == "range")
    heights = [float(y) for y in re.findall(r",(-?[\d.]+)", band)]
    frame = Frame.around(path.ts, float(path.low.min()), float(path.high.max()))
    assert min(heights) == pytest.approx(float(frame.y(path.high.max())), abs=0.06)
    assert max(heights) == pytest.approx(float(frame.y(path.low.min())), abs=0.06)
    assert len(chart.marks) == 2 * len(trades_of(path))


def test_very_many_trades_become_points_and_the_list_says_what_it_leaves_out(run):
    many = [run.trades[0]] * 1200
    path = next(p for p in run.prices if p.instrument == many[0].instrument)
    chart = price_chart(path, many, "USD")
    assert chart.marks == [] and {"dot entered"} <= {p.css for p in chart.paths}
    text = render(replace(run, trades=many))
    assert "The newest 200 of 1,200" in text


@given(arrays(np.float64, st.integers(2, 200), elements=st.floats(1.0, 1e5)))
def test_months_multiply_to_the_whole(equity):
    ts = np.arange(len(equity), dtype=np.int64) * 5 * DAY + 1
    made = monthly_returns(ts, equity)
    assert np.prod([1 + v for v in made.values()]) == pytest.approx(equity[-1] / equity[0], rel=1e-9)
    rows = heatmap(ts, equity)
    assert sum(cell is not None for row in rows for cell in row.months) == len(made)


def test_a_bar_that_closes_at_midnight_belongs_to_the_month_that_ended():
    ts = np.array([30 * DAY, 31 * DAY, 32 * DAY])  # 31 January, 1 February 00:00 (the close of 31 January), 2 February
    made = monthly_returns(ts, np.array([100.0, 110.0, 99.0]))
    assert made == {(1970, 1): pytest.approx(0.1), (1970, 2): pytest.approx(-0.1)}


def test_the_histogram_counts_every_trade_and_meets_at_zero(run):
    chart = trade_histogram(run.trades)
    counts = [int(n) for n in re.findall(r'"(\d+) trades"', chart.hover)]
    assert sum(counts) == len(run.trades)
    assert trade_histogram(run.trades[:1]) is None


def test_a_curve_that_never_fell_has_a_flat_drawdown(run):
    rising = replace(run, equity=np.linspace(1.0, 2.0, len(run.ts)), benchmark=None)
    assert drawdown_chart(rising).y[-1].text in ("0%", "0.0%")


def test_writing_is_all_or_nothing(run, tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    write_report(run, path)
    before = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o644

    def full_disk(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write_module.os, "fsync", full_disk)
    with pytest.raises(DataError, match="No space left on device"):
        write_report(replace(run, title="other"), path)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]
    with pytest.raises(DataError, match="can't write report"):
        write_report(run, tmp_path / "absent" / "report.html")


def test_a_curve_that_does_not_fit_is_refused(run):
    with pytest.raises(DataError, match="report 7f3a90c2: 3 equity values"):
        replace(run, equity=np.ones(3))


def test_the_newest_stretch_shows_whole_trades_as_candles(run):
    path = next(p for p in run.prices if p.instrument == "IBM")
    chart = newest_stretch(path, run.trades, "USD")
    assert {"wick", "body up", "body down"} <= {p.css for p in chart.paths}
    assert all(0 <= mark.x <= 100 and 0 <= mark.y <= 100 for mark in chart.marks) and len(chart.marks) % 2 == 0
    assert newest_stretch(path, [], "USD") is None


def test_a_line_breaks_where_the_market_was_closed():
    minutes = np.array([0, 1, 2, 3, 100, 101, 102]) * 60_000_000_000
    assert segments(minutes).tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert segments(np.array([0, 1, 4, 5]) * DAY).tolist() == [0, 0, 0, 0]  # a weekend is no break in daily bars
