"""The traded rule: costs, flips and the end, by hand."""

import numpy as np
import pytest

from tradewind.models.trading_rule import account, combine, deepest_fall, entries, positions


def test_probabilities_become_positions():
    p = np.array([np.nan, 0.4, 0.5, 0.56, 0.7])
    assert positions(p, "long_flat").tolist() == [0, 0, 0, 1, 1]
    assert positions(p, "long_short", margin=0.08).tolist() == [0, -1, 0, 0, 1]


def test_an_account_by_hand():
    """Buy at 100, sell at 110, stay out, buy at 99, forced out at 108.9: 1% a side."""
    equity = account(np.array([100.0, 110.0, 99.0, 108.9]), np.array([1.0, 0.0, 1.0, 1.0]), 0.01)
    np.testing.assert_allclose(equity, [0.99, 0.99 * 1.1 * 0.99, 0.99**3 * 1.1, 0.99**4 * 1.1 * 1.1], rtol=1e-12)


def test_turning_around_pays_twice_and_counts_as_an_entry():
    hold = np.array([1.0, -1.0, -1.0, 1.0])
    equity = account(np.array([100.0, 100.0, 100.0, 100.0]), hold, 0.01)
    np.testing.assert_allclose(equity, [0.99, 0.99 * 0.98, 0.99 * 0.98, 0.99 * 0.98 * 0.99])
    assert entries(hold) == 2


def test_an_account_waits_in_cash_for_its_first_bar():
    curve = combine([np.array([1, 2, 3]), np.array([3, 4])], [np.array([1.0, 1.2, 1.4]), np.array([2.0, 3.0])], 2)
    assert curve.ts.tolist() == [1, 2, 3, 4]
    np.testing.assert_allclose(curve.equity, [1.0, 1.1, 1.7, 2.2])


def test_the_deepest_fall_counts_from_the_start():
    assert deepest_fall(np.array([[0.9, 1.2, 0.6], [1.1, 1.2, 1.3]])).tolist() == pytest.approx([0.5, 0.0])
