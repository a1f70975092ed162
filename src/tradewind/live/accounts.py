"""Paper accounts by name: which session an account is in, opening it anew or going on with it, and what can be read of one that is not running."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tradewind.errors import JournalError, UsageError
from tradewind.kernel.setup import Setup
from tradewind.ledger.disk import Disk
from tradewind.ledger.inbox import Inbox
from tradewind.ledger.journal import Journal
from tradewind.ledger.player import ARRIVALS
from tradewind.ledger.runs import Run, Runs
from tradewind.ledger.session import only, session_body, setup_from
from tradewind.live.feeds import Feed, ReplayFeed
from tradewind.live.node import PaperNode
from tradewind.market.columns import BAR_COLUMNS, Bars, bars_of

MakeFeed = Callable[[Setup, Sequence[Bars], int | None], Feed]


@dataclass(frozen=True)
class Session:
    """An open session: close it with `close`, which leaves nothing half-written."""

    account: str
    run: Run
    node: PaperNode
    journal: Journal
    continued: bool

    def close(self) -> None:
        self.node.stop()
        self.journal.close()


class Accounts:
    """Accounts under `folder`, their sessions under `runs`."""

    def __init__(self, folder: Path, runs: Runs) -> None:
        self.folder = folder
        self.runs = runs

    def names(self) -> list[str]:
        return sorted(p.stem for p in self.folder.glob("*.json")) if self.folder.is_dir() else []

    def run(self, account: str) -> Run:
        """The session that an account is in.

        Raises
        ------
        UsageError: there is no such account.
        """
        try:
            return self.runs.find(json.loads((self.folder / f"{account}.json").read_text())["run"])
        except (OSError, ValueError, KeyError):
            known = ", ".join(self.names()) or "none yet"
            raise UsageError(
                f"no account {account!r}; accounts: {known}", try_="tradewind paper or tradewind demo"
            ) from None

    def open(
        self,
        account: str,
        setup: Setup,
        bars: Sequence[Bars],
        *,
        ts: int,
        make_feed: MakeFeed,
        profile: str = "default",
        new: bool = False,
        models: dict[str, str] | None = None,
    ) -> Session:
        """Go on with an account's session, or begin one (`new`, or an account without).

        Raises
        ------
        UsageError: the account is in a session of another strategy or with other rules, or was killed and `new` is asked for.
        JournalError: a node runs on the account.
        """
        check_name(account)
        existing = account in self.names()
        if existing and not new:
            return self._continue(account, setup, bars, make_feed, profile)
        feed = make_feed(setup, bars, None)  # what can't be fed begins no session
        if existing:
            self._leave(account)
        meta = {"account": account, "strategy": setup.strategy.name, "instruments": [i.id for i in setup.instruments]}
        run = self.runs.create("paper", meta, ts=ts)
        body = session_body(
            setup, bars, mode="paper", run=run.id, account=account, profile=profile, models=models or {}
        )
        first = min(int(b.ts_event[0]) for b in bars if len(b)) if any(len(b) for b in bars) else ts
        try:
            journal = Journal.create(run.journal, body, first)
            self.folder.mkdir(parents=True, exist_ok=True)
            Disk().replace(self.folder / f"{account}.json", json.dumps({"run": run.id}).encode())
        except OSError as error:
            run.discard()
            raise UsageError(f"can't write account {account} in {self.folder}: {error.strerror or error}") from None
        except BaseException:
            run.discard()
            raise
        node = PaperNode(setup, feed, journal, Inbox.beside(run.journal), account=account, profile=profile)
        return Session(account, run, node, journal, False)

    def _leave(self, account: str) -> None:
        """Make sure that an account's session may give way to a new one: no node writes it, and it was not killed."""
        run = self.run(account)
        with Journal.open(run.journal):
            if state_of(run) == "killed":
                raise UsageError(
                    f"account {account} was stopped by its kill switch; a new session would go around it",
                    try_=f"tradewind rearm --account {account}",
                )

    def _continue(self, account: str, setup: Setup, bars: Sequence[Bars], make_feed: MakeFeed, profile: str) -> Session:
        run = self.run(account)
        journal = Journal.open(run.journal)
        try:
            session = next(journal.events())
            changed = _changed(session.body, session_body(setup, bars, mode="paper", run=run.id))
            if changed:
                raise UsageError(
                    f"account {account} is in session {run.id} with another {changed}",
                    try_=f"tradewind paper --account {account} --new, or another --account",
                )
            newest = [e.ts_event for e in map(journal.last, ARRIVALS) if e is not None]
            feed = make_feed(setup, bars, max(newest, default=None))
            node = PaperNode(setup, feed, journal, Inbox.beside(run.journal), account=account, profile=profile)
        except BaseException:
            journal.close()
            raise
        return Session(account, run, node, journal, True)

    def command(self, account: str, kind: str, body: dict[str, Any], *, who: str, ts: int, timeout: float = 5.0) -> str:
        """Leave a command for an account: a running node takes it at once; else it is applied here and now. Returns what came of it.

        Raises
        ------
        JournalError: a node has the account open but did not take the command in time (it will, as soon as it can).
        """
        run = self.run(account)
        inbox = Inbox.beside(run.journal)
        command_id = inbox.put(kind, body, who, ts)
        try:
            journal = Journal.open(run.journal)
        except JournalError as error:
            if "is locked" not in error.what:
                raise  # damaged: no node runs on it that could take the command
            applied = inbox.wait_applied(command_id, timeout)
            if applied is None:
                raise JournalError(
                    f"{kind} for account {account} is recorded but the running node has not taken it within {timeout:g} s",
                    try_=f"tradewind status --account {account}",
                ) from None
            with Journal.open(run.journal, read_only=True) as reading:
                event = reading.find(command_id, "command")
                return str(event.body["result"]) if event else "done"
        with journal:
            setup = only(setup_from(next(journal.events()).body))
            node = PaperNode(setup, ReplayFeed(setup, _no_bars(setup), speed=0), journal, inbox, account=account)
            node.run_to_end()
            event = journal.find(command_id, "command")
            return str(event.body["result"]) if event else "done"


def check_name(account: str) -> None:
    """Make sure that a name can be one of files: UsageError if not."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", account):
        raise UsageError(f"{account!r} can't be an account's name", try_="letters, digits, - and _, such as demo")


def state_of(run: Run) -> str:
    """running, paused or killed, as the journal last said."""
    with Journal.open(run.journal, read_only=True) as journal:
        event = journal.last("risk")
        return "running" if event is None else str(event.body["state"])


def _changed(old: dict, new: dict) -> str:
    """What differs between two sessions' rules, in words; empty if nothing that matters."""
    if old["strategy"]["sha256"] != new["strategy"]["sha256"]:
        return f"strategy ({old['strategy']['name']}, source {old['strategy']['sha256'][:12]})"
    if old["data"]["instruments"] != new["data"]["instruments"]:
        return "list of instruments"
    for part in ("params", "limits", "costs", "cash", "currency", "account", "conditions"):
        if old["config"].get(part) != new["config"].get(part):
            return f"configuration ({part})"
    return ""


def _no_bars(setup: Setup) -> list[Bars]:
    return [bars_of(i, setup.strategy.timeframe, {n: [] for n in BAR_COLUMNS}) for i in setup.instruments]


def process_of(folder: Path, account: str) -> int | None:
    """Process id of the node that serves an account, None if none runs."""
    try:
        pid = int((folder / f"{account}.pid").read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid
