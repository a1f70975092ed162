"""The end of futures and options: settled in cash or delivered, exercised or assigned.

Each part writes a SETTLED record, like a fill without an order and without a fee: `reason` REASON_EXPIRY, REASON_EXERCISE (we held the
option) or REASON_ASSIGNMENT (we had sold it). An option's premium was paid or received by the fill that opened it, like any price.
"""

from tradewind.kernel.accounting import trade
from tradewind.kernel.codes import REASON_ASSIGNMENT, REASON_EXERCISE, REASON_EXPIRY, SETTLED
from tradewind.kernel.emit import emit
from tradewind.kernel.filling import after_exit
from tradewind.kernel.legs import leg_of, leg_row_of
from tradewind.kernel.orders import cancel_where
from tradewind.market.orders import Purpose

EXPIRY = int(Purpose.EXPIRY)


def on_expiry(w, k, ts, price, delivered):
    """The instrument ends at a settlement price (of an option: its underlying's): orders are cancelled, positions are settled.

    delivered: above 0, the underlying changes hands if the account has it among its instruments; else cash.
    """
    cancel_where(w, ts, k, False, False, REASON_EXPIRY)
    for row in range(k, w.positions.size, w.instruments.size):
        if w.positions[row].quantity != 0.0:
            end(w, row, k, ts, w.positions[row].quantity, price, delivered, False)


def on_exercise(w, k, ts, quantity, price, delivered):
    """Part of an option position is exercised (held) or assigned (sold) before its end, the underlying at `price`.

    quantity: contracts, no more than there are; in a hedging account above 0 of the long leg, below 0 of the short one. What is no option
    is not exercised. Orders that protected a position which is gone with it are cancelled.
    Source: The Options Clearing Corporation, Rules, chapter VIII (exercise and assignment); Characteristics and Risks of Standardized
    Options, chapter VIII.
    """
    row = leg_row_of(w, k, leg_of(w, quantity))
    held = w.positions[row].quantity
    size = min(abs(quantity), abs(held))
    if size > 0.0 and w.instruments[k].right != 0:
        end(w, row, k, ts, size if held > 0.0 else -size, price, delivered, True)


def end(w, row, k, ts, held, price, delivered, exercised):
    """Settle `held` signed units of a position. exercised: by someone's wish, whatever it is worth.

    An option is worth max(0, price - strike), a put max(0, strike - price). In cash: it closes at that. Delivered: it closes at 0 and
    the underlying trades at the strike, a call's holder buying. A future that is delivered closes at the price and the underlying
    trades there.
    """
    instrument = w.instruments[k]
    right = instrument.right
    other = instrument.underlying
    handed = delivered > 0.0 and other >= 0
    if right == 0:
        settle(w, row, k, ts, -held, price, REASON_EXPIRY)
        if handed:
            hand_over(w, other, ts, held * instrument.multiplier, price, REASON_EXPIRY)
        return
    worth = max(0.0, right * (price - instrument.strike))
    reason = REASON_EXPIRY
    if worth > 0.0 or exercised:
        reason = REASON_EXERCISE if held > 0.0 else REASON_ASSIGNMENT
    if handed and (worth > 0.0 or exercised):
        settle(w, row, k, ts, -held, 0.0, reason)
        hand_over(w, other, ts, right * held * instrument.multiplier, instrument.strike, reason)
    else:
        settle(w, row, k, ts, -held, worth, reason)


def hand_over(w, k, ts, units, price, reason):
    """Units of the underlying for money, at a price that was agreed long ago."""
    row = k
    if w.account[0].hedging and units < 0.0:
        row = w.instruments.size + k
    settle(w, row, k, ts, units / w.instruments[k].multiplier, price, reason)


def settle(w, row, k, ts, quantity, price, reason):
    """A trade without an order."""
    p = w.positions[row]
    decision = p.entry_decision
    best = p.best_price
    worst = p.worst_price
    realised = trade(w, row, k, ts, quantity, price, 0.0, decision)
    r = w.records[emit(w, SETTLED, ts, k, 0, decision)]
    r.reason = reason
    r.purpose = EXPIRY
    r.side = 1 if quantity > 0.0 else -1
    r.quantity = abs(quantity)
    r.price = price
    r.realised = realised
    r.rate = w.instruments[k].rate
    r.best = best
    r.worst = worst
    r.position = p.quantity
    if p.quantity == 0.0:
        after_exit(w, k, ts, 0, abs(quantity), EXPIRY, leg_of(w, -quantity), True)
