"""Averages over their parameters: every kind of `ma`, and the other conventions on offer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import talib

from tradewind.features import ma, mcginley, stddev, var
from tradewind.features.compute import FeatureStream, compute

from ..randombars import bars_of, instrument, random_bars

MAMA, NONE = 7, 10


@pytest.mark.parametrize("n", [1, 2, 9, 26])
@pytest.mark.parametrize("kind", [k for k in range(14) if k != MAMA])
def test_every_kind_of_average_is_that_of_ta_lib(kind: int, n: int) -> None:
    bars = random_bars(300, 3)
    stream = FeatureStream({"x": ma(n=n, kind=kind)})
    got = stream.update(bars)[0]
    wanted = talib.MA(bars.close, n, kind)  # pyright: ignore[reportArgumentType] (its stub asks for a type that nobody can make)
    if kind == NONE:
        wanted = bars.close
    np.testing.assert_allclose(got, wanted, rtol=1e-9)
    assert np.isnan(got).sum() == stream.set.warmup({})


def test_the_mesa_average_is_that_of_ta_lib_once_it_has_forgotten_its_start() -> None:
    bars = random_bars(1500, 3)
    got = compute({"x": ma(n=5, kind=MAMA)}, bars)["x"]
    assert np.isnan(got[:32]).all()
    np.testing.assert_allclose(got[900:], talib.MAMA(bars.close)[0][900:], rtol=1e-9)


def test_a_sample_deviation_is_that_of_pandas() -> None:
    bars = random_bars(300, 4)
    got = compute({"d": stddev(n=9, ddof=1), "v": var(n=9, ddof=0)}, bars)
    np.testing.assert_allclose(got["d"], pd.Series(bars.close).rolling(9).std(), rtol=1e-9)
    np.testing.assert_allclose(got["v"], talib.VAR(bars.close, 9), rtol=1e-8)


def test_an_average_does_not_overshoot_a_price_that_falls_to_a_tenth() -> None:
    """McGinley's (x / m)**4 would make one step of 90 a step of 64,286: the average stops at the price."""
    bars = bars_of(instrument(), [(100.0,) * 4] * 14 + [(10.0,) * 4] * 3)
    assert compute({"m": mcginley(n=14)}, bars)["m"][-3:].tolist() == [10.0, 10.0, 10.0]
