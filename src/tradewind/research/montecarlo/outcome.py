"""What many paths say together: percentiles, and the probability of ruin and of the drawdown limit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradewind.research.montecarlo.paths import Floats, Paths

PERCENTILES = (5, 25, 50, 75, 95)


@dataclass(frozen=True)
class Spread:
    """A figure's percentiles over the paths, in the order of PERCENTILES, and its value in the run itself."""

    percentiles: tuple[float, ...]
    actual: float


@dataclass(frozen=True)
class Probability:
    """Share of the paths, with the 95% interval that their number leaves open."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Outcome:
    """What one method says.

    method: its name. paths, steps, step: how many, of how many steps each, of what (`day`, `bar` or `trade`).
    final: account currency. drawdown: deepest, fraction of the peak. sharpe: a year. ruin, limit: see `montecarlo`.
    at: (m,) steps that are drawn. fan: (5, m) percentiles of equity at each of them. actual: (m,) the run itself, or empty where its
    length is another. finals, drawdowns: (paths,) final equity and deepest drawdown of each path.
    """

    method: str
    paths: int
    steps: int
    step: str
    final: Spread
    drawdown: Spread
    sharpe: Spread
    ruin: Probability
    limit: Probability
    at: NDArray[np.intp]
    fan: Floats
    actual: Floats
    finals: Floats
    drawdowns: Floats


def outcome(
    method: str, step: str, paths: Paths, actual: Paths, *, ruin_equity: float, drawdown_limit: float
) -> Outcome:
    """Sum up `paths`. actual: the run itself as one path."""
    same = len(actual.at) == len(paths.at) and bool((actual.at == paths.at).all())
    final, drawdown, sharpe = (
        Spread(percentiles(getattr(paths, n)), float(getattr(actual, n)[0])) for n in ("final", "drawdown", "sharpe")
    )
    return Outcome(
        method,
        len(paths),
        int(paths.at[-1]),
        step,
        final,
        drawdown,
        sharpe,
        ruin=probability(paths.low <= ruin_equity),
        limit=probability(paths.drawdown >= drawdown_limit),
        at=paths.at,
        fan=np.percentile(paths.curves, PERCENTILES, axis=0),
        actual=actual.curves[0] if same else np.empty(0),
        finals=paths.final,
        drawdowns=paths.drawdown,
    )


def percentiles(values: Floats) -> tuple[float, ...]:
    """PERCENTILES of what is known; NaN if more than 5% of the values are undefined."""
    known = values[np.isfinite(values)]
    if len(known) == 0 or len(known) < 0.95 * len(values):
        return (math.nan,) * len(PERCENTILES)
    return tuple(float(v) for v in np.percentile(known, PERCENTILES))


def probability(hit: NDArray[np.bool_]) -> Probability:
    """The share of True, with Wilson's interval, which stays honest where no path or every path is hit.

    Source: E. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    """
    n, z = len(hit), 1.959963984540054
    share = float(hit.mean())
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Probability(share, max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share)))
