"""What a working order waits for, in words."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest

from tradewind.kernel.layout import ORDER
from tradewind.ledger.words import waiting
from tradewind.market.time import parse_time

NOON = parse_time("2024-01-02T12:00:00Z")


def order(**fields: float) -> np.void:
    row = np.zeros(1, ORDER)
    for name in ("limit", "trigger", "activation"):
        row[name] = nan
    for name, value in fields.items():
        row[name] = value
    return row[0]


@pytest.mark.parametrize(
    ("kind", "fields", "text"),
    [
        ("limit", {"limit": 98.0}, "rests: the bar went from 99 to 101 and did not trade through 98."),
        ("stop", {"trigger": 105.0}, "rests: the bar went from 99 to 101 and did not reach 105."),
        ("stop_limit", {"trigger": 105.0, "limit": 106.0, "triggered": 1}, "rests: the bar went from 99 to 101 and did not trade through 106."),
        ("stop", {"trigger": 105.0, "triggered": 1}, "waits for the next bar's open."),
        ("market", {}, "waits for the next bar's open."),
        ("market", {"active_ts": NOON}, "is not at the market before 2024-01-02T12:00:00Z."),
        ("market_on_close", {}, "waits for the close."),
        ("limit", {"limit": 98.0, "waits_for": 7}, "waits until O7 is filled."),
        ("market", {"algorithm": 1, "quantity": 12.0}, "is worked through children: 12 are left."),
        ("trailing_stop", {"activation": 110.0}, "trails once 110 is reached: the bar went from 99 to 101."),
    ],
)  # fmt: skip
def test_each_kind_says_what_it_waits_for(kind: str, fields: dict[str, float], text: str) -> None:
    assert waiting(order(**fields), kind, 99.0, 101.0) == text
