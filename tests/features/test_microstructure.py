"""What microstructure features must find where the truth is known: simulated markets, and plain laws in real data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.data.importing.rows import read_rows
from tradewind.features import registry
from tradewind.features.compute import Table, compute
from tradewind.features.microstructure.signs import lee_ready, tick_signs
from tradewind.market.columns import Bars
from tradewind.market.depth import Depth
from tradewind.market.ticks import Quotes, Trades

from ..randombars import instrument, random_bars


def one(name: str, rows: Table, **params: Any) -> dict[str, np.ndarray]:
    return compute({name: registry()[name](**params)}, rows)


def closes(prices: np.ndarray) -> Bars:
    bars = random_bars(len(prices), 1)
    return replace(bars, open=prices, high=prices, low=prices, close=prices)


def quotes_of(rows: list[tuple[int, float, float]]) -> Quotes:
    times = np.array([t for t, _, _ in rows], dtype=np.int64)
    ones = np.ones(len(rows))
    bid, ask = (np.array([r[j] for r in rows]) for j in (1, 2))
    return Quotes(instrument(), times, times, bid, ask, ones, ones)


def trades_of(rows: list[tuple[int, float]]) -> Trades:
    times = np.array([t for t, _ in rows], dtype=np.int64)
    prices = np.array([p for _, p in rows])
    return Trades(instrument(), times, times, prices, np.ones(len(rows)), np.zeros(len(rows), np.int8))


def test_lee_ready_asks_the_quote_first_and_the_tick_rule_at_the_mid() -> None:
    quotes = quotes_of([(10, 99.0, 101.0), (20, 100.0, 102.0), (30, 98.0, 100.0)])
    trades = trades_of([
        (5, 100.0),  # before any quote and any move: nobody knows
        (15, 100.5),  # above the mid of 100
        (16, 99.5),  # below
        (17, 100.0),  # at the mid, above the trade before
        (20, 100.5),  # the quote of the same moment is not before it: still the mid of 100
        (25, 100.5),  # below 101
        (35, 99.0),  # at 99, below the trade before
        (36, 99.0),  # at 99, as the trade before: the last move was down
    ])  # fmt: skip
    assert lee_ready(trades, quotes).tolist() == [0, 1, -1, 1, 1, -1, -1, -1]
    # With a delay of 11 the quote at 10 is too young for all until 22, where it gives the mid of 100.
    assert lee_ready(trades, quotes, delay=11).tolist() == [0, 1, -1, 1, 1, 1, -1, -1]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=60))
def test_the_tick_rule_of_columns_is_that_of_the_step(prices: list[int]) -> None:
    trades = trades_of([(i, float(p)) for i, p in enumerate(prices)])
    step, state = registry()["tick_rule"].step, registry()["tick_rule"].state
    one_by_one = []
    for price in trades.price:
        state, sign = step(state, (), float(price))
        one_by_one.append(sign)
    assert one_by_one == tick_signs(trades.price).tolist()


@pytest.mark.parametrize("ticks", [1, 5, 10, 25, 100])
def test_prices_spread_evenly_over_a_grid_have_that_effective_tick(ticks: int) -> None:
    prices = 50.0 + np.tile(np.arange(0, 100, ticks), ticks) / 100.0
    got = one("effective_tick", closes(prices), n=len(prices), tick=0.01)
    assert got["effective_tick_spread"][-1] == pytest.approx(0.01 * ticks, abs=1e-12)


def test_roll_finds_the_spread_of_trades_that_bounce() -> None:
    rng = np.random.default_rng(3)
    value = 100.0 + np.cumsum(rng.normal(0, 0.002, 20_000))
    trades = trades_of(list(enumerate(value + 0.05 * rng.choice([-1, 1], 20_000))))
    assert one("roll_spread", trades, n=5000)["roll_spread"][-1] == pytest.approx(0.10, rel=0.05)


def test_noise_is_found_and_taken_out() -> None:
    """A day of log prices each second with noise: plain realised variance is many times the truth, both estimators are near it."""
    rng = np.random.default_rng(4)
    n, noise = 5000, 0.0005
    efficient = np.cumsum(rng.normal(0, 0.01 / np.sqrt(n), n + 1))
    bars = closes(100 * np.exp(efficient + rng.normal(0, noise, n + 1)))
    realised = np.sum(np.diff(np.log(bars.close)) ** 2)
    truth = np.sum(np.diff(efficient) ** 2)
    assert realised > 15 * truth
    assert one("noise_variance", bars, n=n)["noise_variance_variance"][-1] == pytest.approx(noise**2, rel=0.1)
    assert one("two_scales_variance", bars, n=n, scale=100)["two_scales_variance"][-1] == pytest.approx(truth, rel=0.3)
    assert one("pre_averaged_variance", bars, n=n, k=40)["pre_averaged_variance"][-1] == pytest.approx(truth, rel=0.3)


def test_kyle_finds_the_impact_that_was_put_in() -> None:
    rng = np.random.default_rng(5)
    side, size = rng.choice([-1, 1], 3000).astype(np.int8), rng.lognormal(0, 1, 3000)
    price = 1000.0 + np.cumsum(0.03 * side * size + rng.normal(0, 0.01, 3000))
    trades = replace(trades_of(list(enumerate(price))), size=size, aggressor=side)
    assert one("kyle_lambda", trades, n=2000)["kyle_lambda"][-1] == pytest.approx(0.03, rel=0.01)


def test_vpin_is_one_where_one_side_trades_alone_and_small_where_they_alternate() -> None:
    trades = trades_of([(i, 100.0) for i in range(1000)])
    alone = replace(trades, aggressor=np.ones(1000, np.int8))
    both = replace(trades, aggressor=np.tile([1, -1], 500).astype(np.int8))
    assert one("vpin", alone, bucket=10.0, n=20)["vpin"][-1] == pytest.approx(1.0, abs=1e-12)
    assert one("vpin", both, bucket=10.0, n=20)["vpin"][-1] == pytest.approx(0.0, abs=1e-12)


def test_sums_do_not_drift_where_a_huge_value_came_and_went() -> None:
    rng = np.random.default_rng(6)
    size = rng.lognormal(0, 1, 4000)
    size[100] = 1e12
    trades = replace(trades_of([(i, 100.0) for i in range(4000)]), size=size, aggressor=np.ones(4000, np.int8))
    got = one("signed_volume", trades, n=50)["signed_volume_net"]
    assert got[-1] == pytest.approx(size[-50:].sum(), rel=1e-12)


def test_of_real_quotes_the_spread_is_positive_and_the_mid_within(shared_data: Path) -> None:
    quotes = read_rows(shared_data / "fx" / "eurusd_oanda_tick.parquet").rows[:100_000]
    assert isinstance(quotes, Quotes)
    spread = one("relative_spread", quotes)["relative_spread"]
    assert (spread >= 0).all()
    assert 0.2 < np.median(spread) < 5.0  # basis points: a euro-dollar spread of a pip or two at most
    micro = one("microprice", quotes)["microprice"]
    assert ((micro >= quotes.bid - 1e-12) & (micro <= quotes.ask + 1e-12)).all()
    assert np.nanmedian(one("quote_intensity", quotes)["quote_intensity"]) > 0.01


def test_of_real_trades_signs_move_prices_their_way(shared_data: Path) -> None:
    trades = read_rows(shared_data / "crypto" / "btcusdt_binance_trades.parquet").rows
    assert isinstance(trades, Trades)
    response = one("trade_response", trades, lag=50, n=1500)
    assert response["trade_response_response"][-1] > 0.0, "fifty trades after a buyer's the price is higher"
    assert response["trade_response_memory"][-1] > 0.0, "buyers follow buyers"
    assert one("kyle_lambda", trades, n=1500)["kyle_lambda"][-1] > 0.0
    agreed = trades.aggressor == tick_signs(trades.price)
    assert agreed.mean() > 0.6, "the tick rule guesses most of what the venue says"


def test_of_a_real_book_imbalance_foretells_the_next_move_of_the_mid(shared_data: Path) -> None:
    depth = read_rows(shared_data / "orderbook" / "btcusdt_usdm_20240808_l2.parquet").rows[:250_000]
    assert isinstance(depth, Depth)
    mid = one("book_spread", depth)
    assert np.nanmin(mid["book_spread_spread"]) > 0.0
    # The last row of each moment, for rows of one message come one by one.
    last = np.flatnonzero(np.diff(depth.ts_event, append=depth.ts_event[-1] + 1) > 0)
    price = mid["book_spread_mid"][last]
    for name, column in {"depth_imbalance": "depth_imbalance_imbalance", "book_pressure": "book_pressure"}.items():
        lean = one(name, depth)[column][last]
        move = np.sign(next_move(price))
        known = np.isfinite(lean) & np.isfinite(move) & (move != 0)
        assert known.sum() > 100
        assert np.corrcoef(lean[known], move[known])[0, 1] > 0.0
    flow = one("depth_flow", depth)["depth_flow"][last]
    past = price - np.concatenate([[np.nan], price[:-1]])
    known = np.isfinite(flow) & np.isfinite(past)
    assert np.corrcoef(flow[known], past[known])[0, 1] > 0.0, "order flow moves the mid its way"


def next_move(price: np.ndarray) -> np.ndarray:
    """The next change of a price that is not 0, NaN where none comes."""
    change = np.append(np.diff(price), np.nan)
    out, following = np.empty(len(price)), np.nan
    for i in range(len(price) - 1, -1, -1):
        following = change[i] if change[i] != 0 and not np.isnan(change[i]) else following
        out[i] = following
    return out
