"""How far a Sharpe ratio can be believed, given the sample and the number of trials. Each takes the whole `Sample`."""

from __future__ import annotations

from tradewind.models import sharpe
from tradewind.research.metrics.catalogue import metric
from tradewind.research.metrics.sample import Sample


@metric("Probability that Sharpe > 0", "belief", "probability", "high", "Bailey & López de Prado (2012)")
def probabilistic_sharpe(sample: Sample) -> float:
    """Probability that the true Sharpe ratio is above 0, given the sample's length, skewness and kurtosis."""
    return sharpe.probabilistic_sharpe(sample.returns)


@metric("Deflated Sharpe probability", "belief", "probability", "high", "Bailey & López de Prado (2014)")
def deflated_sharpe(sample: Sample) -> float:
    """Probability that the Sharpe ratio is above what the best of all trials would show if none was worth anything."""
    return sharpe.deflated_sharpe(sample.returns, sample.trials)
