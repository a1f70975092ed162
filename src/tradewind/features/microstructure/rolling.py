"""Sums over the last n values, and what is made of them: each step costs the same whatever n is.

A sum takes the new value in and the old one out, and is made anew from the window each time the window has gone round, so that no
rounding builds up.
"""

from math import exp, nan

from tradewind.features.indicators.windows import total_of


def slide(window, base, slot, n, total, x):
    """The sum of window[base : base + n] with x put at `slot` in place of the oldest."""
    total += x - window[base + slot]
    window[base + slot] = x
    return total if slot + 1 < n else total_of(window, base, n)


def cross(window, a, b, slot, n, total):
    """The sum of window[a + i] * window[b + i], of which the oldest goes at `slot`: call before `slide` puts the new ones there."""
    return total - window[a + slot] * window[b + slot]


def cross_end(window, a, b, slot, n, total):
    """The other half of `cross`: call after the new ones are there."""
    if slot + 1 < n:
        return total + window[a + slot] * window[b + slot]
    total = 0.0
    for i in range(n):
        total += window[a + i] * window[b + i]
    return total


def slope(n, x, y, xx, xy):
    """Slope of a least-squares line through n points from their sums; NaN where all x are the same but for rounding."""
    spread = xx - x * x / n
    return (xy - x * y / n) / spread if spread > 1e-12 * xx else nan


def decay(microseconds, seconds):
    """What is left of 1 after a time, e-fold in `seconds`."""
    return exp(-1e-6 * microseconds / seconds)
