"""What metrics are looked up in: every sum, extreme and quantile of one account, computed once.

The catalogue's functions take a `Sums`. As a tuple of numbers they run in plain Python; as a record of `SUMS` the very same functions are
compiled into a sweep. What fills it is in curve.py, shape.py and trip_sums.py, compiled as well.
"""

from __future__ import annotations

from math import nan
from typing import NamedTuple, get_type_hints

import numpy as np

FLAT = 1e-14  # a spread below this is rounding, not risk: as in models/sharpe.py


class Sums(NamedTuple):
    """One account. Returns are simple returns a period, until nothing is left; money is the account's currency. NaN: not known.

    periods: returns. end: last equity over the first. deviation: of the returns, n - 1. gains, losses: sums of the returns above and below
    0. downside: root of the mean squared loss. deepest: largest fall below a peak, a fraction; longest: most periods in a row below one;
    ulcer: root of the mean squared fall. money: mean equity. low, high: 5th and 95th percentile; shortfall: mean of the returns up to low.

    skewness, kurtosis: moments divided by n, 3 for a normal. excess: return less the benchmark's; covariance: with it, divided by n.

    trips: closed round trips; won, lost: those above and below 0; profit, loss: their sums, loss without sign; earned: all of them, spread:
    their standard deviation (n - 1), 0 below 2. wins, losing: longest streaks. covered: ns with a position; traded: notional of both sides.

    per_year: periods a year. lasted: ns from first to last moment; years of 365.25 days. trials: strategies tried, this one included.
    """

    periods: int
    end: float
    mean: float
    deviation: float
    gains: float
    losses: float
    downside: float
    deepest: float
    longest: int
    ulcer: float
    best: float
    worst: float
    money: float
    low: float
    high: float
    shortfall: float
    skewness: float
    kurtosis: float
    benchmark_mean: float
    benchmark_deviation: float
    covariance: float
    excess_mean: float
    excess_deviation: float
    trips: int
    won: int
    lost: int
    profit: float
    loss: float
    earned: float
    spread: float
    wins: int
    losing: int
    covered: int
    traded: float
    per_year: float
    lasted: int
    years: float
    trials: int


SUMS = np.dtype([(name, "i8" if kind is int else "f8") for name, kind in get_type_hints(Sums).items()])

UNKNOWN = np.zeros(1, SUMS)
for _name in SUMS.names or ():
    UNKNOWN[_name] = nan if SUMS[_name] == np.float64 else 0


def divided(top, bottom):
    """NaN where there is nothing to divide by."""
    return top / bottom if bottom > FLAT else nan


def of_curve(s, c):
    """The figures of a curve (see curve.py)."""
    n = c.count
    s.periods = n
    s.end = c.level
    s.mean = c.total / n
    s.gains = c.total - c.losses
    s.losses = c.losses
    s.downside = (c.loss_squares / n) ** 0.5
    s.deepest = c.deepest
    s.longest = c.longest
    s.ulcer = (c.fall_squares / n) ** 0.5
    s.best = c.best
    s.worst = c.worst
    s.money = c.money / c.taken
