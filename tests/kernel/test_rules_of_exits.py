"""Stops and targets by the account's rule, where the strategy gives none; and snapshots that don't fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tradewind.errors import OrderError
from tradewind.features import atr
from tradewind.features.compute import compute

from ..randombars import instrument, random_bars
from .random_runs import random_block, two
from .scenario import FREE, WIDE, told_machine


def test_a_signal_without_stop_gets_ranges_and_a_reward() -> None:
    """2 average true ranges below the close, and the target 2 times as far above it; 1% of equity at risk."""
    block, bars = random_block(3, 60), random_bars(60, 30, of=instrument(), timeframe="1h", volatility=0.01)
    block.columns[0] = 0.0
    block.columns[:, 40] = (4.0, 0.9, *[np.nan] * 4)
    block.columns[:, 5] = block.columns[:, 40]
    block.columns[0, 20] = 3.0
    machine = told_machine(limits=replace(WIDE, stop_atr=2.0, reward_to_risk=2.0), costs=FREE)
    early, _, late = machine.step(block).decisions
    assert np.isnan(early["stop"]), "the range is not known yet"
    away = 2.0 * compute({"range": atr(n=14)}, bars)["range"][40]
    assert late["price"] == bars.close[40]
    assert late["stop"] == pytest.approx(late["price"] - away, abs=0.0051)
    assert late["target"] == pytest.approx(late["price"] + 2 * away, abs=0.0051)
    assert late["quantity"] == pytest.approx(late["equity"] * 0.01 / (late["price"] - late["stop"]), abs=0.011)


def test_a_snapshot_of_another_session_is_refused() -> None:
    with pytest.raises(OrderError, match=r"snapshot of \d+ bytes does not fit"):
        told_machine().restore(told_machine(two()).snapshot())
    with pytest.raises(OrderError, match="does not fit"):
        told_machine().restore(told_machine().snapshot()[:-8])
