"""Lines that charts draw displaced: Ichimoku, Alligator, Gator. Each value here is the one that was known at its bar, never a later one."""

from math import inf, nan

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.exponential import seeded
from tradewind.features.indicators.window_extremes import highest_of, lowest_of
from tradewind.features.indicators.windows import next_slot
from tradewind.features.parameters import Parameter

ALLIGATOR = "B. M. Williams, New Trading Dimensions (1998)"


def delayed(window, base, shift, slot, x):
    """The value `shift` values ago (0: x itself), and the next slot. window[base:]: shift values."""
    if shift == 0:
        return x, 0
    before = window[base + slot]
    window[base + slot] = x
    return before, next_slot(slot, shift)


@feature(
    kind="trend",
    inputs=("high", "low", "close"),
    params={
        "conversion_n": Int(9, 1, 1000),
        "base_n": Int(26, 1, 1000),
        "slow_n": Int(52, 1, 2000),
        "shift": Int(26, 1, 1000),
    },
    outputs={
        "conversion": "price",
        "base": "price",
        "span_a": "price",
        "span_b": "price",
        "lead_a": "price",
        "lead_b": "price",
        "past": "price",
    },
    state=(0, 0, 0, 0, 0, -inf, inf, -inf, inf, -inf, inf),
    window=lambda p: 2 * (p.conversion_n + p.base_n + p.slow_n) + 3 * p.shift,
    warmup=lambda p: max(p.conversion_n, p.base_n, p.slow_n) - 1 + p.shift,
    source="G. Hosoda (Ichimoku Sanjin), 1969; N. Elliott, Ichimoku Charts (2007)",
    reference="from TA-Lib MIDPRICE, displaced, the same numbers",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def ichimoku(state, p, window, high, low, close):
    """Ichimoku: conversion and base line, the cloud at this bar, the cloud that is drawn ahead, and the close to compare with.

    conversion, base: middle of the range of conversion_n and base_n bars; lead_a: their mean, lead_b: the middle of slow_n bars,
    both drawn `shift` bars ahead; span_a, span_b: the leads of `shift` bars ago, which is the cloud at this bar; past: the close of
    `shift` bars ago, beside which the lagging span shows today's. NaN until all have values.
    State: bars seen, slots of the four rings, highest and lowest of each since slot 0; window: three of extremes, then three delays.
    """
    seen, i, j, k, late, above_i, below_i, above_j, below_j, above_k, below_k = state
    first = 2 * p.conversion_n
    second = first + 2 * p.base_n
    third = second + 2 * p.slow_n
    above_i, top = highest_of(window, 0, p.conversion_n, i, above_i, high)
    below_i, bottom = lowest_of(window, p.conversion_n, p.conversion_n, i, below_i, low)
    conversion = 0.5 * (top + bottom)
    above_j, top = highest_of(window, first, p.base_n, j, above_j, high)
    below_j, bottom = lowest_of(window, first + p.base_n, p.base_n, j, below_j, low)
    base = 0.5 * (top + bottom)
    above_k, top = highest_of(window, second, p.slow_n, k, above_k, high)
    below_k, bottom = lowest_of(window, second + p.slow_n, p.slow_n, k, below_k, low)
    lead_a, lead_b = 0.5 * (conversion + base), 0.5 * (top + bottom)
    span_a, _ = delayed(window, third, p.shift, late, lead_a)
    span_b, _ = delayed(window, third + p.shift, p.shift, late, lead_b)
    past, late = delayed(window, third + 2 * p.shift, p.shift, late, close)
    i, j, k = next_slot(i, p.conversion_n), next_slot(j, p.base_n), next_slot(k, p.slow_n)
    state = (seen + 1, i, j, k, late, above_i, below_i, above_j, below_j, above_k, below_k)
    if seen < max(p.conversion_n, p.base_n, p.slow_n) - 1 + p.shift:
        return state, (nan, nan, nan, nan, nan, nan, nan)
    return state, (conversion, base, span_a, span_b, lead_a, lead_b, past)


def three_lines(state, p, window, price):
    """(state, jaw, teeth, lips): Wilder's averages of three lengths, each as it was some bars ago."""
    seen, i, j, k, jaw, teeth, lips = state
    jaw = seeded(jaw, price, seen, p.jaw_n, 1.0 / p.jaw_n)
    teeth = seeded(teeth, price, seen, p.teeth_n, 1.0 / p.teeth_n)
    lips = seeded(lips, price, seen, p.lips_n, 1.0 / p.lips_n)
    a, i = delayed(window, 0, p.jaw_shift, i, jaw)
    b, j = delayed(window, p.jaw_shift, p.teeth_shift, j, teeth)
    c, k = delayed(window, p.jaw_shift + p.teeth_shift, p.lips_shift, k, lips)
    return (seen + 1, i, j, k, jaw, teeth, lips), a, b, c


def warm(p):
    """Rows before all three lines are there."""
    return max(p.jaw_n + p.jaw_shift, p.teeth_n + p.teeth_shift, p.lips_n + p.lips_shift) - 1


LINES: dict[str, Parameter] = {
    "jaw_n": Int(13, 1, 1000),
    "jaw_shift": Int(8, 0, 1000),
    "teeth_n": Int(8, 1, 1000),
    "teeth_shift": Int(5, 0, 1000),
    "lips_n": Int(5, 1, 1000),
    "lips_shift": Int(3, 0, 1000),
}


@feature(
    kind="trend",
    inputs=("high", "low"),
    params=LINES,
    outputs={"jaw": "price", "teeth": "price", "lips": "price"},
    state=(0, 0, 0, 0, 0.0, 0.0, 0.0),
    window=lambda p: p.jaw_shift + p.teeth_shift + p.lips_shift,
    warmup=warm,
    source=ALLIGATOR,
    reference="TA-Lib RMA of MEDPRICE, displaced, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def alligator(state, p, window, high, low):
    """Alligator: three smoothed averages of the middle of the bar, displaced; entwined it sleeps, fanned out it eats.

    Each is Wilder's average of (high + low) / 2 over its n, as it was `shift` bars ago. NaN until all have values.
    State: bars seen, a slot of each delay, the averages (or sums so far).
    """
    seen = state[0]
    state, jaw, teeth, lips = three_lines(state, p, window, 0.5 * (high + low))
    if seen < warm(p):
        return state, (nan, nan, nan)
    return state, (jaw, teeth, lips)


@feature(
    kind="trend",
    inputs=("high", "low"),
    params=LINES,
    outputs={"upper": "price", "lower": "price"},
    state=(0, 0, 0, 0, 0.0, 0.0, 0.0),
    window=lambda p: p.jaw_shift + p.teeth_shift + p.lips_shift,
    warmup=warm,
    source=ALLIGATOR,
    reference="TA-Lib RMA of MEDPRICE, displaced, 1e-9 relative",
    scaling=1,
    mirror="even",
)
def gator(state, p, window, high, low):
    """Gator oscillator: how far the Alligator's mouth is open, above and below.

    upper = |jaw - teeth|, lower = -|teeth - lips|. NaN until all have values. State: as alligator.
    """
    seen = state[0]
    state, jaw, teeth, lips = three_lines(state, p, window, 0.5 * (high + low))
    if seen < warm(p):
        return state, (nan, nan)
    return state, (abs(jaw - teeth), -abs(teeth - lips))
