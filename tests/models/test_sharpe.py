"""Sharpe ratios and their belief: against the worked numbers of the papers."""

import math

import numpy as np
import pytest

from tradewind.models import sharpe


def sample_with(n, mean, deviation, seed=5):
    """Normal-looking sample with exactly this mean and deviation."""
    x = np.random.default_rng(seed).normal(size=n)
    return (x - x.mean()) / x.std(ddof=1) * deviation + mean


def test_lo_standard_error_of_normal_returns():
    """Lo (2002), eq. 9: sqrt((1 + SR**2 / 2) / n); here with n - 1 and the sample's own shape."""
    returns = sample_with(100_000, 0.1, 1.0)
    assert sharpe.sharpe_standard_error(returns) == pytest.approx(math.sqrt((1 + 0.1**2 / 2) / 100_000), rel=2e-3)


def test_standard_error_is_the_spread_of_estimates():
    """Simulation: skewed returns (gamma), 2,000 samples of 500."""
    rng = np.random.default_rng(6)
    samples = rng.gamma(2.0, 1.0, (2000, 500)) - 1.8
    estimates = [sharpe.sharpe_ratio(s) for s in samples]
    predicted = np.mean([sharpe.sharpe_standard_error(s) for s in samples])
    assert np.std(estimates) == pytest.approx(predicted, rel=0.06)


def test_expected_best_of_many_is_what_simulation_shows():
    """Bailey & Lopez de Prado (2014), eq. 1 against the mean maximum of 100 normal draws."""
    best = np.random.default_rng(7).normal(size=(4000, 100)).max(axis=1).mean()
    assert sharpe.expected_best_sharpe(100, 1.0) == pytest.approx(best, rel=0.02)
    assert sharpe.expected_best_sharpe(1, 1.0) == 0.0


def test_the_paper_worked_example_of_the_deflated_sharpe():
    """Bailey & Lopez de Prado (2014), section "A numerical example".

    Annualised SR 2.5 over 5 years of 250 days, 100 trials of annualised variance 1/2, skew -3, kurtosis 10: DSR 0.9004.
    """
    ratio, n = 2.5 / math.sqrt(250), 1250
    benchmark = sharpe.expected_best_sharpe(100, 0.5 / 250)
    assert benchmark == pytest.approx(0.1132, abs=5e-5)
    error = math.sqrt((1 + 3 * ratio + 9 / 4 * ratio**2) / (n - 1))
    assert 0.5 * (1 + math.erf((ratio - benchmark) / error / math.sqrt(2))) == pytest.approx(0.9004, abs=5e-4)


def test_more_trials_deflate_more():
    returns = sample_with(1000, 0.08, 1.0)
    values = [sharpe.deflated_sharpe(returns, trials) for trials in (1, 10, 100, 1000)]
    assert values == sorted(values, reverse=True)
    assert values[0] == sharpe.probabilistic_sharpe(returns)


def test_no_spread_has_no_ratio():
    assert math.isnan(sharpe.sharpe_ratio(np.full(10, 0.01)))
    assert math.isnan(sharpe.probabilistic_sharpe(np.zeros(10)))
