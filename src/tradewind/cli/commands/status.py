"""`tradewind status` and `tradewind stop`."""

from __future__ import annotations

import os
import signal
import time
from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.workspace import workspace
from tradewind.errors import UsageError

Flag = Annotated[bool, Parameter(negative="")]


def status(*, account: str | None = None, json: Flag = False) -> int:
    """How the accounts stand: state, equity, positions, and whether a node runs.

    Example: tradewind status
    """
    from tradewind.ledger.journal import Journal
    from tradewind.live.accounts import process_of, state_of
    from tradewind.market.time import to_iso

    place = workspace()
    rows = []
    for name in [account] if account else place.accounts.names():
        run = place.accounts.run(name)
        with Journal.open(run.journal, read_only=True) as journal:
            last = journal.last("account")
            events = journal.head[0]
        body = last.body if last else {}
        rows.append(
            {
                "account": name,
                "run": run.id,
                "state": state_of(run),
                "process": process_of(place.folder / "accounts", name),
                "time": to_iso(last.ts_event) if last else None,
                "equity": body.get("equity"),
                "currency": body.get("currency"),
                "positions": len(body.get("positions", {})),
                "events": events,
            }
        )
    if json:
        show.as_json(rows)
    elif rows:
        show.table(rows)
    else:
        show.out.print("no account yet. Try: tradewind demo")
    return 0


def stop(*, account: str | None = None) -> int:
    """Stop the node of an account (or all) in good order.

    Example: tradewind stop --account demo
    """
    from tradewind.live.accounts import process_of

    place = workspace()
    folder = place.folder / "accounts"
    names = [account] if account else place.accounts.names()
    running = {n: pid for n in names if (pid := process_of(folder, n))}
    if not running:
        show.out.print("no node is running")
        return 0
    for name, pid in running.items():
        os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + 30
        while process_of(folder, name):
            if time.monotonic() > end:
                raise UsageError(
                    f"the node of {name} (process {pid}) has not ended within 30 s", try_="tradewind status"
                )
            time.sleep(0.1)
        show.out.print(f"{name}: ended in good order")
    return 0
