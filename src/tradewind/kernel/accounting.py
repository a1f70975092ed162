"""What a fill and a new price do to cash, position, equity and margin. One event costs the same however many instruments there are.

Equity and margins are kept up incrementally: by what a fill or a mark adds. `revalue` makes the same sums from nothing; it runs where rates
change, and once a day, so that rounding can't add up.
"""

from tradewind.kernel.codes import FILL, INVERSE, NOTIONAL, REASON_NONE
from tradewind.kernel.emit import emit_order
from tradewind.kernel.legs import leg_row
from tradewind.kernel.margin import initial_margin, maintenance_margin
from tradewind.kernel.money import gain, marked, pay
from tradewind.market.orders import Purpose
from tradewind.market.time import DAY
from tradewind.risk.worth import worth

ENTRY = int(Purpose.ENTRY)


def book_fill(w, ts, order, quantity, price, fee):
    """Book `quantity` signed units at `price` with `fee` (the instrument's money). Returns the row of the record, to be completed.

    The record's fee and realised are in the account's currency, at the record's rate.
    """
    account = w.account[0]
    k = order.instrument
    row = leg_row(w, order)
    p = w.positions[row]
    best = p.best_price
    worst = p.worst_price
    realised = trade(w, row, k, ts, quantity, price, fee, order.decision)
    turned = abs(quantity) * worth(w.instruments[k], price)
    account.turnover += turned
    w.turnovers[account.last_day % w.turnovers.size] += turned
    account.next_fill += 1
    record = emit_order(w, FILL, ts, order, REASON_NONE)
    r = w.records[record]
    r.fill = account.next_fill - 1
    r.quantity = abs(quantity)
    r.price = price
    r.fee = fee * w.instruments[k].rate
    r.realised = realised
    r.best = best
    r.worst = worst
    r.rate = w.instruments[k].rate
    r.position = p.quantity
    return record


def trade(w, row, k, ts, quantity, price, fee, decision):
    """Move cash, position, equity and margin by one trade; what it realised, account currency. No record is written.

    NOTIONAL: cash -= quantity * price * multiplier. Else only what is realised, less variation margin that was paid out before, moves cash.
    Netting at average cost (inverse: of 1 / price); closing units realise their gain since the average.
    """
    account = w.account[0]
    p = w.positions[row]
    instrument = w.instruments[k]
    held = p.quantity
    after = held + quantity
    if abs(after) < 1e-12:
        after = 0.0
    if p.last_price <= 0.0:
        p.last_price = price
    gained, freed = closed_part(p, instrument, quantity, price)
    p.average_price = average(p, instrument, quantity, price, after)
    if instrument.style == NOTIONAL:
        pay(w, instrument.currency, -(quantity * price * instrument.multiplier + fee))
    else:
        pay(w, instrument.currency, gained - freed - fee)
    realised = gained * instrument.rate
    account.realised += realised
    account.fees += fee * instrument.rate
    account.open += (1 if after != 0.0 else 0) - (1 if held != 0.0 else 0)
    follow(w, row, k, held, after, quantity, price, fee)
    trades(account, p, ts, held, after, price, realised - fee * instrument.rate, decision)
    return realised


def closed_part(p, instrument, quantity, price):
    """What a trade against the position realises, and how much of that was paid out as variation margin: the instrument's money."""
    held = p.quantity
    if held * quantity >= 0.0:
        return 0.0, 0.0
    closing = min(abs(quantity), abs(held))
    freed = p.settled if closing == abs(held) else p.settled * (closing / abs(held))
    p.settled -= freed
    return gain(instrument, closing if held > 0.0 else -closing, p.average_price, price), freed


def average(p, instrument, quantity, price, after):
    """Average price after a trade of `quantity` at `price` that makes the position `after`."""
    held = p.quantity
    if after == 0.0 or after * held < 0.0:
        return price if after != 0.0 else p.average_price
    if held * quantity < 0.0:
        return p.average_price
    if instrument.style == INVERSE:
        return after / ((held / p.average_price if held != 0.0 else 0.0) + quantity / price)
    return (held * p.average_price + quantity * price) / after


