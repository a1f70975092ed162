"""Features on a higher timeframe: the values of bars that polars resampled, each known only once that bar is closed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.features import atr, ema, volume_ratio
from tradewind.features.compute import FeatureStream, compute
from tradewind.market.columns import BAR_COLUMNS, Bars
from tradewind.market.time import HOUR
from tradewind.market.timeframe import Timeframe

from ..randombars import random_bars

ON_4H = {
    "trend": ema(n=3, timeframe="4h"),
    "range": atr(n=2, timeframe="4h"),
    "activity": volume_ratio(n=2, timeframe="4h"),
}
ALONE = {"trend": ema(n=3), "range": atr(n=2), "activity": volume_ratio(n=2)}


def with_gaps(seed: int, lost: float) -> Bars:
    bars = random_bars(160, seed, timeframe="1h")
    kept = np.random.default_rng((seed, 1)).random(160) >= lost
    return replace(bars, **{n: getattr(bars, n)[kept] for n in BAR_COLUMNS})


def resampled(bars: Bars) -> Bars:
    """4-hour bars with polars: (start, end] by their close."""
    table = pl.DataFrame({n: getattr(bars, n) for n in BAR_COLUMNS})
    table = table.with_columns(end=((pl.col("ts_event") - 1) // (4 * HOUR) + 1) * 4 * HOUR)
    first, last = pl.col("open").first(), pl.col("close").last()
    grouped = table.group_by("end", maintain_order=True).agg(
        first, pl.col("high").max(), pl.col("low").min(), last, pl.col("volume").sum()
    )
    ends = grouped["end"].to_numpy()
    values = {n: grouped[n].to_numpy() for n in ("open", "high", "low", "close", "volume")}
    return replace(bars, timeframe=Timeframe.parse("4h"), ts_event=ends, ts_init=ends, **values)


@settings(max_examples=25)
@given(st.integers(0, 2**31), st.sampled_from([0.0, 0.2, 0.7]))
def test_values_are_those_of_the_last_closed_bar(seed: int, lost: float) -> None:
    bars = with_gaps(seed, lost)
    higher = resampled(bars)
    wanted = compute(ALONE, higher)
    # At a bar's close a higher bar is known if its end is not later; with a missing last hour, from the next bar on.
    known = np.searchsorted(higher.ts_event, bars.ts_event, side="right") - 1
    for name, got in compute(ON_4H, bars).items():
        expected = np.where(known >= 0, wanted[name][np.maximum(known, 0)], np.nan)
        np.testing.assert_allclose(got, expected, rtol=1e-12)


@settings(max_examples=15)
@given(st.integers(0, 2**31), st.integers(1, 100))
def test_a_bar_that_is_not_closed_says_nothing(seed: int, cut: int) -> None:
    bars = with_gaps(seed, 0.2)
    whole = FeatureStream(ON_4H).update(bars)
    stream = FeatureStream(ON_4H)
    assert stream.update(bars[:cut]).tobytes() == np.ascontiguousarray(whole[:, :cut]).tobytes()
    assert stream.update(bars[cut:]).tobytes() == np.ascontiguousarray(whole[:, cut:]).tobytes()
