"""The same orders through vectorbt (its Rust engine) where its rules are ours: fills and equity equal to 1e-9."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.kernel.opening import Costs
from tradewind.market.time import MINUTE
from tradewind.research.backtest import BacktestResult
from tradewind.research.by_hand import by_hand

from .walks import FEE, Walk, walk

vbt = pytest.importorskip("vectorbt", reason="the extra peers is not installed")
pd = pytest.importorskip("pandas")
vbt.settings["engine"] = "rust"
CASH = 1_000_000.0


def same_fills(result: BacktestResult, orders: np.ndarray) -> None:
    """Bar, side, size, price and fee of every fill."""
    ours = result.fills
    bar = np.searchsorted(result.times, ours["ts"])
    np.testing.assert_array_equal(bar, orders["idx"])
    np.testing.assert_array_equal(ours["side"], np.where(orders["side"] == 0, 1, -1))
    for mine, theirs in (("quantity", "size"), ("price", "price"), ("fee", "fees")):
        np.testing.assert_allclose(ours[mine], orders[theirs], rtol=1e-9)


@given(st.integers(2, 60), st.integers(0, 10**6), st.sampled_from([0.0, 0.0005]))
@settings(deadline=None)
def test_market_orders_that_fill_at_the_next_open(n, seed, slippage):
    """vectorbt is handed each order one bar later, at that bar's open: long, short, added to, reduced, turned over."""
    bars, rng = walk(n, seed), np.random.default_rng(seed + 1)
    sizes = rng.integers(-20, 21, n - 1).astype(float) * (rng.random(n - 1) < 0.5)
    costs = Costs(slippage=slippage, half_spread=0.0, taker_fee=FEE, maker_fee=FEE)
    ours = by_hand(bars.rows, {k: {"size": s} for k, s in enumerate(sizes) if s}, costs=costs, cash=CASH)
    theirs = vbt.Portfolio.from_orders(
        bars.closes, np.concatenate(([np.nan], np.where(sizes == 0, np.nan, sizes))), price=bars.opens, fees=FEE,
        slippage=slippage, init_cash=CASH, freq="1min",
    )  # fmt: skip
    same_fills(ours, theirs.order_records)
    np.testing.assert_allclose(ours.equity, theirs.value().to_numpy(), rtol=1e-9)


@given(st.integers(2, 60), st.integers(0, 10**6))
@settings(deadline=None)
def test_filling_at_the_close_is_filling_at_the_next_open_where_nothing_gaps(n, seed):
    """vectorbt's default fills at the close of the signal's bar. With no gap the price is ours; equity a moment later, too."""
    bars, rng = walk(n, seed, gaps=False), np.random.default_rng(seed + 1)
    sizes = rng.integers(-20, 21, n - 1).astype(float) * (rng.random(n - 1) < 0.5)
    costs = Costs(slippage=0.0, half_spread=0.0, taker_fee=FEE, maker_fee=FEE)
    ours = by_hand(bars.rows, {k: {"size": s} for k, s in enumerate(sizes) if s}, costs=costs, cash=CASH)
    padded = np.concatenate((np.where(sizes == 0, np.nan, sizes), [np.nan]))
    theirs = vbt.Portfolio.from_orders(bars.closes, padded, fees=FEE, init_cash=CASH, freq="1min")
    later = theirs.order_records.copy()
    later["idx"] += 1
    same_fills(ours, later)
    value, paid = theirs.value().to_numpy(), np.zeros(n)
    paid[theirs.order_records["idx"]] = theirs.order_records["fees"]
    np.testing.assert_allclose(ours.equity, value + paid, rtol=1e-9)


def plan(bars: Walk, side: int, seed: int) -> dict[int, dict[str, float]]:
    """Entries with a stop and a target that lie beyond the entry's own bar (vectorbt looks at them from the next one on).

    A new entry is planned where the last position has ended, found by looking at the bars; the engines find out themselves.
    """
    rng, found, row = np.random.default_rng(seed), {}, 0
    while row + 1 < len(bars):
        entry = row + 1
        low, high = bars.lows[entry], bars.highs[entry]
        below, above = low * (1 - rng.uniform(0.001, 0.03)), high * (1 + rng.uniform(0.001, 0.03))
        stop, target = (below, above) if side > 0 else (above, below)
        found[row] = {"size": side * float(rng.integers(1, 50)), "stop": stop, "target": target}
        ends = np.flatnonzero((bars.lows[entry:] <= below) | (bars.highs[entry:] >= above))
        row = entry + int(ends[0]) + int(rng.integers(0, 3)) if len(ends) else len(bars)
    return found


@given(st.integers(5, 120), st.integers(0, 10**6), st.sampled_from([1, -1]))
@settings(deadline=None)
def test_stops_and_targets(n, seed, side):
    """Inside a bar at their price, through a gap at the open, the stop first where one bar reaches both."""
    bars = walk(n, seed)
    orders = plan(bars, side, seed + 1)
    costs = Costs(slippage=0.0, half_spread=0.0, taker_fee=FEE, maker_fee=FEE)
    ours = by_hand(bars.rows, orders, costs=costs, cash=CASH)
    theirs = _with_stops(bars, orders, side)
    same_fills(ours, theirs.order_records)
    np.testing.assert_allclose(ours.equity, theirs.value().to_numpy(), rtol=1e-9)


def test_stops_and_targets_were_met_in_every_way():
    """The walks above hold what they are there for: else equal fills would show little."""
    met = {"stop": 0, "target": 0, "gap": 0, "both": 0}
    for seed in range(20):
        bars = walk(120, seed)
        orders = plan(bars, 1, seed + 1)
        fills = by_hand(bars.rows, orders, cash=CASH).fills
        left = fills["ts"][fills["side"] < 0] // MINUTE - 1
        for row, order in zip(left, orders.values(), strict=False):
            met["stop"] += bars.lows[row] <= order["stop"]
            met["target"] += bars.highs[row] >= order["target"]
            met["gap"] += not order["stop"] < bars.opens[row] < order["target"]
            met["both"] += bars.lows[row] <= order["stop"] and bars.highs[row] >= order["target"]
    assert met["stop"] > 100 < met["target"]
    assert met["gap"] > 20
    assert met["both"] > 5


def _with_stops(bars: Walk, orders: dict[int, dict[str, float]], side: int):
    n = len(bars)
    entries, size = np.zeros(n, bool), np.full(n, np.nan)
    stop, target = np.full(n, np.nan), np.full(n, np.nan)
    for row, order in orders.items():
        k = row + 1
        entries[k], size[k] = True, abs(order["size"])
        stop[k] = abs(order["stop"] / bars.opens[k] - 1)
        target[k] = abs(order["target"] / bars.opens[k] - 1)
    none = np.zeros(n, bool)
    longs, shorts = (entries, none) if side > 0 else (none, entries)
    return vbt.Portfolio.from_signals(
        bars.closes, longs, none, short_entries=shorts, short_exits=none, size=size, price=bars.opens, open=bars.opens,
        high=bars.highs, low=bars.lows, sl_stop=stop, tp_stop=target, stop_entry_price="price",
        stop_exit_price="stopmarket", fees=FEE, init_cash=CASH, freq="1min",
    )  # fmt: skip
