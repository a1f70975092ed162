"""Netting and hedging: which row of `positions` an order trades.

A netting account has one position an instrument: row k, and every order has leg 0. A hedging account keeps a long and a short leg apart:
`positions` has twice as many rows as there are instruments, the long leg of instrument k in row k, its short leg in row
`instruments.size + k`; an order's `leg` (1 or -1) says which of the two it opens, adds to, reduces or protects, so that a sale may add to
the short leg while the long one stays. Prices, quotes and triggers of the instrument are those of row k; the short leg's row has its own
quantity, average, last price and extremes. Nothing of this costs a netting account more than one comparison a fill.
"""


def leg_row(w, order):
    """Row of `positions` that the order trades."""
    if order.leg >= 0:
        return order.instrument
    return w.instruments.size + order.instrument


def leg_quantity(w, k, direction):
    """Signed units that an order in this direction would add to: of its own leg where legs are kept apart."""
    if w.account[0].hedging != 0 and direction < 0.0:
        return w.positions[w.instruments.size + k].quantity
    return w.positions[k].quantity


def leg_of(w, quantity):
    """Leg that an entry of `quantity` signed units opens: 0 where legs are netted."""
    if w.account[0].hedging == 0:
        return 0
    return 1 if quantity > 0.0 else -1
