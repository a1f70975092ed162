"""Bars that can't have been are refused with the name, the value, the bar and its time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tradewind.errors import DataError, StrategyError
from tradewind.kernel.block import merge
from tradewind.market.columns import Bars

from ..randombars import instrument, random_bars
from .random_runs import random_block
from .scenario import told_machine


def changed(name: str, row: int, value: float) -> Bars:
    bars = random_bars(20, 1)
    values = getattr(bars, name).copy()
    values[row] = value
    return replace(bars, **{name: values})


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, -1.0, 0.0])
@pytest.mark.parametrize("name", ["open", "high", "low", "close"])
def test_a_price_that_is_none(name: str, value: float) -> None:
    with pytest.raises(DataError, match=rf"AAA.TEST 1d: {name} = .* at bar 7 \(2024-01-09T00:00:00Z\)"):
        merge([changed(name, 7, value)])


def test_a_close_outside_its_bar() -> None:
    with pytest.raises(DataError, match=r"close = 1000000.0 at bar 3 .* outside low..high"):
        merge([changed("close", 3, 1e6)])


@pytest.mark.parametrize("value", [np.nan, -1.0])
def test_a_volume_that_is_none(value: float) -> None:
    with pytest.raises(DataError, match="volume must be 0 or more"):
        merge([changed("volume", 3, value)])


@pytest.mark.parametrize("moment", [0, -1])
def test_time_that_stands_or_goes_back(moment: int) -> None:
    bars = random_bars(20, 1)
    times = bars.ts_event.copy()
    times[5] = times[4] + moment
    with pytest.raises(DataError, match="time does not rise at bar 5"):
        merge([replace(bars, ts_event=times)])


def test_a_block_before_what_was_seen() -> None:
    block, machine = random_block(1, 20), told_machine()
    machine.step(block[10:])
    with pytest.raises(DataError, match="time goes back: bar at 2024-01-01T01:00:00Z after 2024-01-01T20:00:00Z"):
        machine.step(block[:10])


def test_no_bars_change_nothing() -> None:
    machine = told_machine()
    before = machine.snapshot()
    output = machine.step(merge([random_bars(0)], [[np.empty(0)] * 6]))
    assert len(output.equity) == len(output.records) == 0
    assert machine.snapshot() == before


def test_a_quantity_that_is_no_number_is_refused_by_name() -> None:
    block = random_block(1, 20)
    block.columns[:] = np.nan
    block.columns[0, 3], block.columns[1, 3] = 1.0, np.nan
    machine = told_machine((instrument(),))
    try:
        output = machine.step(block)
    except StrategyError as error:
        assert "not a number" in str(error)
    else:
        assert np.isfinite(output.equity).all()
        assert not len(output.records[output.records["kind"] == 2])
