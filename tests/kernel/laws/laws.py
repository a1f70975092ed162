"""Laws of orders and fills, each over the records of all flows of a batch at once; none looks into the kernel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tradewind.kernel.block import Block
from tradewind.kernel.codes import FILL, ORDER_AMENDED, ORDER_NEW
from tradewind.market.instrument import Instrument
from tradewind.market.orders import OrderType, Purpose
from tradewind.strategies.desk import REDUCE_ONLY

from .batch import Ran

ENTRY, STOP_LOSS, TAKE_PROFIT, LIQUIDATION = (
    int(p) for p in (Purpose.ENTRY, Purpose.STOP_LOSS, Purpose.TAKE_PROFIT, Purpose.LIQUIDATION)
)
LIMITED = [int(t) for t in OrderType if "LIMIT" in t.name or t is OrderType.PEGGED]
TRAVELS = (ENTRY, int(Purpose.EXIT))
MANY = 1 << 32  # above all order ids and instruments of a flow
ROUNDING = 1e-9


def time_never_runs_back(ran: Ran) -> None:
    """Records of a flow are numbered without a gap, in the order of time, none before its first event nor after its last."""
    records, flow = ran.records, ran.flow
    same = flow[1:] == flow[:-1]
    ran.holds("time never runs back", ~same | (np.diff(records["ts"]) >= 0), flow[1:], records[1:])
    ran.holds("records are numbered", ~same | (np.diff(records["number"]) == 1), flow[1:], records[1:])
    times = ran.batch.block.times.reshape(len(ran.batch), -1)
    inside = (records["ts"] >= times[flow, 0]) & (records["ts"] <= times[flow, -1])
    ran.holds("nothing happens outside the flow", inside, flow, records)


def _keys(flow: np.ndarray, ids: np.ndarray) -> np.ndarray:
    return flow.astype(np.int64) * MANY + ids


def _total(keys: np.ndarray, amounts: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Sum of `amounts` by key, looked up for each of `at`; 0 where a key has none."""
    known, back = np.unique(keys, return_inverse=True)
    sums = np.bincount(back, amounts, len(known))
    if not len(known):
        return np.zeros(len(at))
    where = np.minimum(np.searchsorted(known, at), len(known) - 1)
    return np.where(known[where] == at, sums[where], 0.0)


def none_past_its_quantity(ran: Ran) -> None:
    """Of an order never more is filled than its last row said was left of it, and children of an algorithm never more than it asked."""
    kept = np.isin(ran.records["kind"], (ORDER_NEW, ORDER_AMENDED, FILL)) & (ran.records["order"] > 0)
    records, flow = ran.records[kept], ran.flow[kept]
    order = np.lexsort((records["number"], _keys(flow, records["order"])))
    records, flow = records[order], flow[order]
    keys = _keys(flow, records["order"])
    filled = records["kind"] == FILL
    first = np.r_[True, keys[1:] != keys[:-1]]
    before = np.r_[0.0, records["leaves"][:-1]]
    ran.holds("a fill is of an order that was announced", ~(filled & first), flow, records)
    ran.holds("a fill is of something", ~filled | (records["quantity"] > 0), flow, records)
    fits = records["quantity"] + records["leaves"] <= before + ROUNDING
    ran.holds("no order is filled past its quantity", ~filled | fits, flow, records)
    family, fills, of_fills = families(ran), ran.fills, ran.flow_of_fills
    parents = (ran.records["kind"] == ORDER_NEW) & (ran.records["algorithm"] != 0)
    new, of_new = ran.records[parents], ran.flow[parents]
    asked = _keys(of_new, new["order"])
    mine = np.array([family[k] for k in _keys(of_fills, fills["order"]).tolist()], dtype=np.int64)
    most = np.where(np.isin(asked, _grown(ran)), np.inf, new["quantity"])
    enough = _total(mine, fills["quantity"], asked) <= most + ROUNDING
    ran.holds("children together fill no more than their parent asked for", enough, of_new, new)


def families(ran: Ran) -> dict[int, int]:
    """Of each order the one whose quantity it fills: of a child its algorithm's parent (they share a decision), else itself."""
    new = ran.records["kind"] == ORDER_NEW
    rows = ran.records[new]
    keys = _keys(ran.flow[new], rows["order"])
    parents = _keys(ran.flow[new], rows["parent"])
    algorithms = {
        k: d for k, d, a in zip(keys.tolist(), rows["decision"].tolist(), rows["algorithm"].tolist(), strict=True) if a
    }
    entries = rows["purpose"] == ENTRY
    return {
        k: p if e and algorithms.get(p) == d else k
        for k, p, d, e in zip(keys.tolist(), parents.tolist(), rows["decision"].tolist(), entries.tolist(), strict=True)
    }


