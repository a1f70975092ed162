"""VPIN: how one-sided volume is, bucket by bucket of equal volume, from trades or from bars."""

from math import erf, nan, sqrt

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.windows import next_slot
from tradewind.features.microstructure.rolling import cross, cross_end, slide
from tradewind.features.microstructure.signs import taker, tick

_VPIN = (
    "D. Easley, M. M. Lopez de Prado, M. O'Hara, Flow Toxicity and Liquidity in a High-Frequency World, Review of Financial Studies 25:5 "
    "(2012), section 1.2"
)
_BULK = "the same, Bulk Classification of Trading Activity (2012): bought share = Z(price change / its deviation), Z the normal"


def fill(window, n, bucket, full, slot, volume, net, total, size, signed):
    """Puts a volume with its signed part into buckets: (full buckets up to n, slot, volume and net of the open one, sum over the n).

    window[:n]: |bought - sold| / bucket of the last n. What spills over leans to the same side.
    """
    if size <= 0.0:
        return full, slot, volume, net, total
    room = bucket - volume
    if size < room:
        return full, slot, volume + size, net + signed, total
    lean = signed / size
    total = slide(window, 0, slot, n, total, abs(net + lean * room) / bucket)
    full, slot = min(full + 1, n), next_slot(slot, n)
    rest = size - room
    for _ in range(int(min(rest // bucket, 1.0 * n))):
        total = slide(window, 0, slot, n, total, abs(lean))
        full, slot = min(full + 1, n), next_slot(slot, n)
    left = rest % bucket
    return full, slot, left, lean * left, total


@feature(
    kind="trades",
    rows="trades",
    inputs=("price", "size", "aggressor"),
    params={"bucket": Float(1000.0, 1e-9, 1e15), "n": Int(50, 1, 1000)},
    outputs={"vpin": "0 (balanced) to 1 (one side alone)"},
    state=(0, nan, 0, 0, 0.0, 0.0, 0.0),
    window=lambda p: p.n,
    source=_VPIN + ", with each trade's own side in place of bulk classification",
    reference="numpy: overlaps of cumulative volume with the buckets, 1e-9",
    scaling=0,
)
def vpin(state, p, window, price, size, aggressor):
    """How one-sided the flow of trades is (toxicity): mean over the last n full buckets of |bought - sold| / bucket.

    bucket: units of volume in one; the authors take a fiftieth of a mean day's. A trade larger than what is left in a bucket goes on in
    the next. NaN until n are full. State: the tick rule's sign, last price, full buckets, slot, volume and net of the open one, sum.
    """
    sign, before, full, slot, volume, net, total = state
    sign = tick(sign, before, price)
    full, slot, volume, net, total = fill(
        window, p.n, p.bucket, full, slot, volume, net, total, size, size * taker(aggressor, sign)
    )
    return (sign, price, full, slot, volume, net, total), total / p.n if full >= p.n else nan


def bulk(state, window, base, n, close):
    """Bought share less sold share of a bar by its price change: 2 Z(change / deviation) - 1; NaN for the first n bars, 0 if still.

    State: bars seen, slot, last close, sum of changes and of their squares. window[base : base + n]: the last n changes.
    """
    seen, slot, before, total, squares = state
    if seen == 0:
        return (1, 0, close, 0.0, 0.0), nan
    change = close - before
    squares = cross(window, base, base, slot, n, squares)
    total = slide(window, base, slot, n, total, change)
    squares = cross_end(window, base, base, slot, n, squares)
    seen = min(seen + 1, n + 1)
    state = (seen, next_slot(slot, n), close, total, squares)
    if seen <= n:
        return state, nan
    variance = (squares - total * total / n) / (n - 1.0)
    # Changes that are all the same have no deviation but for rounding: then their sign alone tells.
    if variance <= 1e-14 * squares:
        return state, 1.0 if change > 0.0 else (-1.0 if change < 0.0 else 0.0)
    return state, erf(change / sqrt(2.0 * variance))


@feature(
    kind="volume",
    inputs=("close", "volume"),
    params={"n": Int(50, 2, 5000)},
    outputs={"net": "units, above 0 bought", "lean": "-1 (all sold) to 1 (all bought)"},
    state=(0, 0, 0.0, 0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source=_BULK,
    reference="scipy normal distribution and numpy deviations, 1e-9",
    scaling=0,
    mirror="odd",
)
def bulk_volume(state, p, window, close, volume):
    """Volume bought less volume sold within a bar, estimated from how far its close moved beside the usual (bulk classification).

    lean = 2 Z(change / deviation of the last n changes) - 1; net = lean * volume. NaN for the first n bars. State: bars seen, slot,
    last close, sums of changes and of their squares; window: the last n changes.
    """
    state, lean = bulk(state, window, 0, p.n, close)
    return state, (lean * volume, lean)


@feature(
    kind="volume",
    inputs=("close", "volume"),
    params={"bucket": Float(10_000.0, 1e-9, 1e15), "n": Int(50, 1, 1000), "changes": Int(50, 2, 5000)},
    outputs={"vpin": "0 (balanced) to 1 (one side alone)"},
    state=(0, 0, 0.0, 0.0, 0.0, 0, 0, 0.0, 0.0, 0.0),
    window=lambda p: p.n + p.changes,
    warmup=lambda p: p.changes,
    source=f"{_VPIN}; {_BULK}",
    reference="numpy: overlaps of cumulative volume with the buckets, scipy's normal distribution, 1e-9",
    scaling=0,
    mirror="even",
    draw="none",
)
def vpin_of_bars(state, p, window, close, volume):
    """VPIN from bars: each bar's volume split into bought and sold by how far its close moved, then put into buckets of equal volume.

    Mean over the last n full buckets of |bought - sold| / bucket; deviation of the last `changes` changes. NaN for the first `changes`
    bars and until n buckets are full. State: that of `bulk_volume`, full buckets, slot, volume and net of the open one, sum.
    """
    a, b, c, d, e, full, slot, held, net, total = state
    (a, b, c, d, e), lean = bulk((a, b, c, d, e), window, p.n, p.changes, close)
    if lean != lean:
        return (a, b, c, d, e, full, slot, held, net, total), nan
    full, slot, held, net, total = fill(window, p.n, p.bucket, full, slot, held, net, total, volume, lean * volume)
    return (a, b, c, d, e, full, slot, held, net, total), total / p.n if full >= p.n else nan
