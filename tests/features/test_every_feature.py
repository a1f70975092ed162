"""What holds for every feature that is registered, and its values against another's. A feature without an entry here fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.errors import StrategyError
from tradewind.features import REGISTRY, FeatureUse, Int, ema, rsi
from tradewind.features.compute import FeatureStream, compute
from tradewind.market.columns import Bars

from ..randombars import bars_of, instrument, random_bars

talib = pytest.importorskip("talib")

SEEDS = st.integers(0, 2**31)
EXAMPLES = settings(max_examples=20)
# Each feature with other parameters than its defaults, so that a mistaken default can't hide a mistaken use.
USES: dict[str, FeatureUse] = {
    "sma": REGISTRY["sma"](n=7),
    "ema": REGISTRY["ema"](n=9),
    "log_return": REGISTRY["log_return"](n=5),
    "rsi": REGISTRY["rsi"](n=8),
    "rolling_sharpe": REGISTRY["rolling_sharpe"](n=10, bars_per_year=365.0),
    "atr": REGISTRY["atr"](n=6),
    "realised_volatility": REGISTRY["realised_volatility"](n=12),
    "range_position": REGISTRY["range_position"](n=11),
    "volume_ratio": REGISTRY["volume_ratio"](n=13),
    "trend_regime": REGISTRY["trend_regime"](n=15, band=0.5),
}


def test_every_registered_feature_is_tested() -> None:
    ours = {name for name, kind in REGISTRY.items() if kind.step.__module__.startswith("tradewind.")}
    assert ours == set(USES) == set(REFERENCES)


def windows(values: np.ndarray, n: int) -> np.ndarray:
    return np.lib.stride_tricks.sliding_window_view(values, n)


def late(values: np.ndarray, total: int) -> np.ndarray:
    return np.concatenate([np.full(total - len(values), np.nan), values])


def returns(b: Bars, n: int = 1) -> np.ndarray:
    return np.log(b.close[n:] / b.close[:-n])


def sharpe(b: Bars) -> np.ndarray:
    w = windows(returns(b), 10)
    return late(w.mean(axis=1) / w.std(axis=1, ddof=1) * np.sqrt(365.0), len(b))


def regime(b: Bars) -> np.ndarray:
    """With pandas' exponential means (adjust=False starts at the first value), not with our recursion."""
    pd = pytest.importorskip("pandas")
    before = np.concatenate([[b.close[0]], b.close[:-1]])
    spread = np.maximum.reduce([b.high - b.low, np.abs(b.high - before), np.abs(b.low - before)])
    spread[0] = b.high[0] - b.low[0]
    average, width = (pd.Series(x).ewm(span=15, adjust=False).mean().to_numpy() for x in (b.close, spread))
    told = np.where(b.close > average + 0.5 * width, 1.0, np.where(b.close < average - 0.5 * width, -1.0, 0.0))
    return np.concatenate([np.full(14, np.nan), told[14:]])


REFERENCES: dict[str, Callable[[Bars], np.ndarray]] = {
    "sma": lambda b: talib.SMA(b.close, 7),
    "ema": lambda b: talib.EMA(b.close, 9),
    "log_return": lambda b: late(returns(b, 5), len(b)),
    "rsi": lambda b: talib.RSI(b.close, 8),
    "rolling_sharpe": sharpe,
    "atr": lambda b: talib.ATR(b.high, b.low, b.close, 6),
    "realised_volatility": lambda b: late(windows(returns(b), 12).std(axis=1, ddof=1), len(b)),
    "range_position": lambda b: talib.STOCHF(b.high, b.low, b.close, fastk_period=11, fastd_period=1)[0] / 100.0,
    "volume_ratio": lambda b: late(b.volume[13:] / windows(b.volume, 13)[:-1].mean(axis=1), len(b)),
    "trend_regime": regime,
}


