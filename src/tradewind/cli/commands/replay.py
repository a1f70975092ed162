"""`tradewind replay`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.progress import progress
from tradewind.cli.workspace import Workspace, workspace

if TYPE_CHECKING:
    from tradewind.ledger.journal import Journal

Flag = Annotated[bool, Parameter(negative="")]


def replay(run: str = "last", *, at: str | None = None, step: Flag = False, json: Flag = False) -> int:
    """Do a past session again from its journal; the same to the last bit, or the first event that differs.

    Example: tradewind replay last
    Example: tradewind replay last --at 2012-03-08
    Example: tradewind replay last --step

    With --at or --step nothing is run again: the journal's events alone say how the account stood.
    Exit code 0 identical, 1 different, 2 could not run.

    Parameters
    ----------
    run
        id of a run, its beginning, or "last".
    at
        day or time; shows working orders, positions and cash as they were at its end.
    step
        go through the run event by event: keys n, p, g TIME, q on a terminal, else all events.
    json
        print one JSON object; with --step one a line.
    """
    from tradewind.errors import UsageError
    from tradewind.ledger.journal import Journal

    if at is not None and step:
        raise UsageError("--at and --step can't be given together", try_="--step, then the key g")
    place = workspace()
    found = place.runs.find(run)
    if not found.journal.exists():
        raise UsageError(f"run {found.id} ({found.kind}) has no journal", try_="tradewind runs")
    with Journal.open(found.journal, read_only=True) as journal:
        if at is not None:
            return _at(journal, found.id, at, json)
        if step:
            return _step(journal, json)
        return _again(place, journal, json)


def _at(journal: Journal, run: str, at: str, json: bool) -> int:
    from tradewind.cli.state_view import print_state, state_body
    from tradewind.ledger.rebuild import state_at
    from tradewind.market.time import parse_until

    state = state_at(journal, parse_until(at))
    if json:
        show.as_json(show.result(ok=True, run=run, state=state_body(state)))
    else:
        print_state(state)
    return 0


def _step(journal: Journal, json: bool) -> int:
    import sys

    from tradewind.cli.stepping import all_events, by_keys

    if json or not sys.stdin.isatty():
        all_events(journal, json=json)
    else:
        by_keys(journal)
    return 0


def _again(place: Workspace, journal: Journal, json: bool) -> int:
    from tradewind.research.reading import fetch_for_replay
    from tradewind.research.replay import replay as run_replay

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
