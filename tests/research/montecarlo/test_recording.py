"""A Monte Carlo of a recorded run: the run comes back as it was, and what is found lies in its folder."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from tradewind.data.sources.samples import us_stocks
from tradewind.errors import JournalError, UsageError
from tradewind.kernel.setup import Setup
from tradewind.ledger.runs import Runs
from tradewind.research.backtest import backtest
from tradewind.research.montecarlo import METHODS, montecarlo
from tradewind.research.montecarlo.page import page, sentence
from tradewind.research.montecarlo.recording import load as load_run
from tradewind.research.montecarlo.recording import record_montecarlo
from tradewind.research.recording import record
from tradewind.research.report.study import render_study
from tradewind.strategies.loading import load

BARS = [b[-900:] for b, _ in us_stocks() if b.instrument.symbol in ("AAPL", "IBM")]
SETUP = Setup(load("moving_average_cross"), tuple(b.instrument for b in BARS), {"fast": 5, "slow": 20})


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    result = backtest(SETUP, BARS)
    return result, record(result, Runs(tmp_path_factory.mktemp("kept") / "runs"), ts=1, draws=10).run


@pytest.fixture(scope="module")
def made(kept):
    return montecarlo(kept[0], paths=200, jitter_paths=5)


def test_the_run_comes_back_from_its_journal(kept):
    result, run = kept
    again = load_run(run, bind=lambda s, _: s, fetch=lambda *_: BARS)
    assert again.output.records.tobytes() == result.output.records.tobytes()
    assert again.equity.tobytes() == result.equity.tobytes()


def test_other_bars_are_refused(kept):
    volume = BARS[0].volume.copy()
    volume[3] += 1
    with pytest.raises(JournalError, match="the bars of AAPL.XNAS have changed since run 0001"):
        load_run(kept[1], bind=lambda s, _: s, fetch=lambda *_: [replace(BARS[0], volume=volume), BARS[1]])


def test_only_a_backtest_will_do(tmp_path):
    run = Runs(tmp_path / "runs").create("paper", {}, ts=1)
    with pytest.raises(UsageError, match="is a paper; a Monte Carlo needs a backtest"):
        load_run(run, bind=lambda s, _: s, fetch=lambda *_: [])


def test_the_folder_holds_page_and_figures(kept, made):
    figures = record_montecarlo(made, kept[1])
    assert json.loads((kept[1].path / "montecarlo.json").read_text()) == json.loads(json.dumps(figures))
    assert set(figures["methods"]) == set(METHODS) and figures["drawdown_limit_pct"] == 15.0
    for name, told in figures["methods"].items():
        outcome = made.outcomes[name]
        assert list(told["final_equity_usd"].values()) == [*outcome.final.percentiles, outcome.final.actual]
        assert told["max_drawdown_pct"]["p95"] == 100 * outcome.drawdown.percentiles[-1]
        assert told["ruin_interval"][0] <= told["ruin_probability"] <= told["ruin_interval"][1]
    assert (kept[1].path / "montecarlo.html").read_text() == render_study(page(made, kept[1].id))


def test_the_page_shows_each_method_with_fan_histogram_and_tables(made):
    text = render_study(page(made, "0001abc"))
    assert text.count('class="wide-band"') == text.count('class="middle"') == 4
    assert text.count('class="actual"') == 3, "resampled returns have another length than the run"
    assert text.count("<th>Probability</th>") == 4 and text.count("95th") >= 4
    assert "http://" not in text and "https://" not in text


def test_the_headline_names_the_method_that_says_the_worst(made):
    worst = max(made.outcomes.values(), key=lambda o: (o.limit.value, o.ruin.value, o.drawdown.percentiles[-1]))
    text = sentence(made)
    assert f"({worst.method})" in text and "the limit of 15%" in text
    assert not any(np.isnan(o.limit.value) for o in made.outcomes.values())


def test_what_was_left_out_is_on_the_page():
    few = backtest(SETUP, [b[:120] for b in BARS])
    text = render_study(page(montecarlo(few, paths=50, jitter_paths=2), "0001abc"))
    assert "left out: shuffled" in text and "closed trades are too few" in text
