"""Harmonic patterns: planted ones are found, what was announced is what is signalled, and how often chance draws one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.features import registry
from tradewind.features.compute import FeatureStream, compute
from tradewind.features.structure.harmonic_ratios import FREE, NAMES, TABLE

from ..randombars import random_bars
from .cases.harmonic import MEASURES, PUBLISHED, zone
from .null_rates import PATTERNS, exchange_rates, rates, walks
from .shapes import BARS_A_LEG, along

GUIDE = Path(__file__).parents[2] / "docs/guide/harmonic.md"
# A second published list, in Fibonacci levels (harmonic-pattern indicator's description, ashutrading.blogspot.com, January 2022).
SECOND_LIST = {
    "gartley": {"XAB": [0.618], "ABC": [0.382, 0.886], "BCD": [1.13, 1.618], "XAD": [0.786]},
    "butterfly": {"XAB": [0.786], "ABC": [0.382, 0.886], "BCD": [1.618, 2.24], "XAD": [1.27]},
    "bat": {"XAB": [0.382, 0.5], "ABC": [0.382, 0.886], "BCD": [1.618, 2.618], "XAD": [0.886]},
    "alternate_bat": {"XAB": [0.382], "ABC": [0.382, 0.886], "BCD": [2.0, 3.618], "XAD": [1.13]},
    "crab": {"XAB": [0.382, 0.618], "ABC": [0.382, 0.886], "BCD": [2.618, 3.618], "XAD": [1.618]},
    "deep_crab": {"XAB": [0.886], "ABC": [0.382, 0.886], "BCD": [2.24, 3.618], "XAD": [1.618]},
    "shark": {"ABC": [1.13, 1.618], "BCD": [1.618, 2.24], "XAD": [0.886, 1.13]},
}
FIELDS = {"WXA": "xa", "XAB": "ab", "ABC": "bc", "AXC": "xc", "BCD": "cd", "XAD": "ad", "ABCD": "cd_ab", "XCD": "cd_xc"}


def planted(name: str, seed: int) -> list[float]:
    """Prices of W X A B C D with ratios drawn from the published ranges; X a low and so D a low."""
    rng = np.random.default_rng(seed)
    wanted = PUBLISHED[name][1]

    def drawn(key: str, otherwise: tuple[float, float]) -> float:
        low, high = wanted.get(key, otherwise)
        return rng.uniform(max(low, 0.3), high)

    while True:
        at = {"X": 100.0, "A": 110.0}
        at["W"] = 100.0 + 10.0 / drawn("WXA", (0.8, 1.5))
        at["B"] = at["A"] - 10.0 * drawn("XAB", (0.4, 0.7))
        at["C"] = at["B"] + (at["A"] - at["B"]) * drawn("ABC", (0.5, 0.8))
        if "AXC" in wanted:
            at["C"] = at["X"] + 10.0 * drawn("AXC", (1.0, 1.0))
        low, high = zone(name, at, 0.001)
        if low <= high:
            return [at[k] for k in "WXABC"] + [(low + high) / 2]


@pytest.mark.parametrize("sign", [1, -1], ids=["bullish", "bearish"])
@pytest.mark.parametrize("name", NAMES)
def test_a_pattern_made_from_the_table_is_found_through_noise(name: str, sign: int) -> None:
    for seed in range(4):
        bars = along([sign * price for price in planted(name, seed)], noise=0.01, seed=seed)
        got = compute(
            {
                "one": registry()[name](size=2.5, tolerance=0.08),
                "any": registry()["harmonic"](size=2.5, tolerance=0.08),
            },
            bars,
        )
        at = np.flatnonzero(got["one_signal"])
        assert got["one_signal"][at].tolist() == [sign], seed
        assert got["any_signal"][at] == sign
        assert got["any_quality"][at] >= got["one_quality"][at] > 0.2
        stop, target, close = got["one_stop"][at], got["one_target"][at], bars.close[at]
        assert sign * stop < sign * close < sign * target


@pytest.mark.parametrize("name", NAMES)
def test_a_signal_is_a_turn_inside_the_zone_that_was_announced(name: str) -> None:
    """Wherever a pattern is completed, its zone stood there at the bar before, and D lies in it."""
    seen = 0
    for seed in range(20):
        bars = along(planted(name, 10 + seed), noise=0.02, seed=seed)
        got = compute({"x": registry()[name](size=2.5, tolerance=0.1), "s": registry()["swings"](size=2.5)}, bars)
        for bar in np.flatnonzero(got["x_signal"]):
            d = got["s_low"][bar] if got["x_signal"][bar] > 0 else got["s_high"][bar]
            assert got["x_completion_low"][bar - 1] - 1e-9 <= d <= got["x_completion_high"][bar - 1] + 1e-9
            seen += 1
    assert seen >= 15


STREAM = FeatureStream(
    {name: registry()[name](size=1.2, tolerance=0.2) for name in NAMES} | {"swings": registry()["swings"](size=1.2)}
)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), volatility=st.floats(0.002, 0.05))
def test_no_random_walk_gives_a_signal_that_was_not_announced(seed: int, volatility: float) -> None:
    """As above, for whatever chance draws; and stop and target lie on either side of D."""
    STREAM.reset()
    got = dict(zip(STREAM.columns, STREAM.update(random_bars(400, seed, volatility=volatility)), strict=True))
    for name in NAMES:
        for bar in np.flatnonzero(got[f"{name}_signal"]):
            side = got[f"{name}_signal"][bar]
            d = got["swings_low" if side > 0 else "swings_high"][bar]
            assert got[f"{name}_completion_low"][bar - 1] - 1e-9 <= d <= got[f"{name}_completion_high"][bar - 1] + 1e-9
            assert side * got[f"{name}_stop"][bar] <= side * d + 1e-9 < side * got[f"{name}_target"][bar]
            assert 0.0 <= got[f"{name}_quality"][bar] <= 1.0


@pytest.mark.parametrize("name", [*NAMES, "harmonic"])
def test_upside_down_bulls_are_bears(name: str) -> None:
    bars = random_bars(3000, 5)
    below = replace(bars, open=-bars.open, high=-bars.low, low=-bars.high, close=-bars.close)
    use = {"x": registry()[name](size=1.5, tolerance=0.15)}
    up, down = compute(use, bars), compute(use, below)
    for one, other in (
        ("signal", "signal"),
        ("completion_low", "completion_high"),
        ("stop", "stop"),
        ("target", "target"),
    ):
        np.testing.assert_allclose(down[f"x_{one}"], -up[f"x_{other}"], rtol=1e-12)
    np.testing.assert_array_equal(down["x_quality"], up["x_quality"])


def test_the_table_is_the_published_one() -> None:
    """Every number against the list that the tests' matcher has typed once more."""
    for name, row in zip(NAMES, TABLE, strict=True):
        points, wanted = PUBLISHED[name]
        assert row.points == points
        for key, field in FIELDS.items():
            assert getattr(row, field) == wanted.get(key, FREE), f"{name}.{field}"
    assert set(FIELDS) == set(MEASURES)


