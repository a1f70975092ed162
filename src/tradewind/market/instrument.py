"""Instruments: what is traded, in which steps, on which calendar, at which cost by default."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from enum import IntEnum, StrEnum
from typing import Any

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


class Settlement(IntEnum):
    """What moves cash: the whole value of a trade; only gains and losses; those in coin, by 1 / price; those in a third currency."""

    NOTIONAL = 0
    VARIATION = 1
    INVERSE = 2
    QUANTO = 3


@dataclass(frozen=True)
class LeverageTier:
    """From a notional of `above` on (the instrument's money): these fractions, less `deduction` of the maintenance margin."""

    above: Decimal
    initial: Decimal
    maintenance: Decimal
    deduction: Decimal = Decimal(0)


@dataclass(frozen=True)
class FeeTier:
    """From a volume of `above` in 30 days on (account currency): these fees, fractions of notional."""

    above: Decimal
    maker: Decimal
    taker: Decimal


@dataclass(frozen=True)
class Instrument:
    """One tradable thing at one venue.

    Money amounts are in `money_currency` (the quote currency unless `settlement_currency` says otherwise); `multiplier` is units of the
    underlying per contract, of an inverse contract its value in quote currency, of a quanto money per point;
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
    settlement: Settlement | None = None  # None: by the asset class, see `style`
    settlement_currency: str | None = None
    daily_settlement: bool = False  # gains and losses are paid at the end of each UTC day
    margin_maintenance: Decimal = Decimal(0)  # 0: never liquidated
    leverage_tiers: tuple[LeverageTier, ...] = ()
    liquidation_fee: Decimal = Decimal(0)
    fee_tiers: tuple[FeeTier, ...] = ()
    fee_per_unit: Decimal = Decimal(0)
    fee_minimum: Decimal = Decimal(0)  # an order
    fee_maximum: Decimal = Decimal(0)  # fraction of notional, 0: none
    swap_long: Decimal = Decimal(0)  # a unit and night, above 0: received
    swap_short: Decimal = Decimal(0)
    triple_weekday: int = 2  # 0 is Monday; the night on which three are booked
    borrow_fee: Decimal = Decimal(0)  # a year, fraction of the short notional
    locate: Decimal | None = None  # units that can be borrowed to sell short, None: any
    withholding: Decimal = Decimal(0)  # fraction of dividends received
    underlying: str | None = None  # id of what is delivered

    def __post_init__(self) -> None:
        self._check_tiers()
        if self.settlement == Settlement.INVERSE and not (self.settlement_currency or self.base_currency):
            raise UsageError(f"{self.id}: an inverse contract needs a settlement_currency (the coin it is paid in)")
        if self.price_increment <= 0 or self.size_increment <= 0:
            raise UsageError(
                f"{self.id}: increments must be above 0, got price {self.price_increment}, size {self.size_increment}"
            )

    @property
    def id(self) -> str:
        """`SYMBOL.VENUE`, unique in the lake and in a journal."""
        return f"{self.symbol}.{self.venue}"

    @property
    def style(self) -> Settlement:
        """How it settles: as declared, else futures, perpetuals and margined FX by their gains, all else by its whole value."""
        if self.settlement is not None:
            return self.settlement
        margined_fx = self.asset_class == AssetClass.FX and self.margin_initial < 1
        by_gains = margined_fx or self.asset_class in (AssetClass.FUTURE, AssetClass.PERPETUAL)
        return Settlement.VARIATION if by_gains else Settlement.NOTIONAL

    @property
    def money_currency(self) -> str:
        """What its cash, gains and fees are in."""
        if self.settlement_currency:
            return self.settlement_currency
        return self.base_currency or self.quote_currency if self.style == Settlement.INVERSE else self.quote_currency

    def _check_tiers(self) -> None:
        for name, tiers in (("leverage_tiers", self.leverage_tiers), ("fee_tiers", self.fee_tiers)):
            starts = [t.above for t in tiers]
            if starts and (starts[0] != 0 or starts != sorted(set(starts))):
                raise UsageError(f"{self.id}: {name} must begin at 0 and rise, got {', '.join(map(str, starts))}")

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


# Fields of older definitions and journals; a newer one is written only where it says something, so that those stay as they were.
_ALWAYS = tuple(f.name for f in fields(Instrument))[: tuple(f.name for f in fields(Instrument)).index("settlement")]
_TIERS = {"leverage_tiers": LeverageTier, "fee_tiers": FeeTier}


def to_plain(instrument: Instrument) -> dict[str, Any]:
    """All fields as JSON can hold them: decimals as their digits, tiers as lists of them; newer fields only where they are set."""
    plain: dict[str, Any] = {}
    for f in fields(instrument):
        value = getattr(instrument, f.name)
        if f.name not in _ALWAYS and value == f.default:
            continue
        if f.name in _TIERS:
            plain[f.name] = [[str(x) for x in astuple(tier)] for tier in value]
        else:
            plain[f.name] = value if value is None or isinstance(value, int) else str(value)
    return plain


def from_plain(plain: dict) -> Instrument:
    """The inverse of `to_plain`."""
    values = dict(plain)
    values["asset_class"] = AssetClass(values["asset_class"])
    values["right"] = OptionRight(values["right"]) if values.get("right") else None
    if values.get("settlement") is not None:
        values["settlement"] = Settlement(values["settlement"])
    for name, tier in _TIERS.items():
        values[name] = tuple(tier(*(Decimal(x) for x in row)) for row in values.get(name, ()))
    for f in fields(Instrument):
        if str(f.type).startswith("Decimal") and values.get(f.name) is not None:
            values[f.name] = Decimal(values[f.name])
    return Instrument(**values)
