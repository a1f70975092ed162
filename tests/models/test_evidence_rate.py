"""How often the verdict errs: never on random walks, and it sees an edge that is large."""

import sys
from pathlib import Path

import numpy as np
import pytest

from tradewind.models.evidence import evidence
from tradewind.models.splits import WalkForward
from tradewind.models.training import WalkForwardResult, train_direction

sys.path.insert(0, str(Path(__file__).parent))
from stocks import FEATURES, simple_features


def walk(seed: int, drift: float, edge: float, n: int = 1500) -> WalkForwardResult:
    """Daily returns of 1% deviation; drift and edge in deviations a bar, the edge through one of five features."""
    rng = np.random.default_rng(seed)
    tell = rng.normal(size=n)
    returns = 0.01 * (rng.normal(size=n) + drift + edge * np.concatenate([[0.0], tell[:-1]]))
    close = 100 * np.exp(np.cumsum(returns))
    ts = (np.arange(n, dtype=np.int64) + 1) * 86_400_000_000_000
    features, names = np.column_stack([simple_features(close), tell]), (*FEATURES, "tell")
    return train_direction(features, names, close, ts, horizon=1, splits=WalkForward(4), cost=0.0005, seed=3, draws=300)


@pytest.mark.deep
@pytest.mark.parametrize("drift", [0.0, 0.05])
def test_random_walks_are_never_believed(drift):
    assert not any(evidence(walk(seed, drift, 0.0)).found for seed in range(60))


@pytest.mark.deep
def test_a_large_edge_is_often_seen():
    assert sum(evidence(walk(seed, 0.0, 0.2)).found for seed in range(30)) >= 10
