"""A book of the best levels of each side in a step's window, kept from changes of levels.

Window: for each side, bids first, KEPT keys (price times side: the best is the largest) in rising order and KEPT sizes. So the best
level is the last of its side, where most changes happen. Levels worse than the best KEPT are forgotten: after many were taken away, a
book shows its far end thin until they change or a snapshot comes. Changes of single orders (by id) are not followed.
"""

from tradewind.features.ordered import place_of
from tradewind.market.events import EventKind

KEPT = 128
WINDOW = 4 * KEPT
LEVEL, CLEAR = int(EventKind.DEPTH), int(EventKind.DEPTH_CLEAR)


def take(window, bids, asks, price, size, side, change):
    """One row of depth: (levels of bids, levels of asks) after it.

    A size of 0 takes the level away. A level that reaches the other side takes away what it reaches: no venue shows that, it was stale.
    """
    if change == CLEAR:
        bids, asks = 0, 0
    elif change != LEVEL:
        return bids, asks
    if price <= 0.0:
        return bids, asks
    if side > 0.0:
        bids = put_level(window, 0, bids, price, size)
        if size > 0.0:
            while asks > 0 and ask_price(window, asks, 0) <= price:
                asks -= 1
    elif side < 0.0:
        asks = put_level(window, 2 * KEPT, asks, -price, size)
        if size > 0.0:
            while bids > 0 and bid_price(window, bids, 0) >= price:
                bids -= 1
    return bids, asks


def put_level(window, base, count, key, size):
    """One level of the side at `base`, set or (size 0) taken away: how many there are then."""
    i = place_of(window, base, count, key)
    if i < count and window[base + i] == key:
        if size > 0.0:
            window[base + KEPT + i] = size
            return count
        for j in range(base + i, base + count - 1):
            window[j] = window[j + 1]
            window[j + KEPT] = window[j + 1 + KEPT]
        return count - 1
    if size <= 0.0 or (count == KEPT and i == 0):
        return count
    if count == KEPT:
        # The worst makes room.
        i -= 1
        for j in range(base, base + i):
            window[j] = window[j + 1]
            window[j + KEPT] = window[j + 1 + KEPT]
    else:
        for j in range(base + count, base + i, -1):
            window[j] = window[j - 1]
            window[j + KEPT] = window[j - 1 + KEPT]
        count += 1
    window[base + i] = key
    window[base + KEPT + i] = size
    return count


def bid_price(window, bids, i):
    """Price of the i-th best bid, 0 the best."""
    return window[bids - 1 - i]


def bid_size(window, bids, i):
    """Size of the i-th best bid."""
    return window[KEPT + bids - 1 - i]


def ask_price(window, asks, i):
    """Price of the i-th best ask, 0 the best."""
    return -window[2 * KEPT + asks - 1 - i]


def ask_size(window, asks, i):
    """Size of the i-th best ask."""
    return window[3 * KEPT + asks - 1 - i]


def price_at(window, count, side, i):
    """Price of the i-th best level of a side (1 bids, -1 asks) with `count` levels."""
    return bid_price(window, count, i) if side > 0 else ask_price(window, count, i)


def size_at(window, count, side, i):
    """Size of the i-th best level of a side."""
    return bid_size(window, count, i) if side > 0 else ask_size(window, count, i)


def size_of(window, count, side, n):
    """Sum of the sizes of the best n levels of a side, of all where there are fewer."""
    total = 0.0
    for i in range(min(n, count)):
        total += size_at(window, count, side, i)
    return total


def middle(window, bids, asks):
    """(best bid + best ask) / 2 of a book that has both."""
    return 0.5 * (bid_price(window, bids, 0) + ask_price(window, asks, 0))
