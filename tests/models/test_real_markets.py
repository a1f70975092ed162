"""Real markets of other kinds: daily crypto that trades at weekends, hourly FX."""

import sys
from pathlib import Path

import numpy as np
import polars as pl

from tradewind.models.evidence import evidence
from tradewind.models.panel import Series
from tradewind.models.splits import WalkForward
from tradewind.models.training import train_panel

sys.path.insert(0, str(Path(__file__).parent))
from stocks import FEATURES, simple_features

HOUR = 3_600_000_000_000


def series(name: str, table: pl.DataFrame, bar: int) -> Series:
    """The files stamp a bar's open; a bar is known at its close."""
    close = table["close"].to_numpy()
    return Series(name, table["ts"].dt.epoch("ns").to_numpy() + bar, close, simple_features(close))


def test_three_crypto_coins_pooled(shared_data):
    table = pl.read_parquet(shared_data / "crypto" / "btc_eth_ltc_bitstamp_1d.parquet").sort("symbol", "ts")
    coins = [series(str(name[0]), rows, 24 * HOUR) for name, rows in table.group_by("symbol", maintain_order=True)]
    result = train_panel(
        coins, FEATURES, horizon=3, splits=WalkForward(4, embargo=3), cost=0.001, seed=1, shuffles=3, draws=100
    )
    assert abs(result.measured.curve.periods_per_year - 365.25) < 5  # some days are missing
    assert not evidence(result).found
    assert all(np.isfinite(figure.value) for figure in result.measured.model.values())


def test_hourly_fx_both_ways(shared_data):
    table = pl.read_parquet(shared_data / "fx" / "usdjpy_mt_h1.parquet").sort("ts").tail(6000)
    result = train_panel(
        [series("USDJPY", table, HOUR)],
        FEATURES,
        horizon=6,
        splits=WalkForward(3, window=2000, embargo=6),
        cost=0.00005,
        seed=1,
        rule="long_short",
        shuffles=2,
        draws=50,
    )
    assert not evidence(result).found
    assert result.protocol.rule == "long_short" and result.measured.scored > 1000
