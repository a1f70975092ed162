"""Patterns between two trend lines: triangles, wedges, the rectangle and channels. They can break to either side.

The upper line lies over all highs among the last turning points and as near to them as can be (it is the edge of their hull over the
middle of the stretch), the lower one so under the lows. A turning point touches its line if it is off by at most `tolerance` of the mean
distance of the lines. The lines must be touched by turns `touches` times, beginning with the oldest point: price must cross from side to
side, and may turn between them without touching. Bulkowski takes five touches for the least, and three of each line for the best
(thepatternsite.com, Rectangle Tops quiz): so the default. No half of the pattern is without a touch, and it is SHORTEST bars long or more:
shorter ones are pennants or knots. Of all stretches of up to POINTS turning points, the one with the best marks counts. The height is the
distance of the lines at the first of them. Turning points are small (`size` 1.0), for inside a pattern prices move less than before it:
with swings of twice that the narrow ones had no turning points at all.
What the lines do is told by their rise over the length of the pattern, as a part of that height: level up to LEVEL, parallel if the rises
differ by less than CLOSING, closing in if by more. So no two of these patterns can be found on the same turning points.

Target (measure rule): the height beyond the line that broke, for a wedge that breaks against its slope the price at which it began.
Invalidation: the last turning point on the other side. Confidence: mean of how well the touches sit on the lines, how evenly they lie in
time, and how far the pattern meets its rule, said with each.
"""

from math import inf

from tradewind.features.declare import Float, Int, feature
from tradewind.features.patterns.shapes import (
    BULKOWSKI,
    GOAL_DOWN,
    GOAL_UP,
    INPUTS,
    MAGEE,
    OUTPUTS,
    REFERENCE,
    ROOM,
    STOP_DOWN,
    STOP_UP,
    follow,
    is_free,
    mark,
    wait,
)
from tradewind.features.structure.turning import FIELDS, TURNING, bar_of, price_of, turn

POINTS = 16
# Three weeks of days; the longest stretch without a touch, as a part of the whole.
SHORTEST = 15
GAP = 0.5
AT = FIELDS * POINTS
LEVEL = 0.25
CLOSING = 0.3
PARAMS = {"size": Float(1.0, 0.5, 50.0), "touches": Int(6, 4, POINTS), "tolerance": Float(0.2, 0.01, 1.0)}


def room(p):
    """The last turning points and the pattern's life."""
    return AT + ROOM


def line_over(window, first, oldest, sign):
    """(found, price at the newest turning point, slope) of the line over every second turning point from `first` to `oldest`, as near to
    all of them as can be: the edge of their hull over the middle of the stretch. sign -1: the line under them.
    """
    middle = 0.5 * (bar_of(window, 0) + bar_of(window, oldest)) - 0.25
    highest, slope = -inf, 0.0
    for newer in range(first, oldest - 1, 2):
        if bar_of(window, newer) < middle:
            break
        for older in range(oldest - (oldest - first) % 2, newer, -2):
            if bar_of(window, older) > middle:
                break
            rise = (
                sign
                * (price_of(window, newer) - price_of(window, older))
                / (bar_of(window, newer) - bar_of(window, older))
            )
            there = sign * price_of(window, older) + rise * (middle - bar_of(window, older))
            if there > highest:
                highest, slope = there, rise
    return highest > -inf, sign * (highest + slope * (bar_of(window, 0) - middle)), sign * slope


def touched(window, oldest, even_line, even_slope, odd_line, odd_slope, near):
    """How turning points touch two lines by turns: (touches, longest stretch without one, their mean distance from the lines, whether the
    oldest is one)."""
    touches, longest, off, side, last = 0, 0.0, 0.0, -1, 0
    for j in range(oldest + 1):
        back = bar_of(window, j) - bar_of(window, 0)
        line = even_line + even_slope * back if j % 2 == 0 else odd_line + odd_slope * back
        distance = abs(price_of(window, j) - line)
        if distance <= near and j % 2 != side:
            longest = max(longest, bar_of(window, last) - bar_of(window, j))
            touches, off, side, last = touches + 1, off + distance, j % 2, j
    return touches, longest, off / max(touches, 1), last == oldest


