"""A Monte Carlo of a recorded run: the run done again from its journal, and what was found kept in the run's folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tradewind.errors import JournalError, UsageError
from tradewind.ledger.disk import Disk
from tradewind.ledger.event import encode
from tradewind.ledger.journal import Journal
from tradewind.ledger.runs import Run
from tradewind.ledger.session import setup_from
from tradewind.research.backtest import BacktestResult, backtest
from tradewind.research.montecarlo.outcome import PERCENTILES, Outcome, Spread
from tradewind.research.montecarlo.page import page
from tradewind.research.montecarlo.run import MonteCarloResult
from tradewind.research.reading import check_same
from tradewind.research.replay import Fetch
from tradewind.research.report.study import write_study
from tradewind.strategies.strategy import StrategyDefinition

Bind = Callable[[StrategyDefinition, dict[str, str]], StrategyDefinition]

_Figures = dict[str, Any]


def load(run: Run, *, bind: Bind, fetch: Fetch, on_compile: Callable[[], None] | None = None) -> BacktestResult:
    """The backtest that `run` recorded, done again.

    bind: gives a strategy the versions of its models that the run had. fetch: as for `replay`. on_compile: called before a compile.

    Raises
    ------
    UsageError: the run is no backtest. JournalError: its bars have changed since.
    """
    if run.kind != "backtest" or not run.journal.exists():
        raise UsageError(f"run {run.id} is a {run.kind}; a Monte Carlo needs a backtest", try_="tradewind runs")
    with Journal.open(run.journal, read_only=True) as journal:
        session = next(journal.events(), None)
    if session is None or session.kind != "session":
        raise JournalError(f"{run.journal} does not begin with a session")
    versions = session.body.get("models", {})
    setup = setup_from(session.body, lambda strategy: bind(strategy, versions), on_compile)
    bars = fetch(setup, session.body["data"])
    check_same(bars, session.body["data"], run.id)
    return backtest(setup, bars)


def record_montecarlo(made: MonteCarloResult, run: Run) -> _Figures:
    """Write montecarlo.html and montecarlo.json into the run's folder, in place of an earlier one; the figures."""
    figures = figures_of(made)
    write_study(page(made, run.id), run.path / "montecarlo.html")
    Disk().replace(run.path / "montecarlo.json", encode(figures) + b"\n")
    return figures


def figures_of(made: MonteCarloResult) -> _Figures:
    """All figures, units in their names; percentiles as p5 … p95, None where not known."""
    a, money = made.assumed, made.result.setup.currency.lower()
    return {
        "seed": a.seed,
        "ruin_pct_of_start": 100 * a.ruin,
        "drawdown_limit_pct": 100 * a.drawdown_limit,
        f"start_{money}": made.start,
        "methods": {name: _method(o, money) for name, o in made.outcomes.items()},
        "left_out": made.left_out,
    }


def _method(o: Outcome, money: str) -> _Figures:
    return {
        "paths": o.paths,
        "steps": o.steps,
        "step": o.step,
        f"final_equity_{money}": _spread(o.final, 1.0),
        "max_drawdown_pct": _spread(o.drawdown, 100.0),
        "sharpe": _spread(o.sharpe, 1.0),
        "ruin_probability": o.ruin.value,
        "ruin_interval": [o.ruin.low, o.ruin.high],
        "drawdown_limit_probability": o.limit.value,
        "drawdown_limit_interval": [o.limit.low, o.limit.high],
    }


def _spread(spread: Spread, scale: float) -> _Figures:
    named = {f"p{p}": v for p, v in zip(PERCENTILES, spread.percentiles, strict=True)}
    return {n: scale * v if v == v else None for n, v in {**named, "run": spread.actual}.items()}
