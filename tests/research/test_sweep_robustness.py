"""What stands beside the best combination: how its neighbours did, and a map of any two parameters."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tradewind.errors import UsageError
from tradewind.research.sweep.heatmap import cells, heatmap_page, write_heatmap
from tradewind.research.sweep.result import SweepResult
from tradewind.research.sweep.robustness import neighbourhood
from tradewind.research.sweep.space import space
from tradewind.research.sweep.tally import FIGURES
from tradewind.strategies.loading import load

CROSS = load("moving_average_cross")


def result_of(function, ranges, by="sharpe", **more) -> SweepResult:
    """A result whose figure `by` is a function of (fast, slow)."""
    chosen = space(CROSS, ranges, **more)
    figures = np.full((len(chosen), len(FIGURES)), np.nan)
    figures[:, FIGURES.index(by)] = function(chosen.column("fast"), chosen.column("slow"))
    return SweepResult(chosen, tuple(CROSS.params), figures, np.zeros(len(chosen), np.int8), {})


GRID = {"fast": "10:50:10", "slow": "100:140:10"}


def peak_and_plateau(fast, slow):
    """A peak of 3 all alone at (10, 100), a plateau of 2 around (40, 130)."""
    return np.where((fast == 10) & (slow == 100), 3.0, np.where((fast >= 30) & (slow >= 120), 2.0, -1.0))


def at(result, fast, slow) -> int:
    return int(np.flatnonzero((result.space.column("fast") == fast) & (result.space.column("slow") == slow))[0])


def test_a_plateau_is_preferred_to_a_peak():
    result = result_of(peak_and_plateau, GRID)
    beside = neighbourhood(result)
    peak, inside = at(result, 10, 100), at(result, 40, 130)
    assert result.best() == peak
    assert (beside.median[peak], beside.worst[peak], beside.count[peak]) == (-1.0, -1.0, 3)
    assert (beside.median[inside], beside.worst[inside], beside.count[inside]) == (2.0, 2.0, 8)
    chosen = beside.plateau(result.figure("sharpe"))
    assert result.figure("sharpe")[chosen] == 2.0


def test_a_neighbour_that_was_given_up_counts_as_the_worst():
    result = result_of(lambda f, s: np.where(f == 20, np.nan, f / 10), {"fast": "10:30:10", "slow": "100,110"})
    beside = neighbourhood(result)
    assert beside.worst[at(result, 30, 100)] == 1.0
    assert beside.count[at(result, 30, 100)] == 3


def test_where_low_is_good_everything_turns_around():
    result = result_of(lambda f, s: 5.0 - peak_and_plateau(f, s), GRID, by="max_drawdown")
    beside = neighbourhood(result, "max_drawdown")
    assert result.best("max_drawdown") == at(result, 10, 100)
    assert beside.worst[at(result, 10, 100)] == 6.0
    assert result.figure("max_drawdown")[beside.plateau(result.figure("max_drawdown"))] == 3.0


def test_places_that_a_constraint_left_out_are_no_neighbours():
    result = result_of(lambda f, s: f + s, {"fast": "10:30:10", "slow": "10:30:10"}, constraints=["fast < slow"])
    assert neighbourhood(result).count.tolist() == [2, 2, 2], "of 8 places around each"


def test_drawn_combinations_have_their_nearest_as_neighbours():
    result = result_of(lambda f, s: f * 1.0, {"fast": "2:200", "slow": "210:400"}, method="latin", trials=150)
    beside = neighbourhood(result)
    places = np.stack([result.space.column(n) / np.ptp(result.space.column(n)) for n in ("fast", "slow")], axis=1)
    for row in (0, 70, 149):
        away = np.linalg.norm(places - places[row], axis=1)
        near = np.argsort(away)[1:9]
        assert beside.median[row] == np.median(result.figure("sharpe")[near])


def test_a_single_combination_has_no_neighbours():
    beside = neighbourhood(result_of(lambda f, s: f, {"fast": "10"}, by="sharpe"))
    assert beside.count.tolist() == [0] and np.isnan(beside.median).all()
    assert neighbourhood(result_of(lambda f, s: f, {"fast": "10"}, method="random")).count.tolist() == [0]


def test_a_map_shows_the_median_over_the_other_parameters():
    result = result_of(lambda f, s: f, {**GRID, "stop": "1:5:1"})
    result.figures[:, FIGURES.index("sharpe")] *= np.where(result.space.column("stop") == 5, 100.0, 1.0)
    columns, rows, table = cells(result, "fast", "slow")
    assert columns == ["10", "20", "30", "40", "50"] and len(rows) == 5
    assert [c.title for c in table[2]] == [f"sharpe {v}" for v in (10, 20, 30, 40, 50)]
    assert table[0][0].shade == -1.0 and table[0][4].shade == 1.0 and table[0][2].shade == 0.0


def test_good_is_up_also_where_low_is_good_and_an_unknown_place_is_empty():
    result = result_of(lambda f, s: np.where(f == 20, np.nan, f), GRID, by="max_drawdown")
    _, _, table = cells(result, "fast", "slow", "max_drawdown")
    assert table[0][0].shade == 1.0 and table[0][4].shade < 0.0 and table[0][1] is None


def test_an_axis_with_many_values_is_put_into_classes():
    result = result_of(lambda f, s: f, {"fast": "2:200", "slow": "210:400"}, method="latin", trials=180)
    columns, rows, _ = cells(result, "fast", "slow")
    assert len(columns) == len(rows) == 24


def test_the_page_is_one_file_and_escapes_what_it_is_given(tmp_path):
    result = result_of(peak_and_plateau, GRID)
    page = write_heatmap(result, tmp_path / "map.html", "slow", "fast", title="<Cross> & co").read_text()
    assert "&lt;Cross&gt; &amp; co" in page and "http" not in re.sub(r"http://www\.w3\.org\S*", "", page)
    assert page.count("<tr>") == 6 and page.count('<td class="') == 25
    assert page == heatmap_page(result, "slow", "fast", title="<Cross> & co")


@pytest.mark.parametrize(
    "x, y, by, told",
    [
        ("fast", "stop", "sharpe", "'stop' was not swept"),
        ("fast", "fast", "sharpe", "two parameters"),
        ("fast", "slow", "luck", "no figure 'luck'"),
    ],
)
def test_a_map_of_nothing_is_refused(x, y, by, told):
    with pytest.raises(UsageError, match=told):
        cells(result_of(peak_and_plateau, GRID), x, y, by)
