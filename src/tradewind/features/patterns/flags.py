"""Flags and pennants: a steep pole, a short pause, and on the way price went before.

The pole ends at the last known turning point and begins at most 15 bars before it: at the latest bar from which price went nine tenths
of the way that it went in those 15. It is at least `pole` average true ranges high. The pause takes 7 to `longest` bars and gives back
at most half of it. Its lines are least-squares lines through the highs and through the lows, moved outwards until all lie inside.
Confirmed by the first close outside of the line in the pole's direction that has made good two thirds (pennant: 0.4) of what was given back.
Target: the pole's height from the pause's extreme. Invalidation: that extreme. Confidence: mean of how little was given back, how steep
the pole is (full mark at one average true range a bar), and how far the lines meet the rule of the kind.
"""

from tradewind.features.declare import Float, Int, feature
from tradewind.features.patterns.shapes import (
    BULKOWSKI,
    INPUTS,
    MAGEE,
    OUTPUTS,
    REFERENCE,
    ROOM,
    age_out,
    begin,
    is_free,
    mark,
    shown,
)
from tradewind.features.structure.turning import FIELDS, TURNING, bar_of, price_of, turn

PARAMS = {"size": Float(1.5, 0.5, 50.0), "pole": Float(4.0, 1.0, 50.0), "longest": Int(20, 8, 40)}
DEPTH = 1
AT = FIELDS * DEPTH
# The pole: height or 0, its last price, first and last bar, how steep; then the last RING highs and lows.
POLE, POLE_END, POLE_FIRST, POLE_LAST, STEEP = AT + ROOM, AT + ROOM + 1, AT + ROOM + 2, AT + ROOM + 3, AT + ROOM + 4
HIGHS = AT + ROOM + 5
RING = 64
LOWS = HIGHS + RING
POLE_BARS, SHORTEST = 15, 7
# Lines are parallel if their distance changes by less than this part, and a pause closes in if its range shrinks by more.
CLOSING = 0.3
# A pennant's lines meet in the middle of what was given back, so less of it has to be made good.
FLAG_MADE_GOOD, PENNANT_MADE_GOOD = 2.0 / 3.0, 0.4


def room(p):
    """The last turning point, the pattern's life, the pole, and the last highs and lows."""
    return LOWS + RING


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Flags; " + MAGEE + "11", reference=REFERENCE,
)  # fmt: skip
def bull_flag(state, p, window, high, low, close):
    """A steep rise and a short pause between parallel lines that don't rise much; confirmed when price closes above the upper one.

    Lines parallel to 0.3 of their distance; the upper one rises by at most a quarter of the pole. Pole, pause, target, invalidation,
    confidence: see the top of flags.py. NaN where no confirmed pattern is alive. State and window: turning.py, shapes.py, flags.py.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    return pause(state, p, window, high, low, close, 1, False)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Flags; " + MAGEE + "11", reference=REFERENCE,
)  # fmt: skip
def bear_flag(state, p, window, high, low, close):
    """A steep fall and a short pause between parallel lines that don't fall much; confirmed when price closes below the lower one.

    `bull_flag` upside down: see there and the top of flags.py. NaN where no confirmed pattern is alive.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    return pause(state, p, window, high, low, close, -1, False)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Pennants; " + MAGEE + "11", reference=REFERENCE,
)  # fmt: skip
def bull_pennant(state, p, window, high, low, close):
    """A steep rise and a short pause between lines that close in; confirmed when price closes above the upper one.

    The range of its second half is smaller than that of its first by more than 0.3. Pole, pause, target, invalidation,
    confidence: see the top of flags.py. NaN where no confirmed pattern is alive. State and window: turning.py, shapes.py, flags.py.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    return pause(state, p, window, high, low, close, 1, True)


@feature(
    kind="pattern", inputs=INPUTS, params=PARAMS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Pennants; " + MAGEE + "11", reference=REFERENCE,
)  # fmt: skip
def bear_pennant(state, p, window, high, low, close):
    """A steep fall and a short pause between lines that close in; confirmed when price closes below the lower one.

    `bull_pennant` upside down: see there and the top of flags.py. NaN where no confirmed pattern is alive.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    return pause(state, p, window, high, low, close, -1, True)


def pause(state, p, window, high, low, close, sign, closing):
    """One bar of such a feature: sign 1 after a rise, -1 after a fall."""
    state, turned = turn(state, window, DEPTH, p.size, high, low, close)
    bar = state[0] - 1
    if turned == sign:
        see_pole(window, bar, sign, p.pole, state[8], p.longest)
    age_out(window, AT, bar, high, low)
    broke = 0
    if window[POLE] > 0.0 and is_free(window, AT):
        broke = end_of_pause(window, bar, low if sign > 0 else high, close, sign, p.longest, closing)
    slot = bar & (RING - 1)
    window[HIGHS + slot] = high
    window[LOWS + slot] = low
    return state, shown(window, AT, bar, broke)


