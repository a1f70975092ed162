"""One bar against the working orders of its instrument."""

from math import nan

from tradewind.kernel.filling import fill
from tradewind.kernel.orders import set_triggers
from tradewind.kernel.prices import limit_price, stop_limit_price, stop_price
from tradewind.kernel.resolution import BY_BARS
from tradewind.market.orders import OrderType, Purpose

MARKET = int(OrderType.MARKET)
LIMIT = int(OrderType.LIMIT)
STOP = int(OrderType.STOP)
STOP_LIMIT = int(OrderType.STOP_LIMIT)
ENTRY = int(Purpose.ENTRY)
STOP_LOSS = int(Purpose.STOP_LOSS)
TAKE_PROFIT = int(Purpose.TAKE_PROFIT)

# At the open, then stops, then limits: within a bar whatever is worse for us came first.
AT_OPEN, STOPS, LIMITS = range(3)


def match_bar(w, k, ts, bar_open, bar_high, bar_low):
    """Fill what this bar fills. A position that is opened here may be stopped here; its target counts only if we entered at the open."""
    if w.positions[k].resolution > BY_BARS:
        return  # finer data have decided what this bar sums up
    phase = AT_OPEN
    while phase <= LIMITS:
        i = 0
        while i < w.account[0].working:
            o = w.orders[i]
            price = nan
            if o.instrument == k and phase_of(o) == phase:
                price = fill_price(o, ts, bar_open, bar_high, bar_low)
            if price == price:
                maker = o.type == LIMIT or (o.type == STOP_LIMIT and o.triggered)
                fill(w, i, ts, price, o.quantity, maker, price == bar_open)
                i = 0
                # A limit that opened a position brought a stop with it, which has its turn before any target.
                phase = min(phase, STOPS)
            else:
                i += 1
        phase += 1
    for i in range(w.account[0].working):
        o = w.orders[i]
        if o.instrument == k and o.type == STOP_LIMIT and not o.triggered:
            touched = stop_price(o.side, o.trigger, bar_open, bar_high, bar_low)
            o.triggered = 1 if touched == touched else 0
    set_triggers(w, k)


def phase_of(o):
    """When within a bar an order has its turn."""
    if o.type == MARKET:
        return AT_OPEN
    if o.type == STOP or (o.type == STOP_LIMIT and not o.triggered):
        return STOPS
    return LIMITS


def fill_price(o, ts, bar_open, bar_high, bar_low):
    """Price before costs; nan if the bar does not fill this order."""
    if o.type == MARKET:
        return bar_open
    if o.type == STOP:
        return stop_price(o.side, o.trigger, bar_open, bar_high, bar_low)
    if o.type == STOP_LIMIT and not o.triggered:
        return stop_limit_price(o.side, o.trigger, o.limit, bar_open, bar_high, bar_low)
    if o.inside_bar and o.submitted_ts == ts:
        # Entered inside this very bar, at a price that was not its open: the high or low may have come before us.
        return nan
    return limit_price(o.side, o.limit, bar_open, bar_high, bar_low)
