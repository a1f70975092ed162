"""`tradewind sweep`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.progress import progress
from tradewind.cli.workspace import now, parameters, workspace
from tradewind.errors import UsageError

if TYPE_CHECKING:
    from tradewind.research.sweep.keeping import KeptSweep

_SHOWN = ("sharpe", "total_return", "max_drawdown", "trade_count", "profit_factor")


def sweep(
    strategy: str,
    *,
    param: Annotated[list[str] | None, Parameter(name=("--param", "--set"), negative="")] = None,
    data: Annotated[list[str] | None, Parameter(negative="")] = None,
    since: str | None = None,
    until: str | None = None,
    events: Annotated[list[str] | None, Parameter(negative="")] = None,
    constraint: Annotated[list[str] | None, Parameter(negative="")] = None,
    method: Literal["grid", "random", "latin"] = "grid",
    trials: int = 1000,
    seed: int = 0,
    by: str = "sharpe",
    max_drawdown: float = 0.0,
    min_trades: int = 0,
    half: float = 0.5,
    cores: int | None = None,
    cluster: str | None = None,
    heatmap: Annotated[list[str] | None, Parameter(negative="")] = None,
    resume: str | None = None,
    top: int = 10,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Run a strategy over many choices of its parameters; writes runs/ID with every figure (Parquet) and heat maps.

    Example: tradewind sweep moving_average_cross --data AAPL --param fast=5:50:5 --param slow=20:200:20 --constraint "fast < slow"

    Parameters
    ----------
    strategy
        a strategy's file, or the name of a built-in one.
    param
        NAME=LOW:HIGH:STEP, NAME=LOW:HIGH or NAME=5,10,20; NAME=NUMBER keeps it there. May be repeated.
    data
        instruments in the lake, several with commas (default: the strategy's own).
    since
        first day or time.
    until
        last day or time (not included).
    events
        what else in the lake fills orders: quotes, trades, depth. Dividends, splits, funding and finer bars come in anyway; none: bars alone.
    constraint
        a condition between parameters, such as "fast < slow"; may be repeated.
    method
        every combination, random ones, or a Latin hypercube.
    trials
        how many combinations, of the methods that draw.
    seed
        of the methods that draw.
    by
        the figure that orders the combinations.
    max_drawdown
        give up a run whose equity falls further from its peak, a fraction (0: never).
    min_trades
        give up a run with fewer closed trades by half-time (0: never).
    half
        which share of the bars half-time is.
    cores
        threads (default: one a core).
    cluster
        tcp://HOST:PORT of a Dask scheduler, instead of this machine's cores.
    heatmap
        two parameters with a comma, such as fast,slow; may be repeated.
    resume
        a sweep's run that was interrupted: the same call goes on with it.
    top
        how many combinations to show.
    json
        print one JSON object.
    """
    from tradewind.research.sweep.engine import StopRule
    from tradewind.research.sweep.keeping import keep_sweep
    from tradewind.research.sweep.space import space

    ranges, fixed = _split(param)
    rule = StopRule(max_drawdown, min_trades, half)
    maps = [_pair(text) for text in heatmap or []]
    if cores is not None and cores < 1:
        raise UsageError(f"--cores {cores} must be 1 or more")
    place = workspace()
    definition, _ = place.strategy(strategy)
    chosen = space(
        definition, ranges, fixed=fixed, constraints=constraint or (), method=method, trials=trials, seed=seed
    )
    bars = place.bars(definition, data, since, until, events)
    try:
        with progress("sweeping") as tick:
            kept = keep_sweep(
                place.setup(definition, bars, fixed), bars, chosen, place.runs, ts=now(), by=by, rule=rule, workers=cores,
                cluster=cluster, resume=resume, maps=maps, progress=tick,
            )  # fmt: skip
    except KeyboardInterrupt:
        show.err.print("to go on: the same call with --resume last")
        raise
    rows = [_shown(kept, int(r)) for r in kept.result.order(by)[: max(0, top)]]
    if json:
        show.as_json(_as_json(kept, rows))
    else:
        _tell(kept, rows)
    return 0


def _split(given: list[str] | None) -> tuple[dict[str, str], dict[str, float]]:
    """Ranges and fixed numbers apart."""
    ranges, fixed = {}, []
    for item in given or []:
        name, equals, text = item.partition("=")
        if equals and (":" in text or "," in text):
            ranges[name.strip()] = text.strip()
        else:
            fixed.append(item)
    return ranges, parameters(fixed)


def _pair(text: str) -> tuple[str, str]:
    names = [n.strip() for n in text.split(",")]
    if len(names) != 2:
        raise UsageError(f"--heatmap {text!r} is not two parameters", try_="--heatmap fast,slow")
    return names[0], names[1]


def _shown(kept: KeptSweep, row: int) -> dict[str, Any]:
    result = kept.result
    params = result.params(row)
    names = dict.fromkeys((kept.by, *_SHOWN))
    return {
        **{n: params[n] for n in result.space.swept},
        **{n: float(result.figure(n)[row]) for n in names},
        "neighbours": float(kept.beside.median[row]),
        "worst_neighbour": float(kept.beside.worst[row]),
    }


def _as_json(kept: KeptSweep, rows: list[dict[str, Any]]) -> dict[str, Any]:
    plateau = None if kept.plateau < 0 else _shown(kept, kept.plateau)
    return show.result(
        ok=True,
        run=kept.run.id,
        combinations=len(kept.result),
        left_out=kept.result.space.left_out,
        trials=kept.trials,
        counts=kept.result.counts(),
        by=kept.by,
        top=rows,
        plateau=plateau,
        deflated_sharpe=kept.deflated,
        folder=kept.run.path,
    )


def _tell(kept: KeptSweep, rows: list[dict[str, Any]]) -> None:
    show.table(rows, title=f"best of {len(kept.result):,} combinations by {kept.by}")
    told = ", ".join(f"{count:,} {name}" for name, count in kept.result.counts().items())
    left = f"; {kept.result.space.left_out:,} left out by constraints" if kept.result.space.left_out else ""
    show.out.print(f"\nruns: {told}{left}")
    if kept.plateau >= 0:
        values = kept.result.params(kept.plateau)
        where = ", ".join(f"{n}={values[n]:g}" for n in kept.result.space.swept)
        show.out.print(f"best with its neighbours: {where}")
    if kept.best >= 0:
        show.out.print(
            f"deflated Sharpe probability of the best: {show.text(kept.deflated)} (after {kept.trials:,} trials on these data)"
        )
    show.out.print(f"figures, heat maps: {kept.run.path}")
