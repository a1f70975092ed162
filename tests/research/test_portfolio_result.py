"""A backtest of several strategies in one account: its tables, its journal, its books, and what each strategy earned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tradewind.errors import DataError, JournalError
from tradewind.kernel.history import History
from tradewind.kernel.portfolio import Portfolio
from tradewind.kernel.setup import Setup
from tradewind.ledger.journal import Journal
from tradewind.ledger.rebuild import states
from tradewind.ledger.runs import Runs
from tradewind.ledger.session import setup_from
from tradewind.market.depth import Happenings
from tradewind.market.events import EventKind
from tradewind.research.backtest import BacktestResult, backtest
from tradewind.research.explain import explain_backtest
from tradewind.research.montecarlo.jitter import rerun
from tradewind.research.recording import record
from tradewind.research.replay import replay
from tradewind.strategies.loading import from_source

from ..kernel.test_three_ways import LIMITS
from ..randombars import instrument, random_bars

TEXT = """
from tradewind.strategies import Int, Strategy, close, ema, hold, long, short


class {name}(Strategy):
    timeframe = "{timeframe}"
    fast, slow = Int({fast}, 2, 50), Int(20, 5, 100)
    features = dict(fast=ema(n="fast"), slow=ema(n="slow"))

    def on_bar(s):
        now, before = s.features, s.previous
        if before.fast <= before.slow and now.fast > now.slow:
            return {up}(0.9, stop=s.bar.close * {stop})
        if before.fast >= before.slow and now.fast < now.slow:
            return close()
        return hold()
