"""Where an order fills inside one bar, before spread and slippage.

Assumptions: a bar's open trades first; nothing is known of the order of high and low, so whatever is worse for us came first
(a stop before a target). A resting limit fills only if the price went *through* it, or the bar opened beyond it. An order that
reached the venue inside a bar knows none of its prices but the close, whatever the order is.
"""

from math import nan


def stop_price(side, trigger, bar_open, bar_high, bar_low):
    """A stop becomes a market order when its price trades; a bar that opens beyond it gives the open, which is worse. nan: not touched."""
    if side > 0:
        return max(trigger, bar_open) if bar_high >= trigger else nan
    return min(trigger, bar_open) if bar_low <= trigger else nan


def limit_price(side, limit, bar_open, bar_high, bar_low):
    """A limit fills at its price when traded through, or at a better open. nan: not filled."""
    if side > 0:
        if bar_open <= limit:
            return bar_open
        return limit if bar_low < limit else nan
    if bar_open >= limit:
        return bar_open
    return limit if bar_high > limit else nan


def stop_limit_price(side, trigger, limit, bar_open, bar_high, bar_low):
    """On the bar of the trigger: filled only if the price at the trigger is within the limit. nan: rests as a limit from the next bar."""
    price = stop_price(side, trigger, bar_open, bar_high, bar_low)
    if side > 0:
        return price if price <= limit else nan
    return price if price >= limit else nan


def touched_price(side, trigger, bar_open, bar_high, bar_low):
    """A market order once its price is touched from the better side: at that price, or at an open beyond it. nan: not touched."""
    if side > 0:
        return min(trigger, bar_open) if bar_low <= trigger else nan
    return max(trigger, bar_open) if bar_high >= trigger else nan


def open_price(side, limit, bar_open):
    """A limit that may only trade at the open: there, if that is no worse than the limit. limit: nan for a market order."""
    if limit != limit:
        return bar_open
    return bar_open if (limit - bar_open) * side >= 0.0 else nan


def late_stop_price(side, trigger, close):
    """A stop that came inside the bar: of what was after it only the close is known."""
    return close if (close - trigger) * side >= 0.0 else nan


def late_limit_price(side, limit, close, worst):
    """A limit that came inside the bar: if the close is beyond it, filled at its price, or at the bar's worst where that is better than its price.

    worst: the bar's high for a buy, its low for a sale: a limit beyond it met no such price.
    """
    return (min(limit, worst) if side > 0 else max(limit, worst)) if (limit - close) * side > 0.0 else nan
