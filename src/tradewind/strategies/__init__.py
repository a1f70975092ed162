"""Strategies: what to do at a bar, as signals or as order intents. All that a strategy's file imports is here, features by their names."""

from __future__ import annotations

from typing import Any

from tradewind.features import Float, Int
from tradewind.features.column import column
from tradewind.models.prediction import prediction
from tradewind.strategies.actions import buy, close, hold, long, sell, short
from tradewind.strategies.strategy import Strategy

__all__ = ["Float", "Int", "Strategy", "buy", "close", "column", "hold", "long", "prediction", "sell", "short"]


def __getattr__(name: str) -> Any:
    from tradewind import features

    return getattr(features, name)
