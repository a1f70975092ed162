"""Serving: one definition gives the same bits in a batch, row by row and compiled, and says what scikit-learn says."""

import types

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tradewind.models.artefact import export
from tradewind.models.linear import LinearModel, predict, predict_one
from tradewind.models.splits import WalkForward
from tradewind.models.training import train_direction

compiled_one = numba.njit(predict_one)
compiled = numba.njit(types.FunctionType(predict.__code__, predict.__globals__ | {"predict_one": compiled_one}))

values = st.floats(-1e3, 1e3)


@st.composite
def served(draw):
    """A model of up to 4 folds and 5 features with rows around its times, some of them NaN."""
    folds, k, n = draw(st.integers(1, 4)), draw(st.integers(1, 5)), draw(st.integers(1, 12))
    valid = np.cumsum(draw(arrays(np.int64, folds, elements=st.integers(1, 50))))
    model = LinearModel(
        valid,
        valid - 1,
        draw(arrays(np.float64, (folds, k), elements=values)),
        draw(arrays(np.float64, (folds, k), elements=st.floats(1e-3, 1e3))),
        draw(arrays(np.float64, (folds, k), elements=values)),
        draw(arrays(np.float64, folds, elements=values)),
    )
    ts = draw(arrays(np.int64, n, elements=st.integers(0, 250)))
    rows = draw(arrays(np.float64, (n, k), elements=st.one_of(values, st.just(np.nan), st.just(np.inf))))
    return model, ts, rows


@settings(deadline=None)
@given(served())
def test_rows_one_at_a_time_are_the_batch_bit_for_bit_compiled_or_not(made):
    model, ts, rows = made
    batch = predict(model, ts, rows)
    single = np.array([predict_one(model, int(t), row) for t, row in zip(ts, rows, strict=True)])
    assert batch.tobytes() == single.tobytes()
    assert batch.tobytes() == compiled(model, ts, rows).tobytes()
    fast = np.array([compiled_one(model, t, row) for t, row in zip(ts, rows, strict=True)])
    assert batch.tobytes() == fast.tobytes()


@settings(deadline=None)
@given(served())
def test_unknown_in_unknown_out(made):
    """NaN exactly before the first fold and where a feature is NaN or infinite; a probability everywhere else."""
    model, ts, rows = made
    out = predict(model, ts, rows)
    unknown = (ts < model.valid_from[0]) | ~np.isfinite(rows).all(axis=1)
    weightless = unknown & (ts >= model.valid_from[0])
    assert (np.isnan(out) == unknown)[~weightless].all() and np.isnan(out[weightless]).all()
    assert ((out >= 0) & (out <= 1))[~unknown].all()


def test_it_equals_scikit_learn():
    rng = np.random.default_rng(2)
    n = 800
    features = rng.normal(size=(n, 3)) * [1.0, 1e-3, 50.0] + [0.0, 1.0, -20.0]
    close = 100 * np.exp(np.cumsum(0.01 * rng.normal(size=n) + 0.004 * np.roll(features[:, 0], 1)))
    ts = (np.arange(n, dtype=np.int64) + 1) * 60_000_000_000
    result = train_direction(
        features, ("a", "b", "c"), close, ts, horizon=1, splits=WalkForward(4), cost=0.0, seed=1, shuffles=0, draws=10
    )
    ours = predict(export(result, "features-1").model, ts, features)
    later = np.array([ts[-1] + 1, ts[-1] + 10**12])
    after = predict(export(result, "features-1").model, later, features[:2])
    np.testing.assert_allclose(after, result.final.estimator.predict_proba(features[:2])[:, 1], rtol=0, atol=1e-12)
    assert (np.isnan(ours) == np.isnan(result.probability)).all()
    known = ~np.isnan(ours)
    assert known.sum() > 600
    np.testing.assert_allclose(ours[known], result.probability[known], rtol=0, atol=1e-12)


@pytest.mark.parametrize("z", [-800.0, -745.5, -40.0, 0.0, 40.0, 800.0])
def test_extremes_stay_probabilities(z):
    one = np.ones((1, 1))
    model = LinearModel(np.array([0]), np.array([-1]), 0 * one, one, one, np.zeros(1))
    assert 0.0 <= predict_one(model, 0, np.array([z])) <= 1.0
    assert compiled_one(model, 0, np.array([z])) == predict_one(model, 0, np.array([z]))
