"""`tradewind explain`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.workspace import Workspace, workspace
from tradewind.errors import UsageError


def explain(
    what: str,
    *,
    at: str | None = None,
    run: str = "last",
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """A decision in words; or, with --at, why the strategy did or did not trade at any bar.

    Example: tradewind explain D12
    Example: tradewind explain --at 2012-03-08 AAPL

    Parameters
    ----------
    what
        a decision's id (D12), or an instrument with --at.
    at
        day or time; the newest bar by then is explained.
    run
        id of a run, its beginning, or "last".
    json
        print one JSON object.
    """
    place = workspace()
    body = _decision(place, run, what) if at is None else _bar(place, run, what, at)
    if json:
        show.as_json(show.result(ok=True, decision=body))
        return 0
    show.out.print(
        f"{body['id']}  {body['time']}  {body['instrument']}  {body['level'].replace('_', ' ')} ({body['outcome'].replace('_', ' ')})"
    )
    show.out.print(body["text"])
    rows = [
        {k: c[k] for k in ("source", "direction", "confidence", "strength", "weight", "contribution")}
        for c in body["contributions"]
    ]
    if any(r["direction"] != "none" for r in rows):
        show.table(rows)
        total = sum(r["contribution"] for r in rows)
        show.out.print(f"contributions {total:+.4f} + 0.5 = score {body['score']:.4f}; regime {body['regime']}")
    return 0


def _decision(place: Workspace, run: str, decision: str) -> dict:
    from tradewind.ledger.journal import Journal
    from tradewind.market.time import to_iso

    found = place.runs.find(run)
    with Journal.open(found.journal, read_only=True) as journal:
        event = journal.find(decision, "decision")
    if event is None:
        raise UsageError(
            f"run {found.id} has no decision {decision!r}", try_=f"tradewind journal {found.id} --kind decision"
        )
    return {"id": event.id, "time": to_iso(event.ts_event), **event.body}


def _bar(place: Workspace, run: str, instrument: str, at: str) -> dict:
    from tradewind.ledger.journal import Journal
    from tradewind.ledger.session import only, setup_from
    from tradewind.market.time import parse_until
    from tradewind.research.explain import explain_backtest, explain_journal
    from tradewind.research.reading import fetch_for_replay

    found = place.runs.find(run)
    ts = parse_until(at)
    with Journal.open(found.journal, read_only=True) as journal:
        session = next(journal.events())
        setup = setup_from(session.body, lambda s: place.bind(s, session.body.get("models", {}))[0])
        if session.body["mode"] == "backtest":
            bars = fetch_for_replay(place.lake)(setup, session.body["data"])
            return explain_backtest(setup, bars, instrument, ts)
        return explain_journal(only(setup), journal.events(), instrument, ts)
