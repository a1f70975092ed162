"""What happens in a market beside bars, one function for each kind of event (numbers a to e as in market/events.py)."""

from __future__ import annotations

from tradewind.kernel.accounting import start_day
from tradewind.kernel.deciding import expire_pending
from tradewind.kernel.depth import on_clear, on_depth
from tradewind.kernel.fine import on_fine_bar
from tradewind.kernel.order_ids import on_added, on_changed, on_gone
from tradewind.kernel.quotes import on_quote
from tradewind.kernel.sessions import on_halt, on_news, on_session
from tradewind.kernel.trades import on_trade
from tradewind.market.events import EventKind

QUOTE = int(EventKind.QUOTE)
TRADE = int(EventKind.TRADE)
DEPTH = int(EventKind.DEPTH)
DEPTH_CLEAR = int(EventKind.DEPTH_CLEAR)
ORDER_ADDED = int(EventKind.ORDER_ADDED)
ORDER_CHANGED = int(EventKind.ORDER_CHANGED)
ORDER_GONE = int(EventKind.ORDER_GONE)
HALT = int(EventKind.HALT)
RESUME = int(EventKind.RESUME)
SESSION_OPEN = int(EventKind.SESSION_OPEN)
SESSION_CLOSE = int(EventKind.SESSION_CLOSE)
NEWS = int(EventKind.NEWS)
FINE_BAR = int(EventKind.FINE_BAR)


def happen(w, k, kind, ts, a, b, c, d, e):
    """One event of instrument `k` that is no bar. A TIMER does nothing here: it only asks the strategy."""
    account = w.account[0]
    account.now_ts = ts
    if ts >= account.day_end_ts:
        start_day(account, ts)
    if kind == DEPTH:
        on_depth(w, k, ts, a, b, int(c))
    elif kind == QUOTE:
        on_quote(w, k, ts, a, b, c, d)
    elif kind == TRADE:
        on_trade(w, k, ts, a, b, int(c))
    elif kind == ORDER_ADDED:
        on_added(w, k, ts, a, b, int(c), int(d))
    elif kind == ORDER_CHANGED:
        on_changed(w, k, ts, a, b, int(c), int(d))
    elif kind == ORDER_GONE:
        on_gone(w, k, ts, a, b, int(c), int(d), e)
    elif kind == DEPTH_CLEAR:
        on_clear(w, k, ts, int(c))
    elif kind == FINE_BAR:
        on_fine_bar(w, k, ts, a, b, c, d)
    elif kind == HALT:
        on_halt(w, k, 1)
    elif kind == RESUME:
        on_halt(w, k, 0)
    elif kind == SESSION_OPEN:
        on_session(w, k, ts, a, 0)
    elif kind == SESSION_CLOSE:
        on_session(w, k, ts, a, 1)
    elif kind == NEWS:
        on_news(w, k, ts, a, b)
    if account.equity > account.peak_equity:
        account.peak_equity = account.equity
    if account.waiting > 0:
        expire_pending(w, ts)
