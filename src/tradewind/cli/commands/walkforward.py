"""`tradewind walkforward`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.progress import progress
from tradewind.cli.workspace import now, parameters, workspace
from tradewind.errors import UsageError

if TYPE_CHECKING:
    from tradewind.research.walkforward.search import Search

Ranges = dict[str, tuple[float, float] | list[float]]


def walkforward(
    strategy: str,
    *,
    data: Annotated[list[str] | None, Parameter(negative="")] = None,
    since: str | None = None,
    until: str | None = None,
    events: Annotated[list[str] | None, Parameter(negative="")] = None,
    param: Annotated[list[str] | None, Parameter(negative="")] = None,
    range: Annotated[list[str] | None, Parameter(negative="")] = None,
    search: Literal["latin", "random", "grid"] = "latin",
    count: int = 64,
    points: int = 4,
    objective: str = "sharpe",
    train_days: float = 180,
    test_days: float = 30,
    step_days: float | None = None,
    anchored: Annotated[bool, Parameter(negative="")] = False,
    min_trades: int = 1,
    fresh: Annotated[bool, Parameter(negative="")] = False,
    seed: int = 0,
    warmup_bars: int = 500,
    cores: int | None = None,
    resume: str | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Choose parameters on the past and trade them on what follows, window after window; writes runs/ID with its report and windows.

    Example: tradewind walkforward moving_average_cross --data AAPL --range fast=5:30 --range slow=20:100

    Parameters
    ----------
    strategy
        a strategy's file, or the name of a built-in one.
    data
        instruments in the lake, several with commas (default: the strategy's own).
    since
        first day or time.
    until
        last day or time (not included).
    events
        what else in the lake fills orders: quotes, trades, depth. Dividends, splits, funding and finer bars come in anyway; none: bars alone.
    param
        NAME=NUMBER for a parameter that is not searched; may be repeated.
    range
        NAME=LOW:HIGH for a parameter to search, or with --search grid NAME=A,B,C; may be repeated (default: all, as declared).
    search
        latin (hypercube), random, or grid.
    count
        samples in a window, for latin and random.
    points
        values of each LOW:HIGH, for grid.
    objective
        metric that decides: sharpe, sortino, calmar, profit_factor, max_drawdown or any other of the report.
    train_days
        days on which parameters are chosen.
    test_days
        days on which they are then traded.
    step_days
        days from one choice to the next (default: test-days).
    anchored
        every train window begins with the first bar.
    min_trades
        trades that a set must have closed in the train window to be chosen.
    fresh
        draw new samples in each window.
    seed
        of the samples.
    warmup_bars
        bars before each train window on which features warm up (0: they begin cold).
    cores
        threads (default: one a core).
    resume
        a walk-forward's run that was interrupted: the same call goes on with it.
    json
        print one JSON object.
    """
    from tradewind.research.report import judge
    from tradewind.research.walkforward.recording import keep_walkforward

    if warmup_bars < 0 or (cores is not None and cores < 1):
        raise UsageError(f"--warmup-bars {warmup_bars} must be 0 or more, --cores {cores} 1 or more")
    place = workspace()
    definition, _ = place.strategy(strategy)
    bars = place.bars(definition, data, since, until, events)
    setup = place.setup(definition, bars, parameters(param))
    wanted = search_of(search, ranges(range), count, points, seed, fresh)
    step = test_days if step_days is None else step_days
    days = {"train_days": train_days, "test_days": test_days, "step_days": step, "anchored": anchored}
    try:
        with progress("walking forward") as tick:
            result, run, figures = keep_walkforward(
                setup, bars, wanted, place.runs, ts=now(), by=objective, days=days, resume=resume, min_trades=min_trades,
                warmup_bars=warmup_bars, workers=cores, progress=tick,
            )  # fmt: skip
    except KeyboardInterrupt:
        show.err.print("to go on: the same call with --resume last")
        raise
    sentence = judge(result.metrics).sentence
    if json:
        more = {"run": run.id, "verdict": sentence, "trials": result.trials, **figures, "report": run.report}
        show.as_json(show.result(ok=True, **more))
        return 0
    show.table(
        [{"figure": k.replace("_", " "), "value": v} for k, v in figures.items() if not isinstance(v, list | dict)]
    )
    show.out.print()
    show.table([{"parameter": name, **drift} for name, drift in figures["drift"].items()])
    for rule, veto in figures["vetoes"].items():
        show.out.print(f"{rule} refused {veto['count']:,} entries, first at {veto['first']}")
    show.out.print(f"\nOut of sample: {sentence} {result.trials:,} trials on these data.")
    show.out.print(f"report: {run.report}")
    return 0


def ranges(given: list[str] | None) -> Ranges:
    """`["fast=5:30", "slow=20,50"]` as {"fast": (5, 30), "slow": [20, 50]}: a tuple is from low to high, a list is values.

    Raises
    ------
    UsageError: not NAME=LOW:HIGH or NAME=A,B,C.
    """
    made: Ranges = {}
    for item in given or []:
        name, _, text = item.partition("=")
        low, colon, high = text.partition(":")
        try:
            made[name.strip()] = (float(low), float(high)) if colon else [float(v) for v in text.split(",")]
        except ValueError:
            raise UsageError(f"--range {item!r} is not NAME=LOW:HIGH or NAME=A,B,C", try_="--range fast=5:30") from None
    return made


def search_of(
    kind: Literal["latin", "random", "grid"], wanted: Ranges, count: int, points: int, seed: int, fresh: bool
) -> Search:
    """The search that the options ask for.

    Raises
    ------
    UsageError: a list of values for a search that samples from ranges.
    """
    from tradewind.research.walkforward.search import Grid, Sampler

    if kind == "grid":
        return Grid({n: _spaced(*v, points) if isinstance(v, tuple) else v for n, v in wanted.items()}, points)
    spans = {n: v for n, v in wanted.items() if isinstance(v, tuple)}
    listed = next((n for n in wanted if n not in spans), None)
    if listed is not None:
        raise UsageError(
            f"--range {listed}=… lists values, but --search {kind} draws from LOW:HIGH", try_="--search grid"
        )
    return Sampler(count, spans, kind, seed, fresh)


def _spaced(low: float, high: float, points: int) -> list[float]:
    import numpy as np

    return np.linspace(low, high, max(points, 0)).tolist()
