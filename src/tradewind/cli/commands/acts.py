"""What a person may do to an account from the command line: kill, rearm, pause, resume, approve, refuse."""

from __future__ import annotations

import getpass
from typing import Annotated, Any

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.workspace import now, workspace
from tradewind.errors import OrderError

Flag = Annotated[bool, Parameter(negative="")]


def kill(*, account: str | None = None, all: Flag = False, reason: str = "", json: Flag = False) -> int:
    """Kill switch: cancel every order, close every position, no entry until `tradewind rearm`; it outlives restarts.

    Example: tradewind kill --all --reason "not what I expected"

    Parameters
    ----------
    account
        which account (default: the configured one).
    all
        every account of the workspace.
    reason
        kept in the journal.
    json
        as JSON.
    """
    return _act("kill", {"reason": reason}, account, json, all)


def rearm(*, account: str | None = None, all: Flag = False, json: Flag = False) -> int:
    """Take a killed account back into service: drawdown and losses count from now.

    Example: tradewind rearm --account demo
    """
    return _act("rearm", {}, account, json, all)


def pause(*, account: str | None = None, all: Flag = False, reason: str = "", json: Flag = False) -> int:
    """No new entries; positions and their exits live on.

    Example: tradewind pause --reason "rate decision today"
    """
    return _act("pause", {"reason": reason}, account, json, all)


def resume(*, account: str | None = None, all: Flag = False, json: Flag = False) -> int:
    """End a pause.

    Example: tradewind resume
    """
    return _act("resume", {}, account, json, all)


def approve(decision: str, *, account: str | None = None, json: Flag = False) -> int:
    """Approve a decision that waits for a person's word; risk looks at it once more.

    Example: tradewind approve D12
    """
    return _act("approve", {"decision": decision}, account, json, False)


def refuse(decision: str, *, account: str | None = None, json: Flag = False) -> int:
    """Refuse a decision that waits for a person's word.

    Example: tradewind refuse D12
    """
    return _act("refuse", {"decision": decision}, account, json, False)


def _act(kind: str, body: dict[str, Any], account: str | None, json: bool, all_accounts: bool) -> int:
    place = workspace()
    names = place.accounts.names() if all_accounts else [account or place.settings.account.name]
    done = {}
    for name in names:
        done[name] = place.accounts.command(name, kind, body, who=getpass.getuser(), ts=now())
        if done[name] == "not_found":
            raise OrderError(f"account {name}: decision {body.get('decision')} does not wait for an answer")
        if done[name] == "refused_by_risk":
            raise OrderError(f"account {name}: approved, but risk refuses it now", try_="tradewind status")
    if json:
        show.as_json(show.result(ok=True, command=kind, accounts=done))
    else:
        told = f"{kind}: " + ", ".join(f"{n} {r}" for n, r in done.items()) if done else "no account yet"
        show.out.print(told)
    return 0
