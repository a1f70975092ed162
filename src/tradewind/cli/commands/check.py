"""`tradewind check`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.progress import progress
from tradewind.cli.workspace import parameters, workspace


def check(
    strategy: str,
    *,
    data: Annotated[list[str] | None, Parameter(negative="")] = None,
    since: str | None = None,
    until: str | None = None,
    events: Annotated[list[str] | None, Parameter(negative="")] = None,
    param: Annotated[list[str] | None, Parameter(negative="")] = None,
    cuts: int = 24,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Prove that nothing sees the future: features, signals, decisions, orders, fills, on what was known, with another future, restarted.

    Example: tradewind check model_direction --data AAPL,IBM

    Exit code 1 if something was found.

    Parameters
    ----------
    strategy
        a strategy's file, or the name of a built-in one.
    data
        as for backtest.
    since
        as for backtest.
    until
        as for backtest.
    events
        what else in the lake fills orders: quotes, trades, depth. Dividends, splits, funding and finer bars come in anyway; none: bars alone.
    param
        as for backtest.
    cuts
        how many places to cut the data at.
    json
        print one JSON object.
    """
    from tradewind.research.checking import check as run_check

    place = workspace()
    definition, _ = place.strategy(strategy)
    bars = place.bars(definition, data, since, until, events)
    with progress("checking") as tick:
        result = run_check(place.setup(definition, bars, parameters(param)), bars, cuts=cuts, progress=tick)
    if json:
        more = {
            "strategy": result.strategy,
            "bars": result.bars,
            "cuts": result.cuts,
            "values_compared": result.compared,
            "notes": list(result.notes),
        }
        show.as_json(show.result(ok=result.ok, findings=list(result.findings), **more))
    elif result.ok:
        where = (
            f"and {result.cuts} cuts of what is computed outside the kernel"
            if result.cuts
            else "with nothing computed outside the kernel"
        )
        show.out.print(
            f"{result.strategy} sees no future: {result.compared:,} values compared bit for bit over {result.bars:,} bars, {where}"
        )
    else:
        for finding in result.findings:
            show.out.print(f"{finding.trial}: {finding.text}")
        show.out.print(f"{len(result.findings)} finding(s) in {result.strategy}: a backtest of it can't be believed")
    if not json:
        for note in result.notes:
            show.err.print(f"note: {note}")
    return 0 if result.ok else 1
