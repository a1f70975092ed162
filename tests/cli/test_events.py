"""`--events`: what else in the lake a command reads, from the command line to the journal and back."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from .conftest import Answer, refused, run

STRATEGY = """
from tradewind.strategies import Strategy, close, ema, hold, long


class Quick(Strategy):
    timeframe = "1m"
    features = dict(fast=ema(n=3), slow=ema(n=8))

    def on_bar(s):
        if s.features.fast > s.features.slow and s.position == 0:
            return long(0.9, stop=s.bar.close * 0.9998, target=s.bar.close * 1.0002)
        return hold()
"""
# Its features move at every quote.
FLOW = """
from tradewind.strategies import Int, Strategy, ema, hold, long, mid_price


class Flow(Strategy):
    timeframe = "1m"
    n = Int(200, 10, 5000)
    features = dict(middle=mid_price(), usual=ema("middle", n="n"))

    def on_event(s):
        now, before = s.features, s.previous
        if s.position == 0 and before.middle <= before.usual and now.middle > now.usual:
            return long(0.9, stop=s.quote.bid * 0.9998, target=s.quote.ask * 1.0002)
        return hold()
"""
FREE = ("--set", "risk.min_seconds_between_trades=0", "--set", "risk.max_consecutive_losses=100000")


@pytest.fixture(scope="module")
def euro(tmp_path_factory, shared_data: Path) -> Path:
    """A folder with three hours of EURUSD quotes and a strategy."""
    folder = tmp_path_factory.mktemp("euro")
    quotes = pl.read_parquet(shared_data / "fx/eurusd_fxcm_tick.parquet").head(12_000)
    quotes.write_parquet(folder / "ticks.parquet")
    (folder / "quick.py").write_text(STRATEGY)
    (folder / "flow.py").write_text(FLOW)
    done = run(folder, "data", "import", "ticks.parquet", "--symbol", "EURUSD", "--repair", "drop_crossed")
    assert done.code == 0, done.err
    return folder


def backtest(folder: Path, *more: str) -> Answer:
    return run(folder, "backtest", "quick.py", "--data", "EURUSD", "--json", *FREE, *more)


def test_quotes_make_the_bars_and_fill(euro: Path):
    answer = backtest(euro)
    assert answer.code == 0, answer.err
    assert "bars of 1m made from quotes" in answer.err
    assumed = {a["name"]: a["value"] for a in answer.json["result"]["assumptions"]}
    assert assumed["Orders are filled from"] == "quotes"
    assert answer.json["result"]["trades"] >= 2
    late = backtest(euro, "--set", "execution.latency_ms=30000")
    assert late.json["result"]["final_equity_usd"] != answer.json["result"]["final_equity_usd"]
    again = run(euro, "replay", "last")
    assert (again.code, again.out.split(":")[0]) == (0, "identical")


def test_paper_journals_every_quote_and_is_stepped_through(euro: Path):
    done = run(euro, "paper", "quick.py", "--data", "EURUSD", "--speed", "0", "--no-serve", "--account", "euro", *FREE)
    assert done.code == 0, done.err
    assert run(euro, "replay", "last").out.startswith("identical")
    at = run(euro, "replay", "last", "--at", "2014-05-01T05:20:00Z")
    assert at.code == 0, at.err
    assert "at 2014-05-01T05:" in at.out
    steps = run(euro, "replay", "last", "--step").out
    assert "event=quote" in steps
    assert "market" in steps


def test_what_is_not_there_or_not_known_is_said(euro: Path):
    refused(backtest(euro, "--events", "news"), "events 'news' are unknown", "quotes, trades, depth")
    refused(backtest(euro, "--events", "depth"), "no depth of 'EURUSD'", "--kind depth --symbol EURUSD")


def test_features_over_quotes_go_through_every_command(euro: Path):
    quoted = ("flow.py", "--data", "EURUSD", "--events", "quotes", *FREE)
    done = run(euro, "backtest", *quoted, "--json")
    assert done.code == 0, done.err
    assert done.json["result"]["trades"] >= 2
    assert run(euro, "replay", "last").out.startswith("identical")
    checked = run(euro, "check", *quoted, "--json")
    assert checked.json["result"]["ok"], checked.out
    swept = run(euro, "sweep", *quoted, "--param", "n=200,300", "--json")
    assert swept.code == 0, swept.err
    done = run(euro, "paper", *quoted, "--speed", "0", "--no-serve", "--account", "flow")
    assert done.code == 0, done.err
    assert run(euro, "replay", "last").out.startswith("identical")


def test_features_over_quotes_without_quotes(euro: Path):
    assert run(euro, "data", "samples").code == 0
    (euro / "daily.py").write_text(FLOW.replace('"1m"', '"1d"'))
    wanted = ("its feature 'middle' (mid_price()) is computed over quotes", "no quotes of AAPL", "--events quotes")
    for command in (("backtest",), ("check",), ("paper", "--no-serve", "--account", "daily")):
        refused(run(euro, command[0], "daily.py", "--data", "AAPL", *command[1:]), *wanted)
    assert not (euro / "tradewind-home/accounts/daily.json").exists()
    refused(backtest_of(euro, "daily.py", "--events", "quotes"), "no quotes of 'AAPL'", "--symbol AAPL")


def backtest_of(folder: Path, strategy: str, *more: str) -> Answer:
    return run(folder, "backtest", strategy, "--data", "AAPL", *more)
