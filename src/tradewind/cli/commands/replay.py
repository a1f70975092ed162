"""`tradewind replay`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.progress import progress
from tradewind.cli.workspace import workspace


def replay(run: str = "last", *, json: Annotated[bool, Parameter(negative="")] = False) -> int:
    """Do a past session again from its journal; the same to the last bit, or the first event that differs.

    Example: tradewind replay last

    Exit code 0 identical, 1 different, 2 could not run.

    Parameters
    ----------
    run
        id of a run, its beginning, or "last".
    json
        print one JSON object.
    """
    from tradewind.errors import UsageError
    from tradewind.ledger.journal import Journal
    from tradewind.research.recording import fetch_for_replay
    from tradewind.research.replay import replay as run_replay

    place = workspace()
    found = place.runs.find(run)
    if not found.journal.exists():
        raise UsageError(f"run {found.id} ({found.kind}) has no journal", try_="tradewind runs")
    with Journal.open(found.journal, read_only=True) as journal:
        session = next(journal.events())
        versions = session.body.get("models", {})
        with progress("replaying") as tick:
            result = run_replay(
                journal, bind=lambda s: place.bind(s, versions)[0], fetch=fetch_for_replay(place.lake), progress=tick
            )
    if json:
        more = {
            "run": result.run,
            "events": result.events,
            "decisions": result.decisions,
            "orders": result.orders,
            "fills": result.fills,
        }
        findings = [] if result.difference is None else [str(result.difference)]
        show.as_json(show.result(ok=result.identical, findings=findings, text=result.text, **more))
    else:
        show.out.print(result.text)
        if result.difference is not None:
            show.out.print(f"look: tradewind journal {result.run} --around {result.difference.seq}")
    return 0 if result.identical else 1
