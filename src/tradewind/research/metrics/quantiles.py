"""The two ends of a sample of returns: its 5th and 95th percentile, and the mean of what is beyond the lower one."""

from __future__ import annotations

from math import floor

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
TAIL = 0.05


def tails(returns: Floats) -> tuple[float, float, float]:
    """5th percentile, 95th, and the mean of the returns up to the 5th; (n,) returns, 1 or more, whose order is lost.

    Percentiles lie between two neighbours in proportion: R. Hyndman, Y. Fan, Sample Quantiles in Statistical Packages, The American
    Statistician 50 (1996), definition 7, as `numpy.quantile` has them.
    """
    n = len(returns)
    first, second = floor((n - 1) * TAIL), floor((n - 1) * (1.0 - TAIL))
    # One place at a time: numpy takes several times as long for a list of them.
    returns.partition(first)
    rest = returns[first + 1 :]
    if not len(rest):
        return float(returns[0]), float(returns[0]), float(returns[0])
    after = float(rest.min())
    low = _between(float(returns[first]), after, (n - 1) * TAIL - first)
    ties = np.count_nonzero(rest == low) if after <= low else 0
    shortfall = (float(returns[: first + 1].sum()) + ties * low) / (first + 1 + ties)
    if second > first:
        rest.partition(second - first - 1)
        top, rest = float(rest[second - first - 1]), rest[second - first :]
        high = _between(top, float(rest.min()) if len(rest) else top, (n - 1) * (1.0 - TAIL) - second)
    else:
        high = _between(float(returns[first]), after, (n - 1) * (1.0 - TAIL) - first)
    return low, high, shortfall


def _between(low: float, high: float, share: float) -> float:
    """From the nearer end, so that rounding can't lead beyond it."""
    return low + (high - low) * share if share < 0.5 else high - (high - low) * (1.0 - share)
