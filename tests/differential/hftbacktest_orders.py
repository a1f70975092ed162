"""hftbacktest's side of a comparison, run by the Python that has it: `python hftbacktest_orders.py EVENTS.npz` prints JSON.

EVENTS.npz holds `events` (rows of ts, kind 0 depth or 1 trade, side, price, size), `orders` (rows of ts, side, price, size, ts of its
cancellation or 0), `settings` (latency ns, tick, lot, maker fee, taker fee, power of the queue model or 0: risk averse).
"""

import json
import sys

import numpy as np
from hftbacktest import (
    BUY,
    BUY_EVENT,
    DEPTH_EVENT,
    EXCH_EVENT,
    FILLED,
    GTC,
    LIMIT,
    LOCAL_EVENT,
    SELL_EVENT,
    TRADE_EVENT,
    BacktestAsset,
    ROIVectorMarketDepthBacktest,
)
from hftbacktest.types import event_dtype
from numba import njit


@njit
def _play(hbt, wishes, ends):
    """Each wish at its time: (ts, order, 1 to place or 0 to cancel, side, price, size)."""
    hbt.elapse(1)  # before that its clock has no time
    for i in range(len(wishes)):
        if hbt.elapse(int(wishes[i, 0]) - hbt.current_timestamp) != 0:
            return
        order = int(wishes[i, 1])
        if wishes[i, 2] == 0:
            if order in hbt.orders(0) and hbt.orders(0).get(order).cancellable:
                hbt.cancel(0, order, False)
        elif wishes[i, 3] > 0:
            hbt.submit_buy_order(0, order, wishes[i, 4], wishes[i, 5], GTC, LIMIT, False)
        else:
            hbt.submit_sell_order(0, order, wishes[i, 4], wishes[i, 5], GTC, LIMIT, False)
    hbt.elapse(ends - hbt.current_timestamp)


@njit
def _filled(hbt, out):
    """Rows of (order, ts, price, quantity, side) for what was filled; how many."""
    n = 0
    values = hbt.orders(0).values()
    while values.has_next():
        order = values.get()
        if order.status == FILLED:
            out[n, 0] = order.order_id
            out[n, 1] = order.exch_timestamp
            out[n, 2] = order.exec_price
            out[n, 3] = order.exec_qty
            out[n, 4] = 1 if order.side == BUY else -1
            n += 1
    return n


def main(path: str) -> None:
    given = np.load(path)
    events, orders = given["events"], given["orders"]
    latency, tick, lot, maker, taker, power = given["settings"]
    data = np.zeros(len(events), event_dtype)
    kinds = np.where(events[:, 1] == 1, TRADE_EVENT, DEPTH_EVENT)
    data["ev"] = kinds | np.where(events[:, 2] > 0, BUY_EVENT, SELL_EVENT) | EXCH_EVENT | LOCAL_EVENT
    data["exch_ts"] = data["local_ts"] = events[:, 0]
    data["px"], data["qty"] = events[:, 3], events[:, 4]
    asset = (
        BacktestAsset().data([data]).linear_asset(1.0).constant_order_latency(int(latency), int(latency))
        .no_partial_fill_exchange().trading_value_fee_model(maker, taker).tick_size(tick).lot_size(lot)
        .roi_lb(events[:, 3].min() * 0.9).roi_ub(events[:, 3].max() * 1.1).last_trades_capacity(0)
    )  # fmt: skip
    asset = asset.power_prob_queue_model(power) if power > 0 else asset.risk_adverse_queue_model()
    hbt = ROIVectorMarketDepthBacktest([asset])
    wishes = [(ts, i + 1, 1, side, price, size) for i, (ts, side, price, size, _) in enumerate(orders)]
    wishes += [(row[4], i + 1, 0, 0, 0, 0) for i, row in enumerate(orders) if row[4] > 0]
    _play(hbt, np.array(sorted(wishes)), int(events[-1, 0]))
    out = np.zeros((len(orders), 5))
    out = out[: _filled(hbt, out)]
    state, depth = hbt.state_values(0), hbt.depth(0)
    price = depth.best_bid if state.position > 0 else depth.best_ask
    print(json.dumps({
        "fills": out[np.lexsort((out[:, 0], out[:, 1]))].tolist(), "position": state.position, "fees": state.fee,
        "equity": state.balance - state.fee + (state.position * price if state.position else 0.0),
    }))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1])
