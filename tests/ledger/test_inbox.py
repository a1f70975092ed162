"""The inbox: what is put is applied once, whoever dies in between."""

from __future__ import annotations

import sqlite3
import threading

import pytest

from tradewind.errors import JournalError
from tradewind.ledger.event import NewEvent
from tradewind.ledger.inbox import Inbox
from tradewind.ledger.journal import Journal


def take(inbox: Inbox, journal: Journal, *, die_before_mark: bool = False) -> None:
    """What a node does on each turn."""
    for command in inbox.pending():
        event = journal.find(command.id, "command")
        if event is None:
            body = {"command": command.kind, "who": command.who, "reason": command.body.get("reason", "")}
            event = journal.append([NewEvent(command.ts, command.ts, "command", command.id, body)])[0]
        if die_before_mark:
            return
        inbox.mark_applied(command.id, event.seq)


def test_a_command_is_applied_once_though_the_node_dies_before_the_mark(journal, journal_path):
    inbox = Inbox.beside(journal_path)
    command = inbox.put("kill", {"reason": "test"}, "anna", 50)
    take(inbox, journal, die_before_mark=True)
    assert [waiting.id for waiting in inbox.pending()] == [command]
    take(inbox, journal)
    take(inbox, journal)
    assert inbox.pending() == [] and inbox.get(command).applied_seq == 2
    assert journal.counts() == {"session": 1, "command": 1}


def test_commands_wait_in_order_and_across_processes(tmp_path):
    ids = [Inbox(tmp_path / "inbox.db").put(kind, {}, "anna", n) for n, kind in enumerate(("pause", "resume", "kill"))]
    assert [command.id for command in Inbox(tmp_path / "inbox.db").pending()] == ids


def test_the_same_command_twice_is_one(tmp_path):
    inbox = Inbox(tmp_path / "inbox.db")
    for _ in range(2):
        inbox.put("order", {"quantity": 1.5}, "anna", 1, command_id="c-1")
    assert [command.body for command in inbox.pending()] == [{"quantity": 1.5}]


def test_a_mark_is_idempotent_but_not_movable(tmp_path):
    inbox = Inbox(tmp_path / "inbox.db")
    command = inbox.put("pause", {}, "anna", 1)
    inbox.mark_applied(command, 7)
    inbox.mark_applied(command, 7)
    with pytest.raises(JournalError, match="applied as event 7 already, not 8"):
        inbox.mark_applied(command, 8)
    with pytest.raises(JournalError, match="no command nobody"):
        inbox.mark_applied("nobody", 1)


def test_waiting_ends_with_the_application_or_the_time(tmp_path):
    inbox = Inbox(tmp_path / "inbox.db")
    command = inbox.put("pause", {}, "anna", 1)
    assert inbox.wait_applied(command, 0.05) is None
    timer = threading.Timer(0.05, lambda: inbox.mark_applied(command, 3))
    timer.start()
    applied = inbox.wait_applied(command, 5)
    timer.join()
    assert applied is not None and applied.applied_seq == 3


def test_bad_commands_are_refused(tmp_path):
    inbox = Inbox(tmp_path / "inbox.db")
    for kind, body, who, words in (
        ("explode", {}, "anna", "not a command"),
        ("kill", {}, "", "`who` is empty"),
        ("kill", {"x": object()}, "anna", "no exact form"),
    ):
        with pytest.raises(JournalError, match=words):
            inbox.put(kind, body, who, 1)
    assert inbox.pending() == []


def test_a_file_that_is_no_inbox_is_refused(tmp_path):
    (tmp_path / "text.db").write_bytes(b"text" * 2000)
    with pytest.raises(JournalError, match="not a SQLite file"):
        Inbox(tmp_path / "text.db")
    with sqlite3.connect(tmp_path / "other.db") as db:
        db.execute("pragma user_version=9")
    db.close()
    with pytest.raises(JournalError, match="not an inbox of this version"):
        Inbox(tmp_path / "other.db")


def test_a_locked_inbox_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("tradewind.ledger.disk.BUSY_SECONDS", 0.05)
    inbox = Inbox(tmp_path / "inbox.db")
    other = sqlite3.connect(tmp_path / "inbox.db", isolation_level=None)
    other.execute("begin exclusive")
    with pytest.raises(JournalError, match="locked"):
        inbox.put("kill", {}, "anna", 1)
    other.close()
    assert inbox.pending() == []
