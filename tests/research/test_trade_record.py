"""The whole record of a round trip: worked by hand on a few bars, against pandas and plain sums on random and real runs."""

from __future__ import annotations

from math import isnan, nan, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.kernel.block import merge
from tradewind.kernel.setup import Setup
from tradewind.research.backtest import BacktestResult
from tradewind.research.trade_record import _marked, account_correlation, trade_records

from ..kernel.scenario import FREE, TOLD, WIDE
from ..randombars import bars_of, instrument
from .random_result import random_result
from .test_backtest import BARS, SETUP


def told(rows, answers, *, cash=10_000.0) -> BacktestResult:
    """A run over hand-made bars without costs. rows, answers: by instrument; an answer is (kind, size, stop, target) at a bar."""
    of = tuple(instrument(name) for name in rows)
    bars = [bars_of(i, rows[i.symbol], timeframe="1h") for i in of]
    columns = []
    for i, b in zip(of, bars, strict=True):
        table = np.full((6, len(b)), nan)
        table[0] = 0.0
        for at, (kind, size, stop, target) in answers.get(i.symbol, {}).items():
            table[0, at], table[1, at], table[4, at], table[5, at] = kind, size, stop, target
        columns.append(list(table))
    setup = Setup(TOLD, of, {}, limits=WIDE, costs=FREE, cash=cash)
    machine, block = setup.machine(), merge(bars, columns)
    return BacktestResult(setup, tuple(bars), block, machine, machine.step(block))


def flat(*closes: float) -> list[tuple[float, ...]]:
    """Bars that open where the last one closed."""
    opens = [closes[0], *closes[:-1]]
    return [(o, max(o, c), min(o, c), c) for o, c in zip(opens, closes, strict=True)]


BUY, SELL, CLOSE = 1.0, 2.0, 3.0


def test_the_correlation_with_the_rest_of_the_account_by_hand():
    """AAA long 10 from bar 1 at 100: changes +10, -20, +30. BBB long 1 from bar 0 on: +1, +3, -2 meanwhile."""
    result = told(
        {"AAA": flat(100, 101, 99, 102, 102), "BBB": flat(50, 51, 54, 52, 60)},
        {"AAA": {0: (BUY, 10.0, nan, nan), 2: (CLOSE, 1.0, nan, nan)}, "BBB": {0: (BUY, 1.0, nan, nan)}},
    )
    (trade,) = result.trades
    assert (trade.entry_price, trade.exit_price) == (100, 99)  # the exit is filled at the open of bar 3
    own, rest = [10, -20, 0], [1, 3, -2]
    assert account_correlation(result, trade, 0) == pytest.approx(np.corrcoef(own, rest)[0, 1])


def test_alone_in_the_account_or_too_short_there_is_no_correlation():
    alone = told({"AAA": flat(100, 101, 99, 102, 102)}, {"AAA": {0: (BUY, 10.0, nan, nan), 2: (CLOSE, 1.0, nan, nan)}})
    assert isnan(alone.trade_records[0].account_correlation)
    short = told(
        {"AAA": flat(100, 101, 99, 102), "BBB": flat(50, 51, 54, 52)},
        {"AAA": {0: (BUY, 10.0, nan, nan), 1: (CLOSE, 1.0, nan, nan)}, "BBB": {0: (BUY, 1.0, nan, nan)}},
    )
    assert isnan(short.trade_records[0].account_correlation)


def test_what_the_strategy_ordered_itself_has_its_decision_and_its_risk():
    """Stop 95 under an entry at 100 with 10 units: 50 at risk; the stop is hit, which is -1 R."""
    rows = [(100, 100, 100, 100), (100, 101, 99, 100), (100, 100, 94, 96)]
    (record,) = told({"AAA": rows}, {"AAA": {0: (BUY, 10.0, 95.0, 120.0)}}).trade_records
    assert (record.id, record.source, record.bars) == ("T1", "Told", 2)
    assert record.decision is not None and record.decision["outcome"] == "ordered"
    assert (record.decision["stop"], record.decision["target"]) == (95, 120)
    assert (record.risk, record.risk_multiple, record.trade.exit_reason) == (50, -1, "stop_loss")
    assert isnan(record.volatility) and isnan(record.volatility_adjusted_return)  # one bar says nothing of it


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_marked_to_market_a_trade_ends_at_its_profit_and_all_trades_are_the_account(seed):
    """The sum of all trades, marked at every moment, is what the account made, until the first position that stays open."""
    result = random_result(seed)
    numbers = {i.id: k for k, i in enumerate(result.setup.instruments)}
    total = np.zeros(len(result.times))
    for trade in result.trades:
        path = _marked(result, trade, numbers[trade.instrument], result.times)
        assert path[-1] == pytest.approx(trade.pnl, abs=1e-6)
        assert (path[result.times < trade.entry_ts] == 0).all()
        total += path
    opened = [_open_since(result, k) for k in numbers.values()]
    before = result.times < min(opened)
    assert result.setup.cash + total[before] == pytest.approx(result.equity[before], rel=1e-9)
    for record in result.trade_records:
        assert isnan(record.account_correlation) or -1 - 1e-9 <= record.account_correlation <= 1 + 1e-9


def _open_since(result: BacktestResult, k: int) -> int:
    """When the position that is open at the end was opened; the end of time where there is none."""
    fills = result.fills[result.fills["instrument"] == k]
    if not len(fills) or fills["position"][-1] == 0:
        return 2**62
    last = [t.exit_ts for t in result.trades if t.instrument == result.setup.instruments[k].id]
    later = fills[fills["ts"] >= last[-1]] if last else fills
    return int(later["ts"][0])


def test_real_trades_have_their_signal_and_the_volatility_before_them():
    """Against pandas: the deviation of the 60 log returns before the entry's bar."""
    from tradewind.research.backtest import backtest

    result = backtest(SETUP, BARS)
    closes = {b.instrument.id: pd.Series(b.close, b.ts_event) for b in BARS}
    records = trade_records(result)
    assert [r.trade for r in records] == result.trades and len(records) > 10
    for r in records:
        before = closes[r.trade.instrument].loc[: r.trade.entry_ts - 1]
        returns = np.log(before).diff().dropna().tail(60)
        if len(returns) >= 20:
            assert r.volatility == pytest.approx(returns.std(), rel=1e-9)
            held = closes[r.trade.instrument].loc[r.trade.entry_ts : r.trade.exit_ts]
            assert r.bars == len(held)
            assert r.volatility_adjusted_return == pytest.approx(
                r.trade.fraction / (returns.std() * sqrt(len(held))), rel=1e-9
            )
        assert r.decision is not None and r.source == "MovingAverageCross"
        assert sum(c["contribution"] for c in r.decision["contributions"]) == pytest.approx(r.decision["score"] - 0.5)
        assert r.decision["regime"] in ("bull", "bear", "sideways", "unknown")
    assert sum(not isnan(r.account_correlation) for r in records) > 3
