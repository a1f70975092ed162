"""Statistics of a window of the last n values, computed anew at each bar so that no rounding builds up."""

from math import sqrt


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
