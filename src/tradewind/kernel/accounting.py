"""What a fill and a new price do to cash, position and equity."""

from tradewind.kernel.codes import FILL, REASON_NONE
from tradewind.kernel.emit import emit_order
from tradewind.market.orders import Purpose
from tradewind.market.time import DAY

ENTRY = int(Purpose.ENTRY)


def book_fill(w, ts, order, quantity, price, fee):
    """Book `quantity` signed units at `price` with `fee` (account currency). Netting: one average price an instrument.

    cash -= quantity * price * multiplier + fee; closing units realise (price - average) * units * side * multiplier.
    """
    account = w.account[0]
    k = order.instrument
    p = w.positions[k]
    multiplier = w.instruments[k].multiplier
    held = p.quantity
    realised = 0.0
    opened = held == 0.0
    if held * quantity < 0.0:
        closing = min(abs(quantity), abs(held))
        realised = closing * (price - p.average_price) * (1.0 if held > 0.0 else -1.0) * multiplier
    after = held + quantity
    if abs(after) < 1e-12:
        after = 0.0
    if held * quantity >= 0.0:
        p.average_price = (held * p.average_price + quantity * price) / after
    elif after * held < 0.0:
        p.average_price = price
        opened = True
    p.quantity = after
    account.cash -= quantity * price * multiplier + fee
    account.realised += realised
    account.fees += fee
    account.next_fill += 1
    row = emit_order(w, FILL, ts, order, REASON_NONE)
    r = w.records[row]
    r.fill = account.next_fill - 1
    r.quantity = abs(quantity)
    r.price = price
    r.fee = fee
    r.realised = realised
    r.best = p.best_price
    r.worst = p.worst_price
    if opened and held == 0.0:
        start_trade(account, p, ts, order, price)
    p.trade_pnl += realised - fee
    if after == 0.0 or (opened and held != 0.0):
        end_trade(account, p, ts)
        if after != 0.0:
            start_trade(account, p, ts, order, price)
    revalue(w)


def start_trade(account, p, ts, order, price):
    """A position begins."""
    p.opened_ts = ts
    p.entry_decision = order.decision
    p.trade_pnl = 0.0
    p.best_price = price
    p.worst_price = price
    account.last_entry_ts = ts


def end_trade(account, p, ts):
    """A position is closed: count losses in a row, fees included."""
    if p.trade_pnl < 0.0:
        account.losses_in_a_row += 1
        account.last_loss_ts = ts
    else:
        account.losses_in_a_row = 0
    if p.quantity == 0.0:
        p.average_price = 0.0
        p.opened_ts = 0
        p.entry_decision = 0


def revalue(w):
    """Equity and used margin from all positions at their last prices."""
    account = w.account[0]
    value = 0.0
    margin = 0.0
    for k in range(w.positions.size):
        p = w.positions[k]
        if p.quantity != 0.0:
            worth = p.quantity * p.last_price * w.instruments[k].multiplier
            value += worth
            margin += abs(worth) * w.instruments[k].margin_initial
    account.equity = account.cash + value
    account.margin_used = margin


def start_day(account, ts):
    """A new UTC day begins: daily limits count from the equity of now."""
    account.day_start_equity = account.equity
    account.day_end_ts = ((ts - 1) // DAY + 1) * DAY + 1
