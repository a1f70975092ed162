"""Features that TA-Lib has too, on real bars: prices that stand still, gaps, volume of every size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tradewind.features.compute import FeatureStream
from tradewind.market.columns import Bars
from tradewind.market.timeframe import Timeframe

from ..randombars import instrument
from .cases import all_cases

CASES = [c for c in all_cases().values() if c.use.kind.reference.startswith("TA-Lib") and c.reference and not c.rows]
FILES = {"fx": "fx/eurusd_oanda_1h_quote.parquet", "crypto": "crypto/btcusd_coinbase_1h.parquet"}


def real_bars(path: Path) -> Bars:
    """The last 6,000 bars of the file; of quotes the bids, whose volume is the spread in points, for they have none."""
    frame = pl.read_parquet(path).sort("ts").tail(6_000)
    side = "bid_" if "bid_open" in frame.columns else ""
    prices = [frame[f"{side}{n}"].to_numpy().astype(float) for n in ("open", "high", "low", "close")]
    high, low = np.maximum.reduce(prices), np.minimum.reduce(prices)
    times = frame["ts"].cast(pl.Datetime("ns")).dt.epoch("ns").to_numpy().astype(np.int64)
    volume = (
        np.round((frame["ask_close"] - frame["bid_close"]).to_numpy() * 1e5, 1) if side else frame["volume"].to_numpy()
    )
    return Bars(
        instrument(), Timeframe.parse("1h"), times, times, prices[0], high, low, prices[3], volume.astype(float)
    )


@pytest.mark.parametrize("name", list(FILES))
def test_they_are_what_ta_lib_says(shared_data: Path, name: str) -> None:
    bars = real_bars(shared_data / FILES[name])
    assert len(CASES) > 60
    wrong = []
    for case in CASES:
        assert case.reference is not None
        truth = case.reference(bars)
        truth = [truth] if isinstance(truth, np.ndarray) else list(truth)
        for output, got, wanted in zip(
            case.use.kind.outputs, FeatureStream({"x": case.use}).update(bars), truth, strict=True
        ):
            first = case.warmup + case.skip
            size = np.nanmedian(np.abs(wanted[first:].astype(float)))
            # TA-Lib takes a variance as the difference of two squares of prices, and so rounds as they do.
            rounding = 8 * np.finfo(float).eps * bars.close.max() ** 2 if case.name == "var" else 0.0
            if not np.allclose(got[first:], wanted[first:], rtol=1e-9, atol=1e-9 * size + rounding, equal_nan=True):
                far = np.nanmax(np.abs(got[first:] - wanted[first:]))
                wrong.append(f"{case.name}.{output}: by {far} where {size} is usual")
    assert not wrong, "\n".join(wrong)
