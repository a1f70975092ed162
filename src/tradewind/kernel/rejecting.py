"""What a venue refuses: numbers off its increments, sizes and prices outside its bounds."""

from tradewind.kernel.codes import (
    REASON_LOT,
    REASON_NONE,
    REASON_NOTIONAL,
    REASON_PRICE_BAND,
    REASON_SIZE,
    REASON_TICK,
)
from tradewind.kernel.snap import on_grid, snap_nearest
from tradewind.market.orders import OrderFlag

ROUND = int(OrderFlag.ROUND)
# Float64 numbers of the same decimal differ by less.
_SLACK = 1e-9


def refusal(w, k, quantity, limit, trigger, flags):
    """Why the venue refuses an order of `quantity` units (above 0) at these prices (nan: none); REASON_NONE if it takes it."""
    instrument = w.instruments[k]
    last = w.positions[k].last_price
    if not flags & ROUND:
        if off_grid(limit, instrument) or off_grid(trigger, instrument):
            return REASON_TICK
        if off_lot(quantity, instrument):
            return REASON_LOT
    price = limit if limit == limit else (trigger if trigger == trigger else last)
    notional = quantity * price * instrument.multiplier
    if notional < instrument.min_notional * (1.0 - _SLACK):
        return REASON_NOTIONAL
    if instrument.max_size > 0.0 and quantity > instrument.max_size * (1.0 + _SLACK):
        return REASON_SIZE
    if instrument.max_notional > 0.0 and notional > instrument.max_notional * (1.0 + _SLACK):
        return REASON_SIZE
    if out_of_band(limit, last, instrument) or out_of_band(trigger, last, instrument):
        return REASON_PRICE_BAND
    return REASON_NONE


def off_grid(price, instrument):
    """Whether a price is no multiple of the increment."""
    return price == price and abs(snap_nearest(price, instrument) - price) > _SLACK * abs(price)


def off_lot(size, instrument):
    """Whether a size is no multiple of the increment."""
    if size != size:
        return False
    increment, scale = instrument.size_increment, instrument.size_scale
    steps = round(size * scale if scale > 0.0 else size / increment)
    return abs(on_grid(steps, increment, scale) - size) > _SLACK * abs(size)


def out_of_band(price, last, instrument):
    """Whether a price is further from the last one than the venue takes."""
    if price != price or instrument.price_band <= 0.0 or last <= 0.0:
        return False
    return abs(price / last - 1.0) > instrument.price_band * (1.0 + _SLACK)
