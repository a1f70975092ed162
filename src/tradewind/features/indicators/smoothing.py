"""Averages as parts of other indicators: one more value in, the new average out.

Each is known once n values were seen: `seen` counts them and stops at n.
"""

from math import nan

from tradewind.compiler.index import at, put
from tradewind.features.indicators.windows import total_of

SIMPLE, EXPONENTIAL, WEIGHTED, WILDER = 0, 1, 2, 3  # kinds of average that a parameter can name


def next_exponential(seen, value, x, n, alpha):
    """Exponential average that starts with the mean of the first n values: alpha is 2 / (n + 1), or 1 / n as Wilder has it.

    Returns seen, value (the sum so far while seen < n).
    """
    if seen >= n:
        return seen, value * (1.0 - alpha) + alpha * x
    value += x
    seen += 1
    return seen, value / n if seen == n else value


def next_simple(seen, slot, total, window, first, x, n):
    """Mean of the last n values, which lie in window[first : first + n]. Returns seen, slot, total; the mean is total / n."""
    total += x - at(window, first + slot)
    put(window, first + slot, x)
    slot += 1
    if slot == n:
        slot = 0
        total = total_of(window, first, n)
    return seen + 1 if seen < n else seen, slot, total


def weighted_mean(window, first, slot, n):
    """Mean of the last n values with weights 1 (oldest) to n; slot: where the oldest lies."""
    total = 0.0
    weight = 1.0
    for i in range(slot, n):
        total += weight * window[first + i]
        weight += 1.0
    for i in range(slot):
        total += weight * window[first + i]
        weight += 1.0
    return total / (0.5 * n * (n + 1.0))


def next_average(kind, seen, slot, value, window, first, x, n):
    """The average of that kind. Returns seen, slot, value (to keep) and the average, which is right once seen is n."""
    if kind == SIMPLE:
        seen, slot, value = next_simple(seen, slot, value, window, first, x, n)
        return seen, slot, value, value * (1.0 / n)
    return next_other_average(kind, seen, slot, value, window, first, x, n)


def next_other_average(kind, seen, slot, value, window, first, x, n):
    """As `next_average`, for the kinds that are not simple."""
    if kind == WEIGHTED:
        seen, slot, value = next_simple(seen, slot, value, window, first, x, n)
        return seen, slot, value, weighted_mean(window, first, slot, n)
    seen, value = next_exponential(seen, value, x, n, 2.0 / (n + 1.0) if kind == EXPONENTIAL else 1.0 / n)
    return seen, slot, value, value


def two_averages(state, p, window, x):
    """State, fast and slow average of a kind of choice, each from its own start (NaN until both are known)."""
    seen_a, slot_a, value_a, seen_b, slot_b, value_b = state
    seen_a, slot_a, value_a, fast = next_average(p.average, seen_a, slot_a, value_a, window, 0, x, p.fast)
    seen_b, slot_b, value_b, slow = next_average(p.average, seen_b, slot_b, value_b, window, p.fast, x, p.slow)
    state = (seen_a, slot_a, value_a, seen_b, slot_b, value_b)
    if seen_a < p.fast or seen_b < p.slow:
        return state, nan, nan
    return state, fast, slow
