"""Reversals at two or three tops or bottoms: double, triple, head and shoulders.

A top and its inverse are one function with a sign: with prices times -1 a bottom is a top.
"""

from tradewind.features.declare import Float, feature
from tradewind.features.parameters import Parameter
from tradewind.features.patterns.shapes import (
    BULKOWSKI,
    INPUTS,
    MAGEE,
    OUTPUTS,
    REFERENCE,
    ROOM,
    follow,
    is_free,
    mark,
    wait,
)
from tradewind.features.structure.turning import FIELDS, TURNING, bar_of, price_of, turn

PARAMS: dict[str, Parameter] = {"size": Float(2.5, 0.5, 50.0), "tolerance": Float(0.25, 0.01, 1.0)}
DEPTH = 6
AT = FIELDS * DEPTH
# Tops nearer than this are one top.
APART = 5


def room(p):
    """The last six turning points and the pattern's life."""
    return AT + ROOM


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Double Tops; " + MAGEE + "9",
    reference=REFERENCE,
)  # fmt: skip
def double_top(state, p, window, high, low, close):
    """Two tops at the same price after a rise; confirmed when price closes below the low between them.

    Tops differ by at most `tolerance` of the height (higher top to valley) and are 5 bars apart or more; the rise before them is at
    least as high as the pattern. Target: the height below the valley. Invalidation: the higher top.
    Confidence: mean of how equal the tops are, how long the rise before was (full mark at twice the height), and how near to each
    other the two legs are in time. NaN where no confirmed pattern is alive. State and window: turning.py, shapes.py.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    state, turned = turn(state, window, DEPTH, p.size, high, low, close)
    if turned == 1 and is_free(window, AT):
        find_double(window, state[6], 1.0, p.tolerance)
    return state, follow(window, AT, state[0] - 1, high, low, close)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Double Bottoms; " + MAGEE + "9",
    reference=REFERENCE,
)  # fmt: skip
def double_bottom(state, p, window, high, low, close):
    """Two bottoms at the same price after a fall; confirmed when price closes above the high between them.

    `double_top` upside down: see there for rules, target, invalidation, confidence, NaN, state and window.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    state, turned = turn(state, window, DEPTH, p.size, high, low, close)
    if turned == -1 and is_free(window, AT):
        find_double(window, state[6], -1.0, p.tolerance)
    return state, follow(window, AT, state[0] - 1, high, low, close)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Triple Tops",
    reference=REFERENCE,
)  # fmt: skip
def triple_top(state, p, window, high, low, close):
    """Three tops at the same price after a rise; confirmed when price closes below the lowest low between them.

    All tops within `tolerance` of the height (highest top to lowest valley), the two valleys within half of it, 5 bars or more between
    tops, the rise began below the valleys. Target: the height below the lowest valley. Invalidation: the highest top.
    Confidence: mean of how equal the tops are, how equal the valleys are, and how even the tops lie in time.
    NaN where no confirmed pattern is alive. State and window: turning.py, shapes.py.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    state, turned = turn(state, window, DEPTH, p.size, high, low, close)
    if turned == 1 and is_free(window, AT):
        find_triple(window, state[6], 1.0, p.tolerance)
    return state, follow(window, AT, state[0] - 1, high, low, close)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Triple Bottoms",
    reference=REFERENCE,
)  # fmt: skip
def triple_bottom(state, p, window, high, low, close):
    """Three bottoms at the same price after a fall; confirmed when price closes above the highest high between them.

    `triple_top` upside down: see there for rules, target, invalidation, confidence, NaN, state and window.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    state, turned = turn(state, window, DEPTH, p.size, high, low, close)
    if turned == -1 and is_free(window, AT):
        find_triple(window, state[6], -1.0, p.tolerance)
    return state, follow(window, AT, state[0] - 1, high, low, close)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Head-and-Shoulders Tops; " + MAGEE + "6",
    reference=REFERENCE,
)  # fmt: skip
def head_and_shoulders(state, p, window, high, low, close):
    """A top between two lower tops of about the same height, after a rise; confirmed when price closes below its neckline.

    The head stands above both shoulders by a tenth of the height (head to neckline) or more; the shoulders differ by at most twice the
    `tolerance` of the height and one side takes at most three times as long as the other; both shoulders lie above both lows; the lows
    differ by at most half of the height; the rise began below them. The neckline goes through the two lows; where it falls, the right low
    itself must break.
    Target: the height below the neckline. Invalidation: the right shoulder.
    Confidence: mean of how equal the shoulders are, how level the neckline is, and how even the two sides are in time.
    NaN where no confirmed pattern is alive. State and window: turning.py, shapes.py.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    state, turned = turn(state, window, DEPTH, p.size, high, low, close)
    if turned == 1 and is_free(window, AT):
        find_head(window, state[6], 1.0, p.tolerance)
    return state, follow(window, AT, state[0] - 1, high, low, close)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Head-and-Shoulders Bottoms; " + MAGEE + "7",
    reference=REFERENCE,
)  # fmt: skip
def inverse_head_and_shoulders(state, p, window, high, low, close):
    """A bottom between two higher bottoms, after a fall; confirmed when price closes above its neckline.

    `head_and_shoulders` upside down: see there for rules, target, invalidation, confidence, NaN, state and window.
    """
    state, turned = turn(state, window, DEPTH, p.size, high, low, close)
    if turned == -1 and is_free(window, AT):
        find_head(window, state[6], -1.0, p.tolerance)
    return state, follow(window, AT, state[0] - 1, high, low, close)


def find_double(window, count, sign, tolerance):
    """A double top (sign 1) or bottom (-1) whose second top is the newest turning point."""
    if count < 4:
        return
    second, valley, first = sign * price_of(window, 0), sign * price_of(window, 1), sign * price_of(window, 2)
    start = sign * price_of(window, 3)
    left, right = bar_of(window, 1) - bar_of(window, 2), bar_of(window, 0) - bar_of(window, 1)
    height = max(first, second) - valley
    unequal = abs(first - second) / height
    rise = (first - start) / height
    if unequal > tolerance or rise < 1.0 or left + right < APART:
        return
    sure = (1.0 - unequal / tolerance + mark(rise - 1.0) + min(left, right) / max(left, right)) / 3.0
    wait_reversal(window, sign, 2, valley, 0.0, max(first, second), height, sure)


def find_triple(window, count, sign, tolerance):
    """A triple top (sign 1) or bottom (-1) whose third top is the newest turning point."""
    if count < 6:
        return
    third, second, first = sign * price_of(window, 0), sign * price_of(window, 2), sign * price_of(window, 4)
    right_valley, left_valley, start = (
        sign * price_of(window, 1),
        sign * price_of(window, 3),
        sign * price_of(window, 5),
    )
    left, right = bar_of(window, 2) - bar_of(window, 4), bar_of(window, 0) - bar_of(window, 2)
    top, valley = max(first, second, third), min(left_valley, right_valley)
    height = top - valley
    unequal = (top - min(first, second, third)) / height
    tilt = abs(left_valley - right_valley) / height
    if unequal > tolerance or tilt > 0.5 or min(left, right) < APART or start > valley:
        return
    sure = (1.0 - unequal / tolerance + 1.0 - 2.0 * tilt + min(left, right) / max(left, right)) / 3.0
    wait_reversal(window, sign, 4, valley, 0.0, top, height, sure)


def find_head(window, count, sign, tolerance):
    """Head and shoulders (sign 1) or the inverse (-1) whose right shoulder is the newest turning point."""
    if count < 6:
        return
    right, head, left = sign * price_of(window, 0), sign * price_of(window, 2), sign * price_of(window, 4)
    right_low, left_low, start = sign * price_of(window, 1), sign * price_of(window, 3), sign * price_of(window, 5)
    slope = (right_low - left_low) / (bar_of(window, 1) - bar_of(window, 3))
    height = head - left_low - slope * (bar_of(window, 2) - bar_of(window, 3))
    if height <= 0.0:
        return
    unequal, tilt = abs(left - right) / height, abs(left_low - right_low) / height
    before, after = bar_of(window, 2) - bar_of(window, 4), bar_of(window, 0) - bar_of(window, 2)
    even = min(before, after) / max(before, after)
    level = max(left_low, right_low)
    if head - max(left, right) < 0.1 * height or unequal > 2.0 * tolerance or tilt > 0.5 or 3.0 * even < 1.0:
        return
    if min(left, right) <= level or start > min(left_low, right_low):
        return
    sure = (1.0 - 0.5 * unequal / tolerance + 1.0 - 2.0 * tilt + even) / 3.0
    past = bar_of(window, 0) - bar_of(window, 1)
    slope = max(slope, 0.0)
    wait_reversal(window, sign, 4, right_low + slope * past, slope, right, height, sure)


def wait_reversal(window, sign, oldest, line, slope, stop, height, sure):
    """A top (sign 1) waits for a close below its line, a bottom (-1) for one above; line and stop are given times the sign."""
    first, anchor = bar_of(window, oldest), bar_of(window, 0)
    until = 2 * anchor - first
    if sign > 0:
        wait(window, AT, -1.0, first, anchor, stop, 0.0, line, slope, height, sure, until)
    else:
        wait(window, AT, 1.0, first, anchor, -line, -slope, -stop, 0.0, height, sure, until)
