"""What our working orders of one instrument look out for, so that most events cost a few comparisons and no look at any order.

`books[k]` keeps the bounds: while no record was written since (`looked`), no order on its way has arrived and no price has come to
a bound, nothing can happen to an order.
"""

from math import inf

from tradewind.kernel.orders import (
    LIMIT,
    LIMIT_IF_TOUCHED,
    MARKET,
    MARKET_IF_TOUCHED,
    PEGGED,
    STOP,
    STOP_LIMIT,
    TRAILING_STOP,
    TRAILING_STOP_LIMIT,
)
from tradewind.market.orders import Algorithm

PLAIN = int(Algorithm.NONE)
NEVER = 1 << 62

# What an order does when its turn comes: nothing, trade at any price, rest at its limit, wait for its trigger.
IDLE, TAKING, RESTING, WAITING = range(4)


def role(o):
    """What the order is now. Those for the open or the close wait for the auction; parents let their children work."""
    if o.waits_for != 0 or o.algorithm != PLAIN:
        return IDLE
    kind = o.type
    if kind == MARKET:
        return TAKING
    if kind in (LIMIT, PEGGED):
        return RESTING if o.limit == o.limit else IDLE
    if kind in (STOP_LIMIT, LIMIT_IF_TOUCHED, TRAILING_STOP_LIMIT):
        return RESTING if o.triggered else WAITING
    if kind in (STOP, MARKET_IF_TOUCHED, TRAILING_STOP):
        return TAKING if o.triggered else WAITING
    return IDLE


def if_touched(o):
    """Whether the trigger is on the better side of the price: an order that is to buy low or sell high."""
    return o.type == MARKET_IF_TOUCHED or o.type == LIMIT_IF_TOUCHED


def wakes(o, price):
    """Whether the price at which the order would trade (ask of a buy, bid of a sell) has come to its trigger."""
    away = o.side * (price - o.trigger)
    return away <= 0.0 if if_touched(o) else away >= 0.0


def look_again(w, k, ts):
    """Renew the bounds of instrument `k` from its working orders; those not yet at the venue only say when they will be."""
    b = w.books[k]
    b.looked = w.account[0].next_record
    b.arrival_ts = NEVER
    b.urgent = 0
    b.buy_high = -inf
    b.buy_low = inf
    b.sell_low = inf
    b.sell_high = -inf
    b.drop_to = -inf
    b.rise_to = inf
    if w.positions[k].working == 0:
        return
    i = w.positions[k].first_order - 1
    while i >= 0:
        o = w.orders[i]
        i = o.after - 1
        does = role(o)
        if does == IDLE:
            continue
        if o.active_ts > ts:
            b.arrival_ts = min(b.arrival_ts, o.active_ts)
        elif does == TAKING:
            b.urgent = 1
        elif does == RESTING:
            # One that has not met the market yet has its turn at the next event, whatever the price.
            if o.ahead != o.ahead:
                b.urgent = 1
            notice(b, o.side, o.limit)
        elif if_touched(o):
            notice(b, o.side, o.trigger)
        elif o.side > 0:
            b.rise_to = min(b.rise_to, o.trigger)
        else:
            b.drop_to = max(b.drop_to, o.trigger)


def notice(b, side, price):
    """One more price at which we would buy or sell."""
    if side > 0:
        b.buy_high = max(b.buy_high, price)
        b.buy_low = min(b.buy_low, price)
    else:
        b.sell_low = min(b.sell_low, price)
        b.sell_high = max(b.sell_high, price)


def anything_new(w, k, ts):
    """Whether an order came, went, changed or arrived since the last look."""
    b = w.books[k]
    return w.account[0].next_record != b.looked or ts >= b.arrival_ts


def reaches(b, bid, ask):
    """Whether these prices could move one of our orders."""
    return b.urgent != 0 or ask <= b.buy_high or bid >= b.sell_low or bid <= b.drop_to or ask >= b.rise_to
