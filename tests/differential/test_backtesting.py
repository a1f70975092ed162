"""The same orders through backtesting.py where its rules are ours: fills and equity equal to 1e-9."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.kernel.opening import Costs
from tradewind.market.time import MINUTE
from tradewind.research.backtest import BacktestResult
from tradewind.research.by_hand import by_hand

from .walks import FEE, Walk, walk

peer = pytest.importorskip("backtesting", reason="the extra peers is not installed")
pd = pytest.importorskip("pandas")
CASH = 1_000_000.0
COSTS = Costs(slippage=0.0, half_spread=0.0, taker_fee=FEE, maker_fee=FEE)


def theirs(bars: Walk, orders: Mapping[int, Mapping[str, float]]) -> Any:
    """Statistics of backtesting.py, which is handed the order of bar k at the close of bar k."""

    class ByHand(peer.Strategy):
        def init(self) -> None:
            pass

        def next(self) -> None:
            order = orders.get(len(self.data) - 1, {})
            if order.get("leave"):
                self.position.close()
            elif order:
                send = self.buy if order["size"] > 0 else self.sell
                send(size=abs(order["size"]), sl=order.get("stop"), tp=order.get("target"))

    index = pd.date_range("2020-01-01", periods=len(bars), freq="min")
    names = ("Open", "High", "Low", "Close")
    frame = pd.DataFrame(dict(zip(names, bars.rows.T, strict=True)), index=index)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return peer.Backtest(frame, ByHand, cash=CASH, commission=FEE, margin=1.0).run()


def same(ours: BacktestResult, stats: Any) -> None:
    """Equity at every close; bar, size and price of both ends of every closed trade."""
    np.testing.assert_allclose(ours.equity, stats["_equity_curve"]["Equity"].to_numpy(), rtol=1e-9)
    fills, trades = ours.fills, stats["_trades"].sort_values(["EntryBar", "ExitBar"])
    signed, bar = fills["side"] * fills["quantity"], fills["ts"] // MINUTE - 1
    entries, exits = (np.arange(k, 2 * len(trades), 2) for k in (0, 1))
    for rows, end, sign in ((entries, "Entry", 1), (exits, "Exit", -1)):
        np.testing.assert_array_equal(bar[rows], trades[f"{end}Bar"])
        np.testing.assert_allclose(signed[rows], sign * trades["Size"], rtol=1e-9)
        np.testing.assert_allclose(fills["price"][rows], trades[f"{end}Price"], rtol=1e-9)
    fees = fills["fee"][entries] + fills["fee"][exits]
    np.testing.assert_allclose(fees, trades["Commission"], rtol=1e-9)


@given(st.integers(4, 60), st.integers(0, 10**6))
@settings(deadline=None)
def test_market_orders_that_fill_at_the_next_open(n, seed):
    """In, some bars later out, long and short. (backtesting.py's strategy first sees the second bar.)"""
    bars, rng = walk(n, seed), np.random.default_rng(seed + 1)
    rows = np.flatnonzero(rng.random(n - 2) < 0.4) + 1
    orders = {
        int(row): {"leave": 1.0} if k % 2 else {"size": float(rng.integers(1, 50) * rng.choice([-1, 1]))}
        for k, row in enumerate(rows)
    }
    same(by_hand(bars.rows, orders, costs=COSTS, cash=CASH), theirs(bars, orders))


def plan(bars: Walk, side: int, seed: int) -> dict[int, dict[str, float]]:
    """Entries with a stop and a target around the entry's open, which its own bar may already reach."""
    rng, found, row = np.random.default_rng(seed), {}, 1
    while row + 1 < len(bars):
        entry = row + 1
        below, above = (bars.opens[entry] * (1 + way * rng.uniform(0.002, 0.03)) for way in (-1, 1))
        stop, target = (below, above) if side > 0 else (above, below)
        # A stop on the wrong side of the close at which the order is sent is refused by both.
        if not below < bars.closes[row] < above:
            row += 1
            continue
        found[row] = {"size": side * float(rng.integers(1, 50)), "stop": stop, "target": target}
        ends = np.flatnonzero((bars.lows[entry:] <= below) | (bars.highs[entry:] >= above))
        row = entry + int(ends[0]) + int(rng.integers(0, 3)) if len(ends) else len(bars)
    return found


@given(st.integers(5, 120), st.integers(0, 10**6), st.sampled_from([1, -1]))
@settings(deadline=None)
def test_stops_and_targets(n, seed, side):
    """From the entry's own bar on; through a gap at the open; the stop first where one bar reaches both."""
    bars = walk(n, seed)
    orders = plan(bars, side, seed + 1)
    same(by_hand(bars.rows, orders, costs=COSTS, cash=CASH), theirs(bars, orders))


def test_stops_and_targets_were_met_in_every_way():
    """The walks above hold what they are there for: else equal fills would show little."""
    met = {"at once": 0, "stop": 0, "target": 0, "both": 0}
    for seed in range(20):
        bars = walk(120, seed)
        orders = plan(bars, 1, seed + 1)
        fills = by_hand(bars.rows, orders, cash=CASH).fills
        at = fills["ts"] // MINUTE - 1
        for entered, left, order in zip(at[::2], at[1::2], orders.values(), strict=False):
            stopped, reached = bars.lows[left] <= order["stop"], bars.highs[left] >= order["target"]
            met["at once"] += entered == left
            met["stop"] += stopped
            met["target"] += reached
            met["both"] += stopped and reached
    assert met["at once"] > 50 and met["stop"] > 100 and met["target"] > 100 and met["both"] > 20, met
