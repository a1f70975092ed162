"""Our orders of one side against one price with so much to be had: who has the turn, and what it gets.

Turns: orders that trade at any price (oldest first), then limits, the best price first, then the oldest. An order that arrives and
can trade at once takes: it pays the price seen and the taker's fee. One that rested gets its own limit and pays the maker's fee.
"""

from math import inf, nan

from tradewind.kernel.codes import (
    ORDER_CANCELLED,
    ORDER_TRIGGERED,
    REASON_FILL_OR_KILL,
    REASON_IMMEDIATE,
    REASON_NONE,
    REASON_POST_ONLY,
)
from tradewind.kernel.emit import emit_order
from tradewind.kernel.filling import fill
from tradewind.kernel.levels import tick_of
from tradewind.kernel.orders import withdraw
from tradewind.kernel.resolution import BY_DEPTH
from tradewind.kernel.sight import IDLE, RESTING, TAKING, WAITING, role, wakes
from tradewind.market.orders import OrderFlag, TimeInForce

IOC = int(TimeInForce.IOC)
FOK = int(TimeInForce.FOK)
POST_ONLY = int(OrderFlag.POST_ONLY)


def share_of(instrument, size):
    """How much of a size of the market's we may be. A size that is 0 or not known limits nothing."""
    if not size > 0.0:
        return inf
    size *= instrument.share
    return size * instrument.participation if instrument.participation > 0.0 else size


def serve(w, k, ts, arrived, side, price, left, arriving_only):
    """Let our orders of this side that were at the venue by `arrived` trade at `price` until `left` is gone. Returns what they took.

    arriving_only: those that rest are not served by this price (a trade print: they have their place in the queue).
    """
    taken = 0.0
    while left > 0.0 and w.positions[k].working > 0:
        i = next_turn(w, k, arrived, side, price, arriving_only)
        if i < 0:
            break
        written = w.account[0].next_record
        got = have_turn(w, i, ts, price, left)
        left -= got
        taken += got
        if w.account[0].next_record == written:
            break
    return taken


def see_nothing_left(w, k, ts, side, price):
    """The price is there and its size is not: triggers wake all the same, and what may not take or not wait for the rest is refused."""
    i = 0
    while i < w.account[0].working:
        o = w.orders[i]
        order = o.id
        if o.instrument == k and o.side == side and o.active_ts <= ts:
            does = role(o)
            reached = does == RESTING and side * (o.limit - price) >= 0.0
            refused = reached and o.ahead != o.ahead and o.marks & POST_ONLY != 0
            if (does == WAITING and wakes(o, price)) or refused:
                have_turn(w, i, ts, price, 0.0)
        if i < w.account[0].working and w.orders[i].id == order:
            i += 1


def next_turn(w, k, arrived, side, price, arriving_only):
    """Index of the order that has the turn, -1 if none wants this price."""
    best = -1
    best_rank = -inf
    at = w.positions[k].first_order - 1
    while at >= 0:
        i = at
        o = w.orders[i]
        at = o.after - 1
        if o.side != side or o.active_ts > arrived:
            continue
        does = role(o)
        rank = -inf
        if does == TAKING or (does == WAITING and wakes(o, price)):
            rank = inf
        elif does == RESTING and side * (o.limit - price) >= 0.0 and (o.ahead != o.ahead or not arriving_only):
            rank = side * o.limit
        if does != IDLE and rank > best_rank:
            best = i
            best_rank = rank
    return best


def have_turn(w, i, ts, price, left):
    """The order's turn: it is triggered, refused, or filled with up to `left`. Returns the units filled."""
    o = w.orders[i]
    does = role(o)
    if does == WAITING:
        o.triggered = 1
        o.ahead = nan
        emit_order(w, ORDER_TRIGGERED, ts, o, REASON_NONE)
        return 0.0
    arriving = o.ahead != o.ahead
    if does == RESTING and arriving and o.marks & POST_ONLY != 0:
        withdraw(w, ts, i, ORDER_CANCELLED, REASON_POST_ONLY)
        return 0.0
    if o.time_in_force == FOK and o.quantity > within_limit(w, o, left):
        withdraw(w, ts, i, ORDER_CANCELLED, REASON_FILL_OR_KILL)
        return 0.0
    maker = does == RESTING and not arriving
    return filled(w, i, ts, o.limit if maker else price, left, maker)


def within_limit(w, o, left):
    """Units that the order could get at once: over all levels within its limit where there is depth, else `left`."""
    k = o.instrument
    b = w.books[k]
    if w.positions[k].resolution != BY_DEPTH:
        return left
    worst = tick_of(w.instruments[k], o.limit) - b.lowest if o.limit == o.limit else (b.levels if o.side > 0 else -1)
    total = 0.0
    i = b.ask if o.side > 0 else b.bid
    while 0 <= i < b.levels and o.side * (worst - i) >= 0:
        size = w.ask_sizes[k, i] if o.side > 0 else w.bid_sizes[k, i]
        if size > 0.0:
            total += share_of(w.instruments[k], size)
        i += o.side
    return total


def filled(w, i, ts, price, left, maker):
    """Fill orders[i]; returns how many units it got (an exit gets no more than there is to close)."""
    return fill(w, i, ts, price, left, maker, False)


def drop_immediate(w, k, ts, arrived):
    """What was to be filled at once and met the market is gone."""
    i = 0
    while i < w.account[0].working:
        o = w.orders[i]
        if (
            o.instrument == k
            and o.time_in_force >= IOC
            and o.active_ts <= arrived
            and role(o) != WAITING
            and role(o) != IDLE
        ):
            withdraw(w, ts, i, ORDER_CANCELLED, REASON_IMMEDIATE)
        else:
            i += 1
