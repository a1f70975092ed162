"""Scores: the same as scikit-learn's, once and under resampling."""

import warnings

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from tradewind.models.scores import SCORES, Forecasts


def by_sklearn(up, p, weight):
    said = (p > 0.5).astype(int)
    return {
        "accuracy": metrics.accuracy_score(up, said, sample_weight=weight),
        "balanced_accuracy": metrics.balanced_accuracy_score(up, said, sample_weight=weight),
        "roc_auc": metrics.roc_auc_score(up, p, sample_weight=weight),
        "mcc": metrics.matthews_corrcoef(up, said, sample_weight=weight),
        "brier": metrics.brier_score_loss(up, p, sample_weight=weight),
        "log_loss": metrics.log_loss(up, p, sample_weight=weight),
    }


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(4, 80), st.booleans())
def test_scores_equal_scikit_learn_with_ties_and_weights(seed, m, coarse):
    rng = np.random.default_rng(seed)
    up = np.concatenate([[0.0, 1.0], rng.integers(0, 2, m - 2)])
    p = rng.random(m).round(1 if coarse else 6).clip(0.001, 0.999)
    stamp = rng.integers(0, 5, m)
    counts = rng.integers(1, 4, (1, 5)).astype(float)
    ours = Forecasts(up, p, stamp, 5).score(counts)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = by_sklearn(up, p, counts[0][stamp])
    for name in SCORES:
        if name == "mcc" and not np.isfinite(ours[name][0]):
            continue  # undefined when one direction is never said; scikit-learn gives 0
        np.testing.assert_allclose(ours[name][0], theirs[name], rtol=1e-10, atol=1e-12, err_msg=name)


def test_one_class_has_no_auc():
    scores = Forecasts(np.ones(3), np.array([0.2, 0.6, 0.7]), np.arange(3), 3).score()
    assert np.isnan(scores["roc_auc"][0]) and scores["accuracy"][0] == 2 / 3
