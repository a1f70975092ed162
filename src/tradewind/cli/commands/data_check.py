"""`tradewind data check|repair`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.workspace import now, workspace

Flag = Annotated[bool, Parameter(negative="")]


def check(symbol: str, *, timeframe: str = "1d", fresh: Flag = False, json: Flag = False) -> int:
    """Quality of a dataset: gaps, duplicates, impossible bars, outliers, stale runs, a shifted zone …, and a score from 0 to 100.

    Example: tradewind data check AAPL

    Exit code 1 if there is an error among the findings.

    Parameters
    ----------
    symbol
        which dataset.
    timeframe
        which dataset.
    fresh
        also ask whether the newest bar is late.
    json
        print one JSON object.
    """
    from tradewind.data.quality.finding import Severity
    from tradewind.data.quality.report import check_quality

    place = workspace()
    report = check_quality(
        place.lake.bars(symbol, timeframe), now=now() if fresh else None, minimum_rows=place.settings.data.min_rows
    )
    bad = any(f.severity == Severity.ERROR for f in report.findings)
    if json:
        show.as_json(show.result(ok=not bad, **show.plain(report)))
    else:
        show.out.print(f"{report.instrument} {report.timeframe}: {report.rows:,} bars, {report.first} to {report.last}")
        for found in report.findings:
            show.out.print(str(found))
        show.out.print(f"score {report.score:.1f} of 100")
    return 1 if bad else 0


def repair(symbol: str, actions: list[str], *, timeframe: str = "1d") -> int:
    """Repair a dataset: only what you name, and recorded in its history.

    Example: tradewind data repair AAPL drop_duplicates

    Parameters
    ----------
    symbol
        which dataset.
    timeframe
        which dataset.
    actions
        what to do, in order; a wrong name lists them.
    """
    from tradewind.data.quality.repair import repair as run_repair

    place = workspace()
    bars, record = run_repair(place.lake.bars(symbol, timeframe), actions)
    history = place.lake.provenance(symbol, timeframe)
    source = history[-1] if history else {}
    place.lake.replace_bars(bars, provenance={**source, "repairs": record.to_dict()})
    for step in record.steps:
        changed = f", {step.rows_changed} changed" if step.rows_changed else ""
        show.out.print(f"{step.action}: {step.rows_before:,} bars, {step.rows_after:,} after{changed}")
    return 0
