"""Each defect is found where it was put, costs points, and is repaired only when asked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradewind.data.frames import content_hash
from tradewind.data.quality import check_quality, repair
from tradewind.data.quality.score import WEIGHTS
from tradewind.errors import UsageError
from tradewind.market.columns import Bars
from tradewind.market.time import DAY, HOUR, parse_time


def change(bars: Bars, name: str, row: int, value: float) -> Bars:
    column = getattr(bars, name).copy()
    column[row] = value
    return replace(bars, **{name: column})


def drop(bars: Bars, rows: list[int]) -> Bars:
    keep = ~np.isin(np.arange(len(bars)), rows)
    return replace(bars, **{name: array[keep] for name, array in bars.columns()})


def test_clean_bars_score_one_hundred(make_bars):
    report = check_quality(make_bars(500))
    assert (report.score, report.findings, report.ok) == (100.0, (), True)


@pytest.mark.parametrize(
    ("kind", "column", "value", "repaired_by"),
    [
        ("nan", "close", np.nan, "drop_nan"),
        ("nan", "volume", np.inf, "drop_nan"),
        ("not_positive", "low", -1.0, "drop_not_positive"),
        ("ohlc", "high", 1.0, "drop_ohlc_violations"),
        ("volume", "volume", -5.0, None),
        ("outlier", "close", 1000.0, "drop_outliers"),
    ],
)
def test_a_defect_is_found_with_its_time_and_repaired(make_bars, kind, column, value, repaired_by):
    bars = change(make_bars(500), column, 123, value)
    report = check_quality(bars)
    found = next(f for f in report.findings if f.kind == kind)
    assert found.count == 1 and found.examples == ("2020-01-01T02:04:00Z",) and report.score < 100
    if repaired_by:
        fixed, record = repair(bars, [repaired_by])
        assert check_quality(fixed).count(kind) == 0
        assert record.to_dict()[0]["rows_before"] - record.to_dict()[0]["rows_after"] == 1


def test_duplicates_and_backward_time(make_bars):
    bars = make_bars(300)
    twice = change(bars, "ts_event", 10, bars.ts_event[9])
    assert check_quality(twice).count("duplicate") == 1
    assert len(repair(twice, ["drop_duplicates"])[0]) == 299
    assert repair(twice, ["keep_last_duplicate"])[0].close[9] == bars.close[10]
    order = np.arange(300)
    order[[50, 60]] = order[[60, 50]]
    shuffled = replace(bars, **{name: array[order] for name, array in bars.columns()})
    assert check_quality(shuffled).count("backward_time") > 0
    assert content_hash(repair(shuffled, ["sort"])[0]) == content_hash(bars)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.integers(1, 298), max_size=60))
def test_every_missing_bar_is_counted_once_and_filled_where_asked(make_bars, rows):
    """Gaps found = bars taken out; fill_gaps puts exactly those back, flat and without volume."""
    bars = make_bars(300)
    holed = drop(bars, sorted(rows))
    assert check_quality(holed).count("gap") == len(rows)
    filled, _ = repair(holed, ["fill_gaps"])
    assert np.array_equal(filled.ts_event, bars.ts_event)
    assert (filled.volume[sorted(rows)] == 0).all()


def test_a_weekend_is_no_gap_but_a_missing_hour_of_the_week_is(make_bars):
    bars = make_bars(24 * 14, "1h", start="2024-03-04", calendar="fx", symbol="EURUSD", venue="X")
    week, _ = repair(bars, ["drop_outside_hours"])
    assert len(week) < len(bars) and check_quality(week).count("gap") == 0
    at = int(np.searchsorted(week.ts_event, parse_time("2024-03-06T12:00:00Z")))
    assert check_quality(drop(week, [at, at + 1])).count("gap") == 2


@pytest.mark.parametrize("hours", [-7, -3, 2, 5])
def test_a_shifted_clock_is_named(make_bars, hours):
    bars = make_bars(24 * 40, "1h", start="2024-01-01", calendar="fx", symbol="EURUSD", venue="X")
    week, _ = repair(bars, ["drop_outside_hours"])
    assert check_quality(week).count("wrong_zone") == 0
    shifted = replace(week, ts_event=week.ts_event + hours * HOUR, ts_init=week.ts_init + hours * HOUR)
    found = next(f for f in check_quality(shifted).findings if f.kind == "wrong_zone")
    assert f"moved by {-hours:+d} hour" in found.what


def test_a_daily_series_one_day_off_is_named(make_bars):
    bars = make_bars(400, "1d", start="2023-01-01", calendar="XNYS", symbol="X", venue="Y")
    session, _ = repair(bars, ["drop_outside_hours"])
    assert check_quality(session).count("gap") == 0
    shifted = replace(session, ts_event=session.ts_event + DAY)
    found = next(f for f in check_quality(shifted).findings if f.kind == "wrong_zone")
    assert "-1 day" in found.what


def test_stale_runs_zero_volume_and_a_split(make_bars):
    bars = make_bars(400)
    columns = {n: getattr(bars, n).copy() for n in ("open", "high", "low", "close", "volume")}
    for name in ("open", "high", "low", "close"):
        columns[name][100:130] = 100.0
    columns["volume"][:50] = 0
    report = check_quality(replace(bars, **columns))
    assert report.count("stale") == 29 and report.count("zero_volume") == 50
    halved = {
        n: np.where(np.arange(400) >= 200, getattr(bars, n) / 2, getattr(bars, n))
        for n in ("open", "high", "low", "close")
    }
    split = check_quality(replace(bars, **halved))
    assert split.count("level_shift") == 1 and split.count("outlier") == 0


def test_few_rows_and_freshness(make_bars):
    bars = make_bars(150)
    report = check_quality(bars, now=int(bars.ts_event[-1]) + 3 * DAY)
    assert report.count("few_rows") == 50 and report.count("not_fresh") == 1
    assert check_quality(bars, now=int(bars.ts_event[-1]) + 60 * 10**9, minimum_rows=100).findings == ()


def test_the_score_is_the_published_formula(make_bars):
    """100 minus each finding's weight by its share, at least a tenth of it."""
    bars = drop(make_bars(1000), list(range(100, 150)))
    weight, full = WEIGHTS["gap"]
    assert check_quality(bars).score == round(100 - weight * (50 / 1000) / full, 1)
    weight, _ = WEIGHTS["ohlc"]
    assert check_quality(change(make_bars(5000), "high", 7, 1.0)).score == round(100 - weight * 0.1, 1)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["open", "high", "low", "close", "volume"]), st.integers(0, 99),
                          st.sampled_from([np.nan, np.inf, -np.inf, 0.0, -1.0, 1e300])), max_size=20))  # fmt: skip
def test_no_input_breaks_the_check_and_the_score_stays_in_range(make_bars, faults):
    bars = make_bars(100)
    for name, row, value in faults:
        bars = change(bars, name, row, value)
    assert 0 <= check_quality(bars).score <= 100


def test_repairs_do_only_what_they_are_told(make_bars):
    bars = change(make_bars(100), "close", 5, np.nan)
    same, record = repair(bars, [])
    assert content_hash(same) == content_hash(bars) and record.steps == ()
    with pytest.raises(UsageError, match=r"'mend' is unknown.*drop_nan"):
        repair(bars, ["mend"])
