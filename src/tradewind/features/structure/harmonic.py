"""Harmonic patterns: each of the published ones as a feature, and the one that fits best.

All look at the turning points that are known (turning.py) and differ in their row of ratios alone (harmonic_ratios.py). Outputs of each:

signal: +1 at the bar at which a low D became known that completes the pattern (bullish), -1 with a high D, else 0.
completion_low, completion_high: while the points up to C fit and D is to come: the prices between which a D would complete it, NaN
otherwise and from the bar on at which price has run through. This is where all its ratios agree, tolerance included; S. Carney's potential
reversal zone spans his single projections, which is wider.
stop, target: at the signal, NaN otherwise. Stop: the further end of that zone, or X where the pattern holds until X. Target: 0.618 of the
leg from A to D, Carney's second objective (his first is 0.382), or of what the feature's text names.
quality: at the signal, 1 with all ratios within their published values, 0 with one of them at the end of the tolerance; else 0.

size: how far price must turn, in average true ranges. tolerance: how far a ratio may lie beside its published value, as a part of it.
"""

from collections.abc import Callable
from math import nan
from types import FunctionType

from tradewind.features.declare import FeatureKind, Float, feature
from tradewind.features.structure.harmonic_match import (
    NO_ZONE,
    POINTS,
    ZONE,
    ZONES,
    await_d,
    complete,
    seek,
    zone_at,
)
from tradewind.features.structure.harmonic_ratios import (
    ABCD,
    ALTERNATE_BAT,
    BAT,
    BUTTERFLY,
    CRAB,
    CYPHER,
    DEEP_CRAB,
    FIVE_O,
    GARTLEY,
    SHARK,
    TABLE,
    THREE_DRIVES,
)
from tradewind.features.structure.swings import SIZE
from tradewind.features.structure.turning import TURNING, turn

REFERENCE = "a second matcher with lists, tests/features/cases/harmonic.py, and series made from the table"
OUTPUTS = {
    "signal": "1 bullish, -1 bearish at the bar at which D became known, else 0",
    "completion_low": "price (NaN: no D is awaited)",
    "completion_high": "price (NaN: no D is awaited)",
    "stop": "price (at a signal)",
    "target": "price (at a signal)",
    "quality": "0 to 1 (at a signal)",
}
NUMBERS = "1 gartley, 2 butterfly, 3 bat, 4 alternate_bat, 5 crab, 6 deep_crab, 7 shark, 8 cypher, 9 five_o, 10 abcd, 11 three_drives, 0 none"


def pattern(source: str, outputs: dict[str, str] = OUTPUTS, zones: int = 1) -> Callable[[FunctionType], FeatureKind]:
    """The declaration that all of them share."""
    return feature(
        kind="harmonic",
        inputs=("high", "low", "close"),
        params={"size": SIZE, "tolerance": Float(0.05, 0.01, 0.3)},
        outputs=outputs,
        state=TURNING,
        window=lambda p: ZONES + ZONE * zones,
        source=source,
        reference=REFERENCE,
        scaling=None,
        draw="overlay",
    )


@pattern("S. Carney, Harmonic Trading vol. 1 (2010); shape: H. M. Gartley, Profits in the Stock Market (1935), p. 222")
def gartley(state, p, window, high, low, close):
    """Gartley: B at 0.618 of XA, D at 0.786 of XA, with CD 1.13 to 1.618 of BC.

    Gartley himself names no such ratios. Carney's vol. 1 asks for CD from 1.27 of BC, vol. 3 from 1.13 (used here).
    Outputs and NaN as in docs/guide/harmonic.md; state: turning.py.
    """
    return seek(state, p, window, GARTLEY, high, low, close)


@pattern("S. Carney, Harmonic Trading vol. 1 (2010); discovered by B. Gilmore and L. Pesavento")
def butterfly(state, p, window, high, low, close):
    """Butterfly: B at 0.786 of XA, D beyond X at 1.27 of XA, with CD 1.618 to 2.24 of BC.

    Pesavento lets D lie at 1.27 or at 1.618 of XA and CD reach 2.618 of BC; these are Carney's ideal values.
    Outputs and NaN as in docs/guide/harmonic.md; state: turning.py.
    """
    return seek(state, p, window, BUTTERFLY, high, low, close)


@pattern("S. Carney, Harmonic Trading vol. 1 (2010)")
def bat(state, p, window, high, low, close):
    """Bat: B at 0.382 to 0.5 of XA, D at 0.886 of XA, with CD 1.618 to 2.618 of BC.

    Carney allows any B below 0.618 and prefers these. Outputs and NaN as in docs/guide/harmonic.md; state: turning.py.
    """
    return seek(state, p, window, BAT, high, low, close)


@pattern("S. Carney, Harmonic Trading vol. 2 (2010), and harmonictrader.com")
def alternate_bat(state, p, window, high, low, close):
    """Alternate Bat: B at 0.382 of XA or less, D just beyond X at 1.13 of XA, with CD 2.0 to 3.618 of BC.

    Outputs and NaN as in docs/guide/harmonic.md; state: turning.py.
    """
    return seek(state, p, window, ALTERNATE_BAT, high, low, close)


@pattern("S. Carney, Harmonic Trading vol. 1 (2010)")
def crab(state, p, window, high, low, close):
    """Crab: B at 0.382 to 0.618 of XA, D far beyond X at 1.618 of XA, with CD 2.24 to 3.618 of BC.

    Other lists begin at 2.618 of BC. Outputs and NaN as in docs/guide/harmonic.md; state: turning.py.
    """
    return seek(state, p, window, CRAB, high, low, close)


