"""The limits of an account as the kernel holds them: one record, filled from settings; and the list of rules."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from tradewind.errors import ConfigError
from tradewind.market.orders import Authorisation


@dataclass(frozen=True)
class Limits:
    """All numbers that decide whether and how much is traded. Fractions are of equity; 0 switches a `min_` filter off.

    The defaults are the platform's (catalogue R2, M9); profiles replace them by files.
    """

    max_position_fraction: float = 0.25
    max_daily_loss: float = 0.05
    max_drawdown: float = 0.15
    max_consecutive_losses: int = 5
    loss_cooldown_seconds: float = 86_400.0
    min_seconds_between_trades: float = 300.0
    min_confidence: float = 0.6
    risk_per_trade: float = 0.01
    size_without_stop: float = 0.10
    stop_atr: float = 2.0
    reward_to_risk: float = 2.0
    min_trade_notional: float = 0.0
    max_trade_notional: float = 0.0
    max_leverage: float = 1.0
    min_rolling_sharpe: float = 0.0
    min_timeframes_agree: float = 0.0
    min_volume_ratio: float = 0.0
    strong_confidence: float = 0.8
    strong_buy_score: float = 0.7
    strong_sell_score: float = 0.3
    plain_confidence: float = 0.6
    buy_score: float = 0.6
    sell_score: float = 0.4
    approval_expiry_seconds: float = 3_600.0
    trailing: int = 0
    trail_activation: float = 0.02
    trail_distance: float = 0.01
    breakeven_at: float = 0.0
    first_target: float = 0.0
    first_share: float = 0.5
    second_target: float = 0.0
    second_share: float = 0.25
    max_scale_ins: int = 0
    max_hours: float = 0.0
    exit_at_session_close: int = 0
    exit_before_weekend_hours: float = 0.0
    exit_before_news_minutes: float = 0.0
    news_importance: int = 3
    authorisation: int = int(Authorisation.AUTO)

    def __post_init__(self) -> None:
        for name in ("max_position_fraction", "max_daily_loss", "max_drawdown", "risk_per_trade", "size_without_stop"):
            value = getattr(self, name)
            if not 0 < value <= 10:
                raise ConfigError(f"risk.{name} = {value} is out of range; allowed above 0 to 10")
        if self.trailing and not (self.trail_activation >= 0 and 0 < self.trail_distance < 1):
            raise ConfigError(
                f"exits.trail_distance = {self.trail_distance}, exits.trail_activation = {self.trail_activation} are out of range; "
                "allowed above 0 to 1, and 0 or more"
            )
        for name in ("first_share", "second_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise ConfigError(f"exits.{name} = {getattr(self, name)} is out of range; allowed 0 to 1")

    def record(self) -> np.ndarray:
        """(1,) of `LIMITS`."""
        out = np.zeros(1, LIMITS)
        for f in fields(self):
            out[f.name] = getattr(self, f.name)
        return out


LIMITS = np.dtype([(f.name, "i8" if f.type in ("int", int) else "f8") for f in fields(Limits)])


@dataclass(frozen=True)
class Rule:
    """One rule of the verdict: its number in the kernel, its setting, and how its numbers are said."""

    code: int
    name: str
    setting: str
    title: str
    unit: str
    limit_field: str


KILLED, PAUSED, POSITION, DAILY_LOSS, DRAWDOWN, LOSSES, SPACING, CONFIDENCE = range(8)
MIN_NOTIONAL, MAX_NOTIONAL, LEVERAGE, SHARPE, AGREEMENT, VOLUME, SIZE, CAPACITY = range(8, 16)
RULE_COUNT = 16

RULES: tuple[Rule, ...] = (
    Rule(KILLED, "kill_switch", "tradewind rearm", "Kill switch", "state", ""),
    Rule(PAUSED, "paused", "tradewind resume", "Pause", "state", ""),
    Rule(POSITION, "max_position", "risk.max_position_fraction", "Position size", "of equity", "max_position_fraction"),
    Rule(DAILY_LOSS, "max_daily_loss", "risk.max_daily_loss", "Loss today", "of equity", "max_daily_loss"),
    Rule(DRAWDOWN, "max_drawdown", "risk.max_drawdown", "Drawdown", "of equity", "max_drawdown"),
    Rule(
        LOSSES,
        "consecutive_losses",
        "risk.max_consecutive_losses",
        "Losses in a row",
        "trades",
        "max_consecutive_losses",
    ),
    Rule(
        SPACING,
        "time_between_trades",
        "risk.min_seconds_between_trades",
        "Time since last trade",
        "s",
        "min_seconds_between_trades",
    ),
    Rule(CONFIDENCE, "min_confidence", "risk.min_confidence", "Confidence", "0 to 1", "min_confidence"),
    Rule(
        MIN_NOTIONAL, "min_trade_notional", "risk.min_trade_notional", "Smallest trade", "money", "min_trade_notional"
    ),
    Rule(MAX_NOTIONAL, "max_trade_notional", "risk.max_trade_notional", "Largest trade", "money", "max_trade_notional"),
    Rule(LEVERAGE, "max_leverage", "risk.max_leverage", "Margin used", "of equity", "max_leverage"),
    Rule(SHARPE, "rolling_sharpe", "filters.min_rolling_sharpe", "Rolling Sharpe", "a year", "min_rolling_sharpe"),
    Rule(
        AGREEMENT,
        "timeframes_agree",
        "filters.min_timeframes_agree",
        "Timeframes that agree",
        "count",
        "min_timeframes_agree",
    ),
    Rule(VOLUME, "volume", "filters.min_volume_ratio", "Volume over its 24 h average", "times", "min_volume_ratio"),
    Rule(SIZE, "size", "risk.risk_per_trade", "Size", "units", ""),
    Rule(CAPACITY, "working_orders", "kernel capacity", "Working orders", "orders", ""),
)
