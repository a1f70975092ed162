"""Labels: the forward return, its direction beyond costs, and when it became known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tradewind.errors import ModelError
from tradewind.models.labels import DOWN, NEVER, NO_MOVE, UNKNOWN, UP, direction, forward_return, label_end

closes = arrays(np.float64, st.integers(1, 60), elements=st.floats(0.01, 1e6))


def test_a_worked_example():
    """100 -> 103 -> 102.9 -> 99, one bar ahead, costs of 1% for both sides."""
    forward = forward_return(np.array([100.0, 103.0, 102.9, 99.0]), 1)
    np.testing.assert_allclose(forward[:3], [0.03, -0.1 / 103, -3.9 / 102.9], rtol=1e-12)
    assert np.isnan(forward[3])
    assert direction(forward, 0.01).tolist() == [UP, NO_MOVE, DOWN, UNKNOWN]


@given(closes, st.integers(1, 70))
def test_the_answer_needs_exactly_horizon_more_bars(close, horizon):
    """The last `horizon` rows have no label, and cutting the data changes no label that was known."""
    forward = forward_return(close, horizon)
    assert np.isnan(forward[max(0, len(close) - horizon) :]).all()
    assert np.isfinite(forward[: max(0, len(close) - horizon)]).all()
    shorter = forward_return(close[:-1], horizon) if len(close) > 1 else forward[:0]
    known = ~np.isnan(shorter)
    assert (shorter[known] == forward[: len(shorter)][known]).all()


@given(closes, st.integers(1, 70))
def test_label_end_is_the_bar_that_decided_the_label(close, horizon):
    ts = np.arange(len(close), dtype=np.int64) * 7 + 3
    end = label_end(ts, horizon)
    known = end != NEVER
    assert (end[known] == ts[known] + 7 * horizon).all()
    assert (known == ~np.isnan(forward_return(close, horizon))).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: forward_return(np.array([1.0, 0.0]), 1), "row 1 is 0.0"),
        (lambda: forward_return(np.array([1.0, np.nan]), 1), "row 1 is nan"),
        (lambda: forward_return(np.array([1.0]), 0), "horizon is 0"),
        (lambda: direction(np.array([0.1]), -0.1), "band is -0.1"),
        (lambda: label_end(np.array([3, 3]), 1), "does not rise at row 1"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ModelError, match=words):
        call()
