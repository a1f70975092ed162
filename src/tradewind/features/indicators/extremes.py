"""The highest and lowest of the last n values, how long ago they were, and the middle between them."""

from math import inf, nan

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.window_extremes import highest, highest_of, lowest, lowest_of
from tradewind.features.indicators.windows import next_slot


@feature(
    kind="range",
    inputs=("close",),
    params={"n": Int(30, 2, 5000)},
    outputs={"value": "unit of the input"},
    state=(0, 0, -inf),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="TA-Lib, function MAX",
    reference="TA-Lib MAX, the same numbers",
    scaling=1,
    draw="overlay",
)
def rolling_max(state, p, window, x):
    """Highest of the last n values.

    NaN for the first n - 1 values. State: values seen (up to n), slot, highest since slot 0.
    """
    seen, slot, front = state
    front, top = highest_of(window, 0, p.n, slot, front, x)
    seen = seen + 1 if seen < p.n else seen
    state = (seen, next_slot(slot, p.n), front)
    if seen < p.n:
        return state, nan
    return state, top


@feature(
    kind="range",
    inputs=("close",),
    params={"n": Int(30, 2, 5000)},
    outputs={"value": "unit of the input"},
    state=(0, 0, inf),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="TA-Lib, function MIN",
    reference="TA-Lib MIN, the same numbers",
    scaling=1,
    draw="overlay",
)
def rolling_min(state, p, window, x):
    """Lowest of the last n values.

    NaN for the first n - 1 values. State: values seen (up to n), slot, lowest since slot 0.
    """
    seen, slot, front = state
    front, bottom = lowest_of(window, 0, p.n, slot, front, x)
    seen = seen + 1 if seen < p.n else seen
    state = (seen, next_slot(slot, p.n), front)
    if seen < p.n:
        return state, nan
    return state, bottom


@feature(
    kind="range",
    inputs=("close",),
    params={"n": Int(30, 2, 5000)},
    outputs={"min": "unit of the input", "max": "unit of the input"},
    state=(0, 0, -inf, inf),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="TA-Lib, function MINMAX",
    reference="TA-Lib MINMAX, the same numbers",
    scaling=1,
    draw="overlay",
)
def rolling_minmax(state, p, window, x):
    """Lowest and highest of the last n values.

    NaN for the first n - 1 values. State: values seen (up to n), slot, highest and lowest since slot 0.
    """
    seen, slot, above, below = state
    above, top = highest_of(window, 0, p.n, slot, above, x)
    below, bottom = lowest_of(window, p.n, p.n, slot, below, x)
    seen = seen + 1 if seen < p.n else seen
    state = (seen, next_slot(slot, p.n), above, below)
    if seen < p.n:
        return state, (nan, nan)
    return state, (bottom, top)


def age_of(slot, place, n):
    """How many values ago the one at `place` came, where the newest is at `slot`."""
    return float(slot - place if slot >= place else slot - place + n)


@feature(
    kind="range",
    inputs=("close",),
    params={"n": Int(30, 2, 5000)},
    outputs={"row": "values before it since the first", "ago": "bars ago"},
    state=(0, 0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="TA-Lib, function MAXINDEX",
    reference="TA-Lib MAXINDEX, the same numbers",
    scaling=0,
    draw="none",
)
def max_index(state, p, window, x):
    """When the highest of the last n values was: its row since the first value (as TA-Lib counts), and how many bars ago.

    Of equal values the newest, unless a higher one has just left the window: then the oldest. NaN for the first n - 1 values.
    State: values seen, slot, slot and value of the highest.
    """
    seen, slot, place, top = state
    top, place = highest(window, 0, p.n, slot, seen, top, place, x)
    state = (seen + 1, next_slot(slot, p.n), place, top)
    ago = age_of(slot, place, p.n)
    if seen + 1 < p.n:
        return state, (nan, nan)
    return state, (seen - ago, ago)


@feature(
    kind="range",
    inputs=("close",),
    params={"n": Int(30, 2, 5000)},
    outputs={"row": "values before it since the first", "ago": "bars ago"},
    state=(0, 0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="TA-Lib, function MININDEX",
    reference="TA-Lib MININDEX, the same numbers",
    scaling=0,
    draw="none",
)
def min_index(state, p, window, x):
    """When the lowest of the last n values was: its row since the first value (as TA-Lib counts), and how many bars ago.

    Of equal values as max_index. NaN for the first n - 1 values. State: values seen, slot, slot and value of the lowest.
    """
    seen, slot, place, bottom = state
    bottom, place = lowest(window, 0, p.n, slot, seen, bottom, place, x)
    state = (seen + 1, next_slot(slot, p.n), place, bottom)
    ago = age_of(slot, place, p.n)
    if seen + 1 < p.n:
        return state, (nan, nan)
    return state, (seen - ago, ago)


@feature(
    kind="range",
    inputs=("close",),
    params={"n": Int(30, 2, 5000)},
    outputs={"min": "values before it since the first", "max": "values before it since the first"},
    state=(0, 0, 0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="TA-Lib, function MINMAXINDEX",
    reference="TA-Lib MINMAXINDEX, the same numbers",
    scaling=0,
    draw="none",
)
def minmax_index(state, p, window, x):
    """Rows of the lowest and the highest of the last n values, counted from the first value.

    Of equal values as max_index. NaN for the first n - 1 values. State: values seen, slot, slots and values of both.
    """
    seen, slot, below, above, bottom, top = state
    top, above = highest(window, 0, p.n, slot, seen, top, above, x)
    bottom, below = lowest(window, p.n, p.n, slot, seen, bottom, below, x)
    state = (seen + 1, next_slot(slot, p.n), below, above, bottom, top)
    if seen + 1 < p.n:
        return state, (nan, nan)
    return state, (seen - age_of(slot, below, p.n), seen - age_of(slot, above, p.n))


@feature(
    kind="range",
    inputs=("close",),
    params={"n": Int(14, 2, 5000)},
    outputs={"middle": "unit of the input"},
    state=(0, 0, -inf, inf),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="TA-Lib, function MIDPOINT",
    reference="TA-Lib MIDPOINT, the same numbers",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def midpoint(state, p, window, x):
    """Midpoint: the middle between the highest and the lowest of the last n values.

    NaN for the first n - 1 values. State: values seen (up to n), slot, highest and lowest since slot 0.
    """
    seen, slot, above, below = state
    above, top = highest_of(window, 0, p.n, slot, above, x)
    below, bottom = lowest_of(window, p.n, p.n, slot, below, x)
    seen = seen + 1 if seen < p.n else seen
    state = (seen, next_slot(slot, p.n), above, below)
    if seen < p.n:
        return state, nan
    return state, 0.5 * (top + bottom)


@feature(
    kind="range",
    inputs=("high", "low"),
    params={"n": Int(14, 2, 5000)},
    outputs={"middle": "price"},
    state=(0, 0, -inf, inf),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="TA-Lib, function MIDPRICE",
    reference="TA-Lib MIDPRICE, the same numbers",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def midprice(state, p, window, high, low):
    """Midprice: the middle between the highest high and the lowest low of the last n bars.

    NaN for the first n - 1 bars. State: bars seen (up to n), slot, highest and lowest since slot 0.
    """
    seen, slot, above, below = state
    above, top = highest_of(window, 0, p.n, slot, above, high)
    below, bottom = lowest_of(window, p.n, p.n, slot, below, low)
    seen = seen + 1 if seen < p.n else seen
    state = (seen, next_slot(slot, p.n), above, below)
    if seen < p.n:
        return state, nan
    return state, 0.5 * (top + bottom)
