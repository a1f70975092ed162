"""What a second look at a curve adds, as machine code: moments around the mean, and how it moved with a benchmark."""

from __future__ import annotations

from math import nan, sqrt

from tradewind.research.metrics.curve import changes
from tradewind.research.metrics.sums import FLAT

ROWS = 1024  # whose sums are added up on their own, so that a million keep their digits: see curve.py


def of_shape(s, returns):
    """Moments of the s.periods returns of a curve, whose mean is known."""
    n = s.periods
    mean = s.mean
    second = 0.0
    third = 0.0
    fourth = 0.0
    for i in range(0, n, ROWS):
        two = 0.0
        three = 0.0
        four = 0.0
        for j in range(i, min(i + ROWS, n)):
            away = returns[j] - mean
            squared = away * away
            two += squared
            three += squared * away
            four += squared * squared
        second += two
        third += three
        fourth += four
    variance = second / n
    wide = sqrt(variance)
    s.deviation = sqrt(second / (n - 1)) if n > 1 else nan
    s.skewness = third / n / (variance * wide) if wide > FLAT else nan
    s.kurtosis = fourth / n / (variance * variance) if wide > FLAT else nan


def of_benchmark(s, returns, other, others):
    """How s.periods returns moved with the benchmark: its equity `other` and (ROWS,) `others` to work in, or (0,) and its returns."""
    n = s.periods
    mean = s.mean
    near = nearly_mean(other, others, n)
    first = 0.0
    second = 0.0
    both = 0.0
    gaps = 0.0
    squares = 0.0
    for i in range(0, n, ROWS):
        stop = min(i + ROWS, n)
        back = i - placed(other, others, i, stop)
        one = 0.0
        two = 0.0
        cross = 0.0
        gap_one = 0.0
        gap_two = 0.0
        for j in range(i, stop):
            away = others[j - back] - near
            gap = returns[j] - others[j - back]
            one += away
            two += away * away
            cross += (returns[j] - mean) * away
            gap_one += gap
            gap_two += gap * gap
        first += one
        second += two
        both += cross
        gaps += gap_one
        squares += gap_two
    shift = first / n
    s.benchmark_mean = near + shift
    s.benchmark_deviation = rooted(second - n * shift * shift, n)
    s.covariance = both / n
    s.excess_mean = gaps / n
    squared = squares - gaps * gaps / n
    if squared < 1e-4 * squares:
        squared = around(s.excess_mean, returns, other, others, n)
    s.excess_deviation = rooted(squared, n)


def nearly_mean(other, others, n):
    """A number near the mean of the benchmark's returns: sums that are moved there lose little."""
    if other.size > 0:
        return (other[n] / other[0]) ** (1.0 / n) - 1.0 if other[n] > 0.0 else 0.0
    total = 0.0
    for i in range(n):
        total += others[i]
    return total / n


def placed(other, others, first, stop):
    """Where in `others` the benchmark's returns from `first` on are."""
    if other.size > 0:
        changes(other, first + 1, stop + 1, others, 0)
        return 0
    return first


def around(mean, returns, other, others, n):
    """Squared distances from their mean of the returns above the benchmark's, where a difference of sums has lost digits."""
    squared = 0.0
    for i in range(0, n, ROWS):
        stop = min(i + ROWS, n)
        back = i - placed(other, others, i, stop)
        for j in range(i, stop):
            squared += (returns[j] - others[j - back] - mean) ** 2
    return squared


def rooted(squared, n):
    """Standard deviation (n - 1) of n values whose squared distances from their mean add up to `squared`."""
    return sqrt(max(squared, 0.0) / (n - 1)) if n > 1 else nan
