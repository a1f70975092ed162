"""How much to trade: so that the stop costs a chosen fraction of equity, within what position and leverage limits leave."""

from tradewind.risk.worth import INVERSE, worth


def size_for(equity, margin_used, price, stop, instrument, limits, beside):
    """Units of the instrument (>= 0), before snapping to its size increment.

    With a stop: risk_per_trade * equity / loss of a unit at the stop, fixed fractional sizing after R. Vince, Portfolio Management Formulas (1990);
    without: size_without_stop * equity / price. Then capped by max_position_fraction, max_trade_notional and the free margin.
    price, stop: quote currency per unit; equity, margin_used: account currency. beside: units that the account's other strategies have on
    this side, which the position limit counts too; where they leave nothing of it, the verdict is the one to say so.
    """
    unit = worth(instrument, price)
    if equity <= 0.0 or not unit > 0.0:
        return 0.0
    if stop == stop and stop != price:
        size = limits.risk_per_trade * equity / loss_at(instrument, price, stop)
    else:
        size = limits.size_without_stop * equity / unit
    most = limits.max_position_fraction * equity / unit
    size = min(size, most - beside if beside < most else most)
    if limits.max_trade_notional > 0.0:
        size = min(size, limits.max_trade_notional / unit)
    free = limits.max_leverage * equity - margin_used
    costs = 1.0 + instrument.taker_fee + instrument.slippage + instrument.half_spread
    if instrument.margin_initial > 0.0:
        size = min(size, free / (unit * instrument.margin_initial * costs))
    return max(0.0, size)


def loss_at(instrument, price, stop):
    """What one unit loses from `price` to `stop`, account currency, above 0."""
    if instrument.style == INVERSE:
        return abs(worth(instrument, price) - worth(instrument, stop))
    return abs(price - stop) * instrument.multiplier * instrument.rate
