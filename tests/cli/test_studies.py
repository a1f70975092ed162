"""`walkforward` and `montecarlo`: what they print, what they leave in the run's folder, what they refuse."""

from __future__ import annotations

import pytest

from tradewind.cli.commands.walkforward import ranges, search_of
from tradewind.errors import UsageError
from tradewind.research.walkforward import Grid, Sampler

from .conftest import refused, run

WALK = ("walkforward", "moving_average_cross", "--data", "AAPL,IBM", "--range", "fast=3:20", "--range", "slow=25:60")


@pytest.fixture(scope="module")
def studied(tmp_path_factory, _stocked):
    """A workspace with a walk-forward and then a backtest."""
    import shutil

    folder = tmp_path_factory.mktemp("studied")
    shutil.copytree(_stocked / "tradewind-home", folder / "tradewind-home")

    def call(*arguments, **more):
        return run(folder, *arguments, **more)

    call.runs = folder / "tradewind-home" / "runs"
    call.walk = call(*WALK, "--count", "6", "--json")
    assert call.walk.code == 0, call.walk.err
    call.backtest = call("backtest", "moving_average_cross", "--data", "AAPL,IBM", "--param", "fast=5", "--json")
    assert call.backtest.code == 0, call.backtest.err
    return call


def test_a_walk_forward_gives_a_result_with_units(studied):
    result = studied.walk.json["result"]
    assert result["ok"] is True and result["findings"] == [] and "edge" in result["verdict"]
    assert (result["parameter_sets"], result["trials"], result["evaluations"]) == (6, 6, 6 * result["windows"])
    wanted = {
        "efficiency_pct",
        "in_sample_return_pct_a_year",
        "out_of_sample_return_pct_a_year",
        "sharpe",
        "deflated_sharpe",
    }
    assert wanted <= result.keys() and set(result["drift"]) == {"fast", "slow"}
    folder = studied.runs / result["run"]
    assert {p.name for p in folder.iterdir()} == {"run.json", "report.html", "windows.json", "equity.parquet"}


def test_its_sets_are_counted_as_trials_of_the_backtest_after_it(studied):
    assert studied.backtest.json["result"]["trials"] == 7


def test_the_same_walk_forward_says_the_same(studied):
    again = studied(*WALK, "--count", "6", "--json").json["result"]
    first = studied.walk.json["result"]
    same = first.keys() - {"run", "report", "trials", "deflated_sharpe", "verdict"}
    assert {k: again[k] for k in same} == {k: first[k] for k in same}
    assert again["trials"] == 7, "its own sets once, and the backtest in between"


def test_a_walk_forward_for_people(studied):
    answer = studied(*WALK, "--search", "grid", "--points", "2", "--objective", "calmar", "--since", "2011-06-01")
    assert answer.code == 0, answer.err
    assert "Out of sample: " in answer.out and "efficiency" in answer.out and "report: " in answer.out


@pytest.mark.parametrize("name", ["last", "0002"])
def test_a_monte_carlo_gives_a_result_and_a_page(studied, name):
    answer = studied("montecarlo", name, "--paths", "100", "--jitter-paths", "4", "--json")
    assert answer.code == 0, answer.err
    result = answer.json["result"]
    assert result["run"] == studied.backtest.json["result"]["run"], (
        "the newest backtest, though a walk-forward came after it"
    )
    assert set(result["methods"]) == {"returns", "shuffled", "skipped", "jittered"}
    assert set(result["methods"]["returns"]["sharpe"]) == {"p5", "p25", "p50", "p75", "p95", "run"}
    assert {"montecarlo.html", "montecarlo.json"} <= {p.name for p in (studied.runs / result["run"]).iterdir()}
    one = studied("montecarlo", name, "--paths", "100", "--jitter-paths", "4", "--cores", "1", "--json")
    assert one.json == answer.json


def test_a_monte_carlo_for_people(studied):
    answer = studied("montecarlo", "--paths", "50", "--method", "returns", "--method", "shuffled", "--ruin", "0.9")
    assert answer.code == 0, answer.err
    assert "drawdown reaches the limit of 15%" in answer.out and "jittered" not in answer.out


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("walkforward", "moving_average_cross", "--data", "AAPL", "--range", "fast"), ["--range 'fast' is not NAME=LOW:HIGH"]),
        (("walkforward", "moving_average_cross", "--data", "AAPL", "--range", "pace=1:2"), ["has no parameter 'pace'", "fast"]),
        (("walkforward", "moving_average_cross", "--data", "AAPL", "--range", "fast=1:9"), ["fast = 1 is out of range"]),
        (("walkforward", "moving_average_cross", "--data", "AAPL", "--range", "fast=3,9"), ["--search latin draws", "--search grid"]),
        (("walkforward", "moving_average_cross", "--data", "AAPL", "--objective", "luck"), ["objective 'luck' is no metric", "sharpe"]),
        (("walkforward", "moving_average_cross", "--data", "AAPL", "--train-days", "9000"), ["leave nothing to test after 9000 days"]),
        (("walkforward", "moving_average_cross", "--data", "AAPL", "--step-days", "5"), ["below test_days = 30", "overlap"]),
        (("montecarlo", "0001"), ["is a walkforward; a Monte Carlo needs a backtest"]),
        (("montecarlo", "9999"), ["no run begins with '9999'"]),
        (("montecarlo", "--skip", "3"), ["skip = 3 is out of range; allowed 0 to 1"]),
        (("montecarlo", "--method", "luck"), ["no method 'luck'", "returns, shuffled, skipped, jittered"]),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_one_line(studied, arguments, parts):
    before = sorted(p.name for p in studied.runs.iterdir())
    refused(studied(*arguments), *parts)
    assert sorted(p.name for p in studied.runs.iterdir()) == before


def test_ranges_and_searches():
    assert ranges(["fast=5:30", "slow=20,50.5"]) == {"fast": (5.0, 30.0), "slow": [20.0, 50.5]}
    made = search_of("grid", {"fast": (5.0, 15.0), "slow": [20.0]}, 9, 3, 0, False)
    assert made == Grid({"fast": [5.0, 10.0, 15.0], "slow": [20.0]}, 3)
    assert search_of("random", {"fast": (5.0, 15.0)}, 9, 3, 7, True) == Sampler(
        9, {"fast": (5.0, 15.0)}, "random", 7, True
    )
    for wrong in ("fast", "fast=", "fast=a:b", "fast=1:"):
        with pytest.raises(UsageError):
            ranges([wrong])
