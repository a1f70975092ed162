"""A made order book, event by event, that our engine and hftbacktest read alike.

`events(rows)` gives records of EVENT: first one `ADD` for each level of the book at its start, then `DELTA` (a level's new
size, 0: it is gone) and `TRADE` (its side is the aggressor's, its size what was taken from the other side's best level; the
DELTA of that level follows). Bids stay below asks, times never run back, and the same `rows` and `seed` give the same bytes.
"""

from __future__ import annotations

import numba
import numpy as np

ADD, DELTA, TRADE = 0, 1, 2
BID, ASK = 1, -1  # of a trade: buyer, seller
TICK, LOT = 0.1, 0.001
MIDDLE = 100_000  # ticks, at the start
LEVELS = 20  # on each side of the middle that change
EVENT = np.dtype([("ts", "i8"), ("kind", "i1"), ("side", "i1"), ("price", "f8"), ("size", "f8")])


def events(rows: int, seed: int = 1) -> np.ndarray:
    """(rows,) EVENT, about one a millisecond (ts: ns)."""
    made = np.zeros(rows, EVENT)
    ticks = _fill(made["ts"], made["kind"], made["side"], made["price"], made["size"], seed)
    assert abs(ticks - MIDDLE) < MIDDLE // 4, "the walk has left the range that the peer's depth covers"
    return made


@numba.njit
def _random(state):
    """The next state of a 64-bit linear congruential generator (Knuth's MMIX constants) and 31 good bits of it."""
    state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
    return state, np.int64(state >> np.uint64(33))


@numba.njit
def _fill(ts, kind, side, price, size, seed):
    state, middle, clock, n = np.uint64(seed), MIDDLE, 1_000_000_000, 0
    book = np.zeros(2 * MIDDLE)  # size at each tick: bids below the middle, asks above
    for k in range(1, LEVELS + 1):
        for way in (BID, ASK):
            state, draw = _random(state)
            tick = middle - way * k
            book[tick] = LOT * (1 + draw % 5000)
            n = _write(ts, kind, side, price, size, n, clock, ADD, way, tick, book[tick])
    while n < len(ts):
        state, draw = _random(state)
        clock += 100_000 + draw % 1_800_000
        state, draw = _random(state)
        way = BID if draw & 1 else ASK
        what = (draw >> 1) % 100
        if what < 2:
            # The middle moves one tick towards `way`'s opposite side: that side's first level goes, ours gains one.
            gone = middle + way
            book[gone] = 0.0
            n = _write(ts, kind, side, price, size, n, clock, DELTA, -way, gone, 0.0)
            book[middle] = LOT * (1 + (draw >> 8) % 5000)
            n = _write(ts, kind, side, price, size, n, clock, DELTA, way, middle, book[middle])
            middle = gone
        elif what < 20:
            tick = _best(book, middle, way)
            if tick != middle:
                taken = min(book[tick], LOT * (1 + (draw >> 8) % 1000))
                n = _write(ts, kind, side, price, size, n, clock, TRADE, way, tick, taken)
                # Whole lots: what is left of a level never is a rounding error.
                book[tick] = LOT * np.round((book[tick] - taken) / LOT)
                n = _write(ts, kind, side, price, size, n, clock, DELTA, -way, tick, book[tick])
        else:
            state, far = _random(state)
            state, other = _random(state)
            tick = middle - way * (1 + min(far % LEVELS, other % LEVELS))
            state, draw = _random(state)
            book[tick] = LOT * (draw % 5000)
            n = _write(ts, kind, side, price, size, n, clock, DELTA, way, tick, book[tick])
    return middle


@numba.njit
def _best(book, middle, way):
    """The tick of the best level that an aggressor of side `way` meets; the middle where the near levels are empty."""
    for k in range(1, LEVELS + 1):
        if book[middle + way * k] > 0.0:
            return middle + way * k
    return middle


@numba.njit
def _write(ts, kind, side, price, size, n, clock, what, way, tick, amount):
    if n < len(ts):
        ts[n], kind[n], side[n], price[n], size[n] = clock, what, way, tick / 10, amount
    return n + 1