def lines(window, count, oldest, least, tolerance):
    """The two lines round the last turning points, from the `oldest` on.

    Returns (ok, upper, its slope, lower, its slope, height, length, fit, evenness). Prices of the lines are those at the newest turning
    point; slopes are per bar; fit and evenness are marks 0..1.
    """
    nothing = (False, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    if count <= oldest:
        return nothing
    length = bar_of(window, 0) - bar_of(window, oldest)
    even_upper = price_of(window, 0) > price_of(window, 1)
    sign = 1.0 if even_upper else -1.0
    even, even_line, even_slope = line_over(window, 0, oldest, sign)
    odd, odd_line, odd_slope = line_over(window, 1, oldest, -sign)
    width = sign * (even_line - odd_line)
    height = width - sign * (even_slope - odd_slope) * length
    if length < SHORTEST or not (even and odd) or height <= 0.0 or width <= 0.0:
        return nothing
    near = tolerance * 0.5 * (height + width)
    touches, longest, off, begins = touched(window, oldest, even_line, even_slope, odd_line, odd_slope, near)
    if touches < least or not begins or longest > GAP * length:
        return nothing
    fit = 1.0 - off / near
    # Full mark where all legs are equally long, none where one leg is all.
    evenly = mark((1.0 - longest / length) * (touches - 1) / (touches - 2))
    if even_upper:
        return True, even_line, even_slope, odd_line, odd_slope, height, length, fit, evenly
    return True, odd_line, odd_slope, even_line, even_slope, height, length, fit, evenly


def wait_between(window, upper, upper_slope, lower, lower_slope, height, length, sure):
    """Wait for a break-out of two lines to either side."""
    anchor = bar_of(window, 0)
    wait(
        window, AT, 0.0, anchor - length, anchor, upper, upper_slope, lower, lower_slope, height, sure, anchor + length
    )
    newest, before = price_of(window, 0), price_of(window, 1)
    window[AT + STOP_UP] = min(newest, before)
    window[AT + STOP_DOWN] = max(newest, before)


def goes_with(kind, rise, fall):
    """How far the lines' rises, as parts of the height, meet a rule: a mark above 0 if they do. rise: upper line, fall: lower line.

    kind: 0 rectangle, 1 symmetrical, 2 ascending, -2 descending triangle, 3 rising, -3 falling wedge, 4 ascending, -4 descending channel.
    """
    closing = fall - rise
    level_upper, level_lower = 1.0 - abs(rise) / LEVEL, 1.0 - abs(fall) / LEVEL
    parallel = 1.0 - abs(closing) / CLOSING
    if kind == 0:
        return min(level_upper, level_lower)
    if kind == 1:
        return mark(min(-rise, fall) / LEVEL - 1.0) if closing < 1.0 else 0.0
    if kind == 2:
        return level_upper if fall > LEVEL and closing >= CLOSING else 0.0
    if kind == -2:
        return level_lower if -rise > LEVEL and closing >= CLOSING else 0.0
    if kind == 3 or kind == -3:
        steep = min(rise, fall) if kind > 0 else min(-rise, -fall)
        return mark(steep / LEVEL - 1.0) if closing >= CLOSING else 0.0
    steep = min(rise, fall) if kind > 0 else min(-rise, -fall)
    return parallel if steep > LEVEL else 0.0


def find(window, count, least, tolerance, kind):
    """Look for the kind of pattern (see goes_with) that ends at the newest turning point: the one with the best marks."""
    best = 0.0
    for oldest in range(POINTS - 1, least - 2, -1):
        ok, upper, upper_slope, lower, lower_slope, height, length, fit, even = lines(
            window, count, oldest, least, tolerance
        )
        rule = goes_with(kind, upper_slope * length / height, lower_slope * length / height) if ok else 0.0
        sure = (fit + even + rule) / 3.0
        if rule <= 0.0 or sure <= best:
            continue
        best = sure
        wait_between(window, upper, upper_slope, lower, lower_slope, height, length, sure)
        if kind == 3:
            window[AT + GOAL_DOWN] = lower - lower_slope * length
        if kind == -3:
            window[AT + GOAL_UP] = upper - upper_slope * length


def between(state, p, window, high, low, close, kind):
    """One bar of such a feature."""
    state, turned = turn(state, window, POINTS, p.size, high, low, close)
    if turned != 0 and is_free(window, AT):
        find(window, state[6], p.touches, p.tolerance, kind)
    return state, follow(window, AT, state[0] - 1, high, low, close)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Rectangle Tops, Rectangle Bottoms; " + MAGEE + "9",
    reference=REFERENCE,
)  # fmt: skip
def rectangle(state, p, window, high, low, close):
    """Price goes back and forth between two level lines; confirmed when it closes outside of them.

    Both lines rise or fall by at most a quarter of the height over the pattern. Mark for the rule: how level the steeper line is.
    Lines, target, invalidation and confidence: see the top of lines.py. NaN where no confirmed pattern is alive.
    State and window: turning.py, shapes.py.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    return between(state, p, window, high, low, close, 0)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Triangles, Symmetrical; " + MAGEE + "8",
    reference=REFERENCE,
)  # fmt: skip
def symmetrical_triangle(state, p, window, high, low, close):
    """Lower highs and higher lows close in on each other; confirmed when price closes outside of the two lines.

    Upper line falls and lower line rises by more than a quarter of the height each. Mark for the rule: the flatter one's excess over that.
    Lines, target, invalidation and confidence: see the top of lines.py. NaN where no confirmed pattern is alive.
    State and window: turning.py, shapes.py.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    return between(state, p, window, high, low, close, 1)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Triangles, Ascending; " + MAGEE + "8",
    reference=REFERENCE,
)  # fmt: skip
def ascending_triangle(state, p, window, high, low, close):
    """Higher lows press against a level resistance; confirmed when price closes outside of the two lines, mostly above.

    Upper line level to a quarter of the height, lower one rises by more, and they close in by 0.3 of it or more. Mark: how level the upper line is.
    Lines, target, invalidation and confidence: see the top of lines.py. NaN where no confirmed pattern is alive.
    State and window: turning.py, shapes.py.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    return between(state, p, window, high, low, close, 2)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Triangles, Descending; " + MAGEE + "8",
    reference=REFERENCE,
)  # fmt: skip
def descending_triangle(state, p, window, high, low, close):
    """Lower highs press against a level support; confirmed when price closes outside of the two lines, mostly below.

    `ascending_triangle` upside down.
    Lines, target, invalidation and confidence: see the top of lines.py. NaN where no confirmed pattern is alive.
    State and window: turning.py, shapes.py.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    return between(state, p, window, high, low, close, -2)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Wedges, Rising; " + MAGEE + "10",
    reference=REFERENCE,
)  # fmt: skip
def rising_wedge(state, p, window, high, low, close):
    """Two rising lines that close in on each other; confirmed when price closes outside of them, mostly below.

    Both lines rise by more than a quarter of the height and close in by 0.3 of it or more. Mark: the flatter one's excess over a quarter.
    Lines, target, invalidation and confidence: see the top of lines.py. NaN where no confirmed pattern is alive.
    State and window: turning.py, shapes.py.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    return between(state, p, window, high, low, close, 3)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Wedges, Falling; " + MAGEE + "10",
    reference=REFERENCE,
)  # fmt: skip
def falling_wedge(state, p, window, high, low, close):
    """Two falling lines that close in on each other; confirmed when price closes outside of them, mostly above.

    `rising_wedge` upside down.
    Lines, target, invalidation and confidence: see the top of lines.py. NaN where no confirmed pattern is alive.
    State and window: turning.py, shapes.py.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    return between(state, p, window, high, low, close, -3)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=MAGEE + "14 (Trendlines and Channels)",
    reference=REFERENCE,
)  # fmt: skip
def ascending_channel(state, p, window, high, low, close):
    """Price rises between two parallel lines; confirmed when it closes outside of them.

    Both lines rise by more than a quarter of the height, and by the same to within 0.3 of it. Mark for the rule: how parallel they are.
    Lines, target, invalidation and confidence: see the top of lines.py. NaN where no confirmed pattern is alive.
    State and window: turning.py, shapes.py.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    return between(state, p, window, high, low, close, 4)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=MAGEE + "14 (Trendlines and Channels)",
    reference=REFERENCE,
)  # fmt: skip
def descending_channel(state, p, window, high, low, close):
    """Price falls between two parallel lines; confirmed when it closes outside of them.

    `ascending_channel` upside down.
    Lines, target, invalidation and confidence: see the top of lines.py. NaN where no confirmed pattern is alive.
    State and window: turning.py, shapes.py.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    return between(state, p, window, high, low, close, -4)
