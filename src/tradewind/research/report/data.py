"""What a report shows: plain arrays and values, so that backtest, paper and live can all be reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradewind.errors import DataError
from tradewind.research.metrics import MetricValue, RoundTrips
from tradewind.research.report.model_table import ModelRow
from tradewind.research.report.verdict import Verdict
from tradewind.research.trades import Trade

Floats = NDArray[np.floating]
Times = NDArray[np.int64]


@dataclass(frozen=True)
class PricePath:
    """Prices of one instrument. All (n,); ts: bar closes in ns, rising; prices in the quote currency."""

    instrument: str
    ts: Times
    open: Floats
    high: Floats
    low: Floats
    close: Floats


@dataclass(frozen=True)
class Cost:
    """One kind of cost that the run paid, account currency, as a positive amount."""

    name: str
    amount: float
    note: str = ""


@dataclass(frozen=True)
class Earned:
    """What one of several strategies brought, account currency; `name` "account": what belongs to none."""

    name: str
    gains: float
    fees: float
    financing: float
    total: float
    fills: int


@dataclass(frozen=True)
class Assumption:
    """One thing that the figures rest on: what is assumed, its value, and why or what it means."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class ReportData:
    """Everything on the page.

    ts, equity: (n,) ns and account currency, at least 2 values. benchmark: (n,) equity of `benchmark_name`, or None.
    protocol: how the figures came about (sample, costs, trials), in a sentence. metrics: from `metrics.summarise`.
    earned: by each of several strategies, or empty; owners: then of each row of instruments the strategy that has it.
    model: rows of the model's own figures, or empty. meta: run id, hashes, versions, as (name, value).
    """

    title: str
    run: str
    currency: str
    verdict: Verdict
    protocol: str
    ts: Times
    equity: Floats
    metrics: dict[str, MetricValue]
    trades: Sequence[Trade] = ()
    prices: Sequence[PricePath] = ()
    benchmark: Floats | None = None
    benchmark_name: str = "Buy and hold"
    costs: Sequence[Cost] = ()
    assumptions: Sequence[Assumption] = ()
    earned: Sequence[Earned] = ()
    owners: Sequence[str] = ()
    model: Sequence[ModelRow] = ()
    model_sentence: str = ""
    meta: Sequence[tuple[str, str]] = ()

    def __post_init__(self) -> None:
        n = len(self.ts)
        if n < 2 or len(self.equity) != n or (self.benchmark is not None and len(self.benchmark) != n):
            raise DataError(
                f"report {self.run}: {len(self.equity)} equity values on {n} times; it needs 2 or more, one a time"
            )
        if not np.isfinite(self.equity).all():
            raise DataError(f"report {self.run}: the equity curve holds values that are not finite")


def round_trips(trades: Sequence[Trade]) -> RoundTrips:
    """The trades as the metrics take them, by time of exit."""
    ordered = sorted(trades, key=lambda trade: (trade.exit_ts, trade.entry_ts))
    return RoundTrips(
        np.array([t.entry_ts for t in ordered], dtype=np.int64),
        np.array([t.exit_ts for t in ordered], dtype=np.int64),
        np.array([t.pnl for t in ordered], dtype=np.float64),
        np.array(
            [abs(t.quantity) * t.multiplier * (t.entry_price + t.exit_price) * t.rate for t in ordered],
            dtype=np.float64,
        ),
    )


__all__ = ["Assumption", "Cost", "Earned", "PricePath", "ReportData", "Trade", "round_trips"]
