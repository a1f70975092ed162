"""Orders whose price follows the market: trailing stops, stops that go to break even, pegged limits."""

from math import nan

from tradewind.kernel.codes import ORDER_AMENDED, REASON_BREAKEVEN, REASON_REPEGGED, REASON_TRAILED
from tradewind.kernel.emit import emit_order
from tradewind.kernel.legs import leg_row
from tradewind.kernel.orders import PEGGED, TRAILING_STOP_LIMIT
from tradewind.kernel.snap import snap_down, snap_nearest, snap_up
from tradewind.market.orders import Peg, Trail

PERCENT = int(Trail.PERCENT)
SAME_SIDE = int(Peg.SAME_SIDE)
OPPOSITE = int(Peg.OPPOSITE)


def follow(w, k, ts, high, low, close):
    """After an event: orders that follow the price take their new ones, which count from the next event on.

    high, low: best and worst price that traded in the event. That a stop is not moved within the bar that moves it is the
    pessimistic reading: the extreme may have come after the price that it would have been stopped at.
    """
    for i in range(w.account[0].working):
        o = w.orders[i]
        if o.instrument != k or o.waits_for != 0 or o.active_ts > ts or o.triggered != 0:
            continue
        # Of the bar in which it came, only the close is known to be after it.
        late = o.active_ts == ts or o.active_ts > o.submitted_ts
        top = close if late else high
        bottom = close if late else low
        if o.trail_kind != 0:
            trail(w, ts, o, top if o.side < 0 else bottom)
        if o.breakeven == o.breakeven:
            break_even(w, ts, o, top if o.side < 0 else bottom)
        if o.type == PEGGED:
            peg(w, ts, o, close)


def trail(w, ts, o, extreme):
    """Follow the best price (a high when selling) at the distance, once the activation price was reached; never away from the market.

    trigger = best - distance when selling, best + distance when buying; a percentage is of the best price.
    """
    if o.activation == o.activation:
        if (o.activation - extreme) * o.side < 0.0:
            return
        o.activation = nan
    if o.best == o.best and (o.best - extreme) * o.side <= 0.0:
        return
    o.best = extreme
    distance = o.trail * extreme if o.trail_kind == PERCENT else o.trail
    price = outward(w, o.instrument, o.side, extreme + o.side * distance)
    move(w, ts, o, price, REASON_TRAILED)


def break_even(w, ts, o, extreme):
    """Once the price has come as far as `breakeven`, the stop stands where the position was entered."""
    if (o.breakeven - extreme) * o.side < 0.0:
        return
    o.breakeven = nan
    move(
        w, ts, o, snap_nearest(w.positions[leg_row(w, o)].average_price, w.instruments[o.instrument]), REASON_BREAKEVEN
    )


def move(w, ts, o, price, reason):
    """A better stop price, with the limit of a stop-limit at its old distance; a worse one is left alone."""
    if price <= 0.0 or (o.trigger == o.trigger and (o.trigger - price) * o.side <= 0.0):
        return
    if o.type == TRAILING_STOP_LIMIT:
        o.limit = snap_nearest(price + o.side * o.peg_offset, w.instruments[o.instrument])
    o.trigger = price
    emit_order(w, ORDER_AMENDED, ts, o, reason)


def outward(w, k, side, price):
    """On the increment that is further from the market: a stop is never nearer than its distance."""
    instrument = w.instruments[k]
    if side > 0:
        return snap_up(price, instrument.price_increment, instrument.price_scale)
    return snap_down(price, instrument.price_increment, instrument.price_scale)


def peg(w, ts, o, last):
    """A pegged order follows the quotes."""
    price = pegged_at(w, o.instrument, o.side, o.peg, o.peg_offset, last)
    if price != o.limit:
        o.limit = price
        emit_order(w, ORDER_AMENDED, ts, o, REASON_REPEGGED)


def pegged_at(w, k, side, kind, offset, last):
    """The limit of a pegged order from the quotes; without any from the last price and half the spread.

    An offset above 0 is nearer to the other side. Rounded away from the market, so that a peg does not trade by rounding.
    """
    instrument = w.instruments[k]
    p = w.positions[k]
    quoted = p.bid == p.bid and p.ask == p.ask
    bid = p.bid if quoted else last * (1.0 - instrument.half_spread)
    ask = p.ask if quoted else last * (1.0 + instrument.half_spread)
    own = bid if side > 0 else ask
    other = ask if side > 0 else bid
    reference = own if kind == SAME_SIDE else (other if kind == OPPOSITE else 0.5 * (bid + ask))
    return outward(w, k, -side, reference + side * offset)
