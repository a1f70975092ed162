"""Elliott waves: the book's rules and examples, textbook waves drawn and found, and random walks that never break a rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.features import registry
from tradewind.features.compute import FeatureStream, compute
from tradewind.features.structure.elliott_rules import WINDOW, aim, allowed, fifth_length, near, nearer
from tradewind.features.structure.turning import FIELDS
from tradewind.market.columns import Bars

from ..randombars import random_bars
from .cases.elliott import LABELS, Count, known_points, passed
from .null_rates import PATTERNS, exchange_rates, rates, running, turns, walks
from .shapes import along

GUIDE = Path(__file__).parents[2] / "docs/guide/elliott.md"
RUNNING = {wave: done for done, wave in LABELS.items()}

# Frost & Prechter's rules: ends of waves 0, 1, 2, … of a rising impulse (then A, B, C), whether that may be, and why.
RULES = """
    0 10 3                       | yes | wave 2 gives back less than all of wave 1
    0 10 0                       | no  | wave 2 gives back all of wave 1
    0 10 -1                      | no  | wave 2 goes beyond the start of wave 1
    0 10 3 12                    | yes | wave 3 goes beyond the end of wave 1
    0 10 3 9                     | no  | wave 3 stops before the end of wave 1
    0 10 3 20 11                 | yes | wave 4 stays out of the territory of wave 1
    0 10 3 20 9                  | no  | wave 4 enters it
    0 10 3 12 8                  | yes | it enters it, but 3 is shorter than 1 and 4 than 2: a diagonal
    0 10 3 12 2                  | no  | wave 4 goes beyond the end of wave 2: no diagonal either
    0 10 3 12.5 11 25            | no  | wave 3 (9.5) is shorter than wave 1 (10) and wave 5 (14)
    0 10 3 12.5 11 19            | yes | wave 3 (9.5) is shorter than wave 1, but not than wave 5 (8)
    0 10 3 20 12 19              | yes | wave 5 fails to pass wave 3: a truncated fifth
    0 10 3 12 8 13               | yes | a diagonal whose pushes shrink: 10, 9, 5
    0 10 3 12 8 18               | no  | a diagonal's wave 5 (10) is longer than its wave 3 (9)
    0 10 3 12 8 11               | no  | a diagonal's wave 5 does not pass wave 3
    0 10 3 20 12 22 15           | yes | wave A
    0 10 3 20 12 22 -1           | no  | the correction goes beyond the start of the impulse
    0 10 3 20 12 22 15 24        | yes | wave B beyond the start of A: an expanded flat (B is 9/7 of A)
    0 10 3 20 12 22 15 25        | no  | wave B is 10/7 of A, more than 1.382
    0 10 3 20 12 22 15 19 12     | yes | wave C of a zigzag passes the end of A
    0 10 3 20 12 22 15 19 16     | no  | it does not
