"""A kept walk-forward: whole or not there, with figures that are the result's, and counted as trials afterwards."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tradewind.data.sources.samples import us_stocks
from tradewind.errors import DataError, UsageError
from tradewind.kernel.setup import Setup
from tradewind.ledger.runs import Runs
from tradewind.research.recording import count_trials
from tradewind.research.report.study import render_study
from tradewind.research.walkforward import Grid, Sampler, walkforward
from tradewind.research.walkforward.page import page
from tradewind.research.walkforward.recording import description, keep_walkforward, record_walkforward
from tradewind.strategies.loading import load

BARS = [b[-500:] for b, _ in us_stocks() if b.instrument.symbol in ("AAPL", "IBM")]
SETUP = Setup(load("moving_average_cross"), tuple(b.instrument for b in BARS), {})
FEW = Grid({"fast": (3, 8), "slow": (15, 30)})
DAYS = {"train_days": 180, "test_days": 30, "step_days": 30, "anchored": False}
ABOUT = description(SETUP, FEW, "sharpe", DAYS)


@pytest.fixture(scope="module")
def walked():
    return walkforward(SETUP, BARS, FEW, draws=30)


@pytest.fixture(scope="module")
def kept(walked, tmp_path_factory):
    runs = Runs(tmp_path_factory.mktemp("kept") / "runs")
    return runs, *record_walkforward(walked, runs, ts=1, about=ABOUT)


def test_the_folder_holds_page_windows_and_curve(kept, walked):
    _, run, figures = kept
    assert {p.name for p in run.path.iterdir()} == {"run.json", "report.html", "windows.json", "equity.parquet"}
    meta = json.loads((run.path / "run.json").read_text())
    assert meta["kind"] == "walkforward" and meta["figures"] == figures and meta["parameter_sets"] == 4
    told = json.loads((run.path / "windows.json").read_text())["windows"]
    assert [w["params"] for w in told] == [w.params for w in walked.windows]
    assert [w["out_of_sample_return"] for w in told] == walked.window_returns.tolist()
    curve = pl.read_parquet(run.path / "equity.parquet")
    assert np.array_equal(curve["equity"].to_numpy(), walked.joined.equity)
    assert np.array_equal(curve["ts_event"].to_numpy(), walked.joined.times)


def test_its_figures_are_the_results(kept, walked):
    figures = kept[2]
    assert figures["final_equity_usd"] == float(walked.joined.equity[-1])
    assert figures["out_of_sample_return_pct_a_year"] == 100 * walked.out_of_sample_return
    assert (figures["windows"], figures["evaluations"]) == (len(walked.windows), 4 * len(walked.windows))
    assert figures["drift"]["fast"]["moves"] == walked.drift["fast"].moves


def test_its_sets_are_trials_of_whatever_comes_later(kept):
    runs, _, _ = kept
    backtest = {n: ABOUT[n] for n in ("strategy", "params", "instruments", "timeframe")}
    assert count_trials(runs, backtest) == 4
    assert count_trials(runs, ABOUT) == 0, "the same search again is the same trials"
    assert count_trials(runs, description(SETUP, Sampler(9), "sharpe", DAYS)) == 4
    assert count_trials(runs, {**backtest, "instruments": ["AAPL.XNAS"]}) == 0


def test_the_page_shows_every_window_and_parameter(walked):
    text = render_study(page(walked, "0001abc"))
    assert text == render_study(page(walked, "0001abc"))
    assert text.count('class="window"') == len(walked.windows) - 1
    for part in (
        "Efficiency",
        "Parameter drift",
        "<h3>fast",
        "<h3>slow",
        "Grid over fast 3 to 8, slow 15 to 30",
        "0001abc",
    ):
        assert part in text
    assert "http://" not in text and "https://" not in text


def test_no_half_of_a_run_is_left(walked, tmp_path, monkeypatch):
    import tradewind.research.walkforward.recording as recording

    def full(*_):
        raise DataError("no space left")

    monkeypatch.setattr(recording, "write_study", full)
    with pytest.raises(DataError):
        record_walkforward(walked, Runs(tmp_path / "runs"), ts=1, about=ABOUT)
    assert list((tmp_path / "runs").iterdir()) == []


def test_an_interrupted_walk_is_kept_and_resumed(kept, walked, tmp_path):
    runs, days = Runs(tmp_path / "runs"), DAYS

    def stop(number, total):
        if number == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep_walkforward(SETUP, BARS, FEW, runs, ts=1, by="sharpe", days=days, draws=30, progress=stop)
    (begun,) = runs.list("walkforward")
    assert begun.meta["state"] == "running" and len(list(begun.path.glob("windows/*/chunk-*.bin"))) == 3
    with pytest.raises(UsageError, match="is another walk-forward: search differ"):
        keep_walkforward(SETUP, BARS, FEW, runs, ts=2, by="calmar", days=days, resume="last")
    result, run, figures = keep_walkforward(
        SETUP, BARS, FEW, runs, ts=2, by="sharpe", days=days, draws=30, resume="last"
    )
    assert run.id == begun.id and figures == kept[2] and repr(result.windows) == repr(walked.windows)
    assert {p.name for p in run.path.iterdir()} == {"run.json", "report.html", "windows.json", "equity.parquet"}
    with pytest.raises(UsageError, match="is complete"):
        keep_walkforward(SETUP, BARS, FEW, runs, ts=3, by="sharpe", days=days, resume="last")


def test_a_walk_that_fails_at_once_leaves_nothing(tmp_path):
    with pytest.raises(UsageError, match="step_days"):
        keep_walkforward(SETUP, BARS, FEW, Runs(tmp_path / "runs"), ts=1, by="sharpe", days={**DAYS, "step_days": 1})
    assert list((tmp_path / "runs").iterdir()) == []


def test_an_instrument_that_is_gone_by_the_first_test_stays_in_cash():
    short = [BARS[0], BARS[1][:60]]
    result = walkforward(replace(SETUP), short, FEW, draws=0)
    hold = result.joined.buy_and_hold()
    assert hold[0] != hold[-1] and np.all(np.isfinite(hold))
