"""Instruments: what is traded, in which steps, on which calendar, at which cost by default."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from tradewind.errors import UsageError


class AssetClass(StrEnum):
    SPOT = "spot"
    FX = "fx"
    PERPETUAL = "perpetual"
    FUTURE = "future"
    EQUITY = "equity"
    ETF = "etf"
    OPTION = "option"
    BOND = "bond"
    INDEX = "index"
    COMMODITY = "commodity"
    RATE = "rate"


class OptionRight(StrEnum):
    CALL = "call"
    PUT = "put"


@dataclass(frozen=True)
class Instrument:
    """One tradable thing at one venue.

    Money amounts are in `quote_currency`; `multiplier` is units of the underlying per contract;
    `margin_initial` is the fraction of notional that opening needs (1.0: fully paid).
    `calendar` is `24/7`, `fx` (Sunday 17:00 to Friday 17:00 New York) or an ISO 10383 market code such as `XNYS`.
    """

    symbol: str
    venue: str
    asset_class: AssetClass
    quote_currency: str
    price_increment: Decimal
    size_increment: Decimal
    base_currency: str | None = None
    calendar: str = "24/7"
    multiplier: Decimal = Decimal(1)
    min_size: Decimal = Decimal(0)
    min_notional: Decimal = Decimal(0)
    maker_fee: Decimal = Decimal("0.001")
    taker_fee: Decimal = Decimal("0.001")
    margin_initial: Decimal = Decimal(1)
    expiry_ns: int | None = None
    strike: Decimal | None = None
    right: OptionRight | None = None

    def __post_init__(self) -> None:
        if self.price_increment <= 0 or self.size_increment <= 0:
            raise UsageError(
                f"{self.id}: increments must be above 0, got price {self.price_increment}, size {self.size_increment}"
            )

    @property
    def id(self) -> str:
        """`SYMBOL.VENUE`, unique in the lake and in a journal."""
        return f"{self.symbol}.{self.venue}"

    def snap_price(self, price: float | Decimal) -> Decimal:
        """The nearest multiple of the price increment, ties to even."""
        return _snap(price, self.price_increment, ROUND_HALF_EVEN)

    def snap_size(self, size: float | Decimal) -> Decimal:
        """The largest multiple of the size increment that is not above `size` in magnitude: never more than was asked."""
        value = Decimal(repr(size)) if isinstance(size, float) else Decimal(size)
        snapped = _snap(abs(value), self.size_increment, ROUND_FLOOR)
        return snapped if value >= 0 else -snapped


def _snap(value: float | Decimal, increment: Decimal, rounding: str) -> Decimal:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return (exact / increment).quantize(Decimal(1), rounding=rounding) * increment


def to_plain(instrument: Instrument) -> dict[str, str | int | None]:
    """All fields as JSON can hold them: decimals as their digits."""
    plain: dict[str, str | int | None] = {}
    for f in fields(instrument):
        value = getattr(instrument, f.name)
        plain[f.name] = value if value is None or isinstance(value, int) else str(value)
    return plain


def from_plain(plain: dict) -> Instrument:
    """The inverse of `to_plain`."""
    values = dict(plain)
    values["asset_class"] = AssetClass(values["asset_class"])
    values["right"] = OptionRight(values["right"]) if values.get("right") else None
    for f in fields(Instrument):
        if "Decimal" in str(f.type) and values.get(f.name) is not None:
            values[f.name] = Decimal(values[f.name])
    return Instrument(**values)
