"""Numbers kept in order of size in a part of a window, for percentiles of the last n values."""


def place_of(window, base, count, x):
    """How many of window[base : base + count], in rising order, are below x."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if window[base + middle] < x:
            low = middle + 1
        else:
            high = middle
    return low


def put_in(window, base, count, x):
    """One more, beside the `count` that are there."""
    i = count
    while i > 0 and window[base + i - 1] > x:
        window[base + i] = window[base + i - 1]
        i -= 1
    window[base + i] = x


def take_out(window, base, count, x):
    """One less: x, which is among the `count` there."""
    for i in range(place_of(window, base, count, x), count - 1):
        window[base + i] = window[base + i + 1]


def quantile(window, base, count, q):
    """Linear between neighbours, as numpy's default (R. J. Hyndman, Y. Fan, Sample Quantiles in Statistical Packages, 1996, type 7)."""
    place = q * (count - 1)
    i = min(int(place), count - 2)
    return window[base + i] + (place - i) * (window[base + i + 1] - window[base + i])
