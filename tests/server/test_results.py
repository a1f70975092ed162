"""Laws of the results by day: nothing is lost between the days and the run."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.live.views import AccountView, EquityPoint, FillView
from tradewind.market.time import SECOND, to_iso
from tradewind.server.results import by_day, overall

START = 10_000.0
MONEY = st.floats(1, 1e6)
GAIN = st.floats(-1e4, 1e4)
TIMES = st.lists(st.integers(1_500_000_000, 1_502_000_000), min_size=1, max_size=60, unique=True).map(sorted)


def iso(seconds: int) -> str:
    return to_iso(seconds * SECOND)


def account(equity: float) -> AccountView:
    return AccountView("a", "r", "USD", iso(0), equity, equity, START, max(START, equity), 0, 0, 0, 0, 0, 0)


@st.composite
def runs(draw: st.DrawFn) -> tuple[list[EquityPoint], list[FillView]]:
    points = [EquityPoint(iso(t), draw(MONEY), draw(st.floats(0, 1))) for t in draw(TIMES)]
    fills = [
        FillView(f"F{t}", "O1", "X.Y", iso(t), "buy", 1, 1, draw(st.floats(0, 10)), draw(GAIN)) for t in draw(TIMES)
    ]
    return points, fills


@given(runs())
def test_the_days_add_up_to_the_run(run: tuple[list[EquityPoint], list[FillView]]):
    points, fills = run
    days = by_day(account(points[-1].equity), points, fills)
    assert sum(d.pnl for d in days) == pytest.approx(points[-1].equity - START, abs=1e-4)
    assert sum(d.trades for d in days) == len(fills)
    assert sum(d.fees for d in days) == pytest.approx(sum(f.fee for f in fills))
    assert sum(d.realised_pnl for d in days) == pytest.approx(sum(f.realised_pnl for f in fills), abs=1e-6)
    growth = START
    for day in days:
        growth *= 1 + day.return_
    assert growth == pytest.approx(points[-1].equity)


@given(runs())
def test_each_day_is_a_utc_day_once_and_in_order(run: tuple[list[EquityPoint], list[FillView]]):
    points, fills = run
    days = [d.day for d in by_day(account(points[-1].equity), points, fills)]
    moments = [*(p.time for p in points), *(f.time for f in fills)]
    assert days == sorted({datetime.fromisoformat(m).astimezone(UTC).date().isoformat() for m in moments})


@given(runs())
def test_the_order_of_fills_does_not_matter(run: tuple[list[EquityPoint], list[FillView]]):
    points, fills = run
    view = account(points[-1].equity)
    forwards, backwards = by_day(view, points, fills), by_day(view, points, fills[::-1])
    for one, other in zip(forwards, backwards, strict=True):
        assert one.model_dump() == pytest.approx(other.model_dump(), abs=1e-6)


def test_a_run_without_fills_has_no_win_rate():
    found = overall(account(START), [], [])
    assert (found.win_rate, found.trades, found.total_return, found.max_drawdown, found.days) == (None, 0, 0, 0, 0)


def test_wins_are_counted_over_closing_fills_alone():
    fills = [FillView(f"F{i}", "O", "X.Y", iso(i), "buy", 1, 1, 0, gain) for i, gain in enumerate((0, 5, 0, -2, 3))]
    assert overall(account(START), [], fills).win_rate == pytest.approx(2 / 3)
