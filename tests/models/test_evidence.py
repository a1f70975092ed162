"""The verdict: each condition alone can refuse it, and what is unknown refuses it too."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tradewind.models.evidence import evidence
from tradewind.models.measuring import Figure
from tradewind.models.splits import WalkForward
from tradewind.models.training import train_direction


@pytest.fixture(scope="module")
def found():
    """A run on returns that lean on the feature of the bar before: an edge by construction."""
    rng = np.random.default_rng(1)
    feature = rng.normal(size=2500)
    returns = 0.01 * (rng.normal(size=2500) + 0.5 * np.concatenate([[0.0], feature[:-1]]))
    ts = (np.arange(2500, dtype=np.int64) + 1) * 86_400_000_000_000
    close = 100 * np.exp(np.cumsum(returns))
    result = train_direction(
        feature[:, None], ("tell",), close, ts, horizon=1, splits=WalkForward(4), cost=0.0005, seed=3, draws=200
    )
    assert evidence(result).found
    return result


def with_figure(result, name, figure):
    return replace(result, measured=replace(result.measured, model=result.measured.model | {name: figure}))


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (lambda r: with_figure(r, "sharpe", Figure(2.0, -0.1, 4.0)), "interval reaches 0"),
        (lambda r: with_figure(r, "sharpe", Figure(math.nan, math.nan, math.nan)), "interval reaches 0"),
        (lambda r: replace(r, measured=replace(r.measured, gap=Figure(0.5, -0.1, 1.0))), "buy-and-hold"),
        (lambda r: with_figure(r, "roc_auc", Figure(0.52, 0.49, 0.55)), "coin"),
        (lambda r: replace(r, shuffled=r.shuffled[:18]), "shuffled labels"),
        (lambda r: replace(r, shuffled=(r.shuffled[0] | {"sharpe": 99.0}, *r.shuffled[1:])), "shuffled labels"),
        (lambda r: replace(r, shuffled=(r.shuffled[0] | {"sharpe": math.nan}, *r.shuffled[1:])), "shuffled labels"),
        (lambda r: replace(r, measured=replace(r.measured, dsr=0.9)), "by luck"),
        (lambda r: replace(r, measured=replace(r.measured, dsr=math.nan)), "by luck"),
        (lambda r: with_figure(r, "trades", Figure(29.0)), "fewer than 30 trades"),
    ],
)
def test_each_condition_alone_refuses(found, broken, words):
    verdict = evidence(broken(found))
    assert not verdict.found and any(words in text for text in verdict.missing), verdict.missing
    assert verdict.sentence.startswith("No evidence of an edge") and "nan" not in verdict.sentence


def test_more_trials_take_evidence_away():
    """The same figures, a million trials behind them: luck would have found as much."""
    rng = np.random.default_rng(5)
    feature = rng.normal(size=700)
    returns = 0.01 * (rng.normal(size=700) + 0.25 * np.concatenate([[0.0], feature[:-1]]))
    ts = (np.arange(700, dtype=np.int64) + 1) * 86_400_000_000_000
    settings = {"horizon": 1, "splits": WalkForward(3), "cost": 0.0, "seed": 3, "shuffles": 0, "draws": 50}
    close = 100 * np.exp(np.cumsum(returns))
    one, many = (
        train_direction(feature[:, None], ("tell",), close, ts, **settings, trials=n).measured.dsr for n in (1, 10**6)
    )
    assert many < one
