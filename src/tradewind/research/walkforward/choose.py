"""The choice in a train window: the parameter set with the best value of a named metric."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradewind.errors import UsageError
from tradewind.research.metrics import METRICS, Metric

if TYPE_CHECKING:
    import polars as pl


def objective(name: str) -> Metric:
    """The metric that decides.

    Raises
    ------
    UsageError: no such metric, or one of which neither much nor little is better.
    """
    known = [m.name for m in METRICS.values() if m.better != "neither"]
    if name not in known:
        why = "is no better high or low" if name in METRICS else "is no metric"
        raise UsageError(f"objective {name!r} {why}", try_=", ".join(known))
    return METRICS[name]


def choose(figures: pl.DataFrame, wanted: Metric, min_trades: int = 1) -> int | None:
    """Row of the best set; of equal ones the first. None: no set closed `min_trades` trades with a known value.

    figures: from `evaluate`. A set that did not trade has no value: it is neither good nor bad, and can't be chosen.
    """
    values = figures[wanted.name].to_numpy()
    known = np.isfinite(values) & (figures["trade_count"].to_numpy() >= min_trades)
    if not known.any():
        return None
    ranked = values if wanted.better == "high" else -values
    return int(np.argmax(np.where(known, ranked, -np.inf)))
