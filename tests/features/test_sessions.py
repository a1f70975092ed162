"""Sessions where a trader can check them by the clock on the wall, and in real minutes of the euro."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tradewind.data.importing.rows import read_rows
from tradewind.features import registry
from tradewind.features.compute import compute
from tradewind.market.columns import Bars
from tradewind.market.time import parse_time

from ..randombars import bars_of, instrument


def bars_at(rows: list[tuple[str, float]]) -> Bars:
    """Bars that stood still at a price, stamped with their close."""
    times = np.array([parse_time(t) for t, _ in rows], dtype=np.int64)
    return replace(bars_of(instrument(), [(p, p, p, p) for _, p in rows], "5m"), ts_event=times, ts_init=times)


def one(name: str, bars: Bars, **params: Any) -> dict[str, np.ndarray]:
    got = compute({name: registry()[name](**params)}, bars)
    return {column.removeprefix(f"{name}_"): values for column, values in got.items()}


@pytest.mark.parametrize(
    ("name", "day", "before", "first", "last", "after"),
    [
        # London opens at 8:00 and closes at 17:00 of its own clocks: winter, summer, and the week in which only New York has changed.
        ("london_session", "2024-01-10", "08:00", "08:05", "17:00", "17:05"),
        ("london_session", "2024-07-10", "07:00", "07:05", "16:00", "16:05"),
        ("london_session", "2024-03-20", "08:00", "08:05", "17:00", "17:05"),
        ("new_york_session", "2024-01-10", "13:00", "13:05", "22:00", "22:05"),
        ("new_york_session", "2024-03-20", "12:00", "12:05", "21:00", "21:05"),
        ("overlap_session", "2024-01-10", "13:00", "13:05", "17:00", "17:05"),
        ("overlap_session", "2024-03-20", "12:00", "12:05", "17:00", "17:05"),
        ("overlap_session", "2024-07-10", "12:00", "12:05", "16:00", "16:05"),
        ("tokyo_session", "2024-07-10", "00:00", "00:05", "09:00", "09:05"),
    ],
)
def test_a_bar_belongs_to_a_session_when_it_lies_within_its_hours(
    name: str, day: str, before: str, first: str, last: str, after: str
) -> None:
    times = [f"{day}T{clock}:00Z" for clock in (before, first, last, after)]
    got = one(name, bars_at(list(zip(times, (1.0, 2.0, 3.0, 4.0), strict=True))))
    assert got["is_open"].tolist() == [0.0, 1.0, 1.0, 0.0]
    assert np.isnan(got["high"][0])
    assert got["high"][1:].tolist() == [2.0, 3.0, 3.0]
    assert got["low"][1:].tolist() == [2.0, 2.0, 2.0]
    assert got["open"][1:].tolist() == [2.0, 2.0, 2.0]


def test_there_is_no_session_on_a_saturday_and_none_is_missed_on_a_monday_morning_in_sydney() -> None:
    # 2024-01-13 was a Saturday; on Sunday at 20:00 UTC it is 7:00 on Monday in Sydney.
    bars = bars_at([("2024-01-13T10:00:00Z", 1.0), ("2024-01-14T20:00:00Z", 2.0), ("2024-01-14T20:05:00Z", 3.0)])
    assert one("london_session", bars)["is_open"].tolist() == [0.0, 0.0, 0.0]
    assert one("sydney_session", bars)["is_open"].tolist() == [0.0, 0.0, 1.0]


def test_the_first_close_beyond_the_opening_range_is_told_once_a_side() -> None:
    rows = [("12:05", 10.0), ("12:30", 12.0), ("12:35", 11.0), ("12:40", 13.0), ("12:45", 14.0), ("12:50", 9.0)]
    bars = bars_at([(f"2024-07-10T{clock}:00Z", price) for clock, price in rows])
    got = one("opening_range", bars, session=1, minutes=30)
    assert got["signal"].tolist() == [0.0, 0.0, 0.0, 1.0, 0.0, -1.0]
    assert np.isnan(got["high"][:2]).all()
    assert got["high"][2:].tolist() == [12.0] * 4
    assert got["low"][2:].tolist() == [10.0] * 4


def test_of_the_euro_london_and_new_york_move_most(shared_data: Path) -> None:
    bars = read_rows(shared_data / "fx" / "eurusd_oanda_1m_quote.parquet", stamp="close").rows
    assert isinstance(bars, Bars)
    names = ("sydney_session", "london_session", "new_york_session", "overlap_session")
    widths = {name: typical_width(one(name, bars)) for name in names}
    assert widths["london_session"] > 1.2 * widths["sydney_session"]
    assert widths["new_york_session"] > 1.2 * widths["sydney_session"]
    assert widths["overlap_session"] < widths["new_york_session"], "a part is not wider than the whole"


def typical_width(session: dict[str, np.ndarray]) -> float:
    """Median width of sessions when they close."""
    closed = np.flatnonzero((session["is_open"][:-1] == 1.0) & (session["is_open"][1:] == 0.0))
    assert len(closed) >= 3
    return float(np.median(session["width"][closed]))
