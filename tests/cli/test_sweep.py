"""`tradewind sweep`: what it shows and keeps, that its trials count, and that it goes on after an interruption."""

from __future__ import annotations

import json

import polars as pl
import pytest

from .conftest import refused

CALL = (
    "sweep", "moving_average_cross", "--data", "AAPL", "--param", "fast=5:20:5", "--param", "slow=30,60", "--param", "target=3",
)  # fmt: skip


def test_a_sweep_is_shown_and_kept(tradewind, folder):
    answer = tradewind(*CALL, "--constraint", "fast < slow", "--top", "3", "--json")
    assert answer.code == 0, answer.err
    told = answer.json["result"]
    assert (told["combinations"], told["counts"], len(told["top"])) == (8, {"complete": 8}, 3)
    assert [row["sharpe"] for row in told["top"]] == sorted((row["sharpe"] for row in told["top"]), reverse=True)
    assert 0.0 <= told["deflated_sharpe"] <= 1.0
    (run,) = (folder / "tradewind-home" / "runs").iterdir()
    frame = pl.read_parquet(run / "results.parquet")
    best = frame.sort("sharpe", descending=True).row(0, named=True)
    assert {k: best[k] for k in ("fast", "slow", "sharpe")}.items() <= told["top"][0].items()
    kept = json.loads((run / "run.json").read_text())
    assert (kept["kind"], kept["parameter_sets"], kept["state"], kept["best"]["params"]["target"]) == (
        "sweep",
        8,
        "complete",
        3.0,
    )
    assert sorted(p.name for p in run.iterdir()) == ["heatmap-fast-slow.html", "results.parquet", "run.json"]


def test_the_best_row_is_what_a_backtest_with_its_parameters_says_and_its_trials_count(tradewind):
    best = tradewind(*CALL, "--json").json["result"]["top"][0]
    params = [f"--param={n}={best[n]}" for n in ("fast", "slow")]
    told = tradewind("backtest", "moving_average_cross", "--data", "AAPL", *params, "--param=target=3", "--json").json[
        "result"
    ]
    assert told["sharpe"] == pytest.approx(best["sharpe"], rel=1e-9)
    assert told["trades"] == best["trade_count"]
    assert told["trials"] == 9, "8 combinations and this one"


def test_set_says_the_same_as_param_and_settings_stay_settings(tradewind):
    a = tradewind(*CALL, "--json").json["result"]["top"]
    b = tradewind("sw", *(("--set" if t == "--param" else t) for t in CALL[1:]), "--json").json["result"]["top"]
    assert a == b
    c = tradewind(*CALL, "--set", "costs.taker_fee=0.01", "--json").json["result"]["top"]
    assert c[0]["sharpe"] < a[0]["sharpe"]


def test_another_sweep_counts_the_first_and_a_complete_one_is_not_gone_on_with(tradewind):
    call = (
        "sweep",
        "moving_average_cross",
        "--data",
        "AAPL",
        "--param",
        "fast=2:10",
        "--param",
        "slow=20:65:5",
        "--json",
    )
    whole = tradewind(*call).json["result"]
    refused(tradewind(*call, "--resume", "last"), "is complete")
    again = tradewind(*call).json["result"]
    assert again["top"] == whole["top"] and again["run"] != whole["run"]
    assert again["trials"] == whole["trials"], "a repetition of a search is no further trial"
    other = tradewind(*call, "--param", "stop=1,3").json["result"]
    assert other["trials"] == 3 * whole["trials"]


@pytest.mark.parametrize(
    "more, parts",
    [
        (("--param", "fast=oops:3"), ["fast = 'oops:3' is no range"]),
        (("--param", "fast=banana"), ["'fast=banana' is not NAME=NUMBER"]),
        (("--param", "fast=5:10", "--constraint", "fast < slov"), ["no parameter 'slov'"]),
        (("--param", "fast=5:10", "--by", "luck"), ["no figure 'luck'", "sharpe"]),
        (("--param", "fast=5:10", "--heatmap", "fast"), ["not two parameters"]),
        (("--param", "fast=5:10", "--heatmap", "fast,slow"), ["'slow' was not swept"]),
        (("--param", "fast=5:10", "--cores", "0"), ["--cores 0"]),
        (("--param", "fast=5:10", "--resume", "last"), ["there is no sweep run"]),
        (("--param", "fast=5:10", "--max-drawdown", "7"), ["max_drawdown 7.0 must be 0 to 1"]),
        ((), ["needs a range", "--param fast="]),
    ],
)
def test_wrong_use_is_one_line_and_leaves_no_run(tradewind, folder, more, parts):
    refused(tradewind("sweep", "moving_average_cross", "--data", "AAPL", *more), *parts)
    runs = folder / "tradewind-home" / "runs"
    assert not runs.exists() or not list(runs.iterdir())
