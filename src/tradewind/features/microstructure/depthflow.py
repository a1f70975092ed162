"""What happens to the book: how much is added and taken away, how fast it changes, and order flow at its best prices."""

from math import nan

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.windows import next_slot
from tradewind.features.microstructure.book import (
    CLEAR,
    KEPT,
    LEVEL,
    WINDOW,
    ask_price,
    ask_size,
    bid_price,
    bid_size,
    take,
)
from tradewind.features.microstructure.rolling import decay, slide
from tradewind.features.ordered import place_of

_ROW = ("price", "size", "side", "change")
_REFERENCE = "numpy over a book kept in a dictionary, from the formula, 1e-6"


def size_before(window, bids, asks, price, side):
    """Size of the level at a price, 0 where there is none."""
    base, count = (0, bids) if side > 0.0 else (2 * KEPT, asks)
    key = price if side > 0.0 else -price
    i = place_of(window, base, count, key)
    return window[base + KEPT + i] if i < count and window[base + i] == key else 0.0


@feature(
    kind="book",
    rows="depth",
    inputs=("ts", *_ROW),
    params={"seconds": Float(30.0, 0.001, 1e6)},
    outputs={
        "share": "0 (only added) to 1 (only taken away)",
        "taken": "units a second",
        "added": "units a second",
        "changes": "rows a second",
    },
    state=(0, 0, 0, 0.0, 0.0, 0.0),
    window=lambda p: WINDOW,
    source="R. Cont, S. Stoikov, R. Talreja, A Stochastic Model for Order Book Dynamics, Operations Research 58:3 (2010), section 2.2: rates "
    "of arrival and cancellation; with an exponential memory",
    reference=_REFERENCE,
    scaling=0,
    draw="none",
)
def cancellation_rate(state, p, window, ts, price, size, side, change):
    """How much of what happens to the book takes size away: taken / (taken + added), the past fading e-fold in `seconds`; and both rates.

    Depth of levels does not tell a cancelled order from a traded one: both are taken away. A row that clears the book and rows while a
    side is empty count as neither. share is NaN until something was added or taken. Times count in microseconds.
    State: levels of bids and asks, last time, three sums; window: the book.
    """
    bids, asks, last, taken, added, changes = state
    now = ts // 1000
    kept = decay(now - last, p.seconds)
    taken, added, changes = taken * kept, added * kept, changes * kept + 1.0
    if change == LEVEL and bids > 0 and asks > 0:
        grown = size - size_before(window, bids, asks, price, side)
        taken += max(-grown, 0.0)
        added += max(grown, 0.0)
    bids, asks = take(window, bids, asks, price, size, side, change)
    share = taken / (taken + added) if taken + added > 0.0 else nan
    state = (bids, asks, now, taken, added, changes)
    return state, (share, taken / p.seconds, added / p.seconds, changes / p.seconds)


@feature(
    kind="book",
    rows="depth",
    inputs=_ROW,
    params={"n": Int(200, 1, 5000)},
    outputs={"flow": "units, above 0 towards buying"},
    state=(0, 0, 0, 0, 0.0),
    window=lambda p: WINDOW + p.n,
    warmup=lambda p: p.n - 1,
    source="R. Cont, A. Kukanov, S. Stoikov, The Price Impact of Order Book Events, Journal of Financial Econometrics 12:1 (2014), section 2, "
    "at the best levels of the book",
    reference=_REFERENCE,
    scaling=0,
)
def depth_flow(state, p, window, price, size, side, change):
    """Orders that came less orders that left at the book's best prices over the last n rows, on the bid less on the ask.

    As `order_flow_imbalance`, for each row of depth; 0 for a row that clears the book or before or after which a side is empty. NaN
    for the first n - 1 rows. State: levels of bids and asks, rows seen, slot, sum; window: the book, then n terms.
    """
    bids, asks, seen, slot, total = state
    both = bids > 0 and asks > 0 and change != CLEAR
    b, a, b_size, a_size = 0.0, 0.0, 0.0, 0.0
    if both:
        b, b_size = bid_price(window, bids, 0), bid_size(window, bids, 0)
        a, a_size = ask_price(window, asks, 0), ask_size(window, asks, 0)
    bids, asks = take(window, bids, asks, price, size, side, change)
    e = 0.0
    if both and bids > 0 and asks > 0:
        if bid_price(window, bids, 0) >= b:
            e += bid_size(window, bids, 0)
        if bid_price(window, bids, 0) <= b:
            e -= b_size
        if ask_price(window, asks, 0) <= a:
            e -= ask_size(window, asks, 0)
        if ask_price(window, asks, 0) >= a:
            e += a_size
    total = slide(window, WINDOW, slot, p.n, total, e)
    seen = min(seen + 1, p.n)
    return (bids, asks, seen, next_slot(slot, p.n), total), total if seen >= p.n else nan
