"""The orders of a venue's book by their ids (L3), in a hash table of fixed size: open addressing, linear probing, no tombstones.

Each keeps the number of its arrival at its price, so that what leaves is known to have stood before or behind us. A new price or a larger
size costs an order its place (price-time priority, as in venues' rule books); a smaller size does not.
"""

from tradewind.kernel.depth import before_this, best_moved
from tradewind.kernel.levels import NO_LEVEL, level_for, set_ask, set_bid, tick_of
from tradewind.kernel.serving import share_of
from tradewind.kernel.trades import hit_resting

# Knuth, The Art of Computer Programming 3, 6.4: multiplicative hashing by 2**32 / golden ratio.
GOLDEN = 2_654_435_761
MASK = 0xFFFFFFFF
EMPTY = -1


def slot_of(w, k, order):
    """Where the search for an order begins. The table's size is a power of two."""
    return ((((order & MASK) + 40_503 * k) * GOLDEN & MASK) >> 5) & (w.book_orders.size - 1)


def find(w, k, order):
    """Row of the order, EMPTY if it is not there."""
    size = w.book_orders.size
    if size == 0:
        return EMPTY
    i = slot_of(w, k, order)
    for _ in range(size):
        row = w.book_orders[i]
        if row.id == 0:
            return EMPTY
        if row.id == order and row.instrument == k:
            return i
        i = (i + 1) & (size - 1)
    return EMPTY


def insert(w, k, order, side, tick, units):
    """Keep an order; with no room left it is counted as lost, and its level's size is right all the same."""
    b = w.books[k]
    b.sequence += 1
    size = w.book_orders.size
    i = slot_of(w, k, order) if size > 0 else 0
    for _ in range(size):
        row = w.book_orders[i]
        if row.id == 0:
            row.id = order
            row.instrument = k
            row.side = side
            row.tick = tick
            row.units = units
            row.sequence = b.sequence
            return
        i = (i + 1) & (size - 1)
    lose(w, b)


def lose(w, b):
    """Count an order event that found no place or no such order; `check_books` says so after the step."""
    if b.lost == 0:
        b.lost_ts = w.account[0].now_ts
    b.lost += 1


def delete(w, i):
    """Empty row i and move up those behind it that could no longer be found (Knuth 6.4, algorithm R)."""
    last = w.book_orders.size - 1
    hole = i
    j = i
    for _ in range(last):
        j = (j + 1) & last
        if w.book_orders[j].id == 0:
            break
        home = slot_of(w, w.book_orders[j].instrument, w.book_orders[j].id)
        # It may move if its home is not between the hole (excluded) and where it is.
        if ((j - home) & last) >= ((j - hole) & last):
            w.book_orders[hole] = w.book_orders[j]
            hole = j
    w.book_orders[hole].id = 0


def on_added(w, k, ts, price, size, side, order):
    """A new order at the end of its price's queue."""
    b = w.books[k]
    if b.levels == 0:
        return
    before_this(w, k, ts)
    b.by_orders = 1
    tick = tick_of(w.instruments[k], price)
    insert(w, k, order, side, tick, size)
    change_level(w, k, ts, tick, side, size)


def on_changed(w, k, ts, price, size, side, order):
    """An order's size or price is another one."""
    b = w.books[k]
    if b.levels == 0:
        return
    before_this(w, k, ts)
    tick = tick_of(w.instruments[k], price)
    i = find(w, k, order)
    if i == EMPTY:
        lose(w, b)
        return
    row = w.book_orders[i]
    old_tick = row.tick
    old_size = row.units
    if tick == old_tick and size <= old_size:
        row.units = size
        leaves_queue(w, k, tick, side, row.sequence, old_size - size)
        change_level(w, k, ts, tick, side, size - old_size)
        return
    leaves_queue(w, k, old_tick, side, row.sequence, old_size)
    delete(w, i)
    change_level(w, k, ts, old_tick, side, -old_size)
    insert(w, k, order, side, tick, size)
    change_level(w, k, ts, tick, side, size)


def on_gone(w, k, ts, price, size, side, order, traded):
    """An order left the book. traded: its size was traded, which fills those of ours that stood before it."""
    b = w.books[k]
    if b.levels == 0:
        return
    before_this(w, k, ts)
    tick = tick_of(w.instruments[k], price)
    sequence = 0  # of an order that was there before the data began: before any of ours
    i = find(w, k, order)
    if i != EMPTY:
        tick = w.book_orders[i].tick
        size = w.book_orders[i].units
        sequence = w.book_orders[i].sequence
        delete(w, i)
    if traded > 0.0 and w.positions[k].working > 0:
        hit_resting(w, k, ts, side, price, size, share_of(w.instruments[k], size))
    leaves_queue(w, k, tick, side, sequence, size)
    change_level(w, k, ts, tick, side, -size)


def leaves_queue(w, k, tick, side, sequence, units):
    """Our orders that came later to this price come forward."""
    if w.positions[k].working == 0:
        return
    i = w.positions[k].first_order - 1
    while i >= 0:
        o = w.orders[i]
        i = o.after - 1
        if o.side == side and o.ahead == o.ahead and sequence < o.queued and tick_of(w.instruments[k], o.limit) == tick:
            o.ahead = max(0.0, o.ahead - units)


def change_level(w, k, ts, tick, side, units):
    """So much more stands at a price."""
    b = w.books[k]
    i = level_for(w, k, tick, side)
    if i == NO_LEVEL:
        return
    bid = b.bid
    ask = b.ask
    if side > 0:
        set_bid(w, k, i, max(0.0, w.bid_sizes[k, i] + units))
    else:
        set_ask(w, k, i, max(0.0, w.ask_sizes[k, i] + units))
    if b.bid != bid or b.ask != ask:
        best_moved(w, k, ts)
    elif i == bid and side > 0:
        w.positions[k].bid_size = w.bid_sizes[k, i]
    elif i == ask and side < 0:
        w.positions[k].ask_size = w.ask_sizes[k, i]
