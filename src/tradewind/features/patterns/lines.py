"""Patterns between two trend lines: triangles, wedges, the rectangle and channels. They can break to either side.

The upper line goes through the oldest and the newest of the highs among the last turning points, the lower one through the lows; a
turning point between those may be off its line by `tolerance` of the mean distance of the lines. Of all numbers of turning points from
`touches` to eight that fit, the one with the best marks counts. The height is the distance of the lines at the first of them.
What the lines do is told by their rise over the length of the pattern, as a part of that height: level up to LEVEL, parallel if the rises
differ by less than CLOSING, closing in if by more. So no two of these patterns can be found on the same turning points.

Target (measure rule): the height beyond the line that broke, for a wedge that breaks against its slope the price at which it began.
Invalidation: the last turning point on the other side. Confidence: mean of how well inner turning points sit on the lines, how evenly
all of them lie in time, and how far the pattern meets its rule, said with each.
"""

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

TOUCHES = 8
AT = FIELDS * TOUCHES
LEVEL = 0.25
CLOSING = 0.3
PARAMS = {"size": Float(2.0, 0.5, 50.0), "touches": Int(5, 4, TOUCHES), "tolerance": Float(0.15, 0.01, 1.0)}


def room(p):
    """The last eight turning points and the pattern's life."""
    return AT + ROOM


def lines(window, count, touches, tolerance):
    """The two lines through the last turning points. Returns (ok, upper, its slope, lower, its slope, height, length, fit, evenness).

    Prices of the lines are those at the newest turning point; slopes are per bar; fit and evenness are marks 0..1.
    """
    nothing = (False, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    if count < touches:
        return nothing
    newest, oldest = bar_of(window, 0), bar_of(window, touches - 1)
    length = newest - oldest
    # Which of the two newest is a high: the first side's turning points have even numbers.
    even_upper = price_of(window, 0) > price_of(window, 1)
    even_last = touches - 1 - (touches - 1) % 2
    odd_last = touches - 1 - touches % 2
    even_slope = (price_of(window, 0) - price_of(window, even_last)) / (newest - bar_of(window, even_last))
    odd_slope = (price_of(window, 1) - price_of(window, odd_last)) / (bar_of(window, 1) - bar_of(window, odd_last))
    even_line = price_of(window, 0)
    odd_line = price_of(window, 1) + odd_slope * (newest - bar_of(window, 1))
    height = abs(even_line - odd_line - (even_slope - odd_slope) * length)
    width = even_line - odd_line if even_upper else odd_line - even_line
    if (
        height <= 0.0
        or width <= 0.0
        or (even_line - odd_line - (even_slope - odd_slope) * length) * (even_line - odd_line) <= 0.0
    ):
        return nothing
    worst, longest = 0.0, 0.0
    for j in range(touches - 1):
        longest = max(longest, bar_of(window, j) - bar_of(window, j + 1))
        line = even_line + even_slope * (bar_of(window, j) - newest)
        if j % 2 == 1:
            line = odd_line + odd_slope * (bar_of(window, j) - newest)
        worst = max(worst, abs(price_of(window, j) - line) / (0.5 * (height + width)))
    if worst > tolerance:
        return nothing
    fit = 1.0 - worst / tolerance
    # Full mark where all legs are equally long, none where one leg is all.
    even = mark((1.0 - longest / length) * (touches - 1) / (touches - 2))
    if even_upper:
        return True, even_line, even_slope, odd_line, odd_slope, height, length, fit, even
    return True, odd_line, odd_slope, even_line, even_slope, height, length, fit, even


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
    for touches in range(TOUCHES, least - 1, -1):
        ok, upper, upper_slope, lower, lower_slope, height, length, fit, even = lines(window, count, touches, tolerance)
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
    state, turned = turn(state, window, TOUCHES, p.size, high, low, close)
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
