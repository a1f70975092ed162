"""What the API takes and gives beyond the node's own read models."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from tradewind.live.interface import OrderRequest
from tradewind.live.views import AccountView, DecisionView, OrderView, PositionView, TradingState

_ORDER = {"instrument": "AAPL.XNAS", "side": "buy", "quantity": 10, "type": "limit", "price": 60.5, "stop_loss": 57.0}
_Price = Annotated[float | None, Field(gt=0, allow_inf_nan=False)]


class _Body(BaseModel):
    """A request's body; a field that nobody knows is an error, not a silence."""

    model_config = ConfigDict(extra="forbid")


class OrderBody(_Body):
    """An order to place. Prices and quantity are snapped to the instrument's steps; risk has the last word."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_ORDER]})

    instrument: str = Field(description="`SYMBOL.VENUE`, or the symbol alone where one venue has it.", min_length=1)
    side: Literal["buy", "sell"]
    quantity: float = Field(gt=0, allow_inf_nan=False, description="Units, above 0 for both sides.")
    type: Literal["market", "limit", "stop", "stop_limit"] = "market"
    price: _Price = Field(default=None, description="Limit price; only for limit and stop_limit.")
    trigger: _Price = Field(default=None, description="Price that triggers; only for stop and stop_limit.")
    stop_loss: _Price = Field(default=None, description="Price of the protective stop that follows the fill.")
    take_profit: _Price = Field(default=None, description="Price of the target that follows the fill.")

    def request(self, instrument: str) -> OrderRequest:
        """The order as the node takes it, with the instrument's full id."""
        return OrderRequest(**{**self.model_dump(), "instrument": instrument})


class ApprovalBody(_Body):
    """The id of a waiting decision that shall be traded."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"decision": "D12"}]})

    decision: str = Field(min_length=1)


def _kind_of_trade(body: object) -> str:
    named = body.keys() if isinstance(body, dict) else {"decision"} if isinstance(body, ApprovalBody) else set()
    return "approval" if "decision" in named else "order"


TradeBody = Annotated[
    Annotated[OrderBody, Tag("order")] | Annotated[ApprovalBody, Tag("approval")], Discriminator(_kind_of_trade)
]


class InstrumentBody(_Body):
    """The instrument that a question is about."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"instrument": "AAPL.XNAS"}]})

    instrument: str = Field(min_length=1)


class ReasonBody(_Body):
    """Why a person acts; it goes into the journal."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "news"}]})

    reason: str = Field(default="", max_length=500)


class Health(BaseModel):
    """That the server answers, and which version it is."""

    status: Literal["ok"]
    version: str


class InstrumentInfo(BaseModel):
    """An instrument; `traded`: whether this session trades it. Increments are exact decimals, written as text."""

    id: str
    symbol: str
    venue: str
    asset_class: str
    quote_currency: str
    base_currency: str | None
    calendar: str
    price_increment: str
    size_increment: str
    traded: bool


class BarColumns(BaseModel):
    """Bars as columns of one length, oldest first. `time` is each bar's close in whole seconds since 1970, UTC."""

    instrument: str
    timeframe: str
    time: list[int]
    open: list[float]
    high: list[float]
    low: list[float]
    close: list[float]
    volume: list[float]


class FeatureInfo(BaseModel):
    """A feature over bars, as a chart or a builder offers it. draw: overlay (on the prices), pane, marker or none."""

    name: str
    kind: str
    draw: str
    description: str
    inputs: list[str]
    parameters: dict[str, list[float]]
    outputs: dict[str, str]
    source: str
    reference: str


class FeatureColumns(BaseModel):
    """Features at each bar, oldest first; `time` as of BarColumns. A value that is not there is null. draw: column -> where it belongs."""

    instrument: str
    timeframe: str
    time: list[int]
    columns: dict[str, list[float | None]]
    draw: dict[str, str]


class LatestBar(BaseModel):
    """An instrument's newest bar; `change` is the fraction from the close before it, null if there is none."""

    instrument: str
    timeframe: str
    time: str
    open: float
    high: float
    low: float
    close: float
    volume: float
    change: float | None


class TradeResult(BaseModel):
    """What became of a trade: the order that was placed, or the decision that was approved with its orders."""

    orders: list[OrderView]
    decision: DecisionView | None


class PortfolioStatus(BaseModel):
    """The account, what it holds, what waits, and whether trading goes on."""

    account: AccountView
    positions: list[PositionView]
    working_orders: list[OrderView]
    state: TradingState


class DayResult(BaseModel):
    """One UTC day. `pnl` and `return` are changes of equity since the end of the day before; `trades` counts fills."""

    day: str = Field(examples=["2012-03-08"])
    equity: float
    pnl: float
    return_: float = Field(
        serialization_alias="return", description="pnl as a fraction of the equity at the day's start."
    )
    realised_pnl: float
    trades: int
    fees: float


class Performance(BaseModel):
    """The run so far. `win_rate` is over the fills that realised a gain or a loss; null if none did."""

    starting_equity: float
    equity: float
    total_return: float
    max_drawdown: float
    realised_pnl: float
    unrealised_pnl: float
    fees: float
    trades: int
    win_rate: float | None
    days: int
