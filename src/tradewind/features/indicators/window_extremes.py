"""The highest and lowest of the last n values, a few operations a value."""

from math import inf

from tradewind.compiler.index import at, put
from tradewind.features.indicators.windows import next_slot


def highest_of(window, first, n, slot, top, x):
    """Greatest of the last n values without looking at all of them (van Herk 1992, Gil and Werman 1993).

    window[first : first + n]: before `slot` the values of this round, from it on the greatest of the last round's values from there to
    its end. top: the greatest of this round, -inf at first. Right from the n-th value on. Returns top, greatest; writes x.
    """
    top = x if x > top else top
    best = top
    if slot + 1 < n:
        before = at(window, first + slot + 1)
        best = before if before > top else top
        put(window, first + slot, x)
        return top, best
    put(window, first + slot, x)
    top = x
    for i in range(first + n - 2, first - 1, -1):
        top = at(window, i) if at(window, i) > top else top
        put(window, i, top)
    return -inf, best


def lowest_of(window, first, n, slot, bottom, x):
    """Least of the last n values, as `highest_of`; bottom is inf at first."""
    bottom = x if x < bottom else bottom
    best = bottom
    if slot + 1 < n:
        before = at(window, first + slot + 1)
        best = before if before < bottom else bottom
        put(window, first + slot, x)
        return bottom, best
    put(window, first + slot, x)
    bottom = x
    for i in range(first + n - 2, first - 1, -1):
        bottom = at(window, i) if at(window, i) < bottom else bottom
        put(window, i, bottom)
    return inf, best


def highest_since(window, first, n, slot, top, age, x):
    """Greatest of the last n values and how many bars ago it was, the latest where several are equal (as in Aroon).

    window[first : first + n]: the values; top, age: as returned for the value before (-inf and 0 at first). Looks at all only when
    the greatest has left. Right from the first value on. Returns top, age; writes x.
    """
    window[first + slot] = x
    age += 1
    if x >= top:
        return x, 0
    if age < n:
        return top, age
    top = x
    age = 0
    for back in range(1, n):
        i = slot - back if slot >= back else slot - back + n
        if window[first + i] > top:
            top = window[first + i]
            age = back
    return top, age


def lowest_since(window, first, n, slot, bottom, age, x):
    """Least of the last n values and how many bars ago it was, as `highest_since`; bottom is inf at first."""
    window[first + slot] = x
    age += 1
    if x <= bottom:
        return x, 0
    if age < n:
        return bottom, age
    bottom = x
    age = 0
    for back in range(1, n):
        i = slot - back if slot >= back else slot - back + n
        if window[first + i] < bottom:
            bottom = window[first + i]
            age = back
    return bottom, age


def highest(window, base, n, slot, seen, top, place, x):
    """(top, place): the highest of the last n values in window[base:] and its slot, once n - 1 were seen before.

    Of equal values it is the newest, unless the highest before has just left: then the oldest (as TA-Lib has it).
    """
    window[base + slot] = x
    if seen + 1 < n:
        return top, place
    if place == slot or seen + 1 == n:
        return scan_highest(window, base, n, slot)
    return (x, slot) if x >= top else (top, place)


def scan_highest(window, base, n, slot):
    """The oldest highest of a ring whose newest value is at `slot`."""
    place = next_slot(slot, n)
    top = window[base + place]
    for i in range(slot + 2, n):
        if window[base + i] > top:
            top, place = window[base + i], i
    for i in range(slot + 1):
        if window[base + i] > top:
            top, place = window[base + i], i
    return top, place


def lowest(window, base, n, slot, seen, bottom, place, x):
    """As `highest`, the other way round."""
    window[base + slot] = x
    if seen + 1 < n:
        return bottom, place
    if place == slot or seen + 1 == n:
        return scan_lowest(window, base, n, slot)
    return (x, slot) if x <= bottom else (bottom, place)


def scan_lowest(window, base, n, slot):
    """The oldest lowest of a ring whose newest value is at `slot`."""
    place = next_slot(slot, n)
    bottom = window[base + place]
    for i in range(slot + 2, n):
        if window[base + i] < bottom:
            bottom, place = window[base + i], i
    for i in range(slot + 1):
        if window[base + i] < bottom:
            bottom, place = window[base + i], i
    return bottom, place
