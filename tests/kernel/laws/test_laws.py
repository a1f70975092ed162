"""Laws over random order flow: 10,000 flows in CI, a million by `make test-deep`.

A case is one flow: up to 60 events of one account from its opening on, held against every law of its world (worlds.py). Hypothesis
draws seeds and lengths; a seed gives a hundred flows. What is counted is flows that were run, whatever their length.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tradewind.errors import DataError
from tradewind.kernel.codes import FILL, ORDER_AMENDED, ORDER_CANCELLED, ORDER_REJECTED

from .batch import FLOWS, LENGTH
from .told import TIMED
from .worlds import WORLDS, check, drawn, look, machines

IN_CI, ON_DEMAND = 10_000, 1_000_000
SEEDS, LENGTHS = st.integers(0, 2**31), st.one_of(st.just(LENGTH), st.integers(6, LENGTH))


def cases(name: str, wanted: int) -> None:
    """Run at least `wanted` flows of this world; raise with the smallest seed and length that break a law."""
    ran: Counter[str] = Counter()
    batches = -(-wanted // FLOWS)

    @settings(max_examples=batches, deadline=None, database=None, phases=(Phase.generate, Phase.shrink))
    @given(SEEDS, LENGTHS)
    def batch(seed: int, length: int) -> None:
        ran["flows"] += len(check(name, seed, length).batch)

    batch()
    assert ran["flows"] >= wanted, f"only {ran['flows']} of {wanted} flows were run"


@pytest.mark.parametrize("name", WORLDS)
def test_every_law_holds(name: str) -> None:
    cases(name, -(-IN_CI // len(WORLDS)))


@pytest.mark.deep
@pytest.mark.timeout(6 * 3600)
@pytest.mark.parametrize("name", WORLDS)
def test_every_law_holds_a_million_times(name: str) -> None:
    cases(name, -(-ON_DEMAND // len(WORLDS)))


def test_the_documentation_says_how_many() -> None:
    text = (Path(__file__).parents[3] / "docs" / "realism.md").read_text(encoding="utf-8")
    assert f"{IN_CI:,} random flows of orders run in CI and {ON_DEMAND:,} by `make test-deep`" in text


@pytest.mark.parametrize("name", WORLDS)
def test_a_flow_has_something_to_break(name: str) -> None:
    """Of a hundred flows nearly all fill several orders, and orders are refused, cancelled and changed."""
    ran = check(name, 1)
    fills = np.bincount(ran.flow_of_fills, minlength=FLOWS)
    assert (fills >= 3).mean() > 0.9
    kinds = ran.records["kind"]
    changed = () if WORLDS[name].strategy is TIMED else (ORDER_AMENDED, ORDER_REJECTED)
    for kind in (FILL, ORDER_CANCELLED, *changed):
        assert (kinds == kind).sum() > 20, kind
    assert {1, -1} <= set(ran.fills["side"].tolist()) and {0, 1} <= set(ran.fills["maker"].tolist())


@pytest.mark.parametrize("name", WORLDS)
def test_a_seed_says_all(name: str) -> None:
    """The same seed gives the same flows, a shorter one their beginnings, and `look` finds a flow again."""
    whole, short = drawn(name, 7), drawn(name, 7, 30)
    for flow in (0, 41):
        assert whole.flow(flow)[: short.length].arrays()[2].tobytes() == short.flow(flow).arrays()[2].tobytes()
    ran = check(name, 7)
    assert look(name, 7, 41).tobytes() == ran.records[ran.flow == 41].tobytes()


@pytest.mark.parametrize("name", WORLDS)
def test_time_does_not_go_back(name: str) -> None:
    machine, _, start = machines(WORLDS[name])
    machine.restore(start)
    block = drawn(name, 3).flow(0)
    machine.step(block[30:])
    with pytest.raises(DataError, match="time goes back"):
        machine.step(block[:30])
