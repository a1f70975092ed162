"""Pure functions from market columns to feature columns, each written once as a step over one new value."""

from tradewind.features.averages import ema, sma
from tradewind.features.declare import REGISTRY, FeatureKind, FeatureUse, feature
from tradewind.features.momentum import log_return, rolling_sharpe, rsi
from tradewind.features.parameters import Float, Int
from tradewind.features.ranges import range_position, volume_ratio
from tradewind.features.regime import trend_regime
from tradewind.features.volatility import atr, realised_volatility

__all__ = [
    "REGISTRY",
    "FeatureKind",
    "FeatureUse",
    "Float",
    "Int",
    "atr",
    "ema",
    "feature",
    "log_return",
    "range_position",
    "realised_volatility",
    "rolling_sharpe",
    "rsi",
    "sma",
    "trend_regime",
    "volume_ratio",
]
