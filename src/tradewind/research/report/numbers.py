"""Numbers as a reader wants them: units, thousands, a true minus."""

from __future__ import annotations

import math

from tradewind.research.metrics import Metric

UNKNOWN = "n/a"


def plain(value: float, digits: int) -> str:
    """`-1234.5` -> `−1,234.50`; n/a if not finite; never a negative zero."""
    if not math.isfinite(value):
        return UNKNOWN
    text = f"{value:,.{digits}f}"
    return text.replace("-", "") if float(text.replace(",", "")) == 0 else text.replace("-", "−")


def signed(value: float, digits: int) -> str:
    """Like `plain`, with a plus above 0."""
    text = plain(value, digits)
    return f"+{text}" if value > 0 and any(c in "123456789" for c in text) else text


def percent(value: float, digits: int = 1) -> str:
    """A fraction as a percentage."""
    return f"{plain(100.0 * value, digits)}%" if math.isfinite(value) else UNKNOWN


def price(value: float) -> str:
    """A price with as many digits as it needs: two from 100 on, five significant below."""
    if not math.isfinite(value):
        return UNKNOWN
    digits = 2 if abs(value) >= 100 else max(2, 4 - math.floor(math.log10(abs(value)))) if value else 2
    return plain(value, min(digits, 10))


def compact(value: float) -> str:
    """An axis label: `1.2M`, `350k`, `0.85`."""
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.4g}{letter}".replace("-", "−")
    return f"{value:.6g}".replace("-", "−")


def by_unit(metric: Metric, value: float, currency: str) -> str:
    """A metric's value in its unit."""
    if not math.isfinite(value):
        return UNKNOWN
    if metric.unit in ("fraction", "fraction per year"):
        return percent(value, 2)
    if metric.unit == "probability":
        return percent(value, 1)
    if metric.unit == "bars":
        return f"{plain(value, 0)} bars"
    if metric.unit == "count":
        return plain(value, 0)
    if metric.unit == "money":
        return f"{plain(value, 2)} {currency}".rstrip()
    return plain(value, 2)
