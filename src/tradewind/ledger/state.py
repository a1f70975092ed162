"""How an account stood after one event of its journal: working orders, positions, cash, and what waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class WorkingOrder:
    """An order that has left and is not over. quantity, filled: units; price: its limit, trigger: its stop, None where it has none.

    strategy: whose, where several share the account.
    """

    id: str
    instrument: str
    side: str
    type: str
    purpose: str
    quantity: Decimal
    filled: Decimal
    price: Decimal | None
    trigger: Decimal | None
    decision: str | None
    since_ts: int
    strategy: str | None = None

    @property
    def remaining(self) -> Decimal:
        return self.quantity - self.filled


@dataclass(frozen=True)
class Holding:
    """An open position. quantity: signed units; prices in quote currency; unrealised: at the last price, quote currency.

    price_ts: when the last price was (ns). A backtest's journal holds no bars: its prices are those of decisions and fills.
    A hedging account may hold an instrument twice: what is below 0 is its short leg. strategy: whose, where several share the account.
    """

    instrument: str
    quantity: Decimal
    average_price: Decimal
    last_price: Decimal
    price_ts: int
    unrealised: Decimal
    strategy: str | None = None


@dataclass(frozen=True)
class WaitingDecision:
    """A Decision that waits for a person's word. expires_ts: ns, None where it does not expire."""

    id: str
    instrument: str
    quantity: Decimal
    expires_ts: int | None


@dataclass(frozen=True)
class State:
    """The account after event `seq`, at `ts` (ns). Amounts are exact decimals, by currency; fees and realised since the start.

    trading: running, paused, killed or finished. orders: oldest first. positions: open ones, by instrument. equity: in the account's
    currency at the last prices, None where a rate to that currency is lacking.
    """

    seq: int
    ts: int
    trading: str
    currency: str
    orders: tuple[WorkingOrder, ...]
    positions: tuple[Holding, ...]
    waiting: tuple[WaitingDecision, ...]
    cash: dict[str, Decimal]
    realised: dict[str, Decimal]
    fees: dict[str, Decimal]
    equity: Decimal | None
