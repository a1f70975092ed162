"""`replay --at` and `--step`: the book of orders, positions and cash of a backtest and of a paper session, from the journal."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from decimal import Decimal

import pytest

from .conftest import SOURCE, refused, run


@pytest.fixture(scope="module")
def place(tmp_path_factory, _stocked):
    """A folder with a workspace for this module alone."""
    folder = tmp_path_factory.mktemp("stepped")
    shutil.copytree(_stocked / "tradewind-home", folder / "tradewind-home")
    return folder


@pytest.fixture(scope="module")
def worked(place):
    """Run 0001 a backtest of two stocks, run 0002 a paper session of one."""

    def call(*arguments, **more):
        return run(place, *arguments, **more)

    assert call("backtest", "moving_average_cross", "--data", "AAPL,IBM", "--param", "fast=5").code == 0
    paper = ("paper", "moving_average_cross", "--data", "AAPL", "--account", "demo", "--speed", "0", "--no-serve")
    assert call(*paper).code == 0
    return call


@pytest.fixture(scope="module")
def steps(worked):
    """Every event with its state, of both runs."""
    return {
        name: [json.loads(line) for line in worked("replay", name, "--step", "--json").out.splitlines()]
        for name in ("0001", "0002")
    }


@pytest.mark.parametrize("name", ["0001", "0002"])
def test_steps_show_every_event_and_the_cash_that_each_fill_left(steps, name):
    rows = steps[name]
    assert [r["event"]["seq"] for r in rows] == list(range(1, len(rows) + 1))
    fills = [r for r in rows if r["event"]["kind"] == "fill"]
    assert len(fills) > 10
    for row in fills:
        assert float(row["state"]["cash"]["USD"]) == pytest.approx(row["event"]["body"]["cash"], abs=1e-6)


def test_a_paper_session_ends_where_its_account_says(steps):
    last = [r for r in steps["0002"] if r["event"]["kind"] == "account"]
    for row in last[:: max(1, len(last) // 50)]:
        told, state = row["event"]["body"], row["state"]
        assert float(state["equity"]) == pytest.approx(told["equity"], abs=1e-6)
        held = {h["instrument"]: float(h["quantity"]) for h in state["positions"]}
        assert held == {k: pytest.approx(v["quantity"]) for k, v in told["positions"].items()}


@pytest.mark.parametrize("name", ["0001", "0002"])
def test_at_a_time_is_the_step_of_that_time(worked, steps, name):
    row = next(r for r in steps[name] if r["state"]["positions"] and r["state"]["orders"])
    time = row["state"]["time"]
    wanted = [r["state"] for r in steps[name] if r["state"]["time"] == time][-1]
    result = worked("replay", name, "--at", time, "--json").json["result"]
    assert result["ok"] is True and result["state"] == wanted
    assert all(Decimal(o["remaining"]) > 0 for o in wanted["orders"])
    day = worked("replay", name, "--at", time[:10])
    assert day.code == 0
    for words in (
        "Working orders",
        "Positions",
        "cash ",
        wanted["positions"][0]["instrument"],
        wanted["orders"][0]["id"],
    ):
        assert words in day.out


def test_steps_for_people_are_two_lines_an_event(worked, steps):
    lines = worked("replay", "0001", "--step").out.splitlines()
    assert len(lines) == 2 * len(steps["0001"])
    assert "session" in lines[0] and "flat; 0 working, cash 10,000.00 USD, equity 10,000.00 USD" in lines[1]


def test_keys_on_a_terminal(place, worked, steps):
    """Two on, one back, a word that is no time, a time, an unknown key, quit."""
    row = next(r for r in steps["0001"] if r["state"]["positions"])
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tradewind", "replay", "0001", "--step"],
        cwd=place, env={**os.environ, "PYTHONPATH": str(SOURCE), "COLUMNS": "200"}, stdin=theirs, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, f"nnpgnonsense\ng{row['state']['time']}\nxq".encode())
    try:
        said, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        os.close(ours)
    shown = [line for line in said.splitlines() if line.startswith("event ")]
    at = [r["event"]["seq"] for r in steps["0001"] if r["state"]["time"] == row["state"]["time"]][-1]
    assert process.returncode == 0
    assert [int(line.split()[1].replace(",", "")) for line in shown] == [1, 2, 3, 2, at]
    assert "'nonsense' is not a date or time" in said


def test_what_cannot_be_shown_is_refused_in_one_line(worked):
    refused(worked("replay", "0001", "--at", "1999-01-01"), "nothing had happened by 1999-01-01", "begins at")
    refused(worked("replay", "0001", "--at", "soon"), "'soon' is not a date or time")
    refused(worked("replay", "0001", "--at", "2012-01-01", "--step"), "can't be given together")
