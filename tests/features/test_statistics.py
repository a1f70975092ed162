"""Laws of the statistics' windows, of what is kept over long series, and of the studies by libraries."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.errors import StrategyError
from tradewind.features import adf, adf_auto, garch_fit, garch_volatility, registry, spectral_entropy, zscore
from tradewind.features.compute import compute
from tradewind.features.ordered import median_distance, quantile
from tradewind.features.statistics.changes import grow_runs
from tradewind.features.statistics.latest import VALUES, latest, latest_ordered

from ..randombars import bars_of, instrument, random_bars

NUMBERS = st.lists(st.floats(-1e6, 1e6) | st.sampled_from([0.0, 1.0, 2.0]), min_size=1, max_size=60)
STUDIES = ["garch_fit", "change_points", "adf_auto"]


@given(NUMBERS, st.integers(1, 12))
def test_the_last_n_lie_side_by_side_oldest_first(values: list[float], n: int) -> None:
    window, state = np.zeros(2 * n), VALUES
    for i, x in enumerate(values):
        state = latest(window, n, state, x)
        seen, first = state
        assert seen == min(i + 1, n)
        if seen == n:
            assert window[first : first + n].tolist() == values[i + 1 - n : i + 1]


@given(NUMBERS, st.integers(2, 12))
def test_order_is_kept_as_values_come_and_go(values: list[float], n: int) -> None:
    window, state = np.zeros(3 * n), VALUES
    for i, x in enumerate(values):
        state = latest_ordered(window, n, state, x)
        last = values[max(0, i + 1 - n) : i + 1]
        assert window[2 * n : 2 * n + len(last)].tolist() == sorted(last)
        if len(last) == n:
            middle = quantile(window, 2 * n, n, 0.5)
            near = 1e-12 * (1.0 + max(map(abs, last)))
            assert middle == pytest.approx(np.median(last), abs=near)
            distance = median_distance(window, 2 * n, n, middle)
            assert distance == pytest.approx(np.median(np.abs(np.array(last) - middle)), abs=near)


@given(st.lists(st.floats(-0.2, 0.2), min_size=1, max_size=40), st.floats(0.001, 0.5))
def test_the_probabilities_of_all_runs_add_up_to_one(returns: list[float], hazard: float) -> None:
    n = 12
    window = np.zeros(4 * n)
    window[0], window[2 * n], window[3 * n :] = 1.0, 1e-4, 1.0
    for i, r in enumerate(returns):
        grow_runs(window, n, min(i, n - 1), r, hazard, 1e-4)
        assert window[:n].sum() == pytest.approx(1.0, abs=1e-12)
        assert (window[:n] >= 0.0).all()


def test_a_sliding_spectrum_is_as_good_after_many_bars_as_at_first() -> None:
    """The same last bars give the same entropy, whatever came before them."""
    bars = random_bars(20_000, 3, volatility=0.002)
    long = compute({"x": spectral_entropy(n=50)}, bars)["x"]
    short = compute({"x": spectral_entropy(n=50)}, bars[19_000:])["x"]
    np.testing.assert_allclose(long[19_050:], short[50:], rtol=1e-10)


def test_a_series_that_stands_still_has_a_z_score_of_zero_at_any_price() -> None:
    for price in (1e-12, 0.1, 1e12):
        bars = bars_of(instrument(), [(price, price, price, price)] * 60)
        assert (compute({"z": zscore(n=30)}, bars)["z"][29:] == 0.0).all()


def simulated(n: int, usual: float, alpha: float, beta: float) -> np.ndarray:
    """Prices whose log returns follow a GARCH(1,1)."""
    noise, variance, returns = np.random.default_rng(11).normal(size=n), usual**2, np.empty(n)
    for i in range(n):
        returns[i] = np.sqrt(variance) * noise[i]
        variance = usual**2 * (1 - alpha - beta) + alpha * returns[i] ** 2 + beta * variance
    return 100.0 * np.exp(np.concatenate([[0.0], np.cumsum(returns)]))


def test_garch_fit_finds_the_parameters_of_a_simulated_process() -> None:
    """And its forecast is that of garch_volatility with those parameters."""
    close = simulated(5000, 0.01, 0.1, 0.8)
    volatility, usual, alpha, gamma, beta, half = garch_fit.step(garch_fit.params_type(5000, 0), close)
    assert usual == pytest.approx(0.01, rel=0.1)
    assert alpha == pytest.approx(0.1, abs=0.03)
    assert beta == pytest.approx(0.8, abs=0.06)
    assert gamma == 0.0
    assert half == pytest.approx(np.log(0.5) / np.log(alpha + beta))
    bars = bars_of(instrument(), [(c, c, c, c) for c in close])
    given = garch_volatility(alpha=alpha, beta=beta, usual=usual)
    assert compute({"x": given}, bars)["x"][-1] == pytest.approx(volatility, rel=1e-9)


def test_adf_with_the_chosen_lags_is_the_step() -> None:
    bars = random_bars(160, 4)
    chosen = compute({"a": adf_auto(n=150, most=3)}, bars)
    for lags in range(4):
        step = compute({"a": adf(n=150, lags=lags)}, bars)
        same = chosen["a_lags"] == lags
        np.testing.assert_allclose(step["a_statistic"][same], chosen["a_statistic"][same], rtol=1e-7)
        np.testing.assert_allclose(step["a_p"][same], chosen["a_p"][same], rtol=1e-6)


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_of_prices_that_stand_still_has_nothing_to_fit(name: str) -> None:
    kind = registry()[name]
    p = kind.params_type(**kind().resolve({}))
    for price in (1e-12, 1.0, 1e12):
        got = np.array(kind.step(p, np.full(kind.window(p), price)))
        assert not np.isinf(got).any()
        assert np.isnan(got).all() or got[1] in (0.0, 1.0)


@pytest.mark.parametrize(("name", "package"), [*zip(STUDIES, ("arch", "ruptures", "statsmodels"), strict=True)])
def test_a_study_without_its_library_says_what_to_install(name, package, monkeypatch) -> None:
    for module in [m for m in sys.modules if m.partition(".")[0] == package]:
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(StrategyError, match=rf"{name} needs {package}, which is not installed.*tradewind\[quant\]"):
        compute({"x": registry()[name]()}, random_bars(600, 1))
