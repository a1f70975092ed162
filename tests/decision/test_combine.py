"""Score, confidence, contributions and levels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.decision.combine import VOTE_CONTRIBUTION, combine
from tradewind.decision.levels import LEVEL_NAMES, level, strength
from tradewind.risk.limits import Limits

VOTES = st.lists(
    st.tuples(st.sampled_from([-1.0, 0.0, 1.0]), st.floats(0.0, 1.0), st.floats(0.01, 100.0)), min_size=1, max_size=8
)


def votes_of(rows) -> np.ndarray:
    return np.array([(1.0, direction, confidence, weight, 9.0) for direction, confidence, weight in rows])


@given(VOTES)
def test_contributions_add_up_to_the_score(rows) -> None:
    votes = votes_of(rows)
    score, confidence = combine(votes)
    total = 0.5
    for part in votes[:, VOTE_CONTRIBUTION]:
        total += part
    assert total == score, "to the last bit, added in order"
    assert -1e-12 <= score <= 1.0 + 1e-12
    assert 0.0 <= confidence <= 1.0 + 1e-12
    assert all(v[VOTE_CONTRIBUTION] == 0.0 for v in votes if v[1] == 0.0)


@given(VOTES)
def test_the_opposite_votes_give_the_opposite_score(rows) -> None:
    score, confidence = combine(votes_of(rows))
    other, same = combine(votes_of([(-d, c, w) for d, c, w in rows]))
    assert other - 0.5 == pytest.approx(0.5 - score, abs=1e-12)
    if abs(score - 0.5) > 1e-12:
        assert same == pytest.approx(confidence)


def test_one_source_that_disagrees_takes_from_both() -> None:
    assert combine(votes_of([(1.0, 0.8, 1.0)])) == (0.9, 0.8)
    score, confidence = combine(votes_of([(1.0, 0.8, 3.0), (-1.0, 0.4, 1.0)]))
    assert score == pytest.approx(0.5 + 0.5 * (3 * 0.8 - 0.4) / 4)
    assert confidence == pytest.approx(3 * 0.8 / 4)


def test_who_says_nothing_weighs_nothing() -> None:
    assert combine(votes_of([(1.0, 0.8, 1.0), (0.0, 0.0, 50.0)])) == (0.9, 0.8)
    assert combine(votes_of([(0.0, 0.0, 1.0)])) == (0.5, 0.0)


@pytest.mark.parametrize(
    ("confidence", "score", "name"),
    [
        (0.81, 0.71, "strong_buy"), (0.8, 0.71, "buy"), (0.81, 0.7, "buy"), (0.61, 0.61, "buy"),
        (0.6, 0.61, "hold"), (0.61, 0.6, "hold"), (0.99, 0.5, "hold"), (0.61, 0.4, "hold"), (0.6, 0.39, "hold"),
        (0.61, 0.39, "sell"), (0.8, 0.29, "sell"), (0.81, 0.3, "sell"), (0.81, 0.29, "strong_sell"),
    ],
)  # fmt: skip
def test_levels_by_default(confidence: float, score: float, name: str) -> None:
    record = Limits().record().view(np.recarray)[0]
    assert LEVEL_NAMES[level(score, confidence, record)] == name


@pytest.mark.parametrize(
    ("confidence", "word"), [(0.81, "strong"), (0.8, "moderate"), (0.61, "moderate"), (0.6, "weak")]
)
def test_strength(confidence: float, word: str) -> None:
    assert strength(confidence) == word
