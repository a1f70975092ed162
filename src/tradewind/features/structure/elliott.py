"""Elliott waves: automatic counts, finished impulses, corrections by form, and two degrees side by side.

All of it is said from the turning points that are known by then (turning.py); a count may change when new ones come, but what was said at
a bar stays said. Rules, guidelines and ratios with their source: elliott_rules.py. What comes of random walks: docs/guide/elliott.md.
"""

from math import nan

from tradewind.features.declare import Float, feature
from tradewind.features.structure.elliott_forms import best_form
from tradewind.features.structure.elliott_rules import (
    AIM,
    AT,
    CEILING,
    COUNT,
    COUNTS,
    DEAD,
    FLOOR,
    POINTS,
    SCORE,
    SIDE,
    WINDOW,
    aim,
    allowed,
    clear_of_first,
    limits,
    score,
)
from tradewind.features.structure.swings import SIZE
from tradewind.features.structure.turning import FIELDS, TURNING, price_of, turn

SOURCE = "A. J. Frost and R. Prechter, Elliott Wave Principle (1978; 10th ed. 2005), ch. 1, 2 and 4"
REFERENCE = "a second enumeration with lists, tests/features/cases/elliott.py; the book's rules and examples, tests/features/test_elliott.py"


@feature(
    kind="elliott",
    inputs=("high", "low", "close"),
    params={"size": SIZE},
    outputs={
        "wave": "the wave that is running: 1 to 5, -1, -2, -3 for A, B, C, 0 no count",
        "direction": "way of the impulse: 1 up, -1 down, 0",
        "score": "0 to 1",
        "target": "price",
        "invalidation": "price",
        "alternate": "the wave that is running in the second best count, 0 none",
    },
    state=TURNING,
    window=lambda p: WINDOW,
    source=SOURCE,
    reference=REFERENCE,
    scaling=None,
    draw="overlay",
)
def elliott(state, p, window, high, low, close):
    """The Elliott count that fits best: which wave is running, where it would end, and at which price the count is wrong.

    Of the eight counts that the newest turning point allows (it ends wave 1, …, 5, A, B or C), those that break a hard rule are out, also when
    price breaks one later; the rest are ranked by guidelines (elliott_rules.py). direction is the way of the impulse, also while it is corrected.
    target: commonest proportion, NaN while a new wave 1 runs. NaN and 0 without a count. State: turning.py; window: the counts.
    """
    state, turned = turn(state, window, POINTS, p.size, high, low, close)
    if turned != 0:
        count_anew(window, state[6], turned)
    return state, ranked(window, state[6], high, low)


@feature(
    kind="elliott",
    inputs=("high", "low", "close"),
    params={"size": SIZE},
    outputs={
        "signal": "1 an impulse up is complete, -1 down, else 0",
        "score": "0 to 1 (at a signal)",
        "target": "price (at a signal)",
        "invalidation": "price (at a signal)",
        "diagonal": "1 if wave 4 overlaps wave 1, else 0",
    },
    state=TURNING,
    window=lambda p: FIELDS * POINTS,
    source=SOURCE,
    reference=REFERENCE,
    scaling=None,
    draw="marker",
)
def elliott_impulse(state, p, window, high, low, close):
    """Five waves done: the bar at which the last six turning points are known to be a whole impulse or diagonal.

    A correction is expected: target is the end of wave 4, to which corrections commonly go; invalidation is the end of wave 5. Both NaN
    without a signal. score: see elliott. State: turning.py.
    """
    state, turned = turn(state, window, POINTS, p.size, high, low, close)
    if turned == 0 or state[6] < 6 or not allowed(window, 5, turned):
        return state, (0.0, 0.0, nan, nan, 0.0)
    diagonal = 0.0 if clear_of_first(window, 5, turned) else 1.0
    return state, (1.0 * turned, score(window, 5, turned), price_of(window, 1), price_of(window, 0), diagonal)


