"""Statistics of a window of the last n values, so that no rounding builds up over a long history."""

from math import inf, sqrt

from tradewind.compiler.index import at, put

ROUNDING = 1e-14  # a difference smaller than this part of both numbers is taken for none


def mean_and_deviation(window, n):
    """Mean and sample standard deviation (n - 1) of window[:n], n >= 2."""
    mean = 0.0
    for i in range(n):
        mean += window[i]
    mean /= n
    squares = 0.0
    for i in range(n):
        squares += (window[i] - mean) * (window[i] - mean)
    return mean, sqrt(squares / (n - 1.0))


def total_of(window, first, n):
    """Sum of window[first : first + n], n >= 1: a running sum is summed anew every so often, so that no rounding builds up.

    It begins with a value, not with 0: that would be chosen without a branch, and every bar's sum would wait for the choice.
    """
    total = at(window, first)
    for i in range(first + 1, first + n):
        total += at(window, i)
    return total


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


def next_slot(slot, n):
    """The slot after this one in a window of n that is written round and round."""
    return slot + 1 if slot + 1 < n else 0


def highest_since(window, first, n, slot, top, age, x):
    """Greatest of the last n values and how many bars ago it was, the latest where several are equal.

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


def mean_deviation(window, n, mean):
    """Mean distance of window[:n] from `mean`; four sums side by side, for one would wait for itself."""
    a = b = c = d = 0.0
    for i in range(0, n - 3, 4):
        a += abs(at(window, i) - mean)
        b += abs(at(window, i + 1) - mean)
        c += abs(at(window, i + 2) - mean)
        d += abs(at(window, i + 3) - mean)
    for i in range(n - n % 4, n):
        a += abs(at(window, i) - mean)
    return (a + b + c + d) / n
