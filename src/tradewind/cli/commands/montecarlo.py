"""`tradewind montecarlo`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.progress import compiling, progress
from tradewind.cli.workspace import workspace


def montecarlo(
    run: str = "last",
    *,
    paths: int = 1000,
    periods: int = 252,
    method: Annotated[list[str] | None, Parameter(negative="")] = None,
    step: Literal["day", "bar"] = "day",
    block: float | None = None,
    skip: float = 0.1,
    jitter: float = 0.1,
    jitter_paths: int = 100,
    ruin: float = 0.5,
    drawdown_limit: float | None = None,
    seed: int = 0,
    cores: int | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Ask what else could have come of a backtest: resampled returns, shuffled and missed trades, jittered prices.

    Example: tradewind montecarlo last --paths 1000 --periods 252

    Writes montecarlo.html and montecarlo.json into the run's folder.

    Parameters
    ----------
    run
        id of a backtest, its beginning, or "last" (the newest backtest).
    paths
        paths of each method but jittered.
    periods
        returns in a path of resampled returns.
    method
        returns, shuffled, skipped, jittered; may be repeated (default: all).
    step
        what a return is taken over: a day, or each bar.
    block
        mean length of the resampled blocks (default: cube root of the returns' number).
    skip
        probability that a trade is missed.
    jitter
        how far prices are moved, in standard deviations of a bar's return.
    jitter_paths
        runs of the kernel on jittered prices.
    ruin
        share of the start at which an account counts as ruined.
    drawdown_limit
        fraction of the peak (default: risk.max_drawdown of the run).
    seed
        of all that is drawn.
    cores
        threads of the jittered runs (default: as many as there are cores); the figures are the same.
    json
        print one JSON object.
    """
    from tradewind.research.montecarlo import METHODS
    from tradewind.research.montecarlo import montecarlo as run_montecarlo
    from tradewind.research.montecarlo.page import sentence
    from tradewind.research.montecarlo.recording import load, record_montecarlo
    from tradewind.research.reading import fetch_for_replay

    place = workspace()
    found = place.runs.find(run, "backtest" if run == "last" else None)
    result = load(
        found,
        bind=lambda s, versions: place.bind(s, versions)[0],
        fetch=fetch_for_replay(place.lake),
        on_compile=compiling,
    )
    with progress("drawing") as tick:
        made = run_montecarlo(
            result, paths, periods, seed, methods=method or METHODS, step=step, block=block, skip=skip, jitter=jitter,
            jitter_paths=jitter_paths, ruin=ruin, drawdown_limit=drawdown_limit, cores=cores, progress=tick,
        )  # fmt: skip
    figures = record_montecarlo(made, found)
    page = found.path / "montecarlo.html"
    if json:
        show.as_json(show.result(ok=True, run=found.id, verdict=sentence(made), **figures, report=page))
        return 0
    show.table([row for name, told in figures["methods"].items() for row in _spreads(name, told)])
    show.out.print()
    show.table([_probabilities(name, told) for name, told in figures["methods"].items()])
    for name, why in figures["left_out"].items():
        show.out.print(f"{name} left out: {why}")
    show.out.print(f"\n{sentence(made)}")
    show.out.print(f"report: {page}")
    return 0


def _spreads(method: str, told: dict[str, Any]) -> list[dict[str, Any]]:
    """Percentiles and the run's own value, to two digits; unknown is a dash."""
    return [
        {"method": method, "figure": name.replace("_", " ")}
        | {k: "–" if v is None else f"{v:,.2f}" for k, v in figure.items()}
        for name, figure in told.items()
        if isinstance(figure, dict)
    ]


def _probabilities(method: str, told: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {"method": method, "paths": told["paths"]}
    for name in ("ruin", "drawdown_limit"):
        low, high = told[f"{name}_interval"]
        row[name] = f"{told[f'{name}_probability']:.1%} [{low:.1%}, {high:.1%}]"
    return row
