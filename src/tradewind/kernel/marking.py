"""What is held is worth what it could be closed at: the bid of a long position, the ask of a short one."""

from tradewind.kernel.accounting import mark as mark_row
from tradewind.kernel.accounting import mark_short_leg
from tradewind.kernel.codes import SLIPPAGE_VOLATILITY
from tradewind.kernel.costs import watch_volatility
from tradewind.kernel.currencies import rate_by_price
from tradewind.kernel.liquidation import guard
from tradewind.kernel.resolution import BY_BARS, BY_FINE_BARS


def closing_price(p):
    """Bid, ask, or the middle where nothing is held; the last price where the side that counts is not quoted."""
    price = 0.5 * (p.bid + p.ask)
    if p.quantity > 0.0:
        price = p.bid
    elif p.quantity < 0.0:
        price = p.ask
    return price if price == price else p.last_price


def mark(w, k, ts, price):
    """The instrument's last price is now this one; equity, margins and what depends on it move with it, as after a bar."""
    account = w.account[0]
    p = w.positions[k]
    if account.maintenance > 0.0:
        guard(w, k, ts, price, price, price)
    if p.quantity != 0.0:
        mark_row(w, k, k, price)
        if p.quantity > 0.0:
            p.best_price = max(p.best_price, price)
            p.worst_price = min(p.worst_price, price)
        else:
            p.best_price = min(p.best_price, price)
            p.worst_price = max(p.worst_price, price)
    p.last_price = price
    p.last_ts = ts
    if account.hedging != 0:
        cover = covering_price(p, price)
        mark_short_leg(w, k, cover, cover, cover)
    if w.instruments[k].gives_rate != 0:
        rate_by_price(w, k, price)


def covering_price(p, price):
    """Where the short leg could be closed while the long one is worth `price`: at the ask, where that is the bid or the middle."""
    quoted = price == p.bid or price == 0.5 * (p.bid + p.ask)
    return p.ask if quoted and p.ask == p.ask else price


def unusual(w):
    """Whether a bar does more in this account than move one position's price: asked once a run, so that the others don't pay for it."""
    if w.account[0].hedging != 0 or w.rates.size > 1:
        return True
    for k in range(w.instruments.size):
        if w.positions[k].resolution == BY_FINE_BARS:
            return True
        if w.instruments[k].slippage_kind == SLIPPAGE_VOLATILITY:
            return True
    return False


def before_mark(w, k, close):
    """What is kept of the way from the last price to this one."""
    if w.instruments[k].slippage_kind == SLIPPAGE_VOLATILITY:
        watch_volatility(w.positions[k], close)


def after_mark(w, k, high, low, close):
    """What else a new price moves: the short leg, and rates of currencies. Finer bars have said what they had to of this bar."""
    if w.positions[k].resolution == BY_FINE_BARS:
        w.positions[k].resolution = BY_BARS
    if w.account[0].hedging != 0:
        mark_short_leg(w, k, high, low, close)
    if w.instruments[k].gives_rate != 0:
        rate_by_price(w, k, close)
