"""What one unit of an instrument is worth, in the account's currency: the one definition of notional."""

from tradewind.market.instrument import Settlement

INVERSE = int(Settlement.INVERSE)


def worth(instrument, price):
    """Account currency of one unit at `price`; 0 while no rate of its money is known.

    Linear: price * multiplier * rate. Inverse (coin-margined): multiplier / price * rate, a contract of `multiplier` quote units paid
    in coin. Source: Deribit, Inverse futures, contract specification; BitMEX, XBTUSD contract guide.
    """
    if instrument.style == INVERSE:
        return instrument.multiplier / price * instrument.rate
    return price * instrument.multiplier * instrument.rate


def money(instrument, price):
    """The same in the instrument's own money."""
    if instrument.style == INVERSE:
        return instrument.multiplier / price
    return price * instrument.multiplier
