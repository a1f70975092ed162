"""How far a Sharpe ratio can be believed, given the sample and the number of trials. Each takes the `Sums` of an account."""

from __future__ import annotations

from math import nan, sqrt

from tradewind.models import sharpe as theory
from tradewind.research.metrics.catalogue import metric
from tradewind.research.metrics.sums import FLAT, Sums


@metric(
    "Standard error of the Sharpe ratio",
    "belief",
    "ratio",
    "low",
    "Lo (2002), Mertens (2002)",
    annualised="× √ periods a year",
)
def sharpe_standard_error(s: Sums) -> float:
    """Spread of the yearly Sharpe ratio from sample to sample, given length and shape; 1.96 of it make 95%."""
    return _error(s) * sqrt(s.per_year)


@metric("Probability that Sharpe > 0", "belief", "probability", "high", "Bailey & López de Prado (2012)")
def probabilistic_sharpe(s: Sums) -> float:
    """Probability that the true Sharpe ratio is above 0, given the sample's length, skewness and kurtosis."""
    return theory.probability_above(_ratio(s), _error(s), 0.0)


@metric("Deflated Sharpe probability", "belief", "probability", "high", "Bailey & López de Prado (2014)")
def deflated_sharpe(s: Sums) -> float:
    """Probability that the Sharpe ratio is above what the best of all trials would show if none was worth anything."""
    luck = theory.expected_best_sharpe(s.trials, theory.variance_without_skill(s.periods))
    return theory.probability_above(_ratio(s), _error(s), luck)


def _ratio(s: Sums) -> float:
    return s.mean / s.deviation if s.deviation > FLAT else nan


def _error(s: Sums) -> float:
    return theory.standard_error(_ratio(s), s.periods, s.skewness, s.kurtosis)