@pytest.mark.parametrize("name", SECOND_LIST)
def test_a_second_published_list_lies_within_ours(name: str) -> None:
    for key, levels in SECOND_LIST[name].items():
        low, high = PUBLISHED[name][1][key]
        assert all(low <= level <= high for level in levels), key


def recall(noise: float) -> tuple[float, float]:
    """Of planted patterns drawn with that noise: the share that is found by its own feature, and of all its signals the share that is right."""
    found, signals, drawn = 0, 0, 0
    for name in NAMES:
        stream = FeatureStream({"x": registry()[name](size=2.5)})
        for seed in range(20):
            stream.reset()
            signal = stream.update(along(planted(name, seed), noise=noise, seed=seed))[0]
            drawn, signals = drawn + 1, signals + int((signal != 0.0).sum())
            found += int((signal[-BARS_A_LEG:] > 0.0).any())
    return found / drawn, found / signals


def test_the_guide_says_how_much_noise_a_planted_pattern_bears() -> None:
    rows = re.findall(r"^\| (\d+)% \| (\d+)% \| (\d+)% \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == 5
    for noise, share, right in rows:
        assert (share, right) == tuple(f"{100 * value:.0f}" for value in recall(int(noise) / 100)), noise


def told() -> dict[str, str]:
    """The rows of the guide's table of rates, by feature."""
    return dict(re.findall(r"^\| `(\w+)` \| (\d\.\d\d \| .*) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_guide_says_how_often_chance_draws_one() -> None:
    measured = rates(PATTERNS["harmonic"], walks())
    assert {n: " | ".join(row.split(" | ")[:3]) for n, row in told().items()} == {
        n: r.row() for n, r in measured.items()
    }


def test_the_guide_says_how_often_markets_do(shared_data: Path) -> None:
    measured = rates(PATTERNS["harmonic"], exchange_rates(shared_data))
    assert {n: " | ".join(row.split(" | ")[3:]) for n, row in told().items()} == {
        n: r.row() for n, r in measured.items()
    }