@pattern("S. Carney, Harmonic Trading vol. 1 (2010), p. 136")
def deep_crab(state, p, window, high, low, close):
    """Deep Crab: B at 0.886 of XA, D far beyond X at 1.618 of XA, with CD 2.0 to 3.618 of BC.

    Lists differ on BC: from 2.24, from 2.0 (used here) or from 1.618. Outputs and NaN as in docs/guide/harmonic.md; state: turning.py.
    """
    return seek(state, p, window, DEEP_CRAB, high, low, close)


@pattern("S. Carney, Harmonic Trading vol. 3 (2016)")
def shark(state, p, window, high, low, close):
    """Shark: C beyond A at 1.13 to 1.618 of AB, D at 0.886 to 1.13 of XA, with CD 1.618 to 2.24 of BC.

    Carney calls the points 0 X A B C; here they are X A B C D as in the others. He asks nothing of B; some lists want 0.382 to 0.618 of XA.
    Target: 0.618 of CD. Outputs and NaN as in docs/guide/harmonic.md; state: turning.py.
    """
    return seek(state, p, window, SHARK, high, low, close)


@pattern(
    "D. Oglesbee's Cypher as traded since about 2010 (no book): B 0.382 to 0.618, C 1.272 to 1.414 of XA, D 0.786 of XC"
)
def cypher(state, p, window, high, low, close):
    """Cypher: B at 0.382 to 0.618 of XA, C beyond A at 1.272 to 1.414 of XA, D at 0.786 of the way from C back to X.

    Some lists take C from 1.13, and as a multiple of AB. Target: 0.618 of CD. Outputs and NaN as in docs/guide/harmonic.md; state: turning.py.
    """
    return seek(state, p, window, CYPHER, high, low, close)


@pattern("S. Carney, Harmonic Trading vol. 2 (2010), p. 86, and harmonictrader.com")
def five_o(state, p, window, high, low, close):
    """5-0: B beyond X at 1.13 to 1.618 of XA, BC the longest leg at 1.618 to 2.24 of AB, D at half of BC.

    Carney adds a reciprocal AB=CD (CD as long as AB) beside the 0.5; with BC from 1.618 to 2.24 of AB that is 0.45 to 0.62 of BC, and only
    the 0.5 is asked for. He names no target: 0.618 of CD, as for the Shark that it follows.
    Outputs and NaN as in docs/guide/harmonic.md; state: turning.py.
    """
    return seek(state, p, window, FIVE_O, high, low, close)


@pattern("S. Carney, Harmonic Trading vol. 1 (2010); L. Pesavento, Fibonacci Ratios with Pattern Recognition (1997)")
def abcd(state, p, window, high, low, close):
    """AB=CD: two equal legs, with C at 0.618 to 0.786 of AB and so CD 1.27 to 1.618 of BC.

    Four points, no X. This is the ideal one: Carney's table also pairs C from 0.382 to 0.886 with CD from 2.618 to 1.13 of BC.
    Outputs and NaN as in docs/guide/harmonic.md; state: turning.py.
    """
    return seek(state, p, window, ABCD, high, low, close)


@pattern(
    "L. Pesavento, Fibonacci Ratios with Pattern Recognition (1997); drives of 1.27 or 1.618: S. Carney, harmonictrader.com"
)
def three_drives(state, p, window, high, low, close):
    """Three Drives: three pushes to X, B and D, the second and third 1.27 to 1.618 of the rest before, each rest 0.618 to 0.786 of its push.

    Six points: the first push starts at W. Target: 0.618 of the way back to W. Equal times are not asked for.
    Outputs and NaN as in docs/guide/harmonic.md; state: turning.py.
    """
    return seek(state, p, window, THREE_DRIVES, high, low, close)


@pattern(
    "S. Carney, Harmonic Trading vol. 1-3; L. Pesavento (1997); D. Oglesbee: the eleven rows of harmonic_ratios.py",
    {**OUTPUTS, "pattern": NUMBERS},
    len(TABLE),
)
def harmonic(state, p, window, high, low, close):
    """Whichever harmonic pattern fits best: of those completed by this bar's D, and of those that wait for one.

    The zone is that of the waiting pattern whose points up to C fit best, of those that price has not run through (of equals the
    first in the list); `pattern` says which was completed.
    Outputs and NaN as in docs/guide/harmonic.md; state: turning.py; window: a zone for each pattern.
    """
    state, turned = turn(state, window, POINTS, p.size, high, low, close)
    signal, stop, target, quality, number = 0.0, nan, nan, 0.0, 0.0
    lower, upper, fit = nan, nan, NO_ZONE
    for k in range(len(TABLE)):
        at = ZONES + ZONE * k
        if turned != 0:
            found, found_stop, found_target, found_quality = complete(window, state[6], -turned, TABLE[k], p.tolerance)
            if found != 0.0 and (number == 0.0 or found_quality > quality):
                signal, stop, target, quality, number = found, found_stop, found_target, found_quality, k + 1.0
            await_d(window, at, state[6], turned, TABLE[k], p.tolerance)
        low_end, high_end, k_fit = zone_at(window, at, state)
        if k_fit > fit:
            lower, upper, fit = low_end, high_end, k_fit
    return state, (signal, lower, upper, stop, target, quality, number)
