"""What is held is worth what it could be closed at: the bid of a long position, the ask of a short one."""


def closing_price(p):
    """Bid, ask, or the middle where nothing is held; the last price where the side that counts is not quoted."""
    price = 0.5 * (p.bid + p.ask)
    if p.quantity > 0.0:
        price = p.bid
    elif p.quantity < 0.0:
        price = p.ask
    return price if price == price else p.last_price


def mark(w, k, ts, price):
    """The position's last price is now this one; equity and margin move with it (as after each bar in program.py)."""
    account = w.account[0]
    p = w.positions[k]
    if p.quantity != 0.0:
        instrument = w.instruments[k]
        moved = p.quantity * instrument.multiplier * (price - p.last_price)
        account.equity += moved
        account.margin_used += (moved if p.quantity > 0.0 else -moved) * instrument.margin_initial
        if p.quantity > 0.0:
            p.best_price = max(p.best_price, price)
            p.worst_price = min(p.worst_price, price)
        else:
            p.best_price = min(p.best_price, price)
            p.worst_price = max(p.worst_price, price)
    p.last_price = price
    p.last_ts = ts