def _grown(ran: Ran) -> np.ndarray:
    """Orders whose size was changed as asked."""
    amended = ran.records["kind"] == ORDER_AMENDED
    return _keys(ran.flow[amended], ran.records["order"][amended])


def one_of_a_list(ran: Ran) -> None:
    """Of orders that cancel each other only one is ever filled; stops and targets never close more than their entry opened."""
    new = ran.records["kind"] == ORDER_NEW
    listed = new & (ran.records["list"] != 0)
    lists = dict(
        zip(
            _keys(ran.flow[listed], ran.records["order"][listed]).tolist(),
            _keys(ran.flow[listed], ran.records["list"][listed]).tolist(),
            strict=True,
        )
    )
    fills, flow = ran.fills, ran.flow_of_fills
    keys = _keys(flow, fills["order"])
    of_list = np.array([lists.get(k, -1) for k in keys.tolist()], dtype=np.int64)
    pairs = np.unique(np.stack([of_list[of_list >= 0], keys[of_list >= 0]]), axis=1)
    twice = np.isin(of_list, pairs[0][1:][pairs[0][1:] == pairs[0][:-1]]) if pairs.size else np.zeros(len(fills), bool)
    ran.holds("of orders that cancel each other one is filled", ~twice, flow, fills)


def exits_close_no_more_than_was_opened(ran: Ran) -> None:
    """Stop and target of an entry together close no more than that entry (or its algorithm's children) opened."""
    new = ran.records["kind"] == ORDER_NEW
    parents = dict(
        zip(
            _keys(ran.flow[new], ran.records["order"][new]).tolist(),
            _keys(ran.flow[new], ran.records["parent"][new]).tolist(),
            strict=True,
        )
    )
    fills, flow = ran.fills, ran.flow_of_fills
    closing = np.isin(fills["purpose"], (STOP_LOSS, TAKE_PROFIT))
    own, whose = _keys(flow, fills["order"]), families(ran)
    family = np.array([parents[k] for k in own.tolist()], dtype=np.int64)[closing]
    entry = np.array([whose[k] for k in own.tolist()], dtype=np.int64)
    closed = _total(family, fills["quantity"][closing], family)
    opening = fills["purpose"] == ENTRY
    opened = _total(entry[opening], fills["quantity"][opening], family)
    ran.holds(
        "a bracket closes no more than its entry opened", closed <= opened + ROUNDING, flow[closing], fills[closing]
    )


def positions_before(ran: Ran) -> np.ndarray:
    """What was held before each fill of the instrument, where legs are kept apart of the leg."""
    fills = ran.fills
    keys = _keys(ran.flow_of_fills, 2 * fills["instrument"] + (ran.leg_of_fills < 0))
    order = np.argsort(keys, kind="stable")
    held = fills["position"][order]
    before = np.where(np.r_[True, keys[order][1:] != keys[order][:-1]], 0.0, np.r_[0.0, held[:-1]])
    out = np.empty(len(fills))
    out[order] = before
    return out


def reducing_never_flips(ran: Ran) -> None:
    """Whatever may only reduce leaves the position nearer to 0, on the same side of it."""
    fills, before = ran.fills, positions_before(ran)
    ran.holds("a leg stays on its side", fills["position"] * ran.leg_of_fills >= 0, ran.flow_of_fills, fills)
    family, keys = families(ran), _keys(ran.flow_of_fills, fills["order"]).tolist()
    new = ran.records["kind"] == ORDER_NEW
    marks = dict(
        zip(_keys(ran.flow[new], ran.records["order"][new]).tolist(), ran.records["marks"][new].tolist(), strict=True)
    )
    asked = np.array([marks[k] | marks[family[k]] for k in keys], dtype=np.int64)
    only = (fills["purpose"] != ENTRY) | (asked & REDUCE_ONLY != 0)
    good = (np.abs(fills["position"]) < np.abs(before)) & (fills["position"] * before >= 0)
    ran.holds("reduce-only never opens nor turns a position", ~only | good, ran.flow_of_fills, fills)
    moved = np.abs(before + fills["side"] * fills["quantity"] - fills["position"])
    ran.holds("a fill moves the position by its quantity", moved < ROUNDING, ran.flow_of_fills, fills)


def orders_of_fills(ran: Ran) -> np.ndarray:
    """The row that announced each fill's order."""
    new = ran.records["kind"] == ORDER_NEW
    rows = dict(
        zip(_keys(ran.flow[new], ran.records["order"][new]).tolist(), np.flatnonzero(new).tolist(), strict=True)
    )
    return ran.records[[rows[k] for k in _keys(ran.flow_of_fills, ran.fills["order"]).tolist()]]


