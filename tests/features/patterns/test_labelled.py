"""Patterns on real charts that were labelled by eye, and the page that tells how well they are found."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from tradewind.features import registry

from .charts import CHARTS
from .measure import LABELS, NAMES, labels, score, score_by_chance, shuffled, walks
from .page import PAGE, PICTURES, SHOWN, text


def test_at_least_sixty_labels_name_patterns_that_there_are_on_charts_that_there_are() -> None:
    told = tomllib.loads(LABELS.read_text(encoding="utf-8"))["label"]
    assert len(told) >= 60
    for label in told:
        assert {label["pattern"], *label.get("also", ())} <= set(NAMES)
        assert label["chart"] in {c.name for c in CHARTS}
        assert label["from"] < label["to"]


def test_labels_lie_on_bars_of_their_charts(shared_data: Path) -> None:
    for label in labels(shared_data):
        assert 0 <= label.first < label.last < 240


def test_they_agree_with_the_eye_far_more_than_by_chance(shared_data: Path) -> None:
    ours, chance = score(shared_data)["all"], score_by_chance(shared_data)
    assert ours.recall > 5 * chance.recall
    assert ours.precision > 5 * chance.precision


def test_shuffled_days_have_the_same_bars_in_another_order() -> None:
    (before,) = walks(1, 300)
    (after,) = shuffled([before], 1)
    for one, other in (
        (before.high[1:] / before.open[1:], after.high / after.open),
        (before.close[1:] / before.open[1:], after.close / after.open),
    ):
        np.testing.assert_allclose(np.sort(one), np.sort(other), rtol=1e-9)
    assert not np.allclose(before.close[1:], after.close)


def test_pictures_of_the_page_are_small() -> None:
    for name in SHOWN:
        assert 0 < (PICTURES / f"{name}.png").stat().st_size < 60_000


def test_the_description_of_each_says_whether_it_fires_as_often_on_noise() -> None:
    (told,) = re.findall(r"fire as often on noise .*?:\n(.*)\.\n", PAGE.read_text(encoding="utf-8"))
    for name in NAMES:
        says = "Fires as often on noise as on real prices" in registry()[name].description
        assert says == (f"`{name}`" in told.split(", ")), name


@pytest.mark.slow
def test_the_page_says_what_is_measured(shared_data: Path) -> None:
    assert PAGE.read_text(encoding="utf-8") == text(shared_data), (
        "run: python -m tests.features.patterns.page --pictures"
    )
