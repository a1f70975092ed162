"""Initial and maintenance margin of a position, with the venue's leverage tiers, and what an account must not do."""

from math import inf

from tradewind.kernel.codes import NOTIONAL, REASON_NO_CASH, REASON_NO_LOCATE, REASON_NONE
from tradewind.kernel.legs import shorts_of_others
from tradewind.risk.worth import money

# Rounding of float64 must not refuse an order that uses the last cent.
_SLACK = 1e-9


def initial_margin(w, k, quantity, price):
    """What holding `quantity` units needs when it is opened, account currency.

    notional * margin_initial, or of the tier that the notional (in the instrument's money) falls into.
    """
    instrument = w.instruments[k]
    notional = abs(quantity) * money(instrument, price)
    if instrument.tiers == 0:
        return notional * instrument.margin_initial * instrument.rate
    return notional * w.tiers[rung(w, instrument, notional)].initial * instrument.rate


def added_margin(w, k, held, order, price):
    """Initial margin that an order of signed units adds to what `held` needs, account currency.

    With leverage tiers it is that of the tier which the notional AFTER the order falls into, for all of it, less what is needed now:
    crossing a tier makes the units that were held before dearer too. Source: Binance, Leverage and Margin of USDⓈ-M Futures.
    """
    if w.instruments[k].tiers == 0 or held * order < 0.0:
        return initial_margin(w, k, order, price)
    return initial_margin(w, k, held + order, price) - initial_margin(w, k, held, price)


def most_units(w, k, held, price, free):
    """Units that could be added to `held` (in its direction) with `free` more initial margin, account currency; inf without tiers.

    In a tier whose fraction is f the whole position may be worth (free + what is needed now) / f, at most the tier's end.
    """
    instrument = w.instruments[k]
    unit = money(instrument, price)
    if instrument.tiers == 0 or not instrument.rate > 0.0 or not unit > 0.0:
        return inf
    means = (free + initial_margin(w, k, held, price)) / instrument.rate
    most = 0.0
    last = instrument.first_tier + instrument.tiers
    for i in range(instrument.first_tier, last):
        reach = means / w.tiers[i].initial if w.tiers[i].initial > 0.0 else inf
        if i + 1 < last:
            reach = min(reach, w.tiers[i + 1].above)
        if reach >= w.tiers[i].above:
            most = max(most, reach)
    return max(0.0, most / unit - abs(held))


def maintenance_margin(w, k, quantity, price):
    """Below which it is liquidated, account currency: notional * rate of its tier - deduction of its tier.

    The deduction (Binance: "maintenance amount") makes the margin continuous between tiers. Source: Binance, Leverage and Margin of
    USDⓈ-M Futures.
    """
    instrument = w.instruments[k]
    notional = abs(quantity) * money(instrument, price)
    if instrument.tiers == 0:
        return notional * instrument.margin_maintenance * instrument.rate
    tier = w.tiers[rung(w, instrument, notional)]
    return (notional * tier.maintenance - tier.deduction) * instrument.rate


def rung(w, instrument, notional):
    """Row of `tiers` that a notional falls into; tiers rise."""
    row = instrument.first_tier
    for i in range(instrument.first_tier + 1, instrument.first_tier + instrument.tiers):
        if notional > w.tiers[i].above:
            row = i
    return row


def refusal(w, k, row, quantity, price, fee):
    """Why a broker would not let this trade happen, REASON_NONE if it would. row: of the position; fee: the instrument's money.

    Closing always passes. A cash account neither sells short nor spends what it has not; a short sale needs units to borrow; what has
    leverage tiers needs the initial margin of its tier.
    """
    account = w.account[0]
    instrument = w.instruments[k]
    held = w.positions[row].quantity
    after = held + quantity
    if held * quantity < 0.0 and abs(after) <= abs(held) and after * held >= 0.0:
        return REASON_NONE
    if instrument.locate < inf and -after - shorts_of_others(w, k) > instrument.locate:
        return REASON_NO_LOCATE
    if account.borrowing and instrument.tiers == 0:
        return REASON_NONE
    if instrument.style == NOTIONAL and not account.borrowing:
        if after < 0.0:
            return REASON_NO_LOCATE
        cost = (quantity * money(instrument, price) + fee) * instrument.rate
        return REASON_NO_CASH if cost > account.cash * (1.0 + _SLACK) else REASON_NONE
    needed = initial_margin(w, k, after, price) - initial_margin(w, k, held, price) + fee * instrument.rate
    free = account.equity - account.margin_used
    return REASON_NO_CASH if needed > free * (1.0 + _SLACK) else REASON_NONE