"""


def table(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def laid(prices: list[float]) -> np.ndarray:
    """The window of a step after these turning points, one every ten bars."""
    window = np.zeros(WINDOW)
    for j, price in enumerate(reversed(prices)):
        window[FIELDS * j : FIELDS * j + 2] = price, 10 * (len(prices) - j)
    return window


@pytest.mark.parametrize("side", [1, -1], ids=["up", "down"])
@pytest.mark.parametrize(("prices", "may", "why"), table(RULES), ids=lambda cell: cell if " " not in cell else "")
def test_the_hard_rules_of_the_book(prices: str, may: str, why: str, side: int) -> None:
    ends = [side * (100.0 + float(price)) for price in prices.split()]
    assert allowed(laid(ends), len(ends) - 1, side) == (may == "yes"), why


# Worked examples with the numbers of their authors.
def test_bolton_expected_the_dow_at_999() -> None:
    """1949 to 1956 gained 361 points; from the low of 416 in 1957, 1.618 of them more. It came to 995.82 in 1966 (Frost & Prechter, lesson 22)."""
    assert 416.0 + fifth_length(150.0, 160.0, 361.0) == pytest.approx(999.0, abs=1.5)


def test_prechter_expected_the_low_of_1978_at_744() -> None:
    """1022 - (1022 - 572) * 0.618 = 744; the low was 740.30 (Frost & Prechter, lesson 22)."""
    assert aim(laid([572.0, 1022.0]), 1, 1) == pytest.approx(744.0, abs=0.5)


@pytest.mark.parametrize(("a", "b_end", "c_end"), [(11.75, 73.5, 61.75), (11.0, 70.75, 59.75)])
def test_prechter_expected_bonds_to_fall_as_far_in_c_as_in_a(a: float, b_end: float, c_end: float) -> None:
    """The Elliott Wave Theorist, November 1983 and April 1984: (c) as long as (a), from the end of (b). The points before (a) are ours."""
    top = b_end + a / 2
    ends = [top - 40, top - 25, top - 33, top - 5, top - 12, top, top - a, b_end]
    assert aim(laid(ends), 7, 1) == pytest.approx(c_end)


@pytest.mark.parametrize(
    ("ratio", "ideals", "source"),
    [
        (34.40 / 35.24, (1.0, 0.618), "year-end rally of 1976: wave 5 34.40 points, wave 1 35.24 (lesson 12, guideline of equality)"),
        (971.7 / 371.6, (1.618, 2.618), "wave III 1942-66 gained 971.7 %, wave I 1932-37 371.6 % (lesson 21)"),
        (19.75 / 32.0, (0.618, 1.0), "triangle in bonds: [B] 32 points, [D] 19 3/4 (Elliott Wave Theorist, November 1983)"),
    ],
)  # fmt: skip
def test_proportions_that_the_book_shows_score_high(ratio: float, ideals: tuple[float, float], source: str) -> None:
    assert nearer(ratio, *ideals) > 0.94, source
    assert near(ratio, 5.0) < 0.94


TEXTBOOK = [100.0, 110.0, 104.2, 120.8, 114.4, 124.6, 116.6, 121.2, 112.6]


@pytest.mark.parametrize("side", [1, -1], ids=["up", "down"])
@pytest.mark.parametrize("seed", range(3))
def test_a_textbook_impulse_with_its_correction_is_counted_wave_by_wave(side: int, seed: int) -> None:
    """As each wave of Frost & Prechter's figure 1-4 becomes known, the next is said to run."""
    bars = along([side * p for p in TEXTBOOK], noise=0.01, seed=seed)
    got = compute({"x": registry()["elliott"](size=2.5), "five": registry()["elliott_impulse"](size=2.5)}, bars)
    known = [first for first, _, _ in known_points(bars, 2.5)][-len(TEXTBOOK) :]
    assert got["x_wave"][known[1:]].tolist() == [2, 3, 4, 5, -1, -2, -3, 1]
    assert set(got["x_direction"][known[1:]]) == {side}
    assert np.flatnonzero(got["five_signal"]).tolist() == [known[5]]
    assert got["five_signal"][known[5]] == side
    assert got["five_target"][known[5]] == pytest.approx(side * TEXTBOOK[4], abs=0.1)
    three = known[3]
    assert side * got["x_target"][three] == pytest.approx(120.8 - 0.382 * 16.6, abs=0.2)
    assert side * got["x_invalidation"][three] == pytest.approx(110.0, abs=0.2)


FORMS = """
    100 130 120 125.5 115.5                            | 1 | zigzag: B about half of A, C as long as A
    100 130 120 129.7 119                              | 2 | flat: B all of A, C a little beyond the end of A
    100 130 120 132.4 116.2                            | 3 | expanded flat: B 1.24 and C 1.62 of A
    100 130 118 128 120.6 126.8 122.2                  | 4 | triangle: C, D, E 0.618 of A, B, C
    100 140 130 135.5 125.5 131 121 126.5 116.5        | 5 | two zigzags with an X between them
"""


