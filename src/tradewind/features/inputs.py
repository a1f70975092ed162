"""What a step can take as input: the columns of the rows that it is computed over."""

from __future__ import annotations

from typing import Literal

Rows = Literal["bars", "quotes", "trades", "depth"]

# Beside `ts`, the time of the row (int64, UTC ns): up to five numbers, in the order of market/events.py.
INPUTS: dict[Rows, tuple[str, ...]] = {
    "bars": ("open", "high", "low", "close", "volume"),
    "quotes": ("bid", "ask", "bid_size", "ask_size"),
    "trades": ("price", "size", "aggressor"),
    "depth": ("price", "size", "side", "change"),  # change: the row's EventKind
}
BAR_INPUTS = INPUTS["bars"]
NUMBERS = 5


def number_of(rows: Rows, name: str) -> int:
    """Which of a row's numbers the input is."""
    return INPUTS[rows].index(name)
