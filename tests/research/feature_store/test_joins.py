"""Point-in-time joins: against asking every row, one by one, what had been known by then."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.errors import DataError
from tradewind.research.feature_store.joins import point_in_time

MOMENTS = st.integers(0, 60)


@st.composite
def stored(draw) -> pl.DataFrame:
    events = sorted(draw(st.sets(MOMENTS, max_size=12)))
    late = [draw(st.integers(0, 15)) for _ in events]
    return pl.DataFrame(
        {
            "ts_event": pl.Series(events, dtype=pl.Int64),
            "ts_init": pl.Series([e + d for e, d in zip(events, late, strict=True)], dtype=pl.Int64),
            "x": pl.Series([float(e) for e in events], dtype=pl.Float64),
        }
    )


@given(stored(), st.lists(MOMENTS, max_size=20), st.none() | st.integers(1, 20))
def test_each_row_gets_the_newest_that_was_known_and_never_a_later_one(features, times, max_age) -> None:
    frame = pl.DataFrame(
        {"time": pl.Series(times, dtype=pl.Int64), "mine": pl.Series(range(len(times)), dtype=pl.Int64)}
    )
    joined = point_in_time(frame, features, max_age=max_age)
    assert joined.columns == ["time", "mine", "ts_event", "x"]
    assert joined["mine"].to_list() == list(range(len(times)))
    for at, event, x in zip(times, joined["ts_event"], joined["x"], strict=True):
        known = [r for r in features.iter_rows(named=True) if r["ts_init"] <= at]
        wanted = max((r["ts_event"] for r in known), default=None)
        if wanted is not None and max_age is not None and at - wanted >= max_age:
            wanted = None
        assert event == wanted
        assert x == (None if wanted is None else float(wanted))


@given(stored(), st.lists(MOMENTS, min_size=1, max_size=10), MOMENTS)
def test_what_becomes_known_later_changes_nothing(features, times, now) -> None:
    frame = pl.DataFrame({"time": [min(t, now) for t in times]})
    assert point_in_time(frame, features).equals(point_in_time(frame, features.filter(pl.col("ts_init") <= now)))


def test_times_may_be_datetimes_of_any_unit() -> None:
    at = pl.Series("time", [5, 15, 25], dtype=pl.Int64).cast(pl.Datetime("us", "UTC"))
    rows = pl.DataFrame({"ts_event": pl.Series([10_000, 20_000]).cast(pl.Datetime("ns", "UTC")), "x": [1.0, np.nan]})
    joined = point_in_time(pl.DataFrame({"time": at}), rows)
    assert joined["x"].to_list()[:2] == [None, 1.0]
    assert np.isnan(joined["x"][2]), "no value is not the same as no row"


def test_what_can_not_be_joined_is_refused_by_name() -> None:
    rows = pl.DataFrame({"ts_event": [1], "x": [1.0]})
    for frame, told in (
        (pl.DataFrame({"when": [1]}), "no column 'time'"),
        (pl.DataFrame({"time": [1], "x": [1]}), "a column 'x' already"),
        (pl.DataFrame({"time": ["1"]}), "time: String is no time"),
        (pl.DataFrame({"time": [None, 1]}), "1 rows have no time"),
    ):
        with pytest.raises(DataError, match=told):
            point_in_time(frame, rows)
    with pytest.raises(DataError, match="no column 'y'"):
        point_in_time(pl.DataFrame({"time": [1]}), rows, columns=["y"])
