"""`tradewind backtest`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.several import rules
from tradewind.cli.workspace import now, workspace


def backtest(
    strategy: str,
    *others: str,
    data: Annotated[list[str] | None, Parameter(negative="")] = None,
    since: str | None = None,
    until: str | None = None,
    events: Annotated[list[str] | None, Parameter(negative="")] = None,
    param: Annotated[list[str] | None, Parameter(negative="")] = None,
    export: str | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Run a strategy over the past; writes runs/ID with report.html, journal and figures.

    Example: tradewind backtest moving_average_cross --data AAPL,IBM --since 2005-01-01 --param fast=20
    Example: tradewind backtest moving_average_cross --data AAPL --export tables
    Example: tradewind backtest trend.py reversal.py --data AAPL --param trend.fast=20
    Example: tradewind backtest scalper.py --data EURUSD --events quotes --set execution.latency_ms=20

    Parameters
    ----------
    strategy
        a strategy's file, or the name of a built-in one.
    others
        further strategies that share the account.
    data
        instruments in the lake, several with commas (default: the strategy's own); of one strategy among several: NAME=INSTRUMENTS.
    since
        first day or time.
    until
        last day or time (not included).
    events
        what else in the lake fills orders: quotes, trades, depth. Dividends, splits, funding and finer bars come in anyway; none: bars alone.
    param
        NAME=NUMBER for one of the strategy's parameters, STRATEGY.NAME=NUMBER of one among several; may be repeated.
    export
        folder for the result's tables as Parquet files: trades, orders, fills, positions, equity, account, costs, metrics, …
    json
        print one JSON object.
    """
    from tradewind.research.backtest import backtest as run_backtest
    from tradewind.research.export import writable
    from tradewind.research.recording import record

    if export is not None:
        writable(export)  # an hour's run must not end at a folder that can't be written
    place = workspace()
    setup, bars, models = rules(place, (strategy, *others), data, param, (since, until), events)
    result = run_backtest(setup, bars)
    kept = record(result, place.runs, ts=now(), models=models)
    tables = None if export is None else [str(path) for path in result.to_parquet(export)]
    if json:
        show.as_json(
            show.result(
                ok=True,
                run=kept.run.id,
                verdict=kept.sentence,
                trials=kept.trials,
                **kept.figures,
                report=kept.run.report,
                assumptions=[{"name": a.name, "value": a.value, "note": a.note} for a in kept.assumptions],
                **({"strategies": result.strategies_frame().to_dicts()} if others else {}),
                **({} if tables is None else {"tables": tables}),
            )
        )
        return 0
    show.table(
        [{"figure": k.replace("_", " "), "value": v} for k, v in kept.figures.items() if not isinstance(v, list | dict)]
    )
    for rule, veto in kept.figures["vetoes"].items():
        show.out.print(f"{rule} refused {veto['count']:,} entries, first at {veto['first']}")
    if others:
        show.table(result.strategies_frame().to_dicts())
    show.table([{"assumed": a.name, "setting": a.value, "and": a.note} for a in kept.assumptions])
    show.out.print(f"\n{kept.sentence} Trial {kept.trials} on these data.")
    show.out.print(f"report: {kept.run.report}")
    if tables is not None:
        show.out.print(f"tables: {len(tables)} Parquet files in {export}")
    return 0
