"""The last n values in order of size, kept so as they come and go: a search and a shift a value, no sorting.

window: the ring of `latest` (2 n values), then the same values from the lowest to the highest, from window[2 * n] on.
"""

from math import floor

from tradewind.features.statistics.latest import latest


def latest_ordered(window, n, state, x):
    """As `latest`, with the ordered values renewed too."""
    seen, first = state
    base = 2 * n
    if seen < n:
        shift(window, base, base + seen, base + seen, x)
    else:
        shift(window, base, base + n - 1, place_of(window, base, n, window[first]), x)
    return latest(window, n, state, x)


def place_of(window, base, n, x):
    """Where x stands among the n ordered values in window[base:]: the first that is not below it."""
    low, high = base, base + n - 1
    while low < high:
        middle = (low + high) // 2
        if window[middle] < x:
            low = middle + 1
        else:
            high = middle
    return low


def shift(window, lowest, highest, free, x):
    """Put x in order into window[lowest:highest + 1], in which the place `free` is to be filled."""
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
    right = place_of(window, base, n, middle)
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
