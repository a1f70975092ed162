"""What a running node shows of itself: plain read models, which the API serves as they are.

Money is in the account's currency, prices in the instrument's quote currency, times are ISO-8601 UTC, fractions are fractions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

TradingState = Literal["running", "paused", "killed", "finished"]
OrderKind = Literal[
    "market", "limit", "stop", "stop_limit", "market_if_touched", "limit_if_touched", "trailing_stop", "trailing_stop_limit",
    "market_on_open", "market_on_close", "limit_on_open", "limit_on_close", "pegged",
]  # fmt: skip
OrderPurpose = Literal[
    "entry", "stop_loss", "take_profit", "exit", "flatten", "liquidation", "time_exit", "session_exit", "news_exit", "weekend_exit",
    "expiry",
]  # fmt: skip
Level = Literal["strong_buy", "buy", "hold", "sell", "strong_sell"]


@dataclass(frozen=True)
class AccountView:
    account: str
    run: str
    currency: str
    time: str
    cash: float
    equity: float
    starting_equity: float
    peak_equity: float
    drawdown: float
    realised_pnl: float
    unrealised_pnl: float
    fees_paid: float
    margin_used: float
    day_pnl: float


@dataclass(frozen=True)
class PositionView:
    """`leg` says which of a hedging account's two positions in the instrument it is; null where they are netted into one."""

    instrument: str
    leg: Literal["long", "short"] | None
    quantity: float
    average_price: float
    last_price: float
    unrealised_pnl: float
    stop: float | None
    target: float | None
    opened: str


@dataclass(frozen=True)
class OrderView:
    id: str
    decision: str | None
    instrument: str
    side: Literal["buy", "sell"]
    type: OrderKind
    purpose: OrderPurpose
    status: Literal["awaiting_approval", "working", "filled", "cancelled", "rejected", "expired", "unknown"]
    quantity: float
    price: float | None
    trigger: float | None
    submitted: str
    filled: str | None
    fill_price: float | None
    fee: float | None
    reason: str | None


@dataclass(frozen=True)
class FillView:
    id: str
    order: str
    instrument: str
    time: str
    side: Literal["buy", "sell"]
    quantity: float
    price: float
    fee: float
    realised_pnl: float


@dataclass(frozen=True)
class ContributionView:
    """One signal's part of a Decision: `contribution` summed over all sources is `score - 0.5`."""

    source: str
    direction: Literal["long", "short", "none"]
    confidence: float
    strength: Literal["weak", "moderate", "strong"]
    weight: float
    contribution: float


@dataclass(frozen=True)
class ViolationView:
    rule: str
    setting: str
    value: float
    limit: float
    text: str


@dataclass(frozen=True)
class DecisionView:
    """`outcome` says what became of it; `text` is the whole reasoning in words."""

    id: str
    time: str
    instrument: str
    price: float
    level: Level
    score: float
    confidence: float
    regime: Literal["bull", "bear", "sideways", "unknown"]
    contributions: list[ContributionView]
    outcome: Literal[
        "ordered", "awaiting_approval", "approved", "refused", "expired", "signal_only", "vetoed", "hold", "exit"
    ]
    violations: list[ViolationView]
    orders: list[str]
    text: str
    expires: str | None = None
    decided_by: str | None = None


@dataclass(frozen=True)
class LimitView:
    """One risk limit with the room left: `used` and `limit` in `unit`, `room` = limit - used, never below 0."""

    rule: str
    setting: str
    title: str
    used: float
    limit: float
    room: float
    unit: str
    binding: bool


@dataclass(frozen=True)
class RiskView:
    state: TradingState
    state_by: str | None
    state_reason: str | None
    profile: str
    limits: list[LimitView]


@dataclass(frozen=True)
class EquityPoint:
    time: str
    equity: float
    drawdown: float


@dataclass(frozen=True)
class NodeStatus:
    run: str
    account: str
    mode: Literal["paper", "live"]
    strategy: str
    authorisation: Literal["auto", "approve", "signal_only"]
    state: TradingState
    time: str
    speed: float
    bars_done: int
    bars_total: int | None
    instruments: list[str]
    timeframe: str
    events: int
    error: str | None = None


@dataclass(frozen=True)
class Update:
    """One message of the live stream (`/api/v1/ws`)."""

    kind: Literal["bar", "account", "position", "order", "fill", "decision", "risk", "status"]
    seq: int
    data: dict = field(default_factory=dict)