@feature(
    kind="elliott",
    inputs=("high", "low", "close"),
    params={"size": SIZE},
    outputs={
        "signal": "1 a correction down is complete, -1 up, else 0",
        "form": "1 zigzag, 2 flat, 3 expanded flat, 4 triangle, 5 double three, 0",
        "score": "0 to 1 (at a signal)",
        "target": "price (at a signal)",
        "invalidation": "price (at a signal)",
    },
    state=TURNING,
    window=lambda p: FIELDS * POINTS,
    source=SOURCE,
    reference=REFERENCE,
    scaling=None,
    draw="marker",
)
def elliott_correction(state, p, window, high, low, close):
    """A correction done: the bar at which a zigzag, flat, triangle or double three is known that gave back less than the leg before it.

    The signal is the way in which the trend would go on. Where several forms fit, the one of the best score. target: where the correction began;
    after a triangle the thrust, as far as its widest part. invalidation: where the correction ended. NaN without a signal. State: turning.py.
    """
    state, turned = turn(state, window, POINTS, p.size, high, low, close)
    if turned == 0:
        return state, (0.0, 0.0, 0.0, nan, nan)
    form, fit, target = best_form(window, state[6], -turned)
    if form == 0.0:
        return state, (0.0, 0.0, 0.0, nan, nan)
    return state, (-1.0 * turned, form, fit, target, price_of(window, 0))


@feature(
    kind="elliott",
    inputs=("high", "low", "close"),
    params={"size": SIZE, "larger": Float(3.0, 1.5, 10.0)},
    outputs={
        "agree": "1 both running waves go the same way, -1 they don't, 0 one is not counted",
        "wave": "the wave that is running in the smaller degree, as in elliott",
        "larger": "the wave that is running in the larger degree",
    },
    state=(*TURNING, *TURNING),
    window=lambda p: 2 * WINDOW,
    source=SOURCE,
    reference=REFERENCE,
    scaling=0,
    mirror="even",
    draw="pane",
)
def elliott_degree(state, p, window, high, low, close):
    """Two degrees of Elliott waves: do the wave of small swings and that of swings `larger` times as big run the same way?

    Degrees are told by size alone, not by nesting one count in the other. State: turning.py twice; window: elliott's twice.
    """
    small, turned = turn(state[:9], window, POINTS, p.size, high, low, close)
    if turned != 0:
        count_anew(window, small[6], turned)
    wave, side, _, _, _, _ = ranked(window, small[6], high, low)
    other = window[WINDOW:]
    large, turned = turn(state[9:], other, POINTS, p.size * p.larger, high, low, close)
    if turned != 0:
        count_anew(other, large[6], turned)
    larger_wave, larger_side, _, _, _, _ = ranked(other, large[6], high, low)
    return small + large, (way(wave, side) * way(larger_wave, larger_side), wave, larger_wave)


def count_anew(window, known, turned):
    """Lay all counts that the newest turning point allows into the window."""
    for done in range(1, COUNTS + 1):
        at = AT + COUNT * (done - 1)
        side = turned if done % 2 == 1 else -turned
        window[at + SCORE] = DEAD
        if known > done and allowed(window, done, side):
            window[at + SCORE] = score(window, done, side)
            window[at + SIDE] = side
            window[at + FLOOR], window[at + CEILING] = limits(window, done, side)
            window[at + AIM] = side * aim(window, done, side)


def ranked(window, known, high, low):
    """(wave, direction, score, target, invalidation, alternate) of the counts that price has not broken; of equals the longer."""
    best, second, wave, alternate, found = DEAD, DEAD, 0.0, 0.0, 0
    if known == 0:
        return 0.0, 0.0, 0.0, nan, nan, 0.0
    for done in range(COUNTS, 0, -1):
        at = AT + COUNT * (done - 1)
        side = window[at + SIDE]
        lowest, highest = (low, high) if side > 0.0 else (-high, -low)
        if lowest < window[at + FLOOR] or highest > window[at + CEILING]:
            window[at + SCORE] = DEAD
        if window[at + SCORE] > best:
            second, alternate = best, wave
            best, wave, found = window[at + SCORE], running(done), done
        elif window[at + SCORE] > second:
            second, alternate = window[at + SCORE], running(done)
    if found == 0:
        return 0.0, 0.0, 0.0, nan, nan, 0.0
    at = AT + COUNT * (found - 1)
    limit = window[at + CEILING] if 5 <= found <= 7 else window[at + FLOOR]
    return wave, window[at + SIDE], best, window[at + AIM], window[at + SIDE] * limit, alternate


def running(done):
    """The wave after `done`: 2 to 5, -1 to -3 for A, B, C, and 1 again."""
    return done + 1.0 if done < 5 else 1.0 if done == COUNTS else 4.0 - done


def way(wave, side):
    """Where price goes in that wave: 1 up, -1 down, 0 if there is no count."""
    odd = wave == 1.0 or wave == 3.0 or wave == 5.0 or wave == -2.0
    return side if odd else -side
