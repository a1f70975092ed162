"""A paper process that is killed (kill -9) at random moments and started again: nothing is lost, nothing is done twice."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from tradewind.ledger.audit import verify
from tradewind.ledger.compare import first_difference
from tradewind.ledger.inbox import Inbox
from tradewind.ledger.journal import Journal

from .conftest import Desk, kinds, setup_for, some
from .test_session import replayed, whole

NODE = Path(__file__).with_name("node_process.py")
KILLS, COUNT = 50, 400


@pytest.mark.slow
def test_killed_at_fifty_random_moments_of_one_session(tmp_path: Path):
    """Restarted each time until it ends; the journal is then, to the last hashed event, that of an undisturbed session."""
    bars, draw = some("AAPL", "IBM", count=COUNT), random.Random(9)
    setup = setup_for(bars)
    desk, promised, opened = Desk(tmp_path, bars, setup), 0, 0
    with _nodes(tmp_path) as live:
        for _ in range(KILLS):
            # Some die on the way up, while the journal is laid, locked or played again; most in the middle of their work.
            before = draw.random() < 0.3
            words = live("start" if before else "open", draw.random() * (0.25 if before else 0.012))
            assert "ended" not in words, (
                "the session was over before it had been killed often enough: give it more moments"
            )
            if "open" in words:
                assert int(words[words.index("open") + 1]) >= promised, "what a node said was done is done"
                opened, promised = opened + 1, max(promised, int(words[-1]))
            if desk.accounts.names():
                _check(desk, promised)
        assert live("never", 0)[-2] == "ended"
    assert opened > KILLS / 2
    assert COUNT / 4 < promised < COUNT, "the kills lie all over the session"
    assert first_difference(desk.events(), whole(bars, setup)) is None
    assert replayed(desk).identical
    assert desk.accounts.names() == ["demo"]


@contextmanager
def _nodes(folder: Path):
    """Starts, kills and returns what was said: live(kill_from, seconds) -> words."""
    command = [sys.executable, str(NODE), str(folder), str(COUNT)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None and process.stdout is not None

    def live(kill_from: str, seconds: float) -> list[str]:
        process.stdin.write(f"{kill_from} {seconds}\n")
        process.stdin.flush()
        return process.stdout.readline().split()

    try:
        yield live
    finally:
        process.stdin.close()
        process.wait()


def _check(desk: Desk, promised: int) -> None:
    """After a kill: journal whole, at least what was promised in it, every moment complete, nothing twice."""
    journal = desk.accounts.run("demo").journal
    result = verify(journal)
    assert result.ok, result.reason
    events = desk.events()
    times = [e.ts_event for e in kinds(events, "bar")]
    assert len(set(times)) >= promised
    assert not events or events[-1].kind == "account", "a moment is written whole or not at all"
    for kind in ("bar", "order", "fill", "decision"):
        ids = [e.id for e in kinds(events, kind)]
        assert len(ids) == len(set(ids)), f"a {kind} is doubled"
    assert {f.body["order"] for f in kinds(events, "fill")} <= {o.id for o in kinds(events, "order")}


@pytest.mark.parametrize("applied", ["not at all", "in the journal, not marked"])
def test_a_command_is_applied_once_though_the_process_died(make_desk, applied):
    """Between the journal's commit and the inbox's mark a process may die: the next one only marks."""
    desk = make_desk("AAPL", count=100)
    session = desk.open()
    for _ in range(60):
        session.node._turn()
    command = session.node._inbox.put("pause", {"reason": "lunch"}, "ana", 1)
    if applied != "not at all":
        session.node._inbox.mark_applied = lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
        with pytest.raises(KeyboardInterrupt):
            session.node._turn()
    session.journal.close()
    desk.play()
    events = desk.events()
    assert [e.id for e in kinds(events, "command")] == [command]
    inbox = Inbox.beside(desk.accounts.run("demo").journal)
    assert inbox.get(command).applied_seq == kinds(events, "command")[0].seq
    assert inbox.pending() == []
    assert replayed(desk).identical


def test_a_second_process_is_told_that_the_account_is_running(make_desk):
    from tradewind.errors import JournalError

    desk = make_desk("AAPL", count=100)
    desk.open()
    with pytest.raises(JournalError, match="locked: another process writes it"):
        desk.open()


def test_a_changed_journal_is_not_gone_on_with(make_desk):
    """Where the journal's inputs no longer give its outputs the node refuses to guess."""
    import sqlite3

    desk = make_desk("AAPL", count=100)
    desk.play(80)
    path = desk.accounts.run("demo").journal
    database = sqlite3.connect(path)
    seq, body = database.execute(
        "select seq, body from journal where kind = 'account' order by seq desc limit 1"
    ).fetchone()
    database.execute("update journal set body = ? where seq = ?", (body.replace('"cash":', '"cash":1'), seq))
    database.commit()
    database.close()
    from tradewind.errors import JournalError

    with pytest.raises(JournalError, match="journal"):
        desk.open()
    assert not verify(path).ok
    with Journal.open(path, read_only=True) as journal:
        assert journal.head[0] == seq
