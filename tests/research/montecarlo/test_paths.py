"""What is kept of a path is what the catalogue's metrics say of it, one path at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tradewind.research.metrics import METRICS, of_returns
from tradewind.research.montecarlo.outcome import outcome, percentiles
from tradewind.research.montecarlo.paths import SHOWN, from_returns, shown
from tradewind.research.report.curves import return_histogram
from tradewind.research.report.fan import fan_chart

RETURNS = arrays(
    np.float64,
    st.tuples(st.integers(1, 8), st.integers(2, 40)),
    elements=st.integers(-300, 400).map(lambda n: n / 1000),
)


@given(RETURNS)
def test_each_path_has_the_metrics_of_its_returns(returns):
    paths = from_returns([returns], 10_000.0, 252.0)
    for k, row in enumerate(returns):
        assert paths.final[k] == pytest.approx(10_000 * (1 + METRICS["total_return"].function(of_returns(row, 252.0))))
        assert paths.drawdown[k] == pytest.approx(METRICS["max_drawdown"].function(of_returns(row, 252.0)), abs=1e-12)
        assert paths.sharpe[k] == pytest.approx(METRICS["sharpe"].function(of_returns(row, 252.0)), nan_ok=True)
        assert paths.low[k] == pytest.approx(10_000 * min(1.0, np.cumprod(1 + row).min()))


@given(RETURNS, st.integers(1, 8))
def test_chunks_change_nothing(returns, size):
    whole = from_returns([returns], 1.0, 252.0)
    parts = from_returns([returns[i : i + size] for i in range(0, len(returns), size)], 1.0, 252.0)
    for name in ("final", "low", "drawdown", "curves"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name))


def test_who_lost_everything_stays_at_nothing():
    paths = from_returns([np.array([[0.1, -1.5, 3.0, 0.2]])], 100.0, 252.0)
    assert (paths.final[0], paths.low[0], paths.drawdown[0]) == (0.0, 0.0, 1.0)
    assert paths.curves[0].tolist() == pytest.approx([100.0, 110.0, 0.0, 0.0, 0.0])
    made = outcome("returns", "day", paths, paths, ruin_equity=50.0, drawdown_limit=0.15)
    assert made.ruin.value == made.limit.value == 1.0


@given(st.integers(1, 5000))
def test_a_thinned_curve_keeps_its_ends(steps):
    at = shown(steps)
    assert at[0] == 0 and at[-1] == steps and len(at) == min(steps, SHOWN) + 1 and np.all(np.diff(at) > 0)


def test_percentiles_of_what_is_mostly_unknown_are_unknown():
    assert np.isnan(percentiles(np.array([1.0, np.nan]))).all()
    assert percentiles(np.append(np.arange(99.0), np.nan)) == tuple(np.percentile(np.arange(99.0), (5, 25, 50, 75, 95)))


def test_charts_can_draw_ruin():
    fan = np.array([[100.0, 0.0], [100.0, 0.0], [100.0, 50.0], [100.0, 90.0], [100.0, 120.0]])
    chart = fan_chart("Equity", np.array([0, 1]), fan, np.array([100.0, 70.0]), "day", "USD")
    assert not chart.log and len(chart.paths) == 4 and "the run itself" in [text for _, text in chart.legend]
    assert "nan" not in "".join(p.d for p in chart.paths)
    assert return_histogram(np.array([-1.0, -1.0]), "Final equity", "paths").paths
