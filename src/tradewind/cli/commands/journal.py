"""`tradewind journal`, `tradewind runs`, `tradewind audit verify`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.state_view import event_body, event_line
from tradewind.cli.workspace import workspace

Flag = Annotated[bool, Parameter(negative="")]


def journal(
    run: str = "last", *, around: int | None = None, kind: str | None = None, limit: int = 20, json: Flag = False
) -> int:
    """Events of a run: the newest, those of a kind, or those around a number.

    Example: tradewind journal last --kind fill --limit 5

    Parameters
    ----------
    run
        id of a run, its beginning, or "last".
    around
        number of an event.
    kind
        bar, decision, order, fill, command, …
    limit
        how many.
    json
        one JSON object a line.
    """
    from tradewind.errors import UsageError
    from tradewind.ledger.journal import Journal
    from tradewind.ledger.kinds import KINDS

    if kind is not None and kind not in KINDS:
        raise UsageError(f"no event is of kind {kind!r}", try_=", ".join(KINDS))
    found = workspace().runs.find(run)
    with Journal.open(found.journal, read_only=True) as reading:
        if around is not None:
            events = reading.around(around, max(1, limit // 2))
        else:
            events = list(reading.events(kinds=[kind] if kind else None))[-limit:]
    for e in events:
        if json:
            show.as_json(event_body(e))
        else:
            show.out.print(event_line(e))
    return 0


def runs(*, limit: int = 20, json: Flag = False) -> int:
    """Runs of this workspace, newest last.

    Example: tradewind runs --limit 5
    """
    found = workspace().runs.list()[-limit:]
    if json:
        show.as_json([r.meta for r in found])
        return 0
    rows = [
        {
            "run": r.id,
            "kind": r.kind,
            "created": r.meta["created"],
            "strategy": r.meta.get("strategy", ""),
            "verdict": r.meta.get("verdict", ""),
        }
        for r in found
    ]
    show.table(rows)
    return 0


def verify(run: str = "last", *, json: Flag = False) -> int:
    """Whether a run's journal is whole and unchanged; names the first bad record if not.

    Example: tradewind audit verify last

    Exit code 1 if anything is wrong.

    Parameters
    ----------
    run
        id of a run, its beginning, "last", or the path of a journal.
    json
        print one JSON object.
    """
    from pathlib import Path

    from tradewind.errors import UsageError
    from tradewind.ledger.audit import verify as audit

    path = Path(run) if run.endswith(".db") else workspace().runs.find(run).journal
    if run.endswith(".db") and not path.exists():
        raise UsageError(f"there is no journal at {path}", try_="tradewind runs")
    result = audit(path)
    if json:
        show.as_json(
            show.result(
                ok=result.ok,
                findings=[] if result.ok else [result.reason],
                **{k: v for k, v in show.plain(result).items() if k != "ok"},
            )
        )
    elif result.ok:
        show.out.print(f"whole and unchanged: {result.events:,} events, head {result.head_hash}")
        for note in result.notes:
            show.out.print(f"note: {note}")
    else:
        first = "" if result.first_bad is None else f"; first bad record: {result.first_bad:,}"
        show.out.print(f"NOT whole: {result.reason}{first}")
    return 0 if result.ok else 1
