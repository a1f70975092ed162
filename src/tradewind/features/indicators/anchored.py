"""Volume weighted average prices since a point in time, with bands."""

from math import nan, sqrt

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.pivots import DAY

SOURCE = "B. Shannon, Maximum Trading Gains with Anchored VWAP (2023); the bands: volume weighted deviations of the prices in it"
BANDS = {"vwap": "price", "upper": "price", "lower": "price"}
SECOND = 10**9


def weigh(size, mean, squares, price, volume):
    """(volume, mean, volume weighted squares about it) with one price more: D. H. D. West, Communications of the ACM 22:9 (1979)."""
    if volume <= 0.0:
        return size, mean, squares
    size += volume
    before = price - mean
    mean += before * (volume / size)
    return size, mean, squares + volume * before * (price - mean)


@feature(
    kind="volume",
    inputs=("ts", "high", "low", "close", "volume"),
    params={"times": Float(2.0, 0.0, 100.0), "starts": Int(0, 0, 86_399)},
    outputs=BANDS,
    state=(-1, 0.0, 0.0, 0.0),
    source=SOURCE,
    reference="numpy, from the formula, for each day",
    scaling=1,
    draw="overlay",
)
def daily_vwap(state, p, ts, high, low, close, volume):
    """Volume weighted average price of the session so far, and `times` deviations either side; anew each day.

    sum(typical price * volume) / sum(volume) of the bars that closed since the session began, `starts` seconds after midnight UTC;
    deviation: root of the volume weighted mean square from it. NaN until something was traded. State: session, volume, mean, squares.
    """
    session, size, mean, squares = state
    now = (ts - 1 - p.starts * SECOND) // DAY
    if now != session:
        size, mean, squares = 0.0, 0.0, 0.0
    size, mean, squares = weigh(size, mean, squares, (high + low + close) / 3.0, volume)
    if size <= 0.0:
        return (now, size, mean, squares), (nan, nan, nan)
    wide = p.times * sqrt(max(squares / size, 0.0))
    return (now, size, mean, squares), (mean, mean + wide, mean - wide)


@feature(
    kind="volume",
    inputs=("ts", "high", "low", "close", "volume"),
    params={"anchor": Int(0, 0, 4_102_444_800), "times": Float(2.0, 0.0, 100.0)},
    outputs=BANDS,
    state=(0.0, 0.0, 0.0),
    source=SOURCE,
    reference="numpy, from the formula",
    scaling=1,
    draw="overlay",
)
def anchored_vwap(state, p, ts, high, low, close, volume):
    """Volume weighted average price since a chosen moment (`anchor`, seconds since 1970 UTC), and `times` deviations either side.

    As daily_vwap, over all bars that closed after the anchor (0: over all). NaN until something was traded after it.
    State: volume, mean, squares.
    """
    size, mean, squares = state
    if ts > p.anchor * SECOND:
        size, mean, squares = weigh(size, mean, squares, (high + low + close) / 3.0, volume)
    if size <= 0.0:
        return (size, mean, squares), (nan, nan, nan)
    wide = p.times * sqrt(max(squares / size, 0.0))
    return (size, mean, squares), (mean, mean + wide, mean - wide)
