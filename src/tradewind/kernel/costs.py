"""What a fill costs: the venue's fee, and how much worse than the quoted price a taker trades."""

from tradewind.kernel.codes import SLIPPAGE_FRACTION, SLIPPAGE_TICKS
from tradewind.risk.worth import money

# Weight of the newest bar in the average absolute return that volatility-scaled slippage is counted in.
VOLATILITY_WEIGHT = 0.06


def fee(instrument, price, size, maker, filled):
    """Fee of `size` units at `price`, the instrument's money; below 0 for a rebate.

    charge(size) = notional * (maker or taker fee) + size * fee_per_unit, at least fee_minimum, at most fee_maximum * notional.
    filled: units of the same order that were filled before: minimum and maximum hold for an order, so a later part pays what the order
    owes more than it did (with the earlier part at this price too).
    The fractions are those of the account's tier by its volume of 30 days; they are set when a day begins.
    Source of the shape: Interactive Brokers, US stocks, fixed (per share, minimum 1.00, maximum 1% of trade value); Binance, fee tiers.
    """
    whole = charge(instrument, price, filled + size, maker)
    if filled <= 0.0:
        return whole
    return whole - charge(instrument, price, filled, maker)


def charge(instrument, price, size, maker):
    """What an order of `size` units owes in all."""
    value = size * money(instrument, price)
    owed = value * (instrument.maker_fee if maker else instrument.taker_fee)
    if instrument.fee_per_unit == 0.0 and instrument.fee_minimum == 0.0 and instrument.fee_maximum == 0.0:
        return owed
    owed += size * instrument.fee_per_unit
    if owed < instrument.fee_minimum:
        owed = instrument.fee_minimum
    if instrument.fee_maximum > 0.0 and owed > instrument.fee_maximum * value:
        owed = instrument.fee_maximum * value
    return owed


def taken_price(instrument, position, side, price, quoted):
    """What a taker pays or gets, before it is snapped: half the spread (where `price` is no quote but a mid or a bar's) and the slippage.

    Slippage is a fraction of the price, a number of price increments, or a multiple of the average absolute return a bar.
    """
    spread = 0.0 if quoted else instrument.half_spread
    if instrument.slippage_kind == SLIPPAGE_FRACTION:
        return price * (1.0 + side * (spread + instrument.slippage))
    if instrument.slippage_kind == SLIPPAGE_TICKS:
        return price * (1.0 + side * spread) + side * instrument.slippage * instrument.price_increment
    return price * (1.0 + side * (spread + instrument.slippage * position.volatility))


def watch_volatility(position, close):
    """The average absolute return a bar after one more bar, called before `last_price` becomes `close`; 0 until there are two bars.

    v = (1 - a) * v + a * |close / last - 1|, a = VOLATILITY_WEIGHT. Source: RiskMetrics Technical Document, 4th ed. (1996), ch. 5 (decay 0.94).
    """
    if position.last_price > 0.0:
        moved = abs(close / position.last_price - 1.0)
        before = position.volatility
        position.volatility = moved if before == 0.0 else (1.0 - VOLATILITY_WEIGHT) * before + VOLATILITY_WEIGHT * moved


def choose_fees(w):
    """Each instrument's fees for the day by the account's volume of the last 30 days; without tiers they stay as they are."""
    volume = w.account[0].volume
    for k in range(w.instruments.size):
        instrument = w.instruments[k]
        for i in range(instrument.first_fee_tier, instrument.first_fee_tier + instrument.fee_tiers):
            if volume >= w.fee_tiers[i].above:
                instrument.maker_fee = w.fee_tiers[i].initial
                instrument.taker_fee = w.fee_tiers[i].maintenance
