"""One bar against the working orders of its instrument.

Within a bar whatever is worse for us came first: what trades at the open, then stops, then limits and targets, then what trades at
the close. All our orders together get no more than the instrument's `participation` of the bar's volume.
"""

from math import inf, nan

from tradewind.kernel.algorithms import work
from tradewind.kernel.changing import change_due
from tradewind.kernel.codes import ORDER_CANCELLED, ORDER_TRIGGERED, REASON_POST_ONLY, REASON_TOUCHED
from tradewind.kernel.emit import emit_order
from tradewind.kernel.filling import fill
from tradewind.kernel.orders import (
    IMMEDIATE,
    LIMIT,
    LIMIT_IF_TOUCHED,
    LIMIT_ON_CLOSE,
    LIMIT_ON_OPEN,
    MARKET,
    MARKET_IF_TOUCHED,
    MARKET_ON_CLOSE,
    MARKET_ON_OPEN,
    STOP,
    STOP_LIMIT,
    STOP_LOSS,
    TAKE_PROFIT,
    TAKES,
    TRAILING_STOP,
    TRAILING_STOP_LIMIT,
    is_resting,
    set_triggers,
    withdraw,
)
from tradewind.kernel.prices import (
    late_limit_price,
    late_stop_price,
    limit_price,
    open_price,
    stop_limit_price,
    stop_price,
    touched_price,
)
from tradewind.kernel.resolution import BY_BARS
from tradewind.kernel.time_in_force import FOK, expire_after, expire_before
from tradewind.kernel.trailing import follow
from tradewind.market.orders import OrderFlag

POST_ONLY = int(OrderFlag.POST_ONLY)

AT_OPEN, STOPS, LIMITS, AT_CLOSE, NEVER = range(5)


def match_bar(w, k, ts, bar_open, bar_high, bar_low, bar_close, volume):
    """Fill what this bar fills. A position that is opened here may be stopped here; its target counts only if we entered at the open."""
    p = w.positions[k]
    if p.halted or p.closed or p.resolution > BY_BARS:
        return  # nothing trades, or finer data have decided what this bar sums up
    watched = p.watched > 0
    if watched:
        expire_before(w, k, ts)
    left = share_of(w.instruments[k], volume)
    phase = AT_OPEN
    while phase <= AT_CLOSE:
        i = 0
        while i < w.account[0].working and left > 0.0:
            o = w.orders[i]
            price = nan
            if o.instrument == k and phase_of(w, o, ts) == phase:
                price = fill_price(o, phase, ts, bar_open, bar_high, bar_low, bar_close)
                if o.time_in_force == FOK and left < o.quantity:
                    price = nan
            if price == price and not (o.display > 0.0 and o.shown <= 0.0):
                if phase == STOPS and o.purpose == STOP_LOSS and price != bar_open:
                    count_ambiguous(w, o, ts, bar_open, bar_high, bar_low)
                before = w.account[0].working
                maker = phase == LIMITS and is_resting(o) and o.marks & TAKES == 0
                filled = fill(w, i, ts, price, left, maker, price == bar_open and phase != AT_CLOSE)
                if filled > 0.0:
                    left -= filled
                    i = 0
                    # A limit that opened a position brought a stop with it, which has its turn before any target.
                    phase = min(phase, STOPS) if phase != AT_CLOSE else AT_CLOSE
                elif w.account[0].working == before:
                    i += 1
            else:
                i += 1
        phase += 1
    touch(w, k, ts, bar_open, bar_high, bar_low)
    if watched or p.watched > 0:
        after_bar(w, k, ts, bar_high, bar_low, bar_close, volume)
    set_triggers(w, k)


def share_of(instrument, volume):
    """Units that all our orders together may get of this volume."""
    return inf if instrument.participation <= 0.0 else instrument.participation * instrument.share * volume


def phase_of(w, o, ts):
    """When within a bar an order has its turn."""
    if o.waits_for != 0 or o.algorithm != 0 or o.active_ts > ts:
        return NEVER
    if is_late(w, o):
        return STOPS if o.inside_bar and o.type == STOP else AT_CLOSE
    if o.type == MARKET_ON_OPEN or o.type == LIMIT_ON_OPEN:
        return AT_OPEN if o.triggered or w.positions[o.instrument].sessions == 0 else NEVER
    if o.type == MARKET_ON_CLOSE or o.type == LIMIT_ON_CLOSE:
        return AT_CLOSE if w.positions[o.instrument].sessions == 0 else NEVER
    if is_resting(o):
        return AT_OPEN if o.time_in_force >= IMMEDIATE and o.type == LIMIT else LIMITS
    if o.type == MARKET or o.triggered:
        return AT_OPEN
    if o.type == MARKET_IF_TOUCHED or o.type == LIMIT_IF_TOUCHED:
        return LIMITS
    return STOPS


