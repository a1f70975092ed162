"""How far a Sharpe ratio can be believed, given the sample and the number of trials. Each takes the whole `Sample`."""

from __future__ import annotations

import math

from tradewind.models import sharpe
from tradewind.research.metrics.catalogue import metric
from tradewind.research.metrics.sample import Sample


@metric(
    "Standard error of the Sharpe ratio",
    "belief",
    "ratio",
    "low",
    "Lo (2002), Mertens (2002)",
    annualised="× √ periods a year",
)
def sharpe_standard_error(sample: Sample) -> float:
    """Spread of the yearly Sharpe ratio from sample to sample, given length and shape; 1.96 of it make 95%."""
    return sharpe.sharpe_standard_error(sample.returns) * math.sqrt(sample.periods_per_year)


@metric("Probability that Sharpe > 0", "belief", "probability", "high", "Bailey & López de Prado (2012)")
def probabilistic_sharpe(sample: Sample) -> float:
    """Probability that the true Sharpe ratio is above 0, given the sample's length, skewness and kurtosis."""
    return sharpe.probabilistic_sharpe(sample.returns)


@metric("Deflated Sharpe probability", "belief", "probability", "high", "Bailey & López de Prado (2014)")
def deflated_sharpe(sample: Sample) -> float:
    """Probability that the Sharpe ratio is above what the best of all trials would show if none was worth anything."""
    return sharpe.deflated_sharpe(sample.returns, sample.trials)
