"""Turning points have no favourite side, from the first bar on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tradewind.features import registry
from tradewind.features.compute import FeatureStream

from ..randombars import bars_of, instrument, random_bars

STREAM = FeatureStream({"x": registry()["swings"](size=2.0)})


def swings(bars) -> np.ndarray:
    """(4, n): high, low, direction, age."""
    STREAM.reset()
    return STREAM.update(bars)


@given(st.integers(0, 10_000), st.integers(20, 200))
def test_upside_down_highs_are_lows(seed: int, n: int) -> None:
    bars = random_bars(n, seed, volatility=0.01)
    high, low, direction, age = swings(bars)
    below = replace(bars, open=-bars.open, high=-bars.low, low=-bars.high, close=-bars.close)
    np.testing.assert_array_equal(swings(below), [-low, -high, -direction, age])


def test_the_high_from_which_a_series_falls_at_once_is_a_turning_point() -> None:
    falling = bars_of(instrument(), [(c, c + 0.1, c - 0.1, c) for c in np.linspace(100.0, 80.0, 40).tolist()])
    high, low, direction, age = swings(falling)
    assert np.isnan(high[:14]).all()
    assert (high[14:] == 100.1).all()
    assert np.isnan(low).all()
    assert (direction[14:] == -1.0).all()
    assert age[14] == 14.0
