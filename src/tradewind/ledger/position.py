"""One position in exact decimals: netting of fills at average cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

# How a hedging account names what it holds short beside what it holds long: `BTCUSDT.BINANCE` and `BTCUSDT.BINANCE short`; and an account
# of several strategies what each of them holds: `BTCUSDT.BINANCE (trend)`.
_SHORT, _STRATEGY = " short", " ("

# Wide enough that no sum or product of booked numbers is ever rounded; only the one division below is.
EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)
# The part of the cost that leaves with a partial close is rounded to this; what was rounded off stays in the rest, so
# nothing is lost: when the position is closed, its realised sums are exact to the last digit.
_COST_STEP = Decimal("1E-18")


def held_as(instrument: str, leg: str | None, strategy: str | None = None) -> str:
    """Name under which a position is kept. leg: "long" or "short" in a hedging account. strategy: whose, where several share the account."""
    whose = "" if strategy is None else f"{_STRATEGY}{strategy})"
    return instrument + whose + (_SHORT if leg == "short" else "")


def instrument_of(held: str) -> str:
    """The instrument of such a name."""
    return held.removesuffix(_SHORT).partition(_STRATEGY)[0]


def strategy_of(held: str) -> str | None:
    """The strategy in such a name."""
    return held.removesuffix(_SHORT).removesuffix(")").partition(_STRATEGY)[2] or None


@dataclass(frozen=True)
class Position:
    """`quantity` is signed (below 0: short), `cost` is what it was bought for, signed alike, in quote currency."""

    quantity: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)

    def average_price(self, multiplier: Decimal = Decimal(1)) -> Decimal | None:
        """Average entry price per unit, None when flat; the only rounded number here (80 digits)."""
        if not self.quantity:
            return None
        return EXACT.divide(self.cost, EXACT.multiply(self.quantity, multiplier))


def netted(position: Position, quantity: Decimal, value: Decimal) -> tuple[Position, Decimal]:
    """The position after a fill, and what the fill realised (quote currency, before fees).

    quantity: signed, not 0; value: quantity * price * multiplier, signed alike. Average cost: a fill against the
    position releases cost in proportion to what it closes, c * |closed| / |held|, and realises proceeds less that; what
    exceeds the position opens the other side at the fill's price. Source: average cost, IAS 2, paragraphs 25, 27.
    """
    held = position.quantity
    if held == 0 or (held > 0) == (quantity > 0):
        return Position(EXACT.add(held, quantity), EXACT.add(position.cost, value)), Decimal(0)
    closed = min(held.copy_abs(), quantity.copy_abs())
    released = position.cost if closed == held.copy_abs() else share(position.cost, closed, held.copy_abs())
    proceeds = value if closed == quantity.copy_abs() else share(value, closed, quantity.copy_abs())
    rest = EXACT.subtract(position.cost, released)
    opened = EXACT.subtract(value, proceeds)
    realised = EXACT.minus(EXACT.add(proceeds, released))  # a sale's value is below 0: -(value) - cost
    return Position(EXACT.add(held, quantity), EXACT.add(rest, opened)), realised


def share(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """`amount * part / whole`, rounded to 1e-18."""
    return EXACT.quantize(EXACT.divide(EXACT.multiply(amount, part), whole), _COST_STEP)
