"""What the machine refuses: a locked or damaged journal, a folder that can't be written, a full disk, a port that is taken."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tradewind.ledger.journal import Journal

from .conftest import SOURCE, refused, run
from .test_bad_input import files

BACKTEST = ("backtest", "moving_average_cross", "--data", "AAPL", "--since", "2012-01-01")
PAPER = (
    "paper",
    "moving_average_cross",
    "--data",
    "AAPL",
    "--since",
    "2012-01-01",
    "--account",
    "demo",
    "--speed",
    "0",
    "--no-serve",
)
NOBODY = 65534


@pytest.fixture
def journal(folder, tradewind) -> Path:
    """The journal of a paper session."""
    answer = tradewind(*PAPER)
    assert answer.code == 0, answer.err
    (path,) = folder.glob("tradewind-home/runs/*/journal.db")
    return path


def test_a_second_writer_is_told_that_the_journal_is_locked(tradewind, journal):
    with Journal.open(journal):
        refused(tradewind(*PAPER), "is locked: another process writes it")
        refused(tradewind(*PAPER, "--new"), "is locked: another process writes it")
        assert tradewind("status").code == 0
        assert tradewind("replay", "last").code == 0
    assert tradewind(*PAPER).code == 0


@pytest.mark.parametrize("damage", ["an event", "a page", "half of it", "no database", "gone"])
def test_a_damaged_journal_is_named_and_never_gone_on_with(tradewind, journal, damage):
    _damage(journal, damage)
    left = journal.read_bytes() if journal.exists() else b""
    refused(tradewind(*PAPER), "journal")
    verified = tradewind("audit", "verify", "last")
    assert verified.code == 1 and "NOT whole" in verified.out and "Traceback" not in verified.err
    replayed = tradewind("replay", "last")
    assert replayed.code in (1, 2) and "bug" not in replayed.err and "Traceback" not in replayed.err
    for command in (
        ["journal"],
        ["explain", "D1"],
        ["explain", "AAPL", "--at", "2012-06-01"],
        ["status"],
        ["kill", "--account", "demo"],
    ):
        answer = tradewind(*command)
        assert answer.code in (0, 1, 2) and "this is a bug" not in answer.err, answer.err
        assert len(answer.err.splitlines()) <= 1
    assert (journal.read_bytes() if journal.exists() else b"") == left, "nobody writes to a damaged journal"


def _damage(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    if how == "an event":
        with sqlite3.connect(path) as database:
            database.execute("update journal set body = replace(body, '\"close\":', '\"close\":1') where seq = 40")
        database.close()
    elif how == "a page":
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(data)
    elif how == "half of it":
        path.write_bytes(data[: len(data) // 2])
    elif how == "no database":
        path.write_text("once there was a journal")
    else:
        path.unlink()


def test_replay_names_the_first_event_that_differs(tradewind, journal):
    with sqlite3.connect(journal) as database:
        (seq,) = database.execute("select seq from journal where kind = 'fill' order by seq limit 1").fetchone()
        database.execute("update journal set body = replace(body, '\"price\":', '\"price\":1') where seq = ?", (seq,))
    database.close()
    answer = tradewind("replay", "last")
    assert answer.code == 1, answer.err
    assert f"first difference at event {seq}" in answer.out and "body.price" in answer.out
    result = tradewind("replay", "last", "--json").json["result"]
    assert result["ok"] is False and len(result["findings"]) == 1


def test_a_backtest_s_replay_says_that_the_lake_has_changed(folder, tradewind):
    assert tradewind(*BACKTEST).code == 0
    assert tradewind("replay", "last").code == 0
    from dataclasses import replace

    from tradewind.data.lake import Lake

    lake = Lake(folder / "tradewind-home" / "lake")
    bars = lake.bars("AAPL", "1d")
    changed = bars.volume.copy()
    changed[-100] += 1
    lake.write_bars(replace(bars, volume=changed), provenance={"source": "test", "licence": "none"})
    refused(tradewind("replay", "last"), "the bars of AAPL.XNAS have changed since run 0001", "tradewind data list")


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs root and setpriv, to give rights up"
)
@pytest.mark.parametrize("command", [BACKTEST, PAPER, ("data", "samples"), ("init",), ("new", "strategy", "mine")])
def test_a_workspace_that_can_t_be_written(folder, command):
    """The folder is another user's and read-only, and the command runs without root's right to pass over that."""
    before = files(folder)
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, NOBODY, NOBODY)
        path.chmod(0o555 if path.is_dir() else 0o444)
    answer = run(folder, *command, by=("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--"))
    refused(answer, "ermission denied")
    assert files(folder) == before


@pytest.mark.parametrize("kilobytes", [16, 64, 256])
@pytest.mark.parametrize("command", [BACKTEST, PAPER])
def test_a_disk_that_is_full_leaves_nothing_half_written(folder, tradewind, command, kilobytes):
    """A limit on the size of files stands for a full disk: the write that goes beyond it fails."""
    tradewind(
        "backtest", "moving_average_cross", "--data", "AAPL", "--since", "2012-12-01"
    )  # compiled before the disk is full
    before = files(folder)

    def small_disk():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))

    answer = tradewind(*command, before=small_disk)
    if answer.code != 0:
        refused(answer)
        halves = [p for p in folder.glob("tradewind-home/runs/*") if not (p / "journal.db").exists()]
        assert halves == []
        if command is BACKTEST:
            assert len(list(folder.glob("tradewind-home/runs/*"))) == 1, "no half of a run is left"
    left = {f for f in files(folder) - before if f.endswith((".new", ".tmp", ".laying", "report.html.part"))}
    assert left == set()
    after = tradewind(*command)
    assert after.code == 0, after.err
    assert tradewind("audit", "verify", "last").code == 0
    assert tradewind("replay", "last").code == 0


def test_a_port_that_is_taken_is_said_before_anything_is_traded(folder, tradewind):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = tradewind(*PAPER[:-1], "--port", str(port), "--seconds", "5")
    refused_line = answer.err.strip().splitlines()[-1]
    assert answer.code == 2 and refused_line.startswith("error: ") and str(port) in refused_line
    assert "Traceback" not in answer.err
    assert not list(folder.glob("tradewind-home/accounts/*.pid"))


@pytest.mark.slow
def test_a_killed_command_goes_on_where_it_was(folder, tradewind):
    """kill -9 of `tradewind paper` itself, three times; then it runs to its end, and a replay is identical."""
    command = [sys.executable, "-m", "tradewind", *PAPER]
    for seconds in (0.3, 0.5, 0.7):
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 60
        while (
            not list(folder.glob("tradewind-home/accounts/demo.json"))
            and process.poll() is None
            and time.monotonic() < end
        ):
            time.sleep(0.005)
        time.sleep(seconds / 5)
        process.kill()
        process.wait()
    done = tradewind(*PAPER)
    assert done.code == 0, done.err
    assert tradewind("audit", "verify", "last").code == 0
    assert "identical" in tradewind("replay", "last").out
    assert len(tradewind("status", "--json").json) == 1