@pytest.mark.parametrize("side", [1, -1], ids=["down", "up"])
@pytest.mark.parametrize(("prices", "form", "why"), table(FORMS), ids=lambda cell: cell if " " not in cell else "")
def test_the_forms_of_corrections_in_the_book(prices: str, form: str, why: str, side: int) -> None:
    ends = [side * float(p) for p in prices.split()]
    bars = along(ends, noise=0.01)
    got = compute({"x": registry()["elliott_correction"](size=2.5)}, bars)
    last = np.flatnonzero(got["x_signal"])[-1]
    assert (got["x_form"][last], got["x_signal"][last]) == (float(form), side), why
    assert side * got["x_invalidation"][last] == pytest.approx(side * ends[-1], abs=0.2)
    thrust = ends[-1] + ends[1] - ends[2]
    assert got["x_target"][last] == pytest.approx(thrust if form == "4" else ends[1], abs=0.4)


def test_a_correction_that_gives_back_all_is_none() -> None:
    """A zigzag below the start of the leg before it is no correction of that leg."""
    got = compute({"x": registry()["elliott_correction"](size=2.5)}, along([100.0, 112.0, 104.0, 109.0, 98.0]))
    assert not got["x_signal"].any()


STREAM = FeatureStream(
    {"x": registry()["elliott"](size="size"), "five": registry()["elliott_impulse"](size="size")}, {"size": 1.2}
)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), volatility=st.floats(0.002, 0.05))
def test_no_count_of_a_random_walk_ever_breaks_a_hard_rule(seed: int, volatility: float) -> None:
    bars = random_bars(300, seed, volatility=volatility)
    STREAM.reset()
    got = dict(zip(STREAM.columns, STREAM.update(bars), strict=True))
    for first, end, points in known_points(bars, 1.2):
        for bar in range(first, end):
            for wave in (got["x_wave"][bar], got["x_alternate"][bar]):
                if wave == 0.0:
                    continue
                done = RUNNING[int(wave)]
                up = points[-1][1] > points[-2][1]
                count = Count(points[-done - 1 :], 1 if up == (done % 2 == 1) else -1)
                assert count.broken() == []
                assert not any(passed(count, bars.low[b], bars.high[b]) for b in range(first, bar + 1))
        if got["five_signal"][first] != 0.0:
            assert Count(points[-6:], int(got["five_signal"][first])).broken() == []


def test_upside_down_waves_keep_their_numbers() -> None:
    bars = random_bars(3000, 5)
    below = replace(bars, open=-bars.open, high=-bars.low, low=-bars.high, close=-bars.close)
    use = {n: registry()[n](size=1.5) for n in ("elliott", "elliott_impulse", "elliott_correction")}
    up, down = compute(use, bars), compute(use, below)
    odd = ("direction", "target", "invalidation", "signal")
    for column in up:
        sign = -1.0 if column.endswith(odd) else 1.0
        np.testing.assert_allclose(down[column], sign * up[column], rtol=1e-9, err_msg=column)


def told(cells: int) -> dict[str, list[str]]:
    """The rows of the guide's tables that have so many cells beside the name."""
    rows = re.findall(r"^\| `?(\w+)`? \| (\d.*) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: row.split(" | ") for name, row in rows if row.count(" | ") == cells - 1}


def agrees_with_the_guide(series: Sequence[Bars], place: int) -> None:
    """place: 0 for the columns of the walks, 1 for those of the markets."""
    signals = {n: r.row() for n, r in rates(PATTERNS["elliott"], series).items()}
    assert {n: " | ".join(row[3 * place :][:3]) for n, row in told(6).items()} == signals
    assert {n: " | ".join(row[4 * place :][:4]) for n, row in told(8).items()} == running(series)
    sentence = re.search(
        r"There are ([\d.]+) turning points .* and ([\d.]+) in the markets", GUIDE.read_text(encoding="utf-8")
    )
    assert sentence
    assert sentence[1 + place] == f"{turns(series):.1f}"


def test_the_guide_says_how_often_chance_looks_like_waves() -> None:
    agrees_with_the_guide(walks(), 0)


def test_the_guide_says_how_often_markets_do(shared_data: Path) -> None:
    agrees_with_the_guide(exchange_rates(shared_data), 1)
