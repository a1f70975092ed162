"""The Sharpe ratio and how far to believe it: standard error, probabilistic and deflated Sharpe ratio.

All ratios here are **per period** (not annualised) unless a function says otherwise: the theory is written in them.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from tradewind.errors import ModelError

Floats = NDArray[np.floating]
_NORMAL = NormalDist()
_EULER = 0.5772156649015329
_FLAT = 1e-14  # a spread below this is rounding, not risk


def sharpe_ratio(returns: Floats, periods_per_year: float = 1.0) -> float:
    """mean / standard deviation (n - 1), times sqrt(periods_per_year); NaN below 2 returns or without any spread.

    returns: (n,) float64, simple excess returns per period (the risk-free rate already subtracted, if any).
    Source: W. Sharpe, The Sharpe Ratio, Journal of Portfolio Management 21 (1994).
    """
    if len(returns) < 2:
        return math.nan
    spread = float(np.std(returns, ddof=1))
    return float(np.mean(returns)) / spread * math.sqrt(periods_per_year) if spread > _FLAT else math.nan


def sharpe_standard_error(returns: Floats) -> float:
    """Standard error of the per-period Sharpe ratio under skewed, fat-tailed returns.

    se = sqrt((1 - skew * SR + (kurtosis - 1) / 4 * SR**2) / (n - 1)); with skew 0 and kurtosis 3 it is Lo's
    sqrt((1 + SR**2 / 2) / (n - 1)).

    Source: A. Lo, The Statistics of Sharpe Ratios (2002); E. Mertens (2002); Bailey & López de Prado (2012), eq. 10.
    """
    ratio = sharpe_ratio(returns)
    return math.nan if math.isnan(ratio) else standard_error(ratio, len(returns), *_shape(returns))


def standard_error(ratio: float, n: int, skew: float, kurtosis: float) -> float:
    """The same from a ratio per period and the shape of its n returns (kurtosis 3 for a normal); NaN below 3 of them."""
    if n < 3 or math.isnan(ratio):
        return math.nan
    return math.sqrt(max(0.0, 1.0 - skew * ratio + (kurtosis - 1.0) / 4.0 * ratio**2) / (n - 1))


def probabilistic_sharpe(returns: Floats, benchmark: float = 0.0) -> float:
    """Probability (0 to 1) that the true per-period Sharpe ratio is above `benchmark` (per period as well).

    PSR = Phi((SR - benchmark) / se(SR))
    Source: D. Bailey, M. López de Prado, The Sharpe Ratio Efficient Frontier, Journal of Risk 15 (2012), eq. 11.
    """
    return probability_above(sharpe_ratio(returns), sharpe_standard_error(returns), benchmark)


def probability_above(ratio: float, error: float, benchmark: float) -> float:
    """Probability that the true ratio is above `benchmark`, given an estimate and its standard error; NaN without one."""
    if math.isnan(error):
        return math.nan
    gap = ratio - benchmark
    return _NORMAL.cdf(gap / error) if error > 0 else float(gap > 0)


def expected_best_sharpe(trials: int, variance: float) -> float:
    """Sharpe ratio (per period) that the best of `trials` worthless strategies is expected to show.

    E[max] = sqrt(variance) * ((1 - g) * Phi^-1(1 - 1/N) + g * Phi^-1(1 - 1/(N e))), g Euler's constant; 0 for N = 1.
    variance: of the trials' per-period Sharpe ratios.

    Source: D. Bailey, M. López de Prado, The Deflated Sharpe Ratio, Journal of Portfolio Management 40 (2014), eq. 1.
    """
    if trials < 1 or not variance >= 0:
        raise ModelError(f"{trials} trials with variance {variance}; at least 1 trial, variance at least 0")
    if trials == 1:
        return 0.0
    first = _NORMAL.inv_cdf(1.0 - 1.0 / trials)
    second = _NORMAL.inv_cdf(1.0 - 1.0 / (trials * math.e))
    return math.sqrt(variance) * ((1.0 - _EULER) * first + _EULER * second)


def deflated_sharpe(returns: Floats, trials: int, variance: float | None = None) -> float:
    """Probability that the Sharpe ratio is above what the best of `trials` worthless strategies would show by luck.

    variance: of the trials' per-period Sharpe ratios; None takes that of one estimate when the truth is 0, 1 / (n - 1).
    Source: D. Bailey, M. López de Prado, The Deflated Sharpe Ratio, Journal of Portfolio Management 40 (2014), eq. 2.
    """
    if variance is None:
        variance = variance_without_skill(len(returns))
    return probabilistic_sharpe(returns, expected_best_sharpe(trials, variance))


def variance_without_skill(n: int) -> float:
    """Variance of a per-period Sharpe ratio of n returns whose true one is 0."""
    return 1.0 / max(1, n - 1)


def _shape(returns: Floats) -> tuple[float, float]:
    """Skewness and kurtosis (3 for a normal), moments divided by n."""
    centred = returns - np.mean(returns)
    # Products: numpy's power of a float array takes ten times as long.
    squared = centred * centred
    variance = float(np.mean(squared))
    return float(np.mean(squared * centred)) / variance**1.5, float(np.mean(squared * squared)) / variance**2
