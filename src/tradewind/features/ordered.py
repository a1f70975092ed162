"""Numbers kept in order of size in a part of a window as they come and go: a search and a shift a value, no sorting."""

from math import floor


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
    shift(window, base, base + count, base + count, x)


def renew(window, base, n, count, old, x):
    """x in place of `old`, one of the n; while `count`, those that are there, is below n: x beside them."""
    if count < n:
        put_in(window, base, count, x)
    else:
        shift(window, base, base + n - 1, base + place_of(window, base, n, old), x)


def shift(window, lowest, highest, free, x):
    """Put x in order into window[lowest : highest + 1], in which the place `free` is to be filled."""
    while free > lowest and window[free - 1] > x:
        window[free] = window[free - 1]
        free -= 1
    while free < highest and window[free + 1] < x:
        window[free] = window[free + 1]
        free += 1
    window[free] = x


def quantile(window, base, n, part):
    """The value below which that part of n ordered values lies, between two of them on a straight line (R. J. Hyndman and Y. Fan,
    Sample Quantiles in Statistical Packages, The American Statistician 50:4 (1996), definition 7, as numpy)."""
    place = part * (n - 1)
    below = floor(place)
    if below >= n - 1:
        return window[base + n - 1]
    low, high = window[base + below], window[base + below + 1]
    return low + (high - low) * (place - below)


def median_distance(window, base, n, middle):
    """Median of the distances of n ordered values from `middle`: they are met from near to far, from the middle outwards."""
    right = base + place_of(window, base, n, middle)
    left = right - 1
    before, distance = 0.0, 0.0
    for _ in range(n // 2 + 1):
        before = distance
        below = middle - window[left] if left >= base else -1.0
        above = window[right] - middle if right < base + n else -1.0
        if above < 0.0 or (below >= 0.0 and below <= above):
            distance = below
            left -= 1
        else:
            distance = above
            right += 1
    return distance if n % 2 == 1 else 0.5 * (before + distance)
