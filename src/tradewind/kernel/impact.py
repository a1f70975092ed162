"""What a taker pays beside the price seen: half the spread where nothing is quoted, slippage, and the impact of its own size.

Temporary impact is paid by this fill alone, permanent impact stays in the price of all later ones:

    temporary = price * T * size**b          b = 1/2 (square root) or 1 (linear)
    permanent = price * P * size             linear, as nothing else is free of arbitrage
    paid      = price + side * (temporary + permanent / 2)

Sources: R. Almgren, C. Thum, E. Hauptmann, H. Li, "Direct estimation of equity market impact" (2005): the cost of an order is its
temporary impact plus half of its permanent one, eq. (3) to (5); B. Toth et al., "Anomalous price impact and the critical nature of
liquidity in financial markets" (2011): impact Y * sigma * sqrt(Q / V). So T = Y * sigma / sqrt(V) for the square root and
eta * sigma / V for the line, P = gamma * sigma / V, with sigma the daily volatility (a fraction) and V the daily volume (units).
"""

from math import sqrt

from tradewind.kernel.costs import taken_price
from tradewind.kernel.resolution import BY_DEPTH

# Kinds of temporary impact.
NO_IMPACT, LINEAR, SQUARE_ROOT = range(3)


def impacted(price, side, size, instrument, position):
    """Price that a taker pays for `size` units where `price` is asked or bid.

    The permanent part is added to `position.impact`, so call it once a fill. Half the spread is paid only where no quote is known:
    a quote is the spread itself. With depth the levels that we walk through are both slippage and temporary impact.
    """
    paid = price
    if position.resolution != BY_DEPTH:
        paid = taken_price(instrument, position, side, price, position.bid == position.bid)
    if instrument.impact_kind == NO_IMPACT:
        return paid
    temporary = 0.0
    if position.resolution != BY_DEPTH:
        temporary = (
            price * instrument.impact_temporary * (sqrt(size) if instrument.impact_kind == SQUARE_ROOT else size)
        )
    permanent = price * instrument.impact_permanent * size
    before = position.impact
    position.impact = before + side * permanent
    # What we pushed up costs us when we buy on; that we may sell at it is not believed.
    paid += side * (temporary + 0.5 * permanent + max(0.0, side * before))
    return paid
