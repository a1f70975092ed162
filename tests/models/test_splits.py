"""Purged walk-forward: no label of the training rows reaches into a test window, whatever the data look like."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.dummy import DummyClassifier
from sklearn.model_selection import cross_val_score

from tradewind.errors import ModelError
from tradewind.models.labels import label_end
from tradewind.models.splits import PurgedWalkForward, WalkForward


@st.composite
def splitters(draw):
    """Panels of up to 3 instruments on irregular, partly shared time stamps, rows in any order."""
    grid = np.cumsum(draw(st.lists(st.integers(1, 9), min_size=12, max_size=80))).astype(np.int64)
    horizon = draw(st.integers(1, 6))
    ts, ends = [], []
    for _ in range(draw(st.integers(1, 3))):
        keep = np.array(draw(st.lists(st.booleans(), min_size=len(grid), max_size=len(grid))))
        own = grid if not keep.any() else grid[keep]
        ts.append(own)
        ends.append(label_end(own, horizon))
    order = np.array(draw(st.permutations(range(sum(map(len, ts))))))
    plan = WalkForward(
        n_splits=draw(st.integers(1, 5)),
        first_test=draw(st.sampled_from([None, 0.3, 0.5])),
        window=draw(st.sampled_from([None, 3, 10])),
        embargo=draw(st.integers(0, 4)),
    )
    try:
        splitter = PurgedWalkForward(plan, np.concatenate(ts)[order], np.concatenate(ends)[order])
        return splitter, list(splitter.split())
    except ModelError:
        assume(False)


@given(splitters())
def test_no_training_label_reaches_into_a_test_window(made):
    splitter, folds = made
    for train, test in folds:
        assert splitter.label_end[train].max() < splitter.ts[test].min()


@given(splitters())
def test_the_embargo_keeps_its_distance(made):
    """Between the last training label's end and the test window lie at least `embargo` time stamps."""
    splitter, folds = made
    for train, test in folds:
        gap = np.searchsorted(splitter.times, splitter.ts[test].min()) - splitter.plan.embargo
        assert splitter.label_end[train].max() < splitter.times[gap]


@given(splitters())
def test_test_windows_cover_the_end_once_and_in_order(made):
    splitter, folds = made
    tested = np.concatenate([test for _, test in folds])
    assert len(np.unique(tested)) == len(tested)
    first = splitter.ts[folds[0][1]].min()
    assert set(tested) == set(np.flatnonzero(splitter.ts >= first))
    for (_, before), (_, after) in pairwise(folds):
        assert splitter.ts[before].max() < splitter.ts[after].min()


@given(splitters())
def test_nothing_is_purged_without_need(made):
    """Expanding: every row whose label ended before the gap trains. Rolling: only rows inside the window train."""
    splitter, folds = made
    for train, test in folds:
        gap = int(np.searchsorted(splitter.times, splitter.ts[test].min())) - splitter.plan.embargo
        oldest = splitter.times[0 if splitter.plan.window is None else max(0, gap - splitter.plan.window)]
        wanted = (splitter.label_end < splitter.times[gap]) & (splitter.ts >= oldest)
        assert set(train) == set(np.flatnonzero(wanted))


def test_it_is_a_splitter_for_scikit_learn():
    ts = np.arange(60, dtype=np.int64)
    splitter = PurgedWalkForward(WalkForward(4), ts, ts + 2)
    scores = cross_val_score(DummyClassifier(), np.zeros((60, 1)), np.arange(60) % 2, cv=splitter)
    assert len(scores) == splitter.get_n_splits() == 4


@pytest.mark.parametrize(
    ("plan", "ts", "end", "words"),
    [
        (WalkForward(5), [1, 2, 3], [2, 3, 4], "3 time stamps are too few for 5"),
        (WalkForward(1), [1, 2, 3], [2, 3], "must pair up"),
        (WalkForward(1), [1, 2, 3], [2, 2, 4], "label of row 1 ends at its own time"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(plan, ts, end, words):
    with pytest.raises(ModelError, match=words):
        PurgedWalkForward(plan, np.array(ts), np.array(end))


def test_an_embargo_that_leaves_nothing_is_refused():
    ts = np.arange(20, dtype=np.int64)
    with pytest.raises(ModelError, match="test window 1 of 2 has nothing to train on"):
        list(PurgedWalkForward(WalkForward(2, embargo=30), ts, ts + 1).split())
