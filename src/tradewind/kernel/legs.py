"""Netting and hedging: which row of `positions` an order trades.

A netting account has one position an instrument: row k, and every order has leg 0. A hedging account keeps a long and a short leg apart:
`positions` has twice as many rows as there are instruments, the long leg of instrument k in row k, its short leg in row
`instruments.size + k`; an order's `leg` (1 or -1) says which of the two it opens, adds to, reduces or protects, so that a sale may add to
the short leg while the long one stays. Prices, quotes and triggers of the instrument are those of row k; the short leg's row has its own
quantity, average, last price and extremes. Nothing of this costs a netting account more than one comparison a fill.
"""


def leg_row(w, order):
    """Row of `positions` that the order trades."""
    return leg_row_of(w, order.instrument, order.leg)


def leg_quantity(w, k, direction):
    """Signed units that an order in this direction would add to: of its own leg where legs are kept apart."""
    if w.account[0].hedging != 0 and direction < 0.0:
        return w.positions[w.instruments.size + k].quantity
    return w.positions[k].quantity


def short_row(w, k):
    """Row of the short leg of instrument `k`; the row of its only position where legs are netted."""
    return k + w.positions.size - w.instruments.size


def net_quantity(w, k):
    """Signed units of both legs."""
    if w.account[0].hedging == 0:
        return w.positions[k].quantity
    return w.positions[k].quantity + w.positions[w.instruments.size + k].quantity


def longs(w, k):
    """Units held long, 0 or more."""
    return max(0.0, w.positions[k].quantity)


def shorts(w, k):
    """Signed units held short, 0 or less."""
    return min(0.0, w.positions[short_row(w, k)].quantity)


def shorts_of_others(w, k):
    """Signed units of the instrument that the account's other strategies hold short, 0 or less."""
    total = 0.0
    other = w.instruments[k].twin
    while other != k:
        total += shorts(w, other)
        other = w.instruments[other].twin
    return total


def long_price(w, k):
    """Average price of what is held long, 0 where nothing is."""
    p = w.positions[k]
    return p.average_price if p.quantity > 0.0 else 0.0


def short_price(w, k):
    """Average price of what is held short, 0 where nothing is."""
    p = w.positions[short_row(w, k)]
    return p.average_price if p.quantity < 0.0 else 0.0


def entry_price(w, k):
    """Average price of what is held; where both legs are, that of the larger one."""
    row = short_row(w, k)
    if -w.positions[row].quantity > w.positions[k].quantity:
        return w.positions[row].average_price
    return w.positions[k].average_price


def leg_row_of(w, k, leg):
    """Row of `positions` of this leg (1, -1; 0 where legs are netted) of instrument `k`."""
    return k if leg >= 0 else w.instruments.size + k


def leg_of(w, quantity):
    """Leg that an entry of `quantity` signed units opens: 0 where legs are netted."""
    if w.account[0].hedging == 0:
        return 0
    return 1 if quantity > 0.0 else -1
