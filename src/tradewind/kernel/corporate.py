"""Dividends and splits: what a company does to those who hold or owe its shares, and to orders that wait in them.

Each writes a CORPORATE record: `reason` why, `realised` the money in the account's currency, `quantity` the units (after a split: the new
ones), `price` the amount a unit, of a split the units after for one before.
"""

from tradewind.kernel.accounting import value
from tradewind.kernel.codes import CORPORATE, INVERSE, NOTIONAL, REASON_DIVIDEND, REASON_SPLIT, REASON_WITHHOLDING
from tradewind.kernel.margin import initial_margin, maintenance_margin
from tradewind.kernel.money import gain, pay_for
from tradewind.kernel.orders import set_triggers
from tradewind.kernel.snap import snap_nearest, snap_size


def on_dividend(w, k, ts, amount):
    """`amount` a unit: a long receives it less the tax withheld, a short pays it whole.

    Source: IRS, Publication 550 (substitute payments of a short seller); withholding: the instrument's rate.
    """
    for row in range(k, w.positions.size, w.instruments.size):
        if w.positions[row].quantity == 0.0:
            continue
        p = w.positions[row]
        instrument = w.instruments[k]
        gross = p.quantity * instrument.multiplier * amount
        pay_for(w, CORPORATE, row, k, ts, gross, REASON_DIVIDEND, p.quantity, amount)
        tax = gross * instrument.withholding if gross > 0.0 else 0.0
        if tax != 0.0:
            pay_for(w, CORPORATE, row, k, ts, -tax, REASON_WITHHOLDING, p.quantity, amount)
        net = (gross - tax) * instrument.rate
        w.account[0].dividends += net
        p.financing += net


def on_split(w, k, ts, ratio):
    """`ratio` units after for one before: quantity times it, prices divided by it, for the position and each working order of it.

    Prices that we asked for go to the nearest increment. What is left of a position below its size increment is paid in cash at the
    last price. A contract that is worth so and so much of a coin is never split.
    Source: FINRA Rule 5330 (adjustment of orders), both sides alike here.
    """
    if not ratio > 0.0 or ratio == 1.0 or w.instruments[k].style == INVERSE:
        return
    for row in range(k, w.positions.size, w.instruments.size):
        split_position(w, row, k, ts, ratio)
    for i in range(w.account[0].working):
        if w.orders[i].instrument == k:
            split_order(w.orders[i], w.instruments[k], ratio)
    set_triggers(w, k)


def split_position(w, row, k, ts, ratio):
    """Position and the prices that are remembered of it; the cash in lieu of a fraction is in the record."""
    account = w.account[0]
    p = w.positions[row]
    instrument = w.instruments[k]
    before = value(instrument, p)
    initial = initial_margin(w, k, p.quantity, p.last_price)
    maintenance = maintenance_margin(w, k, p.quantity, p.last_price)
    p.average_price /= ratio
    p.last_price /= ratio
    p.best_price /= ratio
    p.worst_price /= ratio
    p.bid /= ratio
    p.ask /= ratio
    p.bid_size *= ratio
    p.ask_size *= ratio
    p.day_volume *= ratio
    p.impact /= ratio
    held = p.quantity
    if held == 0.0:
        return
    exact = held * ratio
    whole = snap_size(abs(exact), instrument) * (1.0 if held > 0.0 else -1.0)
    fraction = exact - whole
    if abs(fraction) < 1e-9 * abs(exact):
        fraction = 0.0
    gained = gain(instrument, fraction, p.average_price, p.last_price)
    freed = p.settled * (fraction / exact)
    p.settled -= freed
    lieu = fraction * instrument.multiplier * p.last_price if instrument.style == NOTIONAL else gained - freed
    p.quantity = whole
    account.realised += gained * instrument.rate
    p.trade_pnl += gained * instrument.rate
    if whole == 0.0:
        account.open -= 1
    account.equity += value(instrument, p) - before
    account.margin_used += initial_margin(w, k, whole, p.last_price) - initial
    account.maintenance += maintenance_margin(w, k, whole, p.last_price) - maintenance
    record = pay_for(w, CORPORATE, row, k, ts, lieu, REASON_SPLIT, whole, ratio)
    w.records[record].leaves = fraction
    w.records[record].reference = p.last_price


def split_order(o, instrument, ratio):
    """A working order in new units at new prices."""
    o.quantity = snap_size(o.quantity * ratio, instrument)
    o.filled *= ratio
    o.display *= ratio
    o.shown *= ratio
    o.ahead *= ratio
    o.queued *= ratio
    o.limit = asked(o.limit, instrument, ratio)
    o.trigger = asked(o.trigger, instrument, ratio)
    o.stop = asked(o.stop, instrument, ratio)
    o.target = asked(o.target, instrument, ratio)
    o.activation = asked(o.activation, instrument, ratio)
    o.breakeven /= ratio
    # A change that is on its way to the venue was asked for in old units too.
    o.new_quantity *= ratio
    o.new_limit = asked(o.new_limit, instrument, ratio)
    o.new_trigger = asked(o.new_trigger, instrument, ratio)
    o.best /= ratio
    o.peg_offset /= ratio
    if o.trail_kind == 1:
        o.trail /= ratio


def asked(price, instrument, ratio):
    """A price that was asked for, after the split; nan stays."""
    return snap_nearest(price / ratio, instrument) if price == price else price
