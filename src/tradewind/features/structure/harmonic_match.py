"""One harmonic pattern over the last turning points: is it complete at D, and where would D have to come?

In the window: the last six turning points (turning.py), then for each pattern sought three numbers: lower and upper end of the zone in
which D would complete it, and how well the points so far fit (NO_ZONE: none is awaited).
"""

from math import nan

from tradewind.features.structure.harmonic_ratios import FROM_C, FROM_W, NO_LIMIT
from tradewind.features.structure.turning import FIELDS, price_of, turn

POINTS = 6
ZONES = FIELDS * POINTS
ZONE = 3
NO_ZONE = -1.0
TARGET = 0.618


def seek(state, p, window, row, high, low, close):
    """One more bar for one pattern: (state, (signal, completion_low, completion_high, stop, target, quality))."""
    state, turned = turn(state, window, POINTS, p.size, high, low, close)
    found = (0.0, nan, nan, 0.0)
    if turned != 0:
        found = complete(window, state[6], -turned, row, p.tolerance)
        await_d(window, ZONES, state[6], turned, row, p.tolerance)
    lower, upper, _ = zone_at(window, ZONES, state)
    signal, stop, target, quality = found
    return state, (signal, lower, upper, stop, target, quality)


def complete(window, count, sign, row, tolerance):
    """(signal, stop, target, quality) of the pattern whose D is the newest turning point; signal 0 if it is none."""
    if count < row.points:
        return 0.0, nan, nan, 0.0
    xa, ab, bc, cd = leg(window, 3), leg(window, 2), leg(window, 1), leg(window, 0)
    misfit = shape(row, tolerance, leg(window, 4), xa, ab, bc)
    if misfit > 1.0:
        return 0.0, nan, nan, 0.0
    misfit = max(misfit, beside(cd, bc, row.cd, tolerance), beside(cd, ab, row.cd_ab, tolerance))
    misfit = max(misfit, beside(ab - bc + cd, xa, row.ad, tolerance), beside(cd, xa - ab + bc, row.cd_xc, tolerance))
    if misfit > 1.0:
        return 0.0, nan, nan, 0.0
    _, longest = reach(row, tolerance, xa, ab, bc)
    d = price_of(window, 0)
    # What lies further off: the end of the zone, or X where the pattern holds until there.
    beyond = max(longest, xa - ab + bc) if row.stop_at_x > 0.0 else longest
    stop = price_of(window, 1) - sign * beyond
    begin = 1 if row.target == FROM_C else 5 if row.target == FROM_W else 3
    return 1.0 * sign, stop, d + TARGET * (price_of(window, begin) - d), 1.0 - misfit


def await_d(window, at, count, sign, row, tolerance):
    """Lay the zone of a D that is still to come into the window, now that C became known."""
    window[at + 2] = NO_ZONE
    if count < row.points - 1:
        return
    xa, ab, bc = leg(window, 2), leg(window, 1), leg(window, 0)
    misfit = shape(row, tolerance, leg(window, 3), xa, ab, bc)
    shortest, longest = reach(row, tolerance, xa, ab, bc)
    if misfit > 1.0 or shortest > longest:
        return
    c = price_of(window, 0)
    window[at] = min(c - sign * shortest, c - sign * longest)
    window[at + 1] = max(c - sign * shortest, c - sign * longest)
    window[at + 2] = 1.0 - misfit


def zone_at(window, at, state):
    """(low, high, fit) of the awaited zone, (NaN, NaN, NO_ZONE) without one; one that price has run through is given up."""
    direction, top, bottom = state[1], state[2], state[4]
    if (direction < 0 and bottom < window[at]) or (direction > 0 and top > window[at + 1]):
        window[at + 2] = NO_ZONE
    # Before the first turning point nothing is written there.
    if state[6] == 0 or window[at + 2] == NO_ZONE:
        return nan, nan, NO_ZONE
    return window[at], window[at + 1], window[at + 2]


def shape(row, tolerance, wx, xa, ab, bc):
    """The worst misfit of the points up to C, in tolerances."""
    misfit = max(beside(xa, wx, row.xa, tolerance), beside(ab, xa, row.ab, tolerance))
    return max(misfit, beside(bc, ab, row.bc, tolerance), beside(xa - ab + bc, xa, row.xc, tolerance))


def reach(row, tolerance, xa, ab, bc):
    """Shortest and longest leg CD that fits all that the row asks of D; shortest above longest: none does."""
    xc = xa - ab + bc
    legs = narrowed((0.0, NO_LIMIT * bc), row.cd, tolerance, bc, 0.0)
    legs = narrowed(legs, row.cd_ab, tolerance, ab, 0.0)
    legs = narrowed(legs, row.cd_xc, tolerance, xc, 0.0)
    return narrowed(legs, row.ad, tolerance, xa, bc - ab)


def narrowed(legs, wanted, tolerance, unit, offset):
    """Of the legs between two lengths, those that are offset + ratio * unit with a ratio that fits."""
    if wanted[1] == NO_LIMIT:
        return legs
    shortest = offset + wanted[0] * (1.0 - tolerance) * unit
    longest = offset + wanted[1] * (1.0 + tolerance) * unit
    return max(legs[0], shortest), min(legs[1], longest)


def beside(part, whole, wanted, tolerance):
    """How far part / whole lies beside the wanted range, in tolerances: 0 inside it, 1 at the end of what still fits."""
    if wanted[1] == NO_LIMIT:
        return 0.0
    ratio = part / whole
    if ratio < wanted[0]:
        return (wanted[0] - ratio) / (wanted[0] * tolerance)
    if ratio > wanted[1]:
        return (ratio - wanted[1]) / (wanted[1] * tolerance)
    return 0.0


def leg(window, j):
    """Length of the leg that ends at the j-th newest turning point."""
    return abs(price_of(window, j) - price_of(window, j + 1))
