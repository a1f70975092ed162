"""Figures of a backtest or account: each with its definition, unit, source and, where it matters, an interval."""

from tradewind.models.trading_rule import periods_per_year
from tradewind.research.metrics.catalogue import METRICS, Metric
from tradewind.research.metrics.drawdowns import Drawdown, deepest, underwater
from tradewind.research.metrics.measure import measure, of_returns
from tradewind.research.metrics.sample import RoundTrips, Sample, simple_returns
from tradewind.research.metrics.summary import MetricValue, summarise
from tradewind.research.metrics.sums import Sums

__all__ = [
    "METRICS",
    "Drawdown",
    "Metric",
    "MetricValue",
    "RoundTrips",
    "Sample",
    "Sums",
    "deepest",
    "measure",
    "of_returns",
    "periods_per_year",
    "simple_returns",
    "summarise",
    "underwater",
]
