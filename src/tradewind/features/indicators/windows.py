"""Sums of the last n values, without rounding that builds up over a long series.

The window is a ring. A sum loses the value that leaves and gains the one that comes; every so often it is added up anew. `age` counts
values up to n, and from then on when that is due. Moments keep a running bound of their rounding error instead (J. H. Wilkinson,
Rounding Errors in Algebraic Processes (1963), ch. 1) and are computed anew, about the newest value, as soon as it could show.
"""

from math import sqrt

from tradewind.compiler.index import at, put

ROUNDING = 1e-14  # a difference smaller than this part of both numbers is taken for none
OFTEN = 256  # a sum is added up anew after this many values, or after n where n is more
FAITH = 1e-6  # the least that a spread may be of the sum of all squares that were added and taken away since it was computed anew:
# each of those rounded by half of 2.2e-16, so that what is left is good to 2.2e-10


def next_slot(slot, n):
    """The slot after this one in a window of n that is written round and round."""
    return slot + 1 if slot + 1 < n else 0


def older(age, n):
    """The age after `age`: from 0 to n, and then round and round; at n sums are added up anew."""
    return age + 1 if age + 1 < n + max(n, OFTEN) else n


def total_of(window, first, n):
    """Sum of window[first : first + n], n >= 1: a running sum is summed anew every so often, so that no rounding builds up.

    It begins with a value, not with 0: that would be chosen without a branch, and every bar's sum would wait for the choice.
    """
    total = at(window, first)
    for i in range(first + 1, first + n):
        total += at(window, i)
    return total


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
