"""The rolling matrix against numpy: correlations, strengths, clusters, restarts, and no rounding that builds up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from tradewind.errors import StrategyError
from tradewind.features.cross.groups import MAJOR_CURRENCIES, MAJORS, MINORS, currencies_of, strength_weights
from tradewind.features.cross.matrix import RollingMatrix, push_row


def related(rows: int, n: int, seed: int = 0) -> np.ndarray:
    """Heavy-tailed returns with common factors."""
    rng = np.random.default_rng(seed)
    factors = rng.standard_t(4, (rows, 3)) @ rng.normal(0.0, 1.0, (3, n))
    return 1e-4 * (factors + rng.standard_t(4, (rows, n))) + 1e-5


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 12), st.integers(3, 40), st.integers(0, 10**6))
def test_correlations_are_those_of_numpy(n: int, window: int, seed: int) -> None:
    returns = related(3 * window, n, seed)
    made = RollingMatrix(n, window)
    for i, row in enumerate(returns):
        got = made.push(row)
        if i + 1 < window:
            assert np.isnan(got).all()
            assert np.isnan(made.strength).all()
        else:
            np.testing.assert_allclose(got, np.corrcoef(returns[i + 1 - window : i + 1].T), rtol=0, atol=1e-9)


def test_no_rounding_builds_up_over_a_hundred_thousand_rows() -> None:
    returns = related(100_000, 20)
    made = RollingMatrix(20, 50)
    worst = 0.0
    for i, row in enumerate(returns):
        got = made.push(row)
        if i % 997 == 996 or i > 99_990:
            worst = max(worst, float(np.abs(got - np.corrcoef(returns[i - 49 : i + 1].T)).max()))
    assert 0.0 < worst < 1e-9


def test_values_far_from_nought_are_as_near() -> None:
    """As prices would be, if somebody pushed them: the sums are of differences from a recent row."""
    values = 1000.0 + related(700, 5)
    made = RollingMatrix(5, 60)
    for row in values:
        made.push(row)
    np.testing.assert_allclose(made.correlations().values, np.corrcoef(values[-60:].T), rtol=0, atol=1e-6)


def test_compiled_it_is_plain_python() -> None:
    compiled, plain = RollingMatrix(6, 10), RollingMatrix(6, 10)
    for row in related(45, 6):
        compiled.push(row)
        plain._sums.row[:] = row
        assert push_row(plain._sums) == 0
        np.testing.assert_allclose(plain._sums.out, compiled._sums.out, rtol=1e-12, equal_nan=True)


def test_an_instrument_that_stands_still_has_no_correlation_and_comes_back() -> None:
    returns = related(200, 4)
    returns[60:110, 2] = 0.0
    made = RollingMatrix(4, 20)
    for i, row in enumerate(returns):
        got = made.push(row)
        if i >= 19:
            still = len(set(returns[i - 19 : i + 1, 2])) == 1
            assert np.isnan(got[2]).all() == still
            assert np.isfinite(np.delete(np.delete(got, 2, 0), 2, 1)).all()


def test_strength_is_the_least_squares_answer_of_all_pairs() -> None:
    names = (*MAJORS, *MINORS, "AAPL")
    returns = related(120, len(names))
    made = RollingMatrix(names, 30)
    for row in returns:
        made.push(row)
    found = sorted({c for n in names if (pair := currencies_of(n)) for c in pair})
    incidence = np.array([[(c == n[:3]) * 1.0 - (c == n[3:]) * 1.0 for c in found] for n in names])
    wanted = np.linalg.lstsq(incidence, returns[-30:].sum(axis=0), rcond=None)[0]
    np.testing.assert_allclose([made.strengths()[c] for c in found], wanted, rtol=1e-9, atol=1e-15)
    assert made.strength.sum() == pytest.approx(0.0, abs=1e-12)


def test_with_all_crosses_strength_is_the_mean_against_all_currencies() -> None:
    values: dict[str, float] = dict(zip(MAJOR_CURRENCIES, np.linspace(-0.03, 0.04, 8).tolist(), strict=True))
    pairs = (*MAJORS, *MINORS)
    names, weights = strength_weights(pairs)
    assert len(pairs) == 28
    got = weights @ np.array([values[p[:3]] - values[p[3:]] for p in pairs])
    np.testing.assert_allclose(got, [values[c] - np.mean(list(values.values())) for c in names], atol=1e-12)


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.8])
def test_clusters_are_those_of_scipy(threshold: float) -> None:
    made = RollingMatrix([f"I{j}" for j in range(15)], 40)
    for row in related(60, 15, 3):
        made.push(row)
    values = made.correlations().values
    distance = np.where(np.eye(15) > 0, 0.0, 1.0 - values)
    labels = fcluster(linkage(squareform(distance, checks=False), "single"), 1.0 - threshold, "distance")
    wanted = {frozenset(made.names[i] for i in np.flatnonzero(labels == one)) for one in set(labels)}
    assert {frozenset(c) for c in made.clusters(threshold)} == wanted
    shown = made.correlations(by_cluster=True, threshold=threshold)
    assert sorted(shown.names) == sorted(made.names)
    i, j = (shown.names.index(n) for n in ("I3", "I7"))
    assert shown.values[i, j] == values[3, 7]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 70))
def test_a_restart_changes_nothing(cut: int) -> None:
    returns = related(75, 5)
    one, other = RollingMatrix(5, 12), RollingMatrix(5, 12)
    for row in returns[:cut]:
        one.push(row)
    other.restore(one.snapshot())
    for row in returns[cut:]:
        assert one.push(row).tobytes() == other.push(row).tobytes()
        assert one.strength.tobytes() == other.strength.tobytes()


def test_what_cannot_be_taken_in_is_refused_by_name_and_changes_nothing() -> None:
    made = RollingMatrix(["EURUSD", "GBPUSD"], 3)
    for row in related(8, 2):
        made.push(row)
    before = made.snapshot()
    with pytest.raises(StrategyError, match="the return of GBPUSD is nan"):
        made.push([0.1, np.nan])
    made._row[:] = np.frombuffer(before, np.float64, 2, made._sums.counts.nbytes)
    assert made.snapshot() == before
    with pytest.raises(StrategyError, match="a row has 2 returns"):
        made.push([0.1])
    with pytest.raises(StrategyError, match="two or more different"):
        RollingMatrix(["EURUSD", "EURUSD"])
    with pytest.raises(StrategyError, match="at least 3"):
        RollingMatrix(3, window=2)
    with pytest.raises(StrategyError, match="not of 3 instruments"):
        RollingMatrix(3).restore(before)
