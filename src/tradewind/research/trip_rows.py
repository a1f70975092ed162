"""Fills to round trips as machine code: the same trips as `research/trades.py`, without an object for each.

What is here is compiled (see kernel/layout.py for the style): `opened` holds one position on its way for each instrument (of a hedging
account twice as many: the short legs after the long ones), and a finished one becomes a row of `trips`, in the order of exit.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from tradewind.compiler.arrays import ArrayType
from tradewind.compiler.entry import Entry, entry
from tradewind.kernel.codes import (
    CORPORATE,
    FILL,
    FINANCING,
    REASON_BORROW,
    REASON_DIVIDEND,
    REASON_FUNDING,
    REASON_SPLIT,
    REASON_SWAP,
    REASON_WITHHOLDING,
    SETTLED,
)
from tradewind.kernel.layout import INSTRUMENT, RECORD
from tradewind.research.metrics.sample import TRIP, RoundTrips

OPENED = np.dtype(
    [
        ("direction", "i8"),  # 1 long, -1 short, 0: flat
        ("since", "i8"),  # ns
        ("entered", "f8"),  # units
        ("left", "f8"),
        ("entry_price", "f8"),  # mean of the entries so far
        ("exit_price", "f8"),
        ("fees", "f8"),
        ("realised", "f8"),
        ("rate", "f8"),  # account currency per unit of the instrument's money, at entry
        ("carried", "f8"),  # paid (below 0) or received for holding it, account currency
    ]
)


def take_fills(records, count, instruments, opened, trips, made, fees):
    """Fold the fills among records[:count] into `opened` and `trips`, which has room for `count` rows after `made`.

    Returns the rows of `trips` in use, `fees` with those of the fills added one by one, and the number of fills.
    """
    fills = 0
    for i in range(count):
        r = records[i]
        if r.kind == FILL or r.kind == SETTLED:
            fills += 1
            fees += r.fee
            now = opened[place_of(r, instruments.size, opened.size)]
            made = take_fill(r, instruments[r.instrument].multiplier, now, trips, made)
        elif (r.kind == FINANCING or r.kind == CORPORATE) and is_carried(r.reason):
            opened[place_of(r, instruments.size, opened.size)].carried += r.realised
        elif r.kind == CORPORATE and r.reason == REASON_SPLIT:
            split(opened[place_of(r, instruments.size, opened.size)], r.price, r.realised)
    return made, fees, fills


def split(now, ratio, realised):
    """Units and prices so far in new units; what lay below an increment was paid in cash."""
    if now.direction != 0:
        now.entered *= ratio
        now.left *= ratio
        now.entry_price /= ratio
        now.exit_price /= ratio
        now.realised += realised


def place_of(r, count, places):
    """Row of `opened` that a record is about: in a hedging account by the side of what is held after it, else of what it closed."""
    if places == count:
        return r.instrument
    held = r.position if r.position != 0.0 else -float(r.side)
    return r.instrument + count if held < 0.0 else r.instrument


def is_carried(reason):
    """Whether money moved for holding a position: as in `trades.CARRIED`."""
    return reason in (REASON_FUNDING, REASON_SWAP, REASON_BORROW, REASON_DIVIDEND, REASON_WITHHOLDING)


def take_fill(r, multiplier, now, trips, made):
    """One fill of the instrument whose position is `now`."""
    size = r.quantity
    side = 1 if r.side > 0 else -1
    if now.direction == 0:
        start(now, side, r.ts, size, r.price, r.fee, r.rate)
        return made
    now.fees += r.fee
    now.realised += r.realised
    if side == now.direction:
        now.entry_price = mean(now.entry_price, now.entered, r.price, size)
        now.entered += size
    else:
        # What turns the position round belongs to the next trip.
        out = abs(side * size - r.position) if r.position * now.direction < 0.0 else size
        now.exit_price = mean(now.exit_price, now.left, r.price, out)
        now.left += out
    if r.position == 0.0 or r.position * now.direction < 0.0:
        trip = trips[made]
        trip.entry_ts = now.since
        trip.exit_ts = r.ts
        trip.pnl = now.realised - now.fees + now.carried
        trip.traded = now.entered * multiplier * (now.entry_price + now.exit_price) * now.rate
        settle(trips, made)
        made += 1
        now.direction = 0
        if r.position != 0.0:
            start(now, side, r.ts, abs(r.position), r.price, 0.0, r.rate)
    return made


def settle(trips, last):
    """Among trips that ended at the same time the one that began earlier comes first, as the metrics have it."""
    i = last
    while i > 0 and trips[i - 1].exit_ts == trips[i].exit_ts and trips[i - 1].entry_ts > trips[i].entry_ts:
        a = trips[i - 1]
        b = trips[i]
        a.entry_ts, b.entry_ts = b.entry_ts, a.entry_ts
        a.pnl, b.pnl = b.pnl, a.pnl
        a.traded, b.traded = b.traded, a.traded
        i -= 1


def start(now, direction, ts, size, price, fee, rate):
    """A position begins."""
    now.direction = direction
    now.since = ts
    now.entered = size
    now.left = 0.0
    now.entry_price = price
    now.exit_price = 0.0
    now.fees = fee
    now.realised = 0.0
    now.carried = 0.0
    now.rate = rate


def mean(price, size, more_price, more):
    """Average price of two parts; exactly the one price where there is only one."""
    if size == 0.0 or price == more_price:
        return more_price
    return (price * size + more_price * more) / (size + more)


def collect(records, instruments, opened, trips):
    """The entry: all of `records`; returns the rows of `trips` in use."""
    made, _, _ = take_fills(records, records.size, instruments, opened, trips, 0, 0.0)
    return made


@cache
def _entry() -> Entry:
    return entry(collect, [ArrayType(RECORD), ArrayType(INSTRUMENT), ArrayType(OPENED), ArrayType(TRIP)])


def closed_trips(records: np.ndarray, instruments: np.ndarray, places: int | None = None) -> RoundTrips:
    """Closed round trips as the metrics take them.

    records: (n,) RECORD of a whole run. instruments: (k,) INSTRUMENT. places: how many positions the account keeps: k, or 2 k with legs.
    """
    filled = np.ascontiguousarray(records[np.isin(records["kind"], (FILL, SETTLED, FINANCING, CORPORATE))])
    trips = np.zeros(len(filled), TRIP)
    made = _entry()([filled, instruments, np.zeros(places or len(instruments), OPENED), trips])
    return RoundTrips(*(np.ascontiguousarray(trips[n][:made]) for n in ("entry_ts", "exit_ts", "pnl", "traded")))
