"""hftbacktest: market making over an order book, with queue positions (power-law queue model, n = 3) and latencies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hftbacktest import (
    BUY,
    BUY_EVENT,
    DEPTH_EVENT,
    EXCH_EVENT,
    GTX,
    LIMIT,
    LOCAL_EVENT,
    SELL_EVENT,
    TRADE_EVENT,
    BacktestAsset,
    ROIVectorMarketDepthBacktest,
)
from hftbacktest.types import event_dtype
from numba import njit

from _kernel import book

DISTRIBUTION = "hftbacktest"
FEED_LATENCY = ORDER_LATENCY = 1_000_000  # ns
STEP = 100_000_000  # ns between two looks of the strategy
SIZE, MOST = 0.1, 1.0


@njit
def _make_market(hbt, step, tick, size, most):
    """Every `step`: one bid and one ask at the best prices, none on the side where `most` is held; returns orders sent."""
    sent = 0
    while hbt.elapse(step) == 0:
        hbt.clear_inactive_orders(0)
        depth, position, orders = hbt.depth(0), hbt.position(0), hbt.orders(0)
        bid, ask = depth.best_bid_tick, depth.best_ask_tick
        has_bid, has_ask = position + size > most + 1e-9, position - size < -most - 1e-9
        values = orders.values()
        while values.has_next():
            order = values.get()
            wanted = bid if order.side == BUY else ask
            if order.price_tick == wanted:
                if order.side == BUY:
                    has_bid = True
                else:
                    has_ask = True
            elif order.cancellable:
                hbt.cancel(0, order.order_id, False)
        if not has_bid:
            sent += 1
            hbt.submit_buy_order(0, sent, bid * tick, size, GTX, LIMIT, False)
        if not has_ask:
            sent += 1
            hbt.submit_sell_order(0, sent, ask * tick, size, GTX, LIMIT, False)
    return sent


def market_making(rows: int) -> tuple[float, Callable[[], object]]:
    """Level-2 events through the exchange's and the strategy's book, with two resting orders most of the time."""
    data = as_theirs(book.events(rows))
    _run(data[:20_000])
    return rows, lambda: _run(data)


def as_theirs(made: np.ndarray) -> np.ndarray:
    """EVENT records as hftbacktest's: seen here `FEED_LATENCY` after they happened."""
    found = np.zeros(len(made), event_dtype)
    kinds = np.where(made["kind"] == book.TRADE, TRADE_EVENT, DEPTH_EVENT)
    sides = np.where(made["side"] == book.BID, BUY_EVENT, SELL_EVENT)
    found["ev"] = kinds | sides | EXCH_EVENT | LOCAL_EVENT
    found["exch_ts"], found["local_ts"] = made["ts"], made["ts"] + FEED_LATENCY
    found["px"], found["qty"] = made["price"], made["size"]
    return found


def _run(data: np.ndarray) -> tuple[int, int]:
    middle = book.MIDDLE * book.TICK
    asset = (
        BacktestAsset()
        .data([data])
        .linear_asset(1.0)
        .constant_order_latency(ORDER_LATENCY, ORDER_LATENCY)
        .power_prob_queue_model(3.0)
        .no_partial_fill_exchange()
        .trading_value_fee_model(0.0, 0.0005)
        .tick_size(book.TICK)
        .lot_size(book.LOT)
        .roi_lb(middle * 0.7)
        .roi_ub(middle * 1.3)
        .last_trades_capacity(0)
    )
    hbt = ROIVectorMarketDepthBacktest([asset])
    sent = _make_market(hbt, STEP, book.TICK, SIZE, MOST)
    filled = hbt.state_values(0).num_trades
    hbt.close()
    assert sent and filled, (sent, filled)
    return sent, filled
