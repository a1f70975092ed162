"""What happens in a market beside bars, one function for each kind of event (numbers a to e as in market/events.py)."""

from __future__ import annotations

from tradewind.kernel.auctions import close_session, open_session
from tradewind.kernel.changing import change_due
from tradewind.kernel.corporate import on_dividend, on_split
from tradewind.kernel.currencies import on_rate
from tradewind.kernel.deciding import expire_pending
from tradewind.kernel.depth import on_clear, on_depth
from tradewind.kernel.expiry import on_exercise, on_expiry
from tradewind.kernel.financing import on_funding, on_rollover, start_day
from tradewind.kernel.fine import on_fine_bar
from tradewind.kernel.liquidation import guard
from tradewind.kernel.managing import on_news
from tradewind.kernel.marking import mark
from tradewind.kernel.matching import after_bar
from tradewind.kernel.order_ids import on_added, on_changed, on_gone
from tradewind.kernel.quotes import on_quote
from tradewind.kernel.sessions import announce, on_halt
from tradewind.kernel.trades import on_trade
from tradewind.market.events import EventKind

QUOTE = int(EventKind.QUOTE)
TRADE = int(EventKind.TRADE)
DEPTH = int(EventKind.DEPTH)
DEPTH_CLEAR = int(EventKind.DEPTH_CLEAR)
ORDER_ADDED = int(EventKind.ORDER_ADDED)
ORDER_CHANGED = int(EventKind.ORDER_CHANGED)
ORDER_GONE = int(EventKind.ORDER_GONE)
FUNDING = int(EventKind.FUNDING)
DIVIDEND = int(EventKind.DIVIDEND)
SPLIT = int(EventKind.SPLIT)
ROLLOVER = int(EventKind.ROLLOVER)
EXPIRY = int(EventKind.EXPIRY)
RATE = int(EventKind.RATE)
HALT = int(EventKind.HALT)
RESUME = int(EventKind.RESUME)
SESSION_OPEN = int(EventKind.SESSION_OPEN)
SESSION_CLOSE = int(EventKind.SESSION_CLOSE)
NEWS = int(EventKind.NEWS)
FINE_BAR = int(EventKind.FINE_BAR)
MONEY = (FUNDING, DIVIDEND, ROLLOVER, EXPIRY, RATE)
EXERCISE = int(EventKind.EXERCISE)


def happen(w, k, kind, ts, a, b, c, d, e):
    """One event of instrument `k` that is no bar. A TIMER does nothing here: it only asks the strategy."""
    account = w.account[0]
    account.now_ts = ts
    if ts >= account.day_end_ts:
        start_day(w, ts)
    if kind <= ORDER_GONE and w.positions[k].watched > 0:
        # What was at the venue before this event: an order that was cancelled by then is not filled by it.
        change_due(w, k, ts - 1)
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
    else:
        rarely(w, k, kind, ts, a, b, c, d, e)
    if kind <= ORDER_GONE and w.positions[k].watched > 0:
        see_to_watched(w, k, ts, b if kind == TRADE else 0.0)
    if account.equity > account.peak_equity:
        account.peak_equity = account.equity
    if account.waiting > 0:
        expire_pending(w, ts)


def rarely(w, k, kind, ts, a, b, c, d, e):
    """What happens a few times a day at most, and bars of a finer timeframe."""
    if kind == FINE_BAR:
        on_fine_bar(w, k, ts, a, b, c, d, e)
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
    elif kind == EXERCISE:
        on_exercise(w, k, ts, a, b, c)
    elif kind == RATE:
        on_rate(w, a, b)
    elif kind == HALT:
        on_halt(w, k, 1)
    elif kind == RESUME:
        on_halt(w, k, 0)
    elif kind == SESSION_OPEN:
        open_session(w, k, ts, a)
    elif kind == SESSION_CLOSE:
        close_session(w, k, ts, a, b)
    elif kind == NEWS:
        announce(w, k, ts, a, b)
        on_news(w, k, ts, a, b)
    if kind in (SESSION_OPEN, SESSION_CLOSE) and a == a:
        mark(w, k, ts, a)
    if w.account[0].maintenance > 0.0 and kind in MONEY:
        # What was paid may leave less than the maintenance margin, at the prices of now.
        price = w.positions[k].last_price
        guard(w, k, ts, price, price, price)


def see_to_watched(w, k, ts, volume):
    """Orders that end, follow the price, are changed or are worked over time see every event, as they see every bar."""
    price = w.positions[k].last_price
    after_bar(w, k, ts, price, price, price, volume)
    w.books[k].looked = -1
