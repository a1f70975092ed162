"""What features of two or more instruments share: windows of returns or prices side by side, moments, and small linear systems."""

from math import log, nan, sqrt


def pair_returns(state, n, window, x, y):
    """One more row of two prices: log returns into window[:n] and window[n:2n]. state: rows seen (up to n + 1), slot, last x, last y.

    The window is full when the first is n + 1.
    """
    seen, slot, before_x, before_y = state
    if seen > 0:
        window[slot] = log(x / before_x)
        window[n + slot] = log(y / before_y)
        slot = slot + 1 if slot + 1 < n else 0
    return (seen + 1 if seen <= n else seen), slot, x, y


def pair_levels(state, n, window, x, y):
    """One more row of two prices: their logs into window[:n] and window[n:2n]. state: rows seen (up to n), slot. Full at n."""
    seen, slot = state
    window[slot] = log(x)
    window[n + slot] = log(y)
    return (seen + 1 if seen < n else seen), (slot + 1 if slot + 1 < n else 0)


def moments(window, n, first, second):
    """Means of window[first:first + n] and window[second:second + n], and sums of squares and products about them."""
    mean_x = 0.0
    mean_y = 0.0
    for i in range(n):
        mean_x += window[first + i]
        mean_y += window[second + i]
    mean_x /= n
    mean_y /= n
    xx = 0.0
    yy = 0.0
    xy = 0.0
    for i in range(n):
        x = window[first + i] - mean_x
        y = window[second + i] - mean_y
        xx += x * x
        yy += y * y
        xy += x * y
    return mean_x, mean_y, xx, yy, xy


def correlation(xx, yy, xy):
    """Correlation from sums of squares and products; NaN where one of the two did not move."""
    return max(-1.0, min(1.0, xy / (sqrt(xx) * sqrt(yy)))) if xx > 0.0 and yy > 0.0 else nan


def many_returns(state, p, window, xs):
    """One more row of k prices: log returns into window[i * n : (i + 1) * n], instrument by instrument; the last prices lie behind them.

    state: rows seen (up to n + 1), slot. Full when the first is n + 1.
    """
    seen, slot = state
    k = len(xs)
    last = k * p.n
    for i in range(k):
        if seen > 0:
            window[i * p.n + slot] = log(xs[i] / window[last + i])
        window[last + i] = xs[i]
    if seen > 0:
        slot = slot + 1 if slot + 1 < p.n else 0
    return (seen + 1 if seen <= p.n else seen), slot


def many_changes(state, n, window, xs):
    """One more row of k prices: their log returns over n bars into window[n * k:]. state: rows seen (up to n + 1), slot. Right at n + 1."""
    seen, slot = state
    k = len(xs)
    for i in range(k):
        price = log(xs[i])
        window[n * k + i] = price - window[slot * k + i]
        window[slot * k + i] = price
    return (seen + 1 if seen <= n else seen), (slot + 1 if slot + 1 < n else 0)


def solve(matrix, start, size):
    """Solve size linear equations in place: row i is matrix[start + i * (size + 1):], its last number the right side.

    Gaussian elimination with the largest pivot (G. H. Golub, C. F. Van Loan, Matrix Computations, 4th ed., 2013, algorithm 3.4.1); the
    answer lies in each row's last number. Returns 1, or 0 where there is no one answer.
    """
    wide = size + 1
    for c in range(size):
        best = c
        for r in range(c + 1, size):
            if abs(matrix[start + r * wide + c]) > abs(matrix[start + best * wide + c]):
                best = r
        pivot = matrix[start + best * wide + c]
        if not abs(pivot) > 0.0:
            return 0
        for j in range(c, wide):
            held = matrix[start + c * wide + j]
            matrix[start + c * wide + j] = matrix[start + best * wide + j] / pivot
            if best != c:
                matrix[start + best * wide + j] = held
        for r in range(size):
            factor = matrix[start + r * wide + c]
            if r != c and factor != 0.0:
                for j in range(c, wide):
                    matrix[start + r * wide + j] -= factor * matrix[start + c * wide + j]
    return 1
