"""The benchmarks' own rules: both sides do the same work on the same data, and a side that is absent is said to be."""

from __future__ import annotations

import ast
import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def load(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    yield importlib.import_module
    for name in [n for n in sys.modules if n == "kernel" or n == "_sides" or n.startswith("_kernel")]:
        del sys.modules[name]


def test_every_side_of_every_case_is_a_function_that_takes_its_options(load):
    """Read, not imported: the peers may be absent."""
    for case in load("kernel").CASES:
        for side in filter(None, (case.ours, case.peer)):
            tree = ast.parse((FOLDER / "_kernel" / f"{side.module}.py").read_text())
            functions = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
            assert {a.arg for a in functions[side.function].args.args} == set(side.options), case.bench


def test_a_peer_that_nobody_has_leaves_a_line_that_says_so(load):
    sides = load("_sides")
    peer = sides.Side("no_peer", "nothing", {}, "no_such_package_at_all")
    case = sides.Case("x", "s", sides.Side("ours", "ours_single", {"rows": 900}), peer, "x", runs=1)
    line = sides.measure(case)
    assert line["peer"] is None
    assert "peer no_such_package_at_all is not installed" in line["what"]


def test_a_line_holds_rate_ratio_and_memory_of_both_sides(load):
    sides = load("_sides")
    case = sides.Case(
        "kernel.many", "bars/s", sides.Side("ours", "ours_many", {"rows": 500, "instruments": 2}),
        sides.Side("ours", "ours_each", {"rows": 500, "instruments": 2}), "two instruments", runs=3,
    )  # fmt: skip
    line = sides.measure(case)
    assert line["spread"][0] <= 1 <= line["spread"][1]
    assert line["ours"] > 0 < line["peer_value"]
    assert line["peak_rss_mb"] > 20 < line["peer_peak_rss_mb"]


def test_a_side_that_fails_ends_the_measurement_with_its_own_words(load):
    sides = load("_sides")
    broken = sides.Case("x", "s", sides.Side("ours", "ours_single", {"rows": -1}), None, "x", runs=1)
    with pytest.raises(RuntimeError, match=r"(?s)ours\.ours_single ended: .*negative"):
        sides.measure(broken)


def test_the_made_book_never_crosses_and_is_the_same_each_time(load):
    book = load("_kernel.book")
    events = book.events(30_000)
    assert events.tobytes() == book.events(30_000).tobytes()
    assert (np.diff(events["ts"]) >= 0).all()
    levels = {book.BID: {}, book.ASK: {}}
    for event in events:
        tick, side = round(event["price"] / book.TICK), int(event["side"])
        if event["kind"] == book.TRADE:
            other = levels[-side]
            best = min(other) if side == book.BID else max(other)
            assert tick == best and 0 < event["size"] <= other[best] + 1e-9
        elif event["size"] > 0:
            levels[side][tick] = event["size"]
        else:
            levels[side].pop(tick, None)
        assert not levels[book.BID] or not levels[book.ASK] or max(levels[book.BID]) < min(levels[book.ASK])


def test_a_session_over_many_instruments_trades_what_each_alone_would(load):
    """Else `kernel.many` would be quick for having traded less."""
    strategies, market = load("_kernel.strategies"), load("_kernel.market")

    def fills(setup, prices):
        records = setup.machine().step(setup.block(strategies.as_bars(setup, prices))).records
        return int((records["kind"] == load("tradewind.kernel.codes").FILL).sum())

    prices = [market.bars(3000, seed) for seed in range(4)]
    together = fills(strategies.session(4), prices)
    assert together == sum(fills(strategies.session(), [p]) for p in prices) > 100


def test_fewer_pairs_are_some_of_all(load):
    pairs = load("_kernel.market").pairs
    assert len(set(pairs(10_000))) == 10_000
    assert len(pairs(500)) == 500 and set(pairs(500)) < set(pairs(10_000))
    assert len({fast for fast, _ in pairs(500)}) == 20