@pytest.mark.parametrize("name", sorted(USES))
def test_values_are_those_of_the_reference(name: str) -> None:
    for seed in range(3):
        bars = random_bars(400, seed)
        np.testing.assert_allclose(compute(USES, bars)[name], REFERENCES[name](bars), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", sorted(USES))
def test_the_warm_up_is_as_long_as_declared(name: str) -> None:
    use = USES[name]
    expected = use.kind.warmup(use.kind.params_type(**use.resolve({})))
    values = compute(USES, random_bars(60, 4))[name]
    assert np.isnan(values[:expected]).all()
    assert np.isfinite(values[expected:]).all()


@EXAMPLES
@given(SEEDS, st.lists(st.integers(1, 40), min_size=1, max_size=10))
def test_pieces_and_one_by_one_are_the_batch(seed: int, sizes: list[int]) -> None:
    bars = random_bars(120, seed)
    whole = FeatureStream(USES).update(bars)
    for chosen in (sizes, [1]):
        stream, parts, at = FeatureStream(USES), [], 0
        while at < len(bars):
            parts.append(stream.update(bars[at : at + chosen[len(parts) % len(chosen)]]))
            at += parts[-1].shape[1]
        assert np.concatenate(parts, axis=1).tobytes() == whole.tobytes()


@EXAMPLES
@given(SEEDS, st.integers(1, 119))
def test_the_past_does_not_depend_on_the_future(seed: int, cut: int) -> None:
    bars = random_bars(120, seed)
    whole = FeatureStream(USES).update(bars)
    assert FeatureStream(USES).update(bars[:cut]).tobytes() == np.ascontiguousarray(whole[:, :cut]).tobytes()


@EXAMPLES
@given(SEEDS, st.integers(0, 120))
def test_a_restart_goes_on_to_the_same_bits(seed: int, cut: int) -> None:
    bars = random_bars(120, seed)
    whole = FeatureStream(USES).update(bars)
    first, second = FeatureStream(USES), FeatureStream(USES)
    before = first.update(bars[:cut])
    second.restore(first.snapshot())
    assert np.concatenate([before, second.update(bars[cut:])], axis=1).tobytes() == whole.tobytes()
    first.reset()
    assert first.update(bars).tobytes() == whole.tobytes()


@pytest.mark.parametrize("price", [1e-12, 1.0, 1e12])
@pytest.mark.parametrize("volume", [0.0, 1e15])
def test_a_constant_series_gives_numbers(price: float, volume: float) -> None:
    bars = bars_of(instrument(), [(price, price, price, price, volume)] * 80)
    values = compute(USES, bars)
    for name, column in values.items():
        if name == "volume_ratio" and volume == 0.0:
            assert np.isnan(column).all(), "a source without volume has no ratio"
        else:
            assert np.isfinite(column[20:]).all(), name
    assert values["rsi"][-1] == 0.0
    assert values["range_position"][-1] == 0.5
    assert values["rolling_sharpe"][-1] == 0.0
    assert values["realised_volatility"][-1] == 0.0


@pytest.mark.parametrize("scale", [1e-9, 1e9])
def test_tiny_and_huge_prices_give_finite_numbers(scale: float) -> None:
    bars = random_bars(100, 3)
    scaled = replace(bars, **{n: getattr(bars, n) * scale for n in ("open", "high", "low", "close")})
    for name, column in compute(USES, scaled).items():
        assert np.isfinite(column[20:]).all(), name


def test_a_feature_of_a_feature_starts_when_that_one_has_values() -> None:
    bars = random_bars(200, 5)
    got = compute({"strength": rsi(n=14), "smooth": ema("strength", n=5)}, bars)
    expected = talib.EMA(talib.RSI(bars.close, 14)[14:], 5)
    np.testing.assert_allclose(got["smooth"], late(expected, 200), rtol=1e-9)


@pytest.mark.parametrize("name", sorted(USES))
def test_parameters_outside_their_range_are_refused_by_name(name: str) -> None:
    kind = REGISTRY[name]
    for parameter, declared in kind.params.items():
        for value in (declared.low - 1, declared.high + 1):
            with pytest.raises(StrategyError, match=rf"{name}\.{parameter} = {value} is out of range"):
                kind(**{parameter: value})
        if isinstance(declared, Int):
            with pytest.raises(StrategyError, match=r"not a whole number"):
                kind(**{parameter: declared.default + 0.5})
    with pytest.raises(StrategyError, match="has no parameter 'period'"):
        kind(period=3)
    with pytest.raises(StrategyError, match="is no bar column and no feature listed before it"):
        compute({"x": kind(*["nothing"] * len(kind.inputs))}, random_bars(5))
