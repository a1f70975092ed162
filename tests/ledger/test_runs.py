"""Run folders: found by name, by prefix and as the last one; clear words for none and for several."""

from __future__ import annotations

import json
import os

import pytest

from tradewind.errors import UsageError
from tradewind.ledger.runs import Runs


def test_a_run_is_found_by_id_prefix_and_last(tmp_path):
    runs = Runs(tmp_path / "runs")
    first = runs.create("backtest", {"strategy": "cross"}, ts=0)
    second = runs.create("paper", {"strategy": "cross"}, ts=1)
    third = runs.create("backtest", {"strategy": "cross"}, ts=2)
    assert [run.id for run in runs.list()] == [first.id, second.id, third.id]
    assert runs.find("last") == third and runs.find("last", "paper") == second
    assert runs.find(first.id) == first and runs.find(first.id[:5]) == first
    assert first.id[4:] == third.id[4:] != second.id[4:]  # the same content, the same hash
    meta = json.loads((first.path / "run.json").read_text())
    assert meta == {
        "id": first.id,
        "kind": "backtest",
        "strategy": "cross",
        "created": "1970-01-01T00:00:00Z",
        "created_ns": 0,
    }


def test_none_and_several_are_said(tmp_path):
    runs = Runs(tmp_path)
    with pytest.raises(UsageError, match="there is no run under"):
        runs.find("last")
    for ts in range(2):
        runs.create("train", {}, ts=ts)
    with pytest.raises(UsageError, match="2 runs begin with '000': 0001"):
        runs.find("000")
    with pytest.raises(UsageError, match="no run begins with '9'"):
        runs.find("9")
    with pytest.raises(UsageError, match="no run begins with ''"):
        runs.find("")


@pytest.mark.parametrize("bad", ["", "last", "../x", "A b"])
def test_an_id_that_is_passed_in_is_checked(tmp_path, bad):
    with pytest.raises(UsageError):
        Runs(tmp_path).create("paper", {}, ts=0, run_id=bad)
    assert list(tmp_path.iterdir()) == []


def test_an_id_is_taken_once(tmp_path):
    run = Runs(tmp_path).create("paper", {}, ts=0, run_id="demo")
    assert run.id == "demo" and Runs(tmp_path).find("last").update(state="done").meta["state"] == "done"
    assert Runs(tmp_path).find("de").meta["state"] == "done"
    with pytest.raises(UsageError, match="exists already"):
        Runs(tmp_path).create("paper", {}, ts=0, run_id="demo")


def test_bad_meta_leaves_nothing(tmp_path):
    with pytest.raises(UsageError, match="no form in JSON"):
        Runs(tmp_path).create("paper", {"x": object()}, ts=0)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_run_json_is_no_run(tmp_path):
    (tmp_path / "0001aaaaaa").mkdir()
    (tmp_path / "0001aaaaaa" / "run.json").write_text("{")
    (tmp_path / "file").write_text("")
    assert Runs(tmp_path).list() == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes into read-only folders too")
def test_a_read_only_folder_is_said(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="Permission denied"):
        Runs(tmp_path).create("paper", {}, ts=0)
