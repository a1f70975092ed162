"""What all chart patterns share: a shape that waits for its break-out, and one that is confirmed and alive.

A shape lies between an upper and a lower line. It is confirmed at the first bar that closes beyond the line that it must break (by a
twentieth of its height or more), gone if price closes beyond the other one first, if the lines meet, or if no break-out comes within as
many bars as the shape is long.
Confirmed, it lives until its target or its invalidation level is touched, or as many bars as it was long have passed; until then no
other one of its kind begins. `confidence` is the mean of three marks for geometry, each 0..1. It is no probability.

Source of the life of a pattern: T. Bulkowski, Encyclopedia of Chart Patterns, 2nd ed. (2005), Introduction (break-out, measure rule)
and of each kind its own chapter. His percentages are for stocks; here all sizes are parts of the pattern's own height, and swings are
in average true ranges, so that one setting fits every market.

Kept in the window from place `at` on: the fields below.
"""

from math import nan

# Waiting for a break-out: 1 or 0; the side it must break to (1, -1, 0 either); first bar; bar at which the lines' prices are given.
WAITING, SIDE, FIRST, ANCHOR = 0, 1, 2, 3
UPPER, UPPER_SLOPE, LOWER, LOWER_SLOPE = 4, 5, 6, 7
# Height for the measure rule; fixed targets in its place, or NaN; where a break-out up or down is invalid; confidence; last bar.
HEIGHT, GOAL_UP, GOAL_DOWN, STOP_UP, STOP_DOWN, SURE, UNTIL = 8, 9, 10, 11, 12, 13, 14
# Confirmed: direction or 0, its levels, confidence, first bar, last bar.
ALIVE, TARGET, STOP, LIVE_SURE, LIVE_FIRST, LIVE_UNTIL = 15, 16, 17, 18, 19, 20
ROOM = 21
# A close is beyond a line from this part of the height on: a hair's breadth is no break-out (Edwards and Magee ask for 3 % of the price).
CLEAR = 0.05

INPUTS = ("high", "low", "close")
BULKOWSKI = "T. Bulkowski, Encyclopedia of Chart Patterns, 2nd ed. (2005), "
MAGEE = "R. Edwards, J. Magee, Technical Analysis of Stock Trends, ch. "
REFERENCE = "drawings with noise and 91 labelled cases on real charts, tests/features/patterns"
OUTPUTS = {
    "signal": "1 or -1 at the bar whose close confirmed it, else 0",
    "target": "price",
    "invalidation": "price",
    "confidence": "0 to 1, marks for the geometry, no probability",
    "age": "bars since the pattern's first point",
}


def wait(window, at, side, first, anchor, upper, upper_slope, lower, lower_slope, height, sure, until):
    """A shape is complete and waits for its break-out. Its levels of invalidation are the other line at the anchor."""
    window[at + WAITING] = 1.0
    window[at + SIDE] = side
    window[at + FIRST] = first
    window[at + ANCHOR] = anchor
    window[at + UPPER] = upper
    window[at + UPPER_SLOPE] = upper_slope
    window[at + LOWER] = lower
    window[at + LOWER_SLOPE] = lower_slope
    window[at + HEIGHT] = height
    window[at + GOAL_UP] = nan
    window[at + GOAL_DOWN] = nan
    window[at + STOP_UP] = lower
    window[at + STOP_DOWN] = upper
    window[at + SURE] = sure
    window[at + UNTIL] = until


def is_free(window, at):
    """Whether no confirmed pattern of this kind is alive."""
    return window[at + ALIVE] == 0.0


def follow(window, at, bar, high, low, close):
    """One bar in the life of a pattern. Returns the outputs: signal, target, invalidation, confidence, age."""
    age_out(window, at, bar, high, low)
    broke = break_out(window, at, bar, close)
    if broke != 0:
        confirm(window, at, bar, close, broke)
    return shown(window, at, bar, broke)


def shown(window, at, bar, broke):
    """The outputs at a bar: those of the pattern that is alive, with its signal if it broke out at this bar."""
    if window[at + ALIVE] == 0.0:
        return 0.0, nan, nan, nan, nan
    signal = window[at + ALIVE] if broke != 0 else 0.0
    return signal, window[at + TARGET], window[at + STOP], window[at + LIVE_SURE], bar - window[at + LIVE_FIRST]


def age_out(window, at, bar, high, low):
    """A confirmed pattern ends at its target, at its invalidation, or when its time is up."""
    side = window[at + ALIVE]
    if side == 0.0:
        return
    done = high >= window[at + TARGET] if side > 0 else low <= window[at + TARGET]
    failed = low <= window[at + STOP] if side > 0 else high >= window[at + STOP]
    if done or failed or bar > window[at + LIVE_UNTIL]:
        window[at + ALIVE] = 0.0


def break_out(window, at, bar, close):
    """1 or -1 if this close breaks out of the waiting shape, else 0; the shape goes if it can't any more."""
    if window[at + WAITING] == 0.0:
        return 0
    past = bar - window[at + ANCHOR]
    upper = window[at + UPPER] + window[at + UPPER_SLOPE] * past
    lower = window[at + LOWER] + window[at + LOWER_SLOPE] * past
    clear = CLEAR * window[at + HEIGHT]
    broke = 1 if close > upper + clear else (-1 if close < lower - clear else 0)
    side = window[at + SIDE]
    if broke != 0 or upper <= lower or bar > window[at + UNTIL]:
        window[at + WAITING] = 0.0
    if upper <= lower or bar > window[at + UNTIL] or (side != 0.0 and broke != side):
        return 0
    return broke


def confirm(window, at, bar, close, broke):
    """The measure rule from the line that broke; nothing if price is at the target already, or beyond the invalidation."""
    past = bar - window[at + ANCHOR]
    if broke > 0:
        line = window[at + UPPER] + window[at + UPPER_SLOPE] * past
        goal, stop = window[at + GOAL_UP], window[at + STOP_UP]
    else:
        line = window[at + LOWER] + window[at + LOWER_SLOPE] * past
        goal, stop = window[at + GOAL_DOWN], window[at + STOP_DOWN]
    target = goal if goal == goal else line + broke * window[at + HEIGHT]
    begin(window, at, bar, close, broke, target, stop, window[at + SURE], window[at + FIRST])


def begin(window, at, bar, close, side, target, stop, sure, first):
    """A pattern is confirmed at this bar, unless its target or its invalidation lies behind the close already."""
    if (target - close) * side <= 0.0 or (close - stop) * side <= 0.0:
        return
    window[at + ALIVE] = side
    window[at + TARGET] = target
    window[at + STOP] = stop
    window[at + LIVE_SURE] = sure
    window[at + LIVE_FIRST] = first
    window[at + LIVE_UNTIL] = 2 * bar - first


def mark(value):
    """Cut to 0..1."""
    return min(max(value, 0.0), 1.0)