def see_pole(window, bar, sign, least, spread, longest):
    """The way to the newest turning point is the pole if it is high and steep enough; a further extreme ends an older one, a nearer one
    is a turn within its pause."""
    end, last = price_of(window, 0), int(bar_of(window, 0))
    if window[POLE] > 0.0 and bar - window[POLE_LAST] <= longest + 1 and sign * (end - window[POLE_END]) <= 0.0:
        return
    earliest = max(last - POLE_BARS, 0)
    if bar - earliest >= RING:
        return
    ring, height, first = LOWS if sign > 0 else HIGHS, 0.0, last
    for i in range(earliest, last):
        height = max(height, sign * (end - window[ring + (i & (RING - 1))]))
    for i in range(earliest, last):
        if sign * (end - window[ring + (i & (RING - 1))]) >= 0.9 * height:
            first = i
    if height >= least * spread and first < last:
        window[POLE] = height
        window[POLE_END] = end
        window[POLE_FIRST] = first
        window[POLE_LAST] = last
        window[STEEP] = mark(height / ((last - first) * spread))
    else:
        window[POLE] = 0.0


def end_of_pause(window, bar, extreme, close, sign, longest, closing):
    """The sign if this close breaks out of the pause, else 0. The pole is forgotten when the pause can't be one any more."""
    first, pole = int(window[POLE_LAST]) + 1, window[POLE]
    n = bar - first
    outer, inner = (HIGHS, LOWS) if sign > 0 else (LOWS, HIGHS)
    if n > longest:
        window[POLE] = 0.0
        return 0
    for i in range(first, bar):
        extreme = sign * min(sign * extreme, sign * window[inner + (i & (RING - 1))])
    back = sign * (window[POLE_END] - extreme) / pole
    if back > 0.5:
        window[POLE] = 0.0
        return 0
    if n < SHORTEST:
        return 0
    upper, upper_slope = outer_line(window, outer, first, n, sign)
    lower, lower_slope = outer_line(window, inner, first, n, -sign)
    given_back = sign * (window[POLE_END] - extreme)
    made_good = PENNANT_MADE_GOOD if closing else FLAG_MADE_GOOD
    if sign * (close - upper) <= 0.0 or sign * (close - extreme) < made_good * given_back:
        return 0
    late = sign * (upper - lower)
    early = late - sign * (upper_slope - lower_slope) * n
    if late <= 0.0 or early <= 0.0 or early > 0.75 * pole or sign * upper_slope * n > 0.25 * pole:
        return 0
    rule = 1.0 - abs(1.0 - late / early) / CLOSING
    if closing:
        rule = mark((narrowing(window, first, n) - CLOSING) / CLOSING)
    if rule <= 0.0:
        return 0
    sure = (1.0 - 2.0 * back + window[STEEP] + rule) / 3.0
    begin(window, AT, bar, close, sign, extreme + sign * pole, extreme, sure, window[POLE_FIRST])
    window[POLE] = 0.0
    return sign


def narrowing(window, first, n):
    """By how much the range of the second half of n bars is smaller than that of the first half, as a part of it."""
    half = n // 2
    before = span(window, first, first + half)
    return 1.0 - span(window, first + n - half, first + n) / before if before > 0.0 else 0.0


def span(window, first, after):
    """Highest high minus lowest low of the bars from `first` to before `after`."""
    top, bottom = window[HIGHS + (first & (RING - 1))], window[LOWS + (first & (RING - 1))]
    for i in range(first, after):
        top = max(top, window[HIGHS + (i & (RING - 1))])
        bottom = min(bottom, window[LOWS + (i & (RING - 1))])
    return top - bottom


def outer_line(window, ring, first, n, sign):
    """(price at the bar after the last, slope) of the least-squares line through n prices, moved out (up for sign 1) until all lie inside."""
    middle = 0.5 * (n - 1)
    total, moment = 0.0, 0.0
    for i in range(n):
        price = window[ring + ((first + i) & (RING - 1))]
        total += price
        moment += (i - middle) * price
    slope = moment * 12.0 / (n * (n * n - 1.0))
    mean, off = total / n, 0.0
    for i in range(n):
        off = max(off, sign * (window[ring + ((first + i) & (RING - 1))] - mean - slope * (i - middle)))
    return mean + slope * (n - middle) + sign * off, slope
