"""The last n values side by side, oldest first: a ring of n that is written twice, so that no step has to unroll it.

`first` below is where the oldest of them lies: they are window[first:first + n]. Sums are taken about the oldest value, so that a
series that stands still has a spread of exactly 0 at any price level.
"""

from math import log, nan, sqrt

from tradewind.compiler.index import at
from tradewind.features.ordered import renew

VALUES = (0, 0)  # state of `latest`: values seen (up to n), first
CHANGES = (0, 0, 0.0)  # state of `latest_changes`: values seen (up to n + 1), first, last value
SPECK = 1e-13  # a spread below this part of the values themselves is rounding


def remember(window, n, first, x):
    """`first` after x took the place of the oldest. window: 2 n values at least."""
    window[first] = x
    window[first + n] = x
    return first + 1 if first + 1 < n else 0


def latest(window, n, state, x):
    """The state with x as newest of the last n values; they are complete once state[0] is n."""
    seen, first = state
    return (seen + 1 if seen < n else seen, remember(window, n, first, x))


def latest_ordered(window, n, state, x):
    """As `latest`; the same values stand from the lowest to the highest from window[2 * n] on."""
    seen, first = state
    renew(window, 2 * n, n, seen, window[first], x)
    return latest(window, n, state, x)


def latest_changes(window, n, state, x, returns):
    """As `latest` over log returns (returns 1), complete once state[0] is n + 1, or over the values themselves (0), once it is n."""
    seen, first, before = state
    if returns == 0:
        first = remember(window, n, first, x)
    elif seen > 0:
        first = remember(window, n, first, log(x / before))
    return (seen + 1 if seen < n + returns else seen, first, x)


def mean_of(window, first, n):
    """Mean of n values."""
    about = window[first]
    total = 0.0
    for i in range(first + 1, first + n):
        total += window[i] - about
    return about + total / n


def squares_about(window, first, n, mean):
    """Sum of the squared deviations from `mean`."""
    squares = 0.0
    for i in range(first, first + n):
        squares += (window[i] - mean) * (window[i] - mean)
    return squares


def mean_and_squares(window, first, n):
    """Mean, and the sum of the squared deviations from it; exactly 0 where the values differ by rounding alone."""
    mean = mean_of(window, first, n)
    squares = squares_about(window, first, n, mean)
    return mean, (squares if squares > n * (SPECK * mean) * (SPECK * mean) else 0.0)


def lagged_products(window, first, n, mean, lag):
    """Sum of the products of deviations from `mean` that are `lag` values apart.

    Four sums side by side: one alone would wait for itself at every addition.
    """
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    whole = (n - lag) // 4 * 4
    for i in range(first, first + whole, 4):
        a += (at(window, i) - mean) * (at(window, i + lag) - mean)
        b += (at(window, i + 1) - mean) * (at(window, i + 1 + lag) - mean)
        c += (at(window, i + 2) - mean) * (at(window, i + 2 + lag) - mean)
        d += (at(window, i + 3) - mean) * (at(window, i + 3 + lag) - mean)
    for i in range(first + whole, first + n - lag):
        a += (at(window, i) - mean) * (at(window, i + lag) - mean)
    return (a + b) + (c + d)


def slope_of(xs, ys, window, n):
    """Least squares slope of n points whose abscissas and ordinates lie at window[xs:] and window[ys:]; NaN for fewer than two."""
    if n < 2:
        return nan
    x_mean, y_mean = mean_of(window, xs, n), mean_of(window, ys, n)
    xx, xy = 0.0, 0.0
    for i in range(n):
        xx += (window[xs + i] - x_mean) * (window[xs + i] - x_mean)
        xy += (window[xs + i] - x_mean) * (window[ys + i] - y_mean)
    return xy / xx


def deviation_of(window, first, n, ddof):
    """Standard deviation."""
    return sqrt(mean_and_squares(window, first, n)[1] / (n - ddof))
