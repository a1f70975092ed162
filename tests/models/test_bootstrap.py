"""Block bootstrap: blocks are runs of the data, intervals cover the truth as often as they say."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tradewind.models.bootstrap import circular_indices, interval, resamples, stationary_indices


@given(st.integers(1, 50), st.floats(1, 30), st.integers(0, 2**32))
def test_a_stationary_resample_moves_on_by_one_inside_a_block(n, block, seed):
    rows = stationary_indices(n, block, 20, np.random.default_rng(seed))
    assert rows.shape == (20, n) and rows.min() >= 0 and rows.max() < n


def test_a_resample_may_be_shorter_or_longer_than_the_data():
    for length in (3, 70):
        rows = stationary_indices(20, 5.0, 40, np.random.default_rng(4), length)
        assert rows.shape == (40, length) and set(np.unique(rows)) <= set(range(20))
    assert (
        stationary_indices(20, 5.0, 4, np.random.default_rng(4), 20)
        == stationary_indices(20, 5.0, 4, np.random.default_rng(4))
    ).all()


def test_the_mean_block_has_the_asked_length():
    rows = stationary_indices(5000, 10.0, 20, np.random.default_rng(1))
    breaks = (np.diff(rows, axis=1) % 5000 != 1).mean()
    assert abs(1 / breaks - 10.0) < 0.5


def test_circular_blocks_have_one_length():
    rows = circular_indices(12, 4, 50, np.random.default_rng(2))
    assert (np.diff(rows.reshape(50, 3, 4), axis=2) % 12 == 1).all()


def test_chunks_join_to_the_asked_number_and_repeat():
    first, second = (list(resamples(300_000, 50, 17, seed=3)) for _ in range(2))
    assert sum(map(len, first)) == 17 and len(first) > 1
    assert all((a == b).all() for a, b in zip(first, second, strict=True))


def test_the_interval_of_an_autocorrelated_mean_covers_the_truth():
    """AR(1), coefficient 0.5: 95% intervals of the mean hold 0 in about 95% of 200 samples (an i.i.d. one in 75%)."""
    rng, held = np.random.default_rng(4), 0
    for _ in range(200):
        noise, series = rng.normal(size=400), np.zeros(400)
        for i in range(1, 400):
            series[i] = 0.5 * series[i - 1] + noise[i]
        low, high = interval(series[stationary_indices(400, 20, 300, rng)].mean(axis=1))
        held += low <= 0 <= high
    assert 0.87 <= held / 200 <= 0.99


def test_an_interval_of_mostly_undefined_values_is_unknown():
    assert np.isnan(interval(np.array([1.0, np.nan, 2.0]))).all()
