"""Trade prints: what they do to limits that rest, and, where nothing finer is known, to all orders.

A trade beyond a resting limit fills it: whoever traded there would have met us first. A trade at its price uses up the queue before us,
then fills us with what is left. We never get more than the trade's size (its share, with a participation), all our orders together.
Prices go by priority: best price first, then the oldest. Without quotes a market order gets the next trade's price plus half the spread.
"""

from math import inf

from tradewind.kernel.depth import before_this, look_at_book
from tradewind.kernel.marking import closing_price, mark
from tradewind.kernel.quotes import ahead_at_quote
from tradewind.kernel.resolution import BY_DEPTH, BY_QUOTES, BY_TRADES
from tradewind.kernel.serving import drop_immediate, filled, serve, share_of
from tradewind.kernel.sight import RESTING, anything_new, look_again, reaches, role

# Prices that differ by less, as a fraction, are one price.
SAME = 1e-9


def on_trade(w, k, ts, price, size, aggressor):
    """A trade of others. aggressor: 1 a buyer took, -1 a seller, 0 not known."""
    p = w.positions[k]
    b = w.books[k]
    if p.resolution < BY_TRADES:
        p.resolution = BY_TRADES
    alone = p.resolution == BY_TRADES
    if alone:
        mark(w, k, ts, price)
    if p.resolution == BY_DEPTH:
        before_this(w, k, ts)
    elif anything_new(w, k, ts):
        look_again(w, k, ts)
    hits = (aggressor <= 0 and price <= b.buy_high) or (aggressor >= 0 and price >= b.sell_low)
    if not hits and not (alone and reaches(b, price, price)):
        return
    if p.halted != 0 or p.closed != 0:
        return
    left = share_of(w.instruments[k], size)
    if aggressor <= 0:
        left -= hit_resting(w, k, ts, 1, price, size, left)
    if aggressor >= 0:
        left -= hit_resting(w, k, ts, -1, price, size, left)
    if alone:
        meet_trade(w, k, ts, price, left)
        look_again(w, k, ts)
    elif p.resolution == BY_QUOTES:
        mark(w, k, ts, closing_price(p))
        look_again(w, k, ts)
    else:
        mark(w, k, ts, closing_price(p))
        look_at_book(w, k, ts)


def meet_trade(w, k, ts, price, left):
    """Orders that arrive, take or wake, at the price of the last trade."""
    left -= serve(w, k, ts, ts, 1, price, left, True)
    serve(w, k, ts, ts, -1, price, left, True)
    drop_immediate(w, k, ts, ts)
    i = w.positions[k].first_order - 1
    while i >= 0:
        o = w.orders[i]
        i = o.after - 1
        if o.ahead != o.ahead and o.active_ts <= ts and role(o) == RESTING:
            o.ahead = inf  # how long the queue is nobody said: only a trade beyond the limit fills it
    mark(w, k, ts, price)


def hit_resting(w, k, ts, side, price, size, left):
    """Resting limits of one side against a trade. Returns the units they got."""
    taken = 0.0
    i = next_hit(w, k, ts, side, price)
    while i >= 0 and left - taken > 0.0:
        got = filled(w, i, ts, w.orders[i].limit, left - taken, True)
        taken += got
        if got == 0.0:
            break
        i = next_hit(w, k, ts, side, price)
    taken = fill_at_price(w, k, ts, side, price, size, left, taken)
    advance_queue(w, k, ts, side, price, size)
    return taken


def next_hit(w, k, ts, side, price):
    """Index of the best resting limit that the trade went through, -1 if none."""
    best = -1
    at = w.positions[k].first_order - 1
    while at >= 0:
        i = at
        o = w.orders[i]
        at = o.after - 1
        if o.side != side or o.active_ts > ts or o.ahead != o.ahead or role(o) != RESTING:
            continue
        if side * (o.limit - price) > SAME * price and (best < 0 or side * (o.limit - w.orders[best].limit) > 0.0):
            best = i
    return best


def at_price(w, o, k, ts, side, price):
    """Whether the order rests exactly where the trade was."""
    return (
        o.instrument == k
        and o.side == side
        and abs(o.limit - price) <= SAME * price
        and o.active_ts <= ts
        and o.ahead == o.ahead
        and role(o) == RESTING
    )


def queue_before(w, o):
    """Size before the order now. What joining left open, the quote that stands may tell."""
    if o.ahead == inf and w.positions[o.instrument].resolution == BY_QUOTES:
        return ahead_at_quote(w.positions[o.instrument], o.side, o.limit)
    return o.ahead


def fill_at_price(w, k, ts, side, price, size, left, taken):
    """Fill those at the trade's price with what the queue before each leaves of it. Returns the units taken in all."""
    i = 0
    while i < w.account[0].working and left - taken > 0.0:
        o = w.orders[i]
        order = o.id
        if at_price(w, o, k, ts, side, price):
            before = queue_before(w, o)
            reach = size - before if size > 0.0 else (inf if before <= 0.0 else 0.0)
            if reach > 0.0:
                taken += filled(w, i, ts, price, min(reach, left - taken), True)
        if i < w.account[0].working and w.orders[i].id == order:
            i += 1
    return taken


def advance_queue(w, k, ts, side, price, size):
    """The trade took from the front of the queue. Where orders have names (L3), they say so themselves."""
    if w.books[k].by_orders != 0 or not size > 0.0:
        return
    i = w.positions[k].first_order - 1
    while i >= 0:
        o = w.orders[i]
        i = o.after - 1
        if at_price(w, o, k, ts, side, price):
            before = queue_before(w, o)
            o.ahead = max(0.0, before - size)
            o.queued = max(0.0, o.queued - size)
