"""What happens in a market beside bars, one function for each kind of event (numbers a to e as in market/events.py)."""

from __future__ import annotations

from tradewind.kernel.accounting import revalue, start_day
from tradewind.kernel.managing import on_news
from tradewind.kernel.auctions import close_session, open_session
from tradewind.market.events import EventKind

QUOTE = int(EventKind.QUOTE)
HALT = int(EventKind.HALT)
RESUME = int(EventKind.RESUME)
SESSION_OPEN = int(EventKind.SESSION_OPEN)
SESSION_CLOSE = int(EventKind.SESSION_CLOSE)
NEWS = int(EventKind.NEWS)


def happen(w, k, kind, ts, a, b, c, d, e):
    """One event of instrument `k` that is no bar."""
    account = w.account[0]
    account.now_ts = ts
    if ts >= account.day_end_ts:
        start_day(account, ts)
    if kind == QUOTE:
        on_quote(w, k, ts, a, b, c, d)
    elif kind == HALT:
        w.positions[k].halted = 1
    elif kind == RESUME:
        w.positions[k].halted = 0
    elif kind == SESSION_OPEN:
        open_session(w, k, ts, a)
    elif kind == SESSION_CLOSE:
        close_session(w, k, ts, a, b)
    elif kind == NEWS:
        on_news(w, k, ts, a, b)
    account.peak_equity = max(account.peak_equity, account.equity)


def on_quote(w, k, ts, bid, ask, bid_size, ask_size):
    """A new best bid and ask: what is held is worth what it could be closed at."""
    p = w.positions[k]
    p.bid = bid
    p.ask = ask
    p.bid_size = bid_size
    p.ask_size = ask_size
    p.last_ts = ts
    p.last_price = bid if p.quantity > 0.0 else (ask if p.quantity < 0.0 else 0.5 * (bid + ask))
    if p.quantity != 0.0:
        revalue(w)
