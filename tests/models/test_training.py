"""Training: what a model says at a bar depends on nothing after it, and an edge is only found where there is one."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

from tradewind.errors import ModelError
from tradewind.models.evidence import evidence
from tradewind.models.panel import Series
from tradewind.models.splits import WalkForward
from tradewind.models.training import train_direction, train_panel

sys.path.insert(0, str(Path(__file__).parent))
from stocks import FEATURES, stock_series

SETTINGS = {"horizon": 5, "splits": WalkForward(4, embargo=2), "cost": 0.0015, "seed": 7}


@pytest.fixture(scope="module")
def stocks():
    return stock_series()


def made_up(n=3000, edge=0.0, seed=1):
    """A random walk whose next return leans on a feature by `edge`."""
    rng = np.random.default_rng(seed)
    feature = rng.normal(size=n)
    returns = 0.01 * (rng.normal(size=n) + edge * np.concatenate([[0.0], feature[:-1]]))
    ts = (np.arange(n, dtype=np.int64) + 1) * 86_400_000_000_000
    return np.column_stack([feature, rng.normal(size=n)]), ("tell", "noise"), 100 * np.exp(np.cumsum(returns)), ts


def test_real_stocks_give_no_false_edge(stocks):
    """A small model on 20-day returns of five stocks: it trades, it is measured, and nobody is told to believe it."""
    result = train_panel(stocks, FEATURES, **SETTINGS, shuffles=5)
    verdict = evidence(result)
    assert not verdict.found
    assert verdict.sentence.startswith("No evidence of an edge: out-of-sample Sharpe")
    assert set(result.measured.model) >= {"accuracy", "roc_auc", "mcc", "brier", "log_loss", "sharpe", "net_return"}
    assert len(result.shuffled) == 5


def test_an_edge_that_is_there_is_found():
    result = train_direction(*made_up(edge=0.5), horizon=1, splits=WalkForward(5), cost=0.0005, seed=3)
    verdict = evidence(result)
    assert verdict.found, verdict
    assert verdict.sentence.startswith("Evidence of an edge")


def test_random_walks_are_never_believed():
    for seed in range(3):
        result = train_direction(*made_up(seed=seed), horizon=1, splits=WalkForward(4), cost=0.0, seed=3)
        assert not evidence(result).found


def test_a_probability_never_changes_when_later_bars_arrive(stocks):
    """Fixed windows: cutting the data after a window leaves every earlier probability as it was, bit for bit."""
    one = stocks[0]
    whole = train_panel([one], FEATURES, **SETTINGS, shuffles=0, draws=10)
    windows = [fold.valid_from for fold in whole.folds]
    cut = int(np.searchsorted(one.ts_event, windows[2]))
    changed = replace(one, close=one.close.copy(), features=one.features.copy())
    changed.close[cut:] *= 3.0
    changed.features[cut:] = 1.0
    other = train_panel([changed], FEATURES, **SETTINGS, shuffles=0, draws=10)
    assert whole.probability[:cut].tobytes() == other.probability[:cut].tobytes()


def test_folds_learn_from_the_past_only(stocks):
    result = train_panel(stocks, FEATURES, **SETTINGS, shuffles=0, draws=10)
    for fold in result.folds:
        assert fold.trained_until < fold.valid_from
    assert result.final.trained_until < result.final.valid_from == result.panel.ts.max() + 1
    assert result.final.rows > result.folds[-1].rows
    ts, probability = result.probability_of("FB")
    assert np.isnan(probability[:20]).all() and len(ts) == len(probability) == 196
    before = result.panel.ts < result.folds[0].valid_from
    assert np.isnan(result.probability[before]).all()


def test_any_classifier_of_scikit_learn_will_do():
    tree = DecisionTreeClassifier(max_depth=3, random_state=0)
    result = train_direction(
        *made_up(n=600), horizon=2, splits=WalkForward(3), cost=0.001, seed=3, estimator=tree, shuffles=1, draws=20
    )
    assert "DecisionTreeClassifier" in result.protocol.estimator


SCRIPT = """
import sys; sys.path.insert(0, {folder!r})
import hashlib
from stocks import FEATURES, stock_series
from tradewind.models.splits import WalkForward
from tradewind.models.training import train_panel
r = train_panel(stock_series(), FEATURES, horizon=5, splits=WalkForward(3), cost=0.0015, seed=7, shuffles=1, draws=50)
print(hashlib.sha256(r.probability.tobytes() + repr((r.measured.model, r.shuffled)).encode()).hexdigest())
"""


def test_the_same_bits_on_one_core_and_on_two():
    def run(threads: str) -> str:
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        environment = os.environ | dict.fromkeys(names, threads)
        environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
        code = SCRIPT.format(folder=str(Path(__file__).parent))
        return subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        ).stdout

    assert run("1") == run("2")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"close": np.ones(5)}, "5 closes"),
        ({"features": np.full((600, 2), np.inf)}, "feature tell is infinite at row 0"),
        ({"close": np.ones(600)}, "not both up and down"),
    ],
)
def test_bad_data_is_named(change, words):
    features, names, close, ts = made_up(n=600)
    one = replace(Series("X", ts, close, features), **change)
    with pytest.raises(ModelError, match=re.escape(words)):
        train_panel([one], names, horizon=1, splits=WalkForward(3), cost=0.001, seed=1, shuffles=0, draws=10)


def test_a_cost_that_makes_no_sense_is_refused():
    with pytest.raises(ModelError, match=re.escape("cost of one side is -0.1")):
        train_direction(*made_up(n=100), horizon=1, splits=WalkForward(3), cost=-0.1, seed=1)


def test_progress_counts_every_fit():
    seen = []
    train_direction(
        *made_up(n=300),
        horizon=1,
        splits=WalkForward(3),
        cost=0.0,
        seed=1,
        shuffles=2,
        draws=10,
        progress=lambda done, of: seen.append((done, of)),
    )
    assert seen == [(i, 9) for i in range(1, 10)]
