"""Depth by price (L2): a snapshot is DEPTH_CLEAR and its levels, then each DEPTH event says what now stands at one price.

An order meets the book as it stands when it arrives: all events up to and with `active_ts` are in it, no later one. A market order walks
the levels, one fill a level; what it takes is gone from our copy until the venue reports that level again. A limit joins the
queue behind all that stands at its price (`ahead`), comes forward by trades and by the queue model, and is filled at its limit when the
queue is used up or the other side crosses it, by no more than the size that crosses.
"""

from math import inf

from tradewind.kernel.levels import (
    NO_LEVEL,
    best_price,
    clear,
    keep_in_window,
    level_for,
    next_ask,
    next_bid,
    price_of,
    set_ask,
    set_bid,
    size_at,
    tick_of,
)
from tradewind.kernel.marking import closing_price, mark
from tradewind.kernel.queue import advanced
from tradewind.kernel.resolution import BY_DEPTH
from tradewind.kernel.serving import drop_immediate, serve, share_of
from tradewind.kernel.sight import RESTING, look_again, role

# How many levels our orders walk at one event; the rest of a larger order goes on at the next one, so that a step's output is bounded.
LEVELS_AT_ONCE = 32


def on_depth(w, k, ts, price, size, side):
    """What stands at one price now. side: 1 bids, -1 asks."""
    b = w.books[k]
    if b.levels == 0:
        return
    before_this(w, k, ts)
    tick = tick_of(w.instruments[k], price)
    i = level_for(w, k, tick, side)
    if i == NO_LEVEL:
        return
    bid = b.bid
    ask = b.ask
    if side > 0:
        set_bid(w, k, i, size)
        if (
            price >= b.buy_low - w.instruments[k].price_increment
            and price <= b.buy_high + w.instruments[k].price_increment
        ):
            advance_level(w, k, ts, tick, side, size)
    else:
        set_ask(w, k, i, size)
        if (
            price >= b.sell_low - w.instruments[k].price_increment
            and price <= b.sell_high + w.instruments[k].price_increment
        ):
            advance_level(w, k, ts, tick, side, size)
    if b.bid != bid or b.ask != ask:
        best_moved(w, k, ts)
    elif i == bid and side > 0:
        w.positions[k].bid_size = size
    elif i == ask and side < 0:
        w.positions[k].ask_size = size


def on_clear(w, k, ts, side):
    """A snapshot begins. Our orders keep their places until it says what stands at their prices."""
    if w.books[k].levels == 0:
        return
    before_this(w, k, ts)
    clear(w, k, side)


def before_this(w, k, ts):
    """Orders that arrived after the last event and before this one, against the book as it stands between them."""
    b = w.books[k]
    p = w.positions[k]
    p.resolution = BY_DEPTH
    if w.account[0].next_record != b.looked:
        look_at_book(w, k, ts)
    if ts > b.arrival_ts and p.halted == 0 and p.closed == 0:
        meet_book(w, k, ts)


def look_at_book(w, k, ts):
    """Renew what our orders look out for. What has arrived and wants to trade meets the book that is complete at its last time."""
    look_again(w, k, ts - 1)
    b = w.books[k]
    if b.urgent != 0:
        b.arrival_ts = min(b.arrival_ts, b.met_ts)


def best_moved(w, k, ts):
    """The best bid or ask is another one: value what is held by it, and see whether an order of ours is crossed or wakes."""
    keep_in_window(w, k)
    show_best(w, k, ts)
    b = w.books[k]
    p = w.positions[k]
    if p.working == 0:
        return
    crossed = p.ask <= b.buy_high or p.bid >= b.sell_low or p.bid <= b.drop_to or p.ask >= b.rise_to
    if crossed and p.halted == 0 and p.closed == 0:
        meet_book(w, k, ts)


def show_best(w, k, ts):
    """Best prices and sizes where strategies and valuation see them."""
    b = w.books[k]
    p = w.positions[k]
    p.bid = best_price(w, k, 1)
    p.ask = best_price(w, k, -1)
    p.bid_size = w.bid_sizes[k, b.bid] if b.bid >= 0 else 0.0
    p.ask_size = w.ask_sizes[k, b.ask] if b.ask >= 0 else 0.0
    mark(w, k, ts, closing_price(p))


def meet_book(w, k, ts):
    """Our orders that were at the venue before `ts` against the standing book."""
    arrived = ts - 1
    w.books[k].met_ts = ts
    walk_asks(w, k, ts, arrived)
    walk_bids(w, k, ts, arrived)
    drop_immediate(w, k, ts, arrived)
    join_queues(w, k, arrived)
    show_best(w, k, ts)
    look_at_book(w, k, ts)


def walk_asks(w, k, ts, arrived):
    """Our buys take from the best ask up."""
    b = w.books[k]
    i = b.ask
    steps = 0
    while i >= 0 and steps < LEVELS_AT_ONCE and w.positions[k].working > 0:
        price = price_of(w.instruments[k], b.lowest + i)
        left = share_of(w.instruments[k], w.ask_sizes[k, i])
        taken = serve(w, k, ts, arrived, 1, price, left, False)
        set_ask(w, k, i, max(0.0, w.ask_sizes[k, i] - taken))
        if taken < left:
            return
        i = next_ask(w, k, i + 1)
        steps += 1


def walk_bids(w, k, ts, arrived):
    """Our sells take from the best bid down."""
    b = w.books[k]
    i = b.bid
    steps = 0
    while i >= 0 and steps < LEVELS_AT_ONCE and w.positions[k].working > 0:
        price = price_of(w.instruments[k], b.lowest + i)
        left = share_of(w.instruments[k], w.bid_sizes[k, i])
        taken = serve(w, k, ts, arrived, -1, price, left, False)
        set_bid(w, k, i, max(0.0, w.bid_sizes[k, i] - taken))
        if taken < left:
            return
        i = next_bid(w, k, i - 1)
        steps += 1


def join_queues(w, k, arrived):
    """Limits that have arrived and did not trade stand at the end of the queue of their price."""
    b = w.books[k]
    i = w.positions[k].first_order - 1
    while i >= 0:
        o = w.orders[i]
        i = o.after - 1
        if o.ahead != o.ahead and o.active_ts <= arrived and role(o) == RESTING:
            size = size_at(w, k, tick_of(w.instruments[k], o.limit), o.side)
            o.ahead = size if size >= 0.0 else inf
            o.queued = max(size, 0.0)
            if b.by_orders != 0:
                b.sequence += 1
                o.queued = float(b.sequence)


def advance_level(w, k, ts, tick, side, size):
    """Our orders at a price whose size has changed come forward, by the queue model."""
    b = w.books[k]
    if b.by_orders != 0:
        return
    instrument = w.instruments[k]
    i = w.positions[k].first_order - 1
    while i >= 0:
        o = w.orders[i]
        i = o.after - 1
        if o.side == side and o.ahead == o.ahead and tick_of(instrument, o.limit) == tick:
            o.ahead = advanced(o.ahead, o.queued, size, instrument.queue_model, instrument.queue_power)
            o.queued = size
