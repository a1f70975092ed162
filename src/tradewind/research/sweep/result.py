"""What a sweep gives: one row for each combination with its parameters, figures and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tradewind.errors import UsageError
from tradewind.features.parameters import Int
from tradewind.models.sharpe import deflated_sharpe
from tradewind.research.metrics import METRICS
from tradewind.research.sweep.space import Space
from tradewind.research.sweep.tally import FIGURES

if TYPE_CHECKING:
    import polars as pl

COMPLETE, DRAWDOWN, TRADES, NOT_A_NUMBER = range(4)
ENDED = ("complete", "drawdown", "too few trades", "not a number")


@dataclass(frozen=True)
class SweepResult:
    """figures: (n, len(FIGURES)), NaN where a run was given up. ended: (n,) index into ENDED. fixed: parameters of the set-up."""

    space: Space
    names: tuple[str, ...]
    figures: np.ndarray
    ended: np.ndarray
    fixed: dict[str, int | float]

    def __len__(self) -> int:
        return len(self.figures)

    @property
    def trials(self) -> int:
        """Combinations tried: what a deflated Sharpe ratio has to know. Runs that were given up count."""
        return len(self.figures)

    def figure(self, name: str) -> np.ndarray:
        """(n,) of one figure.

        Raises
        ------
        UsageError: there is no such figure.
        """
        check_figure(name)
        return self.figures[:, FIGURES.index(name)]

    def params(self, row: int) -> dict[str, int | float]:
        """All parameters of one combination, as a backtest takes them."""
        declared = self.space.declared
        return {
            n: int(v) if isinstance(declared[n], Int) else float(v)
            for n, v in zip(self.names, self.space.values[row], strict=True)
        }

    def order(self, by: str = "sharpe") -> np.ndarray:
        """Rows with this figure, best first; of equal ones the earlier combination first."""
        return ranked(self.figure(by), by)

    def best(self, by: str = "sharpe") -> int:
        """Row of the best combination.

        Raises
        ------
        UsageError: no run has this figure.
        """
        order = self.order(by)
        if not len(order):
            told = ", ".join(f"{count:,} {name}" for name, count in self.counts().items())
            raise UsageError(f"none of {len(self):,} combinations has a {by}: {told}")
        return int(order[0])

    def counts(self) -> dict[str, int]:
        """How many runs ended how; only what happened."""
        return {name: int(c) for i, name in enumerate(ENDED) if (c := (self.ended == i).sum())}

    def spread_of_sharpe(self, periods_per_year: float) -> float:
        """Variance of the trials' Sharpe ratios per period, for the deflated Sharpe ratio; NaN below two of them."""
        known = self.figure("sharpe")
        known = known[np.isfinite(known)]
        return float(np.var(known, ddof=1)) / periods_per_year if len(known) > 1 else float("nan")

    def deflated(self, returns: np.ndarray, periods_per_year: float, *, earlier: int = 0) -> float:
        """Probability that a run with these returns (the best one's) is better than luck among all trials explains.

        earlier: trials on the same data before this sweep.

        Source: see `models.sharpe.deflated_sharpe`; the variance is that of this sweep's own Sharpe ratios.
        """
        variance = self.spread_of_sharpe(periods_per_year)
        return deflated_sharpe(returns, self.trials + earlier, variance if variance == variance else None)

    def frame(self) -> pl.DataFrame:
        """Polars frame: the swept parameters, the figures, `ended`."""
        import polars as pl

        columns: dict[str, Any] = {}
        for name in self.space.swept:
            column = self.space.column(name)
            columns[name] = column.astype(np.int64) if isinstance(self.space.declared[name], Int) else column
        columns |= {name: self.figures[:, j] for j, name in enumerate(FIGURES)}
        frame = pl.DataFrame(columns)
        return frame.with_columns(ended=pl.Series([ENDED[i] for i in self.ended.tolist()], dtype=pl.Categorical))


def check_figure(name: str) -> None:
    """Raises UsageError, with the known names, if there is no such figure."""
    if name not in FIGURES:
        raise UsageError(f"a sweep has no figure {name!r}", try_=", ".join(FIGURES))


def ranked(values: np.ndarray, by: str) -> np.ndarray:
    """Rows whose value is a number, best first."""
    low = by in METRICS and METRICS[by].better == "low"
    order = np.argsort(values if low else -values, kind="stable")
    return order[np.isfinite(values[order])]
