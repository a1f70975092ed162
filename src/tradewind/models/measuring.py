"""Measure out-of-sample probabilities: scores and a traded rule, each with an interval, beside buy-and-hold."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradewind.errors import ModelError
from tradewind.models.bootstrap import block_length, interval, resamples
from tradewind.models.panel import Panel
from tradewind.models.protocol import Protocol
from tradewind.models.scores import SCORES, Forecasts
from tradewind.models.sharpe import deflated_sharpe, probabilistic_sharpe, sharpe_standard_error
from tradewind.models.trading_rule import Curve, account, combine, deepest_fall, entries, positions

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Figure:
    """A value with its confidence interval; low and high are NaN where none can be given."""

    value: float
    low: float = math.nan
    high: float = math.nan


@dataclass(frozen=True)
class Measured:
    """What an out-of-sample record was worth.

    model, hold: figures by name (`SCORES` and `TRADING`; buy-and-hold has only the latter). gap: paired difference of
    the annualised Sharpe ratios, model less buy-and-hold. sharpe_error: standard error of the annualised Sharpe ratio
    by Lo and Mertens. psr: probability that the Sharpe ratio is above 0; dsr: the same, deflated by the trials.
    scored: rows that moved and were foreseen; unmoved: foreseen rows whose move was below the costs.
    """

    model: dict[str, Figure]
    hold: dict[str, Figure]
    curve: Curve
    hold_curve: Curve
    gap: Figure
    sharpe_error: float
    psr: float
    dsr: float
    scored: int
    unmoved: int


def measure(panel: Panel, probability: Floats, protocol: Protocol, first: int) -> Measured:
    """Figures from the first test time stamp (ns) on, with intervals by the stationary bootstrap over time stamps."""
    curve = trade(panel, probability, protocol, first)
    hold = trade(panel, np.ones_like(probability), protocol, first)
    model_draws, hold_draws = _resampled_trading(curve, hold, protocol)
    trading, held = curve.figures(), hold.figures()
    gap = interval(model_draws["sharpe"] - hold_draws["sharpe"], protocol.level)
    known = ~np.isnan(probability)
    returns = curve.returns
    return Measured(
        model=_scores(panel, probability, protocol) | _with_intervals(trading, model_draws, protocol.level),
        hold=_with_intervals(held, hold_draws, protocol.level),
        curve=curve,
        hold_curve=hold,
        gap=Figure(trading["sharpe"] - held["sharpe"], *gap),
        sharpe_error=sharpe_standard_error(returns) * math.sqrt(curve.periods_per_year),
        psr=probabilistic_sharpe(returns),
        dsr=deflated_sharpe(returns, protocol.trials),
        scored=int((known & panel.moved).sum()),
        unmoved=int((known & (panel.label == 0)).sum()),
    )


def point_figures(panel: Panel, probability: Floats, protocol: Protocol, first: int) -> dict[str, float]:
    """Scores and trading figures without intervals: for the shuffled-label runs."""
    scores = forecasts(panel, probability).score()
    return {name: float(scores[name][0]) for name in SCORES} | trade(panel, probability, protocol, first).figures()


def trade(panel: Panel, probability: Floats, protocol: Protocol, first: int) -> Curve:
    """Equity of the simple rule from the time stamp `first` on, one equal account an instrument, after costs."""
    times, equity, trades = [], [], 0
    for number in range(len(panel.instruments)):
        rows = panel.rows_of(number)
        rows = rows[panel.ts[rows] >= first]
        if len(rows) < 2:
            continue
        hold = positions(probability[rows], protocol.rule, protocol.margin)
        times.append(panel.ts[rows])
        equity.append(account(panel.close[rows], hold, protocol.cost))
        trades += entries(hold)
    if not times:
        raise ModelError("test windows hold fewer than 2 bars of every instrument", try_="more data or fewer splits")
    return combine(times, equity, trades)


def forecasts(panel: Panel, probability: Floats) -> Forecasts:
    """The rows that were foreseen and moved, numbered by time stamp."""
    rows = np.flatnonzero(~np.isnan(probability) & panel.moved)
    times, stamp = np.unique(panel.ts[rows], return_inverse=True)
    return Forecasts((panel.label[rows] == 1).astype(np.float64), probability[rows], stamp, len(times))


def _scores(panel: Panel, probability: Floats, protocol: Protocol) -> dict[str, Figure]:
    made = forecasts(panel, probability)
    points = made.score()
    block = block_length(made.stamps, protocol.horizon)
    drawn: dict[str, list[Floats]] = {name: [] for name in SCORES}
    for rows in resamples(made.stamps, block, protocol.draws, protocol.seed) if made.stamps else ():
        counts = np.stack([np.bincount(r, minlength=made.stamps) for r in rows]).astype(np.float64)
        for name, values in made.score(counts).items():
            drawn[name].append(values)
    return _with_intervals({n: float(points[n][0]) for n in SCORES}, _joined(drawn), protocol.level)


def _resampled_trading(curve: Curve, hold: Curve, protocol: Protocol) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Trading figures of resampled returns; both curves by the same rows, so that their difference is paired."""
    drawn = tuple({name: [] for name in ("net_return", "sharpe", "max_drawdown")} for _ in range(2))
    n = len(curve.returns)
    for rows in resamples(n, block_length(n, protocol.horizon), protocol.draws, protocol.seed + 1):
        for part, returns in zip(drawn, (curve.returns, hold.returns), strict=True):
            _append_trading(part, returns[rows], curve.periods_per_year)
    return _joined(drawn[0]), _joined(drawn[1])


def _append_trading(drawn: dict[str, list[Floats]], returns: Floats, periods_per_year: float) -> None:
    paths = np.cumprod(1.0 + returns, axis=1)
    spread = returns.std(axis=1, ddof=1) if returns.shape[1] > 1 else np.zeros(len(returns))
    with np.errstate(divide="ignore", invalid="ignore"):
        sharpe = np.where(spread > 1e-14, returns.mean(axis=1) / spread * math.sqrt(periods_per_year), math.nan)
    drawn["net_return"].append(paths[:, -1] - 1.0)
    drawn["sharpe"].append(sharpe)
    drawn["max_drawdown"].append(deepest_fall(paths))


def _joined(drawn: dict[str, list[Floats]]) -> dict[str, Floats]:
    return {name: np.concatenate(parts) if parts else np.empty(0) for name, parts in drawn.items()}


def _with_intervals(points: dict[str, float], drawn: dict[str, Floats], level: float) -> dict[str, Figure]:
    return {n: Figure(v, *interval(drawn[n], level)) if n in drawn else Figure(v) for n, v in points.items()}