def follow(w, row, k, held, after, quantity, price, fee):
    """Equity and margins after a trade, without looking at any other position; exact where this is the only one."""
    account = w.account[0]
    p = w.positions[row]
    instrument = w.instruments[k]
    last = p.last_price
    p.quantity = after
    if account.open == 0 or (account.open == 1 and after != 0.0):
        account.margin_used = initial_margin(w, k, after, last)
        account.maintenance = maintenance_margin(w, k, after, last)
    else:
        account.margin_used += initial_margin(w, k, after, last) - initial_margin(w, k, held, last)
        account.maintenance += maintenance_margin(w, k, after, last) - maintenance_margin(w, k, held, last)
    if w.balances.size == 1 and (account.open == 0 or (account.open == 1 and after != 0.0)):
        account.equity = account.cash + value(instrument, p)
    else:
        account.equity += marked(instrument, quantity, price, last) - fee * instrument.rate


def trades(account, p, ts, held, after, price, net, decision):
    """Begin and end round trips: `net` is what this trade realised after fees, account currency."""
    if held == 0.0:
        start_trade(account, p, ts, price, decision)
    p.trade_pnl += net
    if after == 0.0 or after * held < 0.0:
        end_trade(account, p, ts)
        if after != 0.0:
            start_trade(account, p, ts, price, decision)


def start_trade(account, p, ts, price, decision):
    """A position begins."""
    p.opened_ts = ts
    p.entry_decision = decision
    p.trade_pnl = 0.0
    p.financing = 0.0
    p.settled = 0.0
    p.best_price = price
    p.worst_price = price
    account.last_entry_ts = ts


def end_trade(account, p, ts):
    """A position is closed: count losses in a row, fees and financing included."""
    if p.trade_pnl + p.financing < 0.0:
        account.losses_in_a_row += 1
        account.last_loss_ts = ts
    else:
        account.losses_in_a_row = 0
    if p.quantity == 0.0:
        p.average_price = 0.0
        p.opened_ts = 0
        p.entry_decision = 0


def mark(w, row, k, price):
    """The position is worth what `price` says: equity and margins follow."""
    account = w.account[0]
    p = w.positions[row]
    instrument = w.instruments[k]
    # Nearly every bar with a position comes here, so that what is simple is not done in the general way.
    if instrument.tiers != 0 or instrument.style == INVERSE:
        mark_anew(w, row, k, price)
        return
    moved = marked(instrument, p.quantity, p.last_price, price)
    more = moved if p.quantity > 0.0 else -moved
    account.equity += moved
    account.margin_used += more * instrument.margin_initial
    account.maintenance += more * instrument.margin_maintenance
    p.last_price = price


def mark_anew(w, row, k, price):
    """The same where margins don't move in proportion to the price: leverage tiers, inverse contracts."""
    account = w.account[0]
    p = w.positions[row]
    held = p.quantity
    account.equity += marked(w.instruments[k], held, p.last_price, price)
    account.margin_used += initial_margin(w, k, held, price) - initial_margin(w, k, held, p.last_price)
    account.maintenance += maintenance_margin(w, k, held, price) - maintenance_margin(w, k, held, p.last_price)
    p.last_price = price


def mark_short_leg(w, k, high, low, close):
    """The same for the short leg of a hedging account, with its extremes."""
    row = w.instruments.size + k
    p = w.positions[row]
    if p.quantity != 0.0:
        mark(w, row, k, close)
        p.best_price = min(p.best_price, low)
        p.worst_price = max(p.worst_price, high)
    p.last_price = close


def value(instrument, p):
    """What the position adds to equity beside cash, account currency: all of it, or the gain that was not paid out yet."""
    if p.quantity == 0.0:
        return 0.0
    if instrument.style == NOTIONAL:
        return p.quantity * p.last_price * instrument.multiplier * instrument.rate
    return (gain(instrument, p.quantity, p.average_price, p.last_price) - p.settled) * instrument.rate


def revalue(w):
    """Equity and margins from cash, balances and all positions at their last prices."""
    account = w.account[0]
    equity = account.cash
    for c in range(1, w.balances.size):
        equity += w.balances[c] * w.rates[c]
    margin = 0.0
    maintenance = 0.0
    opened = 0
    count = w.instruments.size
    for row in range(w.positions.size):
        p = w.positions[row]
        if p.quantity != 0.0:
            k = row if row < count else row - count
            opened += 1
            equity += value(w.instruments[k], p)
            margin += initial_margin(w, k, p.quantity, p.last_price)
            maintenance += maintenance_margin(w, k, p.quantity, p.last_price)
    account.open = opened
    account.equity = equity
    account.margin_used = margin
    account.maintenance = maintenance


def new_day(account, ts):
    """A new UTC day begins: daily limits count from the equity of now."""
    account.day_start_equity = account.equity
    account.day_end_ts = ((ts - 1) // DAY + 1) * DAY + 1
