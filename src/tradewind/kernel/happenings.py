"""What happens in a market beside bars, one function for each kind of event (numbers a to e as in market/events.py)."""

from __future__ import annotations

from tradewind.kernel.accounting import mark, mark_short_leg
from tradewind.kernel.corporate import on_dividend, on_split
from tradewind.kernel.currencies import on_rate, rate_by_price
from tradewind.kernel.expiry import on_expiry
from tradewind.kernel.financing import on_funding, on_rollover, start_day
from tradewind.kernel.liquidation import guard
from tradewind.market.events import EventKind

QUOTE = int(EventKind.QUOTE)
FUNDING = int(EventKind.FUNDING)
DIVIDEND = int(EventKind.DIVIDEND)
SPLIT = int(EventKind.SPLIT)
ROLLOVER = int(EventKind.ROLLOVER)
EXPIRY = int(EventKind.EXPIRY)
RATE = int(EventKind.RATE)
HALT = int(EventKind.HALT)
RESUME = int(EventKind.RESUME)


def happen(w, k, kind, ts, a, b, c, d, e):
    """One event of instrument `k` that is no bar."""
    account = w.account[0]
    account.now_ts = ts
    if ts >= account.day_end_ts:
        start_day(w, ts)
    if kind == QUOTE:
        on_quote(w, k, ts, a, b, c, d)
    elif kind == FUNDING:
        on_funding(w, k, ts, a, b)
    elif kind == DIVIDEND:
        on_dividend(w, k, ts, a)
    elif kind == SPLIT:
        on_split(w, k, ts, a)
    elif kind == ROLLOVER:
        on_rollover(w, k, ts, a, b, c)
    elif kind == EXPIRY:
        on_expiry(w, k, ts, a, b)
    elif kind == RATE:
        on_rate(w, a, b)
    elif kind == HALT:
        w.positions[k].halted = 1
    elif kind == RESUME:
        w.positions[k].halted = 0
    account.peak_equity = max(account.peak_equity, account.equity)


def on_quote(w, k, ts, bid, ask, bid_size, ask_size):
    """A new best bid and ask: what is held is worth what it could be closed at."""
    p = w.positions[k]
    p.bid = bid
    p.ask = ask
    p.bid_size = bid_size
    p.ask_size = ask_size
    p.last_ts = ts
    price = bid if p.quantity > 0.0 else (ask if p.quantity < 0.0 else 0.5 * (bid + ask))
    if p.quantity != 0.0:
        mark(w, k, k, price)
    p.last_price = price
    if w.account[0].hedging != 0:
        mark_short_leg(w, k, ask, ask, ask)
    if w.instruments[k].gives_rate != 0:
        rate_by_price(w, k, 0.5 * (bid + ask))
    if w.account[0].maintenance > 0.0:
        guard(w, k, ts, price, price, price)