"""


def strategy(name: str, up: str, fast: int = 5, timeframe: str = "1h"):
    text = TEXT.format(name=name, up=up, fast=fast, timeframe=timeframe, stop=0.97 if up == "long" else 1.03)
    return from_source(text, f"{name.lower()}.py")


def account(*more: Happenings) -> tuple[Portfolio, History]:
    """One that buys and one that sells short, both in two instruments."""
    of = tuple(instrument(s) for s in ("AAA", "BBB"))
    bars = tuple(random_bars(700, 7 + i, of=one, timeframe="1h") for i, one in enumerate(of))
    own = History(bars, beside=more)
    setups = tuple(Setup(strategy(n, up), of, {}, LIMITS) for n, up in (("Buyer", "long"), ("Seller", "short")))
    return Portfolio(setups), History.joined([own, own])


@pytest.fixture(scope="module")
def result() -> BacktestResult:
    return backtest(*account())


def test_contributions_sum_to_the_change_of_equity(result: BacktestResult) -> None:
    lines = result.contributions()
    assert list(lines) == ["Buyer", "Seller", "account"]
    assert sum(c.total for c in lines.values()) == pytest.approx(result.equity[-1] - 10_000.0, abs=1e-9)
    assert lines["account"].total == pytest.approx(0.0, abs=1e-6)
    for name, row in (("Buyer", 0), ("Seller", 2)):
        fees = result.fills["fee"][np.isin(result.fills["instrument"], (row, row + 1))].sum()
        assert lines[name].fees == pytest.approx(fees) and lines[name].fills > 5


def test_tables_say_whose_each_row_is(result: BacktestResult) -> None:
    frames = result.frames()
    for name in ("trades", "orders", "fills", "positions", "equity", "decisions"):
        assert set(frames[name]["strategy"]) == {"Buyer", "Seller"}, name
    assert frames["strategies"]["strategy"].to_list() == ["Buyer", "Seller", "account"]
    assert {"held AAA.TEST (Buyer)", "held AAA.TEST (Seller)"} <= set(frames["account"].columns)
    trades = frames["trades"]
    assert set(trades.filter(trades["strategy"] == "Buyer")["side"]) == {"long"}
    assert set(trades.filter(trades["strategy"] == "Seller")["side"]) == {"short"}


def test_a_single_strategy_has_one_line_a_source() -> None:
    portfolio, history = account()
    alone = backtest(portfolio.members[0], history.parts[0])
    assert list(alone.contributions()) == [*portfolio.members[0].strategy.sources, "account"]
    assert "strategy" not in alone.frame("fills").columns


def test_journal_replay_and_exact_books(tmp_path, result: BacktestResult) -> None:
    kept = record(result, Runs(tmp_path), ts=1, draws=10)
    page = kept.run.report.read_text(encoding="utf-8")
    assert "What each strategy earned" in page and page.count("<small>Seller</small>") > 3
    assert kept.run.meta["strategy"] == "Buyer + Seller" and kept.run.meta["params"]["Seller.fast"] == 5
    with Journal.open(kept.run.journal, read_only=True) as journal:
        body = next(journal.events()).body
        again = replay(journal, bind=lambda s: s, fetch=lambda setup, data: result.bars)
        assert again.identical and again.fills == len(result.fills), again.text
        *_, (_, last) = states(journal.events())
    held = {(p.instrument, p.strategy): float(p.quantity) for p in last.positions}
    rows = result.machine.world.positions["quantity"]
    names = [(i.id, result.machine.member(k).name) for k, i in enumerate(result.machine.instruments)]
    assert held == {name: q for name, q in zip(names, rows.tolist(), strict=True) if q}
    assert float(last.cash["USD"]) == pytest.approx(float(result.machine.world.account["cash"][0]), abs=1e-6)
    assert setup_from(body).names == ("Buyer", "Seller")


def test_a_split_and_a_dividend_are_booked_once_for_each(tmp_path) -> None:
    of = instrument("AAA")
    ts = random_bars(700, 7, of=of, timeframe="1h").ts_event
    at = np.array([ts[300] - 1, ts[500] - 1])
    zero = np.zeros(2)
    kinds = np.array([EventKind.SPLIT, EventKind.DIVIDEND], np.int8)
    more = Happenings(of, at, at, kinds, np.array([2.0, 0.5]), zero, zero, zero, zero)
    made = backtest(*account(more))
    kept = record(made, Runs(tmp_path), ts=1, draws=10)
    with Journal.open(kept.run.journal, read_only=True) as journal:
        *_, (_, last) = states(journal.events())
    rows = made.machine.world.positions["quantity"]
    names = [(i.id, made.machine.member(k).name) for k, i in enumerate(made.machine.instruments)]
    assert {(p.instrument, p.strategy): float(p.quantity) for p in last.positions} == {
        name: q for name, q in zip(names, rows.tolist(), strict=True) if q
    }
    assert float(last.cash["USD"]) == pytest.approx(float(made.machine.world.account["cash"][0]), abs=1e-6)
    assert sum(c.total for c in made.contributions().values()) == pytest.approx(made.equity[-1] - 10_000.0, abs=1e-6)


def test_why_at_a_bar_is_asked_of_one_strategy() -> None:
    portfolio, history = account()
    when = int(history.bars[0].ts_event[400])
    body = explain_backtest(portfolio, history, "AAA (Seller)", when)
    assert body["strategy"] == "Seller" and body["features"].keys() == {"fast", "slow"}
    with pytest.raises(JournalError, match="no instrument 'AAA'"):
        explain_backtest(portfolio, history, "AAA", when)


def test_jittered_prices_are_the_same_for_all_strategies(result: BacktestResult) -> None:
    paths = rerun(result, 3, 0.1, seed=1)
    assert len(paths.final) == 3
    days = replace(strategy("Daily", "long", timeframe="1d"))
    portfolio, history = account()
    first = portfolio.members[0]
    other = History((random_bars(29, 7, of=instrument("AAA"), timeframe="1d"),))
    mixed = Portfolio((first, Setup(days, (instrument("AAA"),), {}, LIMITS)))
    made = backtest(mixed, History.joined([history.parts[0], other]))
    with pytest.raises(DataError, match="different timeframes"):
        rerun(made, 3, 0.1, seed=1)
