"""The book of an instrument by price: sizes at increments in a window, and where the best bid and ask are.

The window has `levels` increments. A level deep behind the window is dropped (and counted); when the price comes to the window's edge,
the window moves so that it is in the middle, and what leaves it is forgotten (and counted). When one side is reported at or beyond the
other, the newer news is right: the levels that it meets are taken away (and counted).
"""

from math import floor, nan

from tradewind.kernel.snap import on_grid

NO_LEVEL = -1


def tick_of(instrument, price):
    """The price in increments."""
    ratio = price * instrument.price_scale if instrument.price_scale > 0.0 else price / instrument.price_increment
    return int(floor(ratio + 0.5))  # noqa: RUF046 (compiled, floor gives a float)


def price_of(instrument, tick):
    """Increments as a price."""
    return on_grid(float(tick), instrument.price_increment, instrument.price_scale)


def level_for(w, k, tick, side):
    """Index of the price in the window, which moves if the market has; NO_LEVEL if it lies too deep in the book."""
    b = w.books[k]
    if b.bid < 0 and b.ask < 0:
        b.lowest = tick - b.levels // 2
    i = tick - b.lowest
    if 0 <= i < b.levels:
        return i
    if (i < 0) == (side > 0):
        b.dropped += 1
        return NO_LEVEL
    move_window(w, k, tick)
    return tick - b.lowest


def move_window(w, k, tick):
    """Put `tick` into the middle of the window; sizes keep their price."""
    b = w.books[k]
    shift = tick - b.levels // 2 - b.lowest
    b.moved += 1
    for side in range(2):
        sizes = w.bid_sizes if side == 0 else w.ask_sizes
        for n in range(b.levels):
            # In the direction in which nothing is overwritten before it was read.
            i = n if shift > 0 else b.levels - 1 - n
            source = i + shift
            inside = 0 <= source < b.levels
            gone = 0 <= i - shift < b.levels
            if sizes[k, i] > 0.0 and not gone:
                b.dropped += 1
            sizes[k, i] = sizes[k, source] if inside else 0.0
    b.lowest += shift
    b.bid = next_bid(w, k, b.levels - 1)
    b.ask = next_ask(w, k, 0)


def keep_in_window(w, k):
    """Move the window while the best prices are still inside, so that what stands behind them is not lost."""
    b = w.books[k]
    edge = b.levels // 8
    low = b.bid if b.bid >= 0 else b.ask
    high = b.ask if b.ask >= 0 else b.bid
    if low >= 0 and (low < edge or high >= b.levels - edge) and high - low < b.levels // 2:
        move_window(w, k, b.lowest + (low + high) // 2)


def next_bid(w, k, start):
    """Highest level with a bid, from `start` down."""
    i = start
    while i >= 0 and w.bid_sizes[k, i] <= 0.0:
        i -= 1
    return i


def next_ask(w, k, start):
    """Lowest level with an ask, from `start` up; NO_LEVEL if there is none."""
    i = start
    levels = w.books[k].levels
    while i < levels and w.ask_sizes[k, i] <= 0.0:
        i += 1
    return i if i < levels else NO_LEVEL


def set_bid(w, k, i, size):
    """Level i has now this much to buy."""
    b = w.books[k]
    w.bid_sizes[k, i] = size
    if size > 0.0:
        if i > b.bid:
            b.bid = i
            if 0 <= b.ask <= i:
                uncross_asks(w, k, i)
    elif i == b.bid:
        b.bid = next_bid(w, k, i - 1)


def set_ask(w, k, i, size):
    """Level i has now this much to sell."""
    b = w.books[k]
    w.ask_sizes[k, i] = size
    if size > 0.0:
        if b.ask < 0 or i < b.ask:
            b.ask = i
            if b.bid >= i:
                uncross_bids(w, k, i)
    elif i == b.ask:
        b.ask = next_ask(w, k, i + 1)


def uncross_asks(w, k, i):
    """A bid at level i says that no ask at or below it is there any more."""
    b = w.books[k]
    for j in range(b.ask, i + 1):
        if w.ask_sizes[k, j] > 0.0:
            w.ask_sizes[k, j] = 0.0
            b.uncrossed += 1
    b.ask = next_ask(w, k, i + 1)


def uncross_bids(w, k, i):
    """An ask at level i says that no bid at or above it is there any more."""
    b = w.books[k]
    for j in range(i, b.bid + 1):
        if w.bid_sizes[k, j] > 0.0:
            w.bid_sizes[k, j] = 0.0
            b.uncrossed += 1
    b.bid = next_bid(w, k, i - 1)


def clear(w, k, side):
    """Forget one side (0: both): a snapshot follows."""
    b = w.books[k]
    if side >= 0:
        for i in range(b.levels):
            w.bid_sizes[k, i] = 0.0
        b.bid = NO_LEVEL
    if side <= 0:
        for i in range(b.levels):
            w.ask_sizes[k, i] = 0.0
        b.ask = NO_LEVEL


def best_price(w, k, side):
    """Best bid or ask, nan where there is none."""
    b = w.books[k]
    i = b.bid if side > 0 else b.ask
    return price_of(w.instruments[k], b.lowest + i) if i >= 0 else nan


def size_at(w, k, tick, side):
    """What stands at a price; -1 where the window does not reach."""
    b = w.books[k]
    i = tick - b.lowest
    if i < 0 or i >= b.levels:
        return -1.0
    return w.bid_sizes[k, i] if side > 0 else w.ask_sizes[k, i]