def none_before_arrival(ran: Ran, latency: int) -> None:
    """An order of the strategy fills at its arrival at the earliest. Stops and targets are with the venue already."""
    asked = orders_of_fills(ran)
    arrives = asked["ts"] + np.where(np.isin(asked["purpose"], TRAVELS), latency, 0)
    ran.holds("no fill before arrival", ran.fills["ts"] >= arrives, ran.flow_of_fills, ran.fills)


def nothing_of_the_bar_before_it_came(ran: Ran, latency: int) -> None:
    """An order of the strategy that arrives inside a bar gets nothing of it but the close, or its limit; one without latency nothing of its own bar.

    Orders that waited for another were held back at the venue.
    """
    asked, fills, flow, block, k = (
        orders_of_fills(ran),
        ran.fills,
        ran.flow_of_fills,
        ran.batch.block,
        len(set(ran.batch.block.index.tolist())),
    )
    travels = np.isin(asked["purpose"], TRAVELS)
    ran.holds("no fill in the bar of its decision", ~travels | (fills["ts"] > asked["ts"]), flow, fills)
    at = ran.event_of_fills
    opened = block.times[np.maximum(at - k, 0)]
    inside = travels & (asked["parent"] == 0) & (at % ran.batch.length >= k) & (asked["ts"] + latency > opened)
    worst = np.where(fills["side"] > 0, block.highs[at], block.lows[at])
    known = (
        (fills["reference"] == block.closes[at])
        | (fills["reference"] == fills["limit"])
        | (fills["reference"] == worst)
    )
    ran.holds("an order that came inside a bar knows only its close", ~inside | known, flow, fills)


def bars_only(block: Block) -> np.ndarray:
    """Which events are bars."""
    return block.kinds == 0 if len(block.kinds) else np.ones(len(block), bool)


def none_outside_the_bar(ran: Ran, costs: float, increment: np.ndarray) -> None:
    """The price before costs was traded in the fill's own bar; costs are against us and no larger than declared, a limit is kept."""
    fills, flow, at = ran.fills, ran.flow_of_fills, ran.event_of_fills
    liquidated = fills["purpose"] == LIQUIDATION
    block = ran.batch.block
    ran.holds("a fill is at a bar of its instrument", (at >= 0) | liquidated, flow, fills)
    # A payment may liquidate between bars, at the last price: margin.py looks at that.
    own = (at >= 0) & (bars_only(block)[at] | ~liquidated)
    fills, flow, at = fills[own], flow[own], at[own]
    step = increment[fills["instrument"]]
    inside = (fills["reference"] >= block.lows[at] - ROUNDING) & (fills["reference"] <= block.highs[at] + ROUNDING)
    ran.holds("no fill outside its bar", inside, flow, fills)
    worse = (fills["price"] - fills["reference"]) * fills["side"]
    limited = np.isin(fills["type"], LIMITED)
    ran.holds("costs are never in our favour", (worse >= -ROUNDING) | limited, flow, fills)
    ran.holds("costs are as declared", worse <= fills["reference"] * costs + step + ROUNDING, flow, fills)
    kept = (fills["price"] - fills["limit"]) * fills["side"] <= ROUNDING
    ran.holds("a limit never pays more", ~limited | kept, flow, fills)


def fees_are_as_declared(ran: Ran, of: Sequence[Instrument], taker: float, maker: float) -> None:
    """fee = quantity * price * multiplier * (taker or maker), of a liquidation the venue's fee for that on top, of its price before costs."""
    fills = ran.fills
    multiplier, penalty = (
        np.array([float(getattr(i, n)) for i in of])[fills["instrument"]] for n in ("multiplier", "liquidation_fee")
    )
    units = fills["quantity"] * multiplier
    owed = units * fills["price"] * np.where(fills["maker"] == 1, maker, taker)
    owed += np.where(fills["purpose"] == LIQUIDATION, units * fills["reference"] * penalty, 0.0)
    ran.holds(
        "a fee is its rate of the notional", np.abs(fills["fee"] - owed) <= 1e-9 * (1 + owed), ran.flow_of_fills, fills
    )


def no_more_than_a_share(ran: Ran, participation: float) -> None:
    """All fills of an event together are within the share of its volume."""
    at = ran.event_of_fills
    taken = _total(at, ran.fills["quantity"], at)
    room = participation * ran.batch.block.volumes[at] + ROUNDING
    ran.holds("no more than our share of the volume", taken <= room, ran.flow_of_fills, ran.fills)
