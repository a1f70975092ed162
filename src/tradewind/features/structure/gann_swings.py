"""W. D. Gann's mechanical trend indicator: the swing chart of one, two or three bars."""

from math import nan

from tradewind.features.declare import Int, feature

INSIDE, UP, DOWN, OTHER = 0, 1, -1, 2


def kind_of_bar(p, direction, before_high, before_low, high, low, close):
    """Which way a bar counts, seen from the last one that was not inside."""
    if high <= before_high and low >= before_low:
        return INSIDE
    if high > before_high and low < before_low:
        if p.outside == 0:
            return UP if direction > 0 else DOWN if direction < 0 else OTHER
        return UP if close > 0.5 * (high + low) else DOWN
    if high > before_high:
        return UP if p.both == 0 or low > before_low else OTHER
    return DOWN if p.both == 0 or high < before_high else OTHER


@feature(
    kind="gann",
    inputs=("high", "low", "close"),
    params={"n": Int(2, 1, 10), "both": Int(0, 0, 1), "outside": Int(0, 0, 1)},
    outputs={
        "direction": "1 up, -1 down, 0 none yet",
        "trend": "1 up, -1 down, 0 none yet",
        "high": "price",
        "low": "price",
    },
    # bars, high and low of the last bar that was not inside, up bars in a row, down bars in a row, direction, trend, top and bottom of the
    # running swing, lowest since the top and highest since the bottom, last swing high, last swing low.
    state=(0, 0.0, 0.0, 0, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, nan, nan),
    source="W. D. Gann, Mechanical Method and Trend Indicator (1935); J. A. Hyerczyk, Pattern, Price & Time (1998), on swing charts",
    reference="python with lists from the rules, tests/features/cases/gann.py",
    scaling=None,
    draw="overlay",
)
def gann_swing(state, p, high, low, close):
    """Gann swing chart: which way the n-bar swing goes, the trend, and the last swing high and low.

    A swing turns up after n bars in a row with a higher high each, down after n with a lower low; its extremes are the swing highs and
    lows. The trend turns up when price passes the last swing high, down when it falls below the last swing low.
    Inside bars are left out; each bar is compared with the last that was not inside. The literature disagrees on the rest:
    both=1 asks for a higher low as well as a higher high (a lower high as well as a lower low). An outside bar, which does not tell what
    came first, goes on with the running swing (outside=0) or goes where it closes, above or below its middle (outside=1).
    A swing's first extreme is the lowest low since the swing high's bar (or the highest high since the swing low's), then whatever exceeds it.
    A bar that passes both swing high and low leaves the trend as it is. high, low: NaN until the first is known. State: in the source.
    """
    bars, before_high, before_low, ups, downs, direction, trend, top, bottom, trough, crest, swing_high, swing_low = (
        state
    )
    if bars == 0:
        return (1, high, low, 0, 0, 0, 0, high, low, high, low, nan, nan), (0.0, 0.0, nan, nan)
    kind = kind_of_bar(p, direction, before_high, before_low, high, low, close)
    if kind != INSIDE:
        before_high, before_low = high, low
    ups = ups + 1 if kind == UP else 0 if kind == DOWN else ups
    downs = downs + 1 if kind == DOWN else 0 if kind == UP else downs
    trough, crest = min(trough, low), max(crest, high)
    if high > top:
        top, trough = high, high
    if low < bottom:
        bottom, crest = low, low
    if direction <= 0 and ups >= p.n:
        swing_low, top, trough, direction = bottom, max(crest, high), high, 1
    elif direction >= 0 and downs >= p.n:
        swing_high, bottom, crest, direction = top, min(trough, low), low, -1
    over, under = high > swing_high, low < swing_low
    trend = 1 if over and not under else -1 if under and not over else trend
    state = (
        bars + 1,
        before_high,
        before_low,
        ups,
        downs,
        direction,
        trend,
        top,
        bottom,
        trough,
        crest,
        swing_high,
        swing_low,
    )
    return state, (1.0 * direction, 1.0 * trend, swing_high, swing_low)
