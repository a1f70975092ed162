"""Sums and extremes of the last n values, a few operations a value, without rounding that builds up over a long series.

The window is a ring. A sum loses the value that leaves and gains the one that comes; every so often it is added up anew. `age` counts
values up to n, and from then on when that is due. Moments keep a running bound of their rounding error instead (J. H. Wilkinson,
Rounding Errors in Algebraic Processes (1963), ch. 1) and are computed anew, about the newest value, as soon as it could show.
"""

from tradewind.compiler.index import at, put
from tradewind.features.indicators.windows import total_of

LARGEST = 1.7976931348623157e308
OFTEN = 256  # a sum is added up anew after this many values, or after n where n is more
FAITH = 1e-6  # the least that a spread may be of the sum of all squares that were added and taken away since it was computed anew:
# each of those rounded by half of 2.2e-16, so that what is left is good to 2.2e-10


def wrap(slot, n):
    """The slot after `slot` in a ring of n."""
    return slot + 1 if slot + 1 < n else 0


def older(age, n):
    """The age after `age`: from 0 to n, and then round and round; at n sums are added up anew."""
    return age + 1 if age + 1 < n + max(n, OFTEN) else n


def roll_sum(window, base, n, slot, age, total, x):
    """The sum of the last n values, which are in window[base:]."""
    total += x - at(window, base + slot)
    put(window, base + slot, x)
    return total_of(window, base, n) if age == n else total


def roll_weighted(window, base, n, slot, age, about, total, weighted, x):
    """(about, total, weighted) of the last n values less `about`; weighted: times 0 for the oldest to n - 1 for the newest."""
    old, new = window[base + slot] - about, x - about
    window[base + slot] = x
    weighted += (n - 1) * new - (total - old)
    total += new - old
    if age == n:
        about, total, weighted = x, 0.0, 0.0
        place = slot
        for i in range(n - 1, -1, -1):
            d = window[base + place] - x
            total += d
            weighted += i * d
            place = place - 1 if place > 0 else n - 1
    return about, total, weighted


def roll_moments(window, n, slot, about, s1, s2, doubt, x):
    """(about, s1, s2, doubt, spread): sums of the last n values less `about` and of their squares; spread: squares about their mean.

    doubt: the squares added up since they were computed anew. All of them 0 at first.
    """
    old, new = window[slot] - about, x - about
    window[slot] = x
    s1 += new - old
    s2 += new * new - old * old
    doubt += s2
    spread = s2 - s1 * s1 * (1.0 / n)
    if spread < FAITH * doubt:
        about, s1, s2 = x, 0.0, 0.0
        for i in range(n):
            d = window[i] - x
            s1 += d
            s2 += d * d
        doubt = s2
        spread = max(s2 - s1 * s1 * (1.0 / n), 0.0)
    return about, s1, s2, doubt, spread


def roll_pair(window, n, slot, sums, x, y):
    """(sums, xx, yy, xy): sums of squares and products of the last n pairs about their means. window: n xs, n ys.

    sums: two values to subtract, sums of both, of their squares and product, and of the squares since they were computed anew.
    """
    ax, ay, sx, sy, sxx, syy, sxy, doubt_x, doubt_y = sums
    old_x, old_y, new_x, new_y = window[slot] - ax, window[n + slot] - ay, x - ax, y - ay
    window[slot] = x
    window[n + slot] = y
    sx += new_x - old_x
    sy += new_y - old_y
    sxx += new_x * new_x - old_x * old_x
    syy += new_y * new_y - old_y * old_y
    sxy += new_x * new_y - old_x * old_y
    doubt_x += sxx
    doubt_y += syy
    xx, yy = sxx - sx * sx * (1.0 / n), syy - sy * sy * (1.0 / n)
    if xx < FAITH * doubt_x or yy < FAITH * doubt_y:
        ax, ay = x, y
        sx, sy, sxx, syy, sxy = 0.0, 0.0, 0.0, 0.0, 0.0
        for i in range(n):
            dx, dy = window[i] - x, window[n + i] - y
            sx += dx
            sy += dy
            sxx += dx * dx
            syy += dy * dy
            sxy += dx * dy
        doubt_x, doubt_y = sxx, syy
        xx, yy = max(sxx - sx * sx * (1.0 / n), 0.0), max(syy - sy * sy * (1.0 / n), 0.0)
    return (ax, ay, sx, sy, sxx, syy, sxy, doubt_x, doubt_y), xx, yy, sxy - sx * sy * (1.0 / n)


def slide_highest(window, base, n, slot, front, x):
    """(front, the highest of the last n values), once n - 1 were seen before. window[base:]: n values, n maxima behind each slot.

    Each time the ring comes back to slot 0 the highest of all behind each slot is laid down; from then on the answer is the higher of
    that and of what came since: no branch that a processor could guess wrong (M. van Herk, A fast algorithm for local minimum and
    maximum filters, Pattern Recognition Letters 13 (1992)).
    """
    if slot == 0:
        front = -LARGEST
        for i in range(base + n - 1, base - 1, -1):
            window[n + i] = front
            front = max(front, window[i])
        front = -LARGEST
    front = max(front, x)
    window[base + slot] = x
    return front, max(front, window[base + n + slot])


def slide_lowest(window, base, n, slot, front, x):
    """As `slide_highest`, the other way round."""
    if slot == 0:
        front = LARGEST
        for i in range(base + n - 1, base - 1, -1):
            window[n + i] = front
            front = min(front, window[i])
        front = LARGEST
    front = min(front, x)
    window[base + slot] = x
    return front, min(front, window[base + n + slot])


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
    place = wrap(slot, n)
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
    place = wrap(slot, n)
    bottom = window[base + place]
    for i in range(slot + 2, n):
        if window[base + i] < bottom:
            bottom, place = window[base + i], i
    for i in range(slot + 1):
        if window[base + i] < bottom:
            bottom, place = window[base + i], i
    return bottom, place
