"""Quotes: the best bid and ask, and what they do to our orders.

An order meets the first quote of its instrument at or after the time when it is at the venue, not the one that its strategy saw.
Market orders get the ask or bid, no more than the size quoted. A limit that can trade on arrival gets the quote; one that rests is filled
at its limit when the opposite quote comes to it. Stops wake on the side at which they would trade: a sell stop (of a long position) when
the bid is at or below it.

What our orders took of a quote is not there a second time. Recorded quotes know nothing of us, so that the same price and size said again
is no new offer: while a side stays at its price, we get no more than the size quoted less what we had of it. If the size grows, the
growth is new; if it shrinks, what we had counts as gone with it; at another price all is new. The same question is NautilusTrader's
option `liquidity_consumption` (off by default; "Fill prices and matching", order book immutability); hftbacktest's exchange models let
every order have the displayed size again. We take the pessimistic answer.
"""

from math import inf

from tradewind.kernel.marking import closing_price, mark
from tradewind.kernel.resolution import BY_QUOTES
from tradewind.kernel.serving import drop_immediate, see_nothing_left, serve, share_of
from tradewind.kernel.sight import RESTING, anything_new, look_again, reaches, role


def on_quote(w, k, ts, bid, ask, bid_size, ask_size):
    """A new best bid and ask. A side without a price is nan."""
    p = w.positions[k]
    if p.resolution > BY_QUOTES:
        return  # the book knows better
    p.resolution = BY_QUOTES
    p.bid_taken = min(p.bid_taken, bid_size) if bid == p.bid else 0.0
    p.ask_taken = min(p.ask_taken, ask_size) if ask == p.ask else 0.0
    p.bid = bid
    p.ask = ask
    p.bid_size = bid_size
    p.ask_size = ask_size
    mark(w, k, ts, closing_price(p))
    if anything_new(w, k, ts):
        look_again(w, k, ts)
    if reaches(w.books[k], bid, ask) and p.halted == 0 and p.closed == 0:
        meet_quote(w, k, ts)


def meet_quote(w, k, ts):
    """Our orders against the standing quote."""
    p = w.positions[k]
    instrument = w.instruments[k]
    if p.ask == p.ask:
        left = share_of(instrument, p.ask_size) - p.ask_taken
        got = serve(w, k, ts, ts, 1, p.ask, left, False)
        p.ask_taken += got
        if got >= left - 0.5 * instrument.size_increment:
            see_nothing_left(w, k, ts, 1, p.ask)
    if p.bid == p.bid:
        left = share_of(instrument, p.bid_size) - p.bid_taken
        got = serve(w, k, ts, ts, -1, p.bid, left, False)
        p.bid_taken += got
        if got >= left - 0.5 * instrument.size_increment:
            see_nothing_left(w, k, ts, -1, p.bid)
    drop_immediate(w, k, ts, ts)
    i = w.positions[k].first_order - 1
    while i >= 0:
        o = w.orders[i]
        i = o.after - 1
        if o.ahead != o.ahead and o.active_ts <= ts and role(o) == RESTING:
            o.ahead = ahead_at_quote(p, o.side, o.limit)
    mark(w, k, ts, closing_price(p))
    look_again(w, k, ts)


def ahead_at_quote(p, side, limit):
    """Size before a limit in its queue, as far as a quote tells: all that is quoted at its price, none where it is better, else unknown (inf)."""
    best = p.bid if side > 0 else p.ask
    if side * (limit - best) > 0.0:
        return 0.0
    size = p.bid_size if side > 0 else p.ask_size
    return size if limit == best and size > 0.0 else inf
