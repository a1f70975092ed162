"""`--since`: spans before now, dates as they stand, nonsense in one line."""

from __future__ import annotations

import pytest

from tradewind.data.period import parse_since
from tradewind.errors import UsageError
from tradewind.market.time import parse_time, to_iso

NOW = parse_time("2026-01-01")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90d", "2025-10-03T00:00:00Z"),
        ("2y", "2024-01-01T12:00:00Z"),
        ("1w", "2025-12-25T00:00:00Z"),
        ("12h", "2025-12-31T12:00:00Z"),
        ("30m", "2025-12-31T23:30:00Z"),
        ("1.5d", "2025-12-30T12:00:00Z"),
        ("2024-01-01", "2024-01-01T00:00:00Z"),
        ("2024-03-08T13:00:00+01:00", "2024-03-08T12:00:00Z"),
    ],
)
def test_periods(text, expected):
    assert to_iso(parse_since(text, NOW)) == expected


@pytest.mark.parametrize(
    ("text", "message"), [("soon", "no period or date"), ("", "no period"), ("2030-01-01", "future")]
)
def test_nonsense(text, message):
    with pytest.raises(UsageError, match=message):
        parse_since(text, NOW)
