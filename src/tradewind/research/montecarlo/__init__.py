"""Monte Carlo of a run: resampled returns, shuffled and skipped trades, jittered prices."""

from tradewind.research.montecarlo.outcome import PERCENTILES, Outcome, Probability, Spread
from tradewind.research.montecarlo.run import METHODS, Assumed, MonteCarloResult, montecarlo

__all__ = ["METHODS", "PERCENTILES", "Assumed", "MonteCarloResult", "Outcome", "Probability", "Spread", "montecarlo"]
