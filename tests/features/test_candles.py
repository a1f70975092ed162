"""Candlesticks on bars where they are common, on real markets and on any small integers: TA-Lib's signals to the last tie."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.features import registry
from tradewind.features.compute import FeatureStream
from tradewind.market.columns import Bars

from ..randombars import bars_of, instrument
from .candle_rows import candle_bars
from .cases import Case, all_cases
from .cases.candles import PENETRATION, SMALL, TALIB, signal

NAMES = sorted(n for n, k in registry().items() if k.kind == "candlestick")
OF_TALIB = sorted([*TALIB, *SMALL])
REAL = ("fx/eurusd_mt_h4.parquet", "crypto/btcusd_coinbase_1h.parquet", "fx/audusd_mt_d1.parquet")


def values(case: Case, bars: Bars) -> np.ndarray:
    """(2, n) signal and strength, compiled."""
    return FeatureStream({"x": case.use}).update(bars)


def true_signal(name: str, bars: Bars) -> np.ndarray:
    penetration = [PENETRATION[name]] if name in PENETRATION else []
    return signal(bars, (TALIB.get(name) or SMALL[name])[0], penetration)


@cache
def real_bars(file: Path) -> Bars:
    table = pl.read_parquet(file)
    table = table.sort(table.columns[0]).tail(20_000)  # the first column is the time
    return bars_of(instrument(), table.select("open", "high", "low", "close").rows())


@pytest.mark.parametrize("name", NAMES)
def test_each_is_found_where_it_was_planted_with_the_reference_s_signal_and_strength(name: str) -> None:
    case, found = all_cases()[name], 0
    for seed in range(3):
        bars = candle_bars(4_000, seed)
        got, truth = values(case, bars), case.reference(bars) if case.reference else []
        found += np.count_nonzero(got[0, case.warmup :])
        np.testing.assert_array_equal(got[0, case.warmup :], truth[0][case.warmup :])
        np.testing.assert_allclose(got[1, case.warmup :], truth[1][case.warmup :], rtol=1e-9, atol=1e-9)
        assert ((got[1, case.warmup :] >= 0.0) & (got[1, case.warmup :] <= 1.0)).all()
        assert not got[1, case.warmup :][got[0, case.warmup :] == 0.0].any()
    assert found > 0


@pytest.mark.parametrize("name", OF_TALIB)
def test_on_real_markets_not_one_tie_is_decided_otherwise_than_by_talib(name: str, shared_data: Path) -> None:
    for file in REAL:
        bars = real_bars(shared_data / file)
        np.testing.assert_array_equal(values(all_cases()[name], bars)[0], true_signal(name, bars), err_msg=file)


CENTS = st.integers(-6, 6)
SHADOW = st.sampled_from([0, 0, 0, 1, 2, 6])


@given(st.lists(st.tuples(CENTS, CENTS, SHADOW, SHADOW), min_size=16, max_size=60))
def test_any_small_bars_are_told_as_talib_tells_them(moves: list[tuple[int, int, int, int]]) -> None:
    """Each bar: the open from the close before, its body, its shadows, in cents. The steps run as plain Python."""
    rows, last = [], 10_000
    for gap, body, above, below in moves:
        first, last = last + gap, last + gap + body
        rows.append(tuple(x / 100.0 for x in (first, max(first, last) + above, min(first, last) - below, last)))
    bars = bars_of(instrument(), rows)
    for name in OF_TALIB:
        use = all_cases()[name].use
        kind, p = use.kind, use.kind.params_type(**use.resolve({}))
        state, window, got = kind.state, np.zeros(kind.window(p) if kind.window else 0), []
        for row in rows:
            state, (told, _) = kind.step(state, p, window, *row)
            got.append(told)
        np.testing.assert_array_equal(got, true_signal(name, bars), err_msg=name)


def test_all_of_talib_s_candlesticks_are_there() -> None:
    talib = pytest.importorskip("talib")
    assert sorted(known[0] for known in (*TALIB.values(), *SMALL.values())) == sorted(
        talib.get_function_groups()["Pattern Recognition"]
    )
