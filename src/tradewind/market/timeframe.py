"""Timeframes: how long a bar lasts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tradewind.errors import UsageError
from tradewind.market.time import DAY, HOUR, MINUTE, SECOND

_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}

# Offered by name everywhere (catalogue D2); any other whole number of a unit works too.
STANDARD = ("1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "1d", "3d", "1w")


@dataclass(frozen=True, order=True)
class Timeframe:
    """A bar's length. Ordered by length; `str()` gives the name back (`15m`)."""

    ns: int
    name: str

    @classmethod
    def parse(cls, text: str) -> Timeframe:
        """`15m`, `4h`, `1d`, `1w` (and `15min`, `1H`, `M15`, `H4`, `D1` as other platforms write them).

        Raises
        ------
        UsageError: not a timeframe.
        """
        match = re.fullmatch(r"(\d+)\s*(s|m|min|h|d|w)", text.strip(), re.IGNORECASE)
        if match is None and (other := re.fullmatch(r"([SMHDW])(\d+)", text.strip())):
            match = re.fullmatch(r"(\d+)(\w)", other[2] + other[1].lower())
        if match is None or int(match[1]) == 0:
            raise UsageError(f"{text!r} is not a timeframe", try_=", ".join(STANDARD))
        count, unit = int(match[1]), match[2].lower()[0]
        return cls(count * _UNITS[unit], f"{count}{unit}")

    def __str__(self) -> str:
        return self.name
