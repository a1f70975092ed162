"""Gains in an instrument's money and in the account's, and where cash of each currency is kept."""

from tradewind.kernel.codes import INVERSE
from tradewind.kernel.emit import emit


def gain(instrument, quantity, start, end):
    """What `quantity` signed units gain from price `start` to `end`, in the instrument's money.

    Linear (spot, equity, futures, quanto): quantity * multiplier * (end - start).
    Inverse: quantity * multiplier * (1 / start - 1 / end), in coin. Source: Deribit, Inverse futures, "Profit and loss".
    """
    if instrument.style != INVERSE:
        return quantity * instrument.multiplier * (end - start)
    return quantity * instrument.multiplier * (1.0 / start - 1.0 / end)


def marked(instrument, quantity, last, price):
    """The same in the account's currency at the rate of now: what marking a position from `last` to `price` adds to equity."""
    if instrument.style != INVERSE:
        return quantity * instrument.multiplier * (price - last) * instrument.rate
    return quantity * instrument.multiplier * (1.0 / last - 1.0 / price) * instrument.rate


def pay(w, currency, amount):
    """Move `amount` of money in a currency (0 is the account's). Equity is the caller's.

    A margin account keeps what it has and owes of each currency in `balances`; a cash account converts at once, at the rate of now.
    """
    account = w.account[0]
    if currency == 0:
        account.cash += amount
    elif account.borrowing == 0:
        account.cash += amount * w.rates[currency]
    else:
        w.balances[currency] += amount


def pay_for(w, kind, row, k, ts, amount, reason, quantity, price):
    """Money moves for a position without a trade: pay `amount` (the instrument's money) and write it down; returns the record's row."""
    instrument = w.instruments[k]
    worth = amount * instrument.rate
    pay(w, instrument.currency, amount)
    w.account[0].equity += worth
    record = emit(w, kind, ts, k, 0, w.positions[row].entry_decision)
    r = w.records[record]
    r.reason = reason
    r.quantity = quantity
    r.price = price
    r.realised = worth
    r.rate = instrument.rate
    r.position = w.positions[row].quantity
    return record
