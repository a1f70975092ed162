"""Patterns found again: the compiled distances, the null rates, and what followed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.errors import DataError, StrategyError
from tradewind.features import crossing, fractal, rsi, rsi_divergence, sma
from tradewind.features.compute import compute
from tradewind.research.pattern_library.find import WALKS, aftermath, find_feature, find_similar, following
from tradewind.research.pattern_library.labelled import label, parse_patterns
from tradewind.research.pattern_library.similarity import distance_profile, fill_profile, matches
from tradewind.research.pattern_library.walks import shuffled

from ...randombars import random_bars

BARS = random_bars(1500, 11)


def by_definition(series: np.ndarray, example: np.ndarray) -> np.ndarray:
    """Both z-normalised, then the Euclidean distance, stretch by stretch (Mueen 2017, definition 2)."""
    wanted = []
    shape = (example - example.mean()) / example.std()
    for stretch in np.lib.stride_tricks.sliding_window_view(series, len(example)):
        if (stretch == stretch[0]).all():
            wanted.append(np.sqrt(len(example)))
        else:
            wanted.append(np.linalg.norm((stretch - stretch.mean()) / stretch.std() - shape))
    return np.array(wanted)


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(5, 40), st.sampled_from([1e-6, 1.0, 1e6]), st.booleans())
def test_distances_are_those_of_the_definition_compiled_and_plain(seed, m, scale, still) -> None:
    rng = np.random.default_rng(seed)
    series = (100.0 + np.cumsum(rng.normal(0.0, 1.0, 120))) * scale
    if still:
        series[30:80] = series[30]
    example = np.cumsum(rng.normal(0.0, 1.0, m))
    got = distance_profile(series, example)
    np.testing.assert_allclose(got, by_definition(series, example), rtol=1e-6, atol=1e-5)
    plain = np.empty_like(got)
    fill_profile(series, (example - example.mean()) / example.std(), plain)
    np.testing.assert_allclose(plain, got, rtol=1e-9, atol=1e-7)


def test_a_stretch_is_found_where_it_stands_in_any_size_and_at_any_height() -> None:
    example = BARS.close[200:230]
    series = BARS.close.copy()
    series[700:730] = 5.0 + 0.3 * example
    found = matches(distance_profile(series, example), 30, 0.999)
    assert {200, 700} <= set(found.tolist())
    assert (np.diff(found) >= 15).all(), "no two of the same stretch"


def test_shuffled_bars_are_the_same_bars_in_another_order() -> None:
    walk = shuffled(BARS, 3)
    assert walk.close[-1] == pytest.approx(BARS.close[-1])
    assert (walk.high >= np.maximum(walk.open, walk.close)).all() and (
        walk.low <= np.minimum(walk.open, walk.close)
    ).all()
    np.testing.assert_allclose(np.sort(walk.high / walk.low), np.sort(BARS.high / BARS.low))
    assert shuffled(BARS, 3).close.tobytes() == walk.close.tobytes() != shuffled(BARS, 4).close.tobytes()


def test_a_pattern_feature_is_found_where_it_fired_and_on_walks_as_often() -> None:
    found = find_feature(crossing("close", "open"), BARS)
    values = compute({"x": crossing("close", "open")}, BARS)["x"]
    assert found.at.tolist() == np.flatnonzero(values).tolist()
    assert found.direction.tolist() == values[found.at].tolist()
    assert all(len(found.per_walk[d]) == WALKS for d in (1, -1))
    up, down = aftermath(found, 5)
    assert (up.direction, down.direction) == (1, -1)
    # A random walk holds nothing that another has not: what chance gives is what there is.
    assert up.walks_low <= up.per_1000 <= up.walks_high
    assert up.p_value > 0.01 and down.p_value > 0.01
    hidden = find_feature(rsi_divergence(), BARS, "hidden")
    assert len(hidden.at) != len(find_feature(rsi_divergence(), BARS).at)


def test_what_followed_and_the_share_of_chance_are_counted_right() -> None:
    found = find_feature(crossing("close", "open"), BARS)
    returns = following(BARS, 4)
    assert np.isnan(returns[-4:]).all() and returns[10] == BARS.close[14] / BARS.close[10] - 1.0
    up, down = aftermath(found, 4)
    for side in (up, down):
        at = found.at[(found.direction == side.direction) & (found.at < len(BARS) - 4)]
        assert side.count == len(at)
        assert side.mean_pct == pytest.approx(100.0 * returns[at].mean())
        assert side.right == (side.direction * returns[at] > 0.0).mean()
        assert side.any_mean_pct == pytest.approx(100.0 * returns[:-4].mean())
        # Every shift round the series, written out.
        signed = side.direction * returns[:-4]
        shifts = [signed[(at + k) % len(signed)].mean() for k in range(len(signed))]
        assert side.p_value == pytest.approx(np.mean([s >= signed[at].mean() - 1e-12 for s in shifts]), abs=2e-3)


def test_a_pattern_that_knows_what_follows_is_seen_at_once() -> None:
    """Moments picked by what came after them, as a leak would: chance does not give that."""
    found = find_feature(crossing("close", "open"), BARS)
    best = np.argsort(following(BARS, 5))[-105:-5]
    (told,) = aftermath(replace(found, at=np.sort(best), value=np.ones(100)), 5)
    assert told.p_value < 0.01 and told.right == 1.0


def test_the_examples_of_a_user_are_found_again_but_not_in_themselves() -> None:
    bars = replace(BARS, close=BARS.close.copy())
    bars.close[700:730] = 80.0 + 0.5 * bars.close[200:230]
    found = find_similar([bars[200:230]], bars, 0.99)
    assert 729 in found.at, "known at its last bar"
    assert not ((found.at >= 200) & (found.at < 260)).any()
    assert len(found.at) <= len(find_similar([bars[200:230]], bars, 0.8).at)
    assert (found.value == 1.0).all()


def test_what_is_found_does_not_change_when_later_bars_are_cut() -> None:
    at = find_feature(rsi_divergence(size=1.5), BARS).at
    assert find_feature(rsi_divergence(size=1.5), BARS[:900]).at.tolist() == at[at < 900].tolist()


@pytest.mark.parametrize("use", [sma(n=5), rsi(n=5)])
def test_only_patterns_are_found(use) -> None:
    with pytest.raises(StrategyError, match="is no pattern"):
        find_feature(use, BARS)


def test_wrong_use_is_named() -> None:
    with pytest.raises(StrategyError, match="fractal has no output 'middle'"):
        find_feature(fractal(), BARS, "middle")
    with pytest.raises(DataError, match="similar = 1.2"):
        find_similar([BARS[:20]], BARS, 1.2)
    with pytest.raises(DataError, match="has 10 bars, the example 20"):
        find_similar([BARS[:20]], BARS[:10])


def test_labelled_patterns_come_back_from_their_file() -> None:
    made = label("spring", "AAA.TEST", "1d", "2024-02-01", "2024-03-01")
    again = parse_patterns(made.to_toml() + made.to_toml(), "patterns.toml")
    assert again == {"spring": [made, made]}
    assert len(made.example(BARS)) == 29
    with pytest.raises(DataError, match=r"has 4 bars of 1d; allowed are 5"):
        replace(made, end=made.start + 4 * 86_400 * 10**9).example(BARS)
    still = replace(BARS, close=np.full(len(BARS), 3.0))
    with pytest.raises(DataError, match="has no shape"):
        made.example(still)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[pattern]]\nname = 'a'", "pattern 1 must have name, instrument"),
        ("[[pattern]", "patterns.toml"),
        (label("a", "X", "1d", "2024-01-01", "2024-02-01").to_toml().replace("1d", "soon"), r"pattern 1 \(a\).*'soon'"),
        (
            label("a", "X", "1d", "2024-01-01", "2024-02-01").to_toml().replace("2024-02", "2023-02"),
            "not after its start",
        ),
    ],
)
def test_what_is_no_labelled_pattern_is_refused(text: str, told: str) -> None:
    with pytest.raises(DataError, match=told):
        parse_patterns(text, "patterns.toml")
