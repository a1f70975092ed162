"""Strategies: what to do at a bar, as signals or as order intents. All that a strategy's file imports is here."""

from tradewind.features import (
    Float,
    Int,
    atr,
    ema,
    log_return,
    range_position,
    realised_volatility,
    rsi,
    sma,
    trend_regime,
    volume_ratio,
)
from tradewind.features.column import column
from tradewind.models.prediction import prediction
from tradewind.strategies.actions import buy, close, hold, long, sell, short
from tradewind.strategies.strategy import Strategy

__all__ = [
    "Float", "Int", "Strategy", "atr", "buy", "close", "column", "ema", "hold", "log_return", "long", "prediction", "range_position",
    "realised_volatility", "rsi", "sell", "short", "sma", "trend_regime", "volume_ratio",
]  # fmt: skip