def is_late(w, o):
    """Whether it came to the venue inside this bar, after its open."""
    return o.active_ts > o.submitted_ts and o.active_ts > w.positions[o.instrument].last_ts


def fill_price(o, phase, ts, bar_open, bar_high, bar_low, bar_close):
    """Price before costs; nan if the bar does not fill this order in this phase."""
    if phase == AT_CLOSE:
        return close_price(o, bar_close, bar_high if o.side > 0 else bar_low)
    if phase == AT_OPEN:
        return open_price(o.side, o.limit if o.type == LIMIT or o.type == LIMIT_ON_OPEN else nan, bar_open)
    if phase == STOPS:
        if o.type == STOP or o.type == TRAILING_STOP:
            return stop_price(o.side, o.trigger, bar_open, bar_high, bar_low)
        return stop_limit_price(o.side, o.trigger, o.limit, bar_open, bar_high, bar_low)
    if o.type == MARKET_IF_TOUCHED:
        return touched_price(o.side, o.trigger, bar_open, bar_high, bar_low)
    if not is_resting(o) or (o.inside_bar and o.active_ts == ts):
        # Touched, it rests from the next bar on. Entered inside this very bar, at a price that was not its open: the high or low
        # may have come before us.
        return nan
    return limit_price(o.side, o.limit, bar_open, bar_high, bar_low)


def close_price(o, close, worst):
    """What an order gets that knows of this bar only the close. worst: the bar's high for a buy, its low for a sale."""
    if o.type == MARKET or o.type == MARKET_ON_CLOSE:
        return close
    if o.type == LIMIT_ON_CLOSE:
        return open_price(o.side, o.limit, close)
    if o.type == STOP:
        return late_stop_price(o.side, o.trigger, close)
    if o.type == MARKET_IF_TOUCHED:
        return late_stop_price(-o.side, o.trigger, close)
    if o.type == LIMIT and not (o.marks & POST_ONLY):
        return late_limit_price(o.side, o.limit, close, worst)
    return nan


def touch(w, k, ts, bar_open, bar_high, bar_low):
    """Orders with a limit whose trigger price traded rest as limits from now on."""
    for i in range(w.account[0].working):
        o = w.orders[i]
        if o.instrument != k or o.triggered or o.waits_for != 0 or o.active_ts > ts or is_late(w, o):
            continue
        price = nan
        if o.type == STOP_LIMIT or o.type == TRAILING_STOP_LIMIT:
            price = stop_price(o.side, o.trigger, bar_open, bar_high, bar_low)
        elif o.type == LIMIT_IF_TOUCHED:
            price = touched_price(o.side, o.trigger, bar_open, bar_high, bar_low)
        if price == price:
            o.triggered = 1
            emit_order(w, ORDER_TRIGGERED, ts, o, REASON_TOUCHED)


def count_ambiguous(w, stop, ts, bar_open, bar_high, bar_low):
    """The bar reached a stop; if it reached a target of the same entry too, it can't say which came first: we take the stop, and count it."""
    for i in range(w.account[0].working):
        o = w.orders[i]
        if o.parent == stop.parent and o.purpose == TAKE_PROFIT and not (o.inside_bar and o.active_ts == ts):
            price = limit_price(o.side, o.limit, bar_open, bar_high, bar_low)
            if price == price:
                w.account[0].intrabar += 1
                return


def after_bar(w, k, ts, bar_high, bar_low, bar_close, volume):
    """What wants to see every bar: orders that end, that follow the price, that came late, that are changed, that are worked."""
    expire_after(w, k, ts)
    follow(w, k, ts, bar_high, bar_low, bar_close)
    arrive(w, k, ts, bar_close)
    change_due(w, k, ts)
    work(w, k, ts, bar_close, volume)


def arrive(w, k, ts, price):
    """Orders that came to the venue during this bar are there from now on; icebergs show their next part."""
    i = 0
    while i < w.account[0].working:
        o = w.orders[i]
        if o.instrument == k and o.waits_for == 0 and o.active_ts <= ts:
            late = o.active_ts > o.submitted_ts
            if late and o.marks & POST_ONLY and is_resting(o) and (o.limit - price) * o.side >= 0.0:
                withdraw(w, ts, i, ORDER_CANCELLED, REASON_POST_ONLY)
                continue
            o.submitted_ts = o.active_ts
            o.marks &= ~TAKES
            if o.display > 0.0:
                o.shown = min(o.display, o.quantity)
        i += 1
