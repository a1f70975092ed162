"""What holds for every feature that is registered. A feature without a case (tests/features/cases) fails."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tradewind.errors import StrategyError
from tradewind.features import FeatureUse, Int, ema, registry, rsi
from tradewind.features.compute import FeatureStream, compute
from tradewind.features.inputs import Rows
from tradewind.kernel.block import Block
from tradewind.kernel.events_block import events_block
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars
from tradewind.market.instrument import Instrument
from tradewind.research.checking.features import Trials
from tradewind.strategies import hold
from tradewind.strategies.strategy import Strategy, define

from ..randombars import bars_of, instrument, random_bars
from .cases import Case, all_cases, late
from .rows import random_rows

talib = pytest.importorskip("talib")

CASES = all_cases()
OURS = sorted(n for n, k in registry().items() if k.step.__module__.startswith("tradewind."))
N = 400


def cased(name: str) -> Case:
    if name not in CASES:
        pytest.fail(f"no case for {name}: add one to tests/features/cases")
    return CASES[name]


def rows_for(case: Case, seed: int, n: int = N):
    return case.rows(seed) if case.rows else random_rows(case.use.kind.rows, n, seed)


def others_for(case: Case, seed: int) -> list[Bars]:
    return [random_bars(N, seed + 100 + j, of=instrument(symbol)) for j, symbol in enumerate(case.others)]


@cache
def stream_of(name: str) -> FeatureStream:
    return FeatureStream({"x": cased(name).use}, rows=cased(name).use.kind.rows)


def values(name: str, rows, others: Sequence[Bars] = ()) -> np.ndarray:
    """(outputs, n) of one feature over rows, from the start."""
    stream = stream_of(name)
    stream.reset()
    return stream.update(rows, others)


def test_every_registered_feature_has_a_case_and_every_case_a_feature() -> None:
    assert set(CASES) == set(OURS)


@pytest.mark.parametrize("name", OURS)
def test_its_declaration_says_what_a_user_must_know(name: str) -> None:
    kind = registry()[name]
    assert len(kind.description.splitlines()[0]) > 10
    assert len(kind.source) > 10
    assert len(kind.reference) > 3
    assert kind.outputs
    assert all(kind.outputs.values())
    assert kind.params_type(**{n: p.default for n, p in kind.params.items()}) is not None


@pytest.mark.parametrize("name", OURS)
def test_values_are_those_of_the_reference(name: str) -> None:
    case = cased(name)
    if case.reference is None:
        file, _, test = case.checked_by.partition("::")
        path = Path(__file__).parents[2] / file
        assert path.is_file(), f"{name}: no reference, and no file {file}"
        assert re.search(rf"^def {re.escape(test)}\(", path.read_text(), re.MULTILINE), f"{file} has no test {test}"
        return
    for seed in range(3):
        rows = rows_for(case, seed)
        truth = case.reference(rows) if not case.others else case.reference((rows, *others_for(case, seed)))
        truth = [truth] if isinstance(truth, np.ndarray) else list(truth)
        ours = values(name, rows, others_for(case, seed))
        assert len(truth) == len(ours)
        for output, got, wanted in zip(case.use.kind.outputs, ours, truth, strict=True):
            first = case.warmup + case.skip
            np.testing.assert_allclose(
                got[first:], wanted[first:], rtol=case.rtol, atol=case.atol, err_msg=f"{name}.{output}"
            )


def found(name: str, seed: int, *questions: str) -> list[str]:
    """What speaks against a feature: the questions are those of `features try`."""
    case = cased(name)
    trials = Trials(case.use, rows_for(case, seed), stream_of(name), others_for(case, seed), case.rows is None)
    return [told for question in questions for told in getattr(trials, question)()]


@pytest.mark.parametrize("name", OURS)
def test_the_warm_up_is_as_long_as_declared(name: str) -> None:
    assert found(name, 4, "warm_up") == []


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("seed", [0, 1])
def test_pieces_one_by_one_prefixes_and_restarts_are_the_batch(name: str, seed: int) -> None:
    assert found(name, seed, "prefixes", "one_by_one", "restart") == []


BESIDE = 16  # so many features are put into one strategy; conftest.py has their other trials follow in the same process


def groups(rows: Rows) -> list[list[str]]:
    """The features over such rows in parts: what is compiled into one program."""
    names = [n for n in OURS if registry()[n].rows == rows]
    return [names[i : i + BESIDE] for i in range(0, len(names), BESIDE)]


def watching(group: list[str], instruments: tuple[Instrument, ...]) -> Setup:
    """A strategy that declares these features, looks and does nothing."""
    uses: dict[str, FeatureUse] = {name: cased(name).use for name in group}

    class Watcher(Strategy):
        features = uses

        def on_bar(s):
            return hold()

    return Setup(define(Watcher), instruments, {})


def traced(setup: Setup, block: Block) -> dict[str, np.ndarray]:
    """Column -> its values in the loop at each event of the first instrument."""
    trace = setup.machine().step(block, trace=True).trace[block.index == 0]
    return {c: np.ascontiguousarray(v) for c, v in zip(setup.program.features.columns, trace.T, strict=True)}


@pytest.mark.parametrize("group", groups("bars"), ids=lambda g: f"{g[0]}-and-{len(g) - 1}-more")
def test_in_the_kernel_they_are_the_batch(group: list[str]) -> None:
    symbols = sorted({s for n in group for s in cased(n).others})
    instruments = (instrument(), *(instrument(s) for s in symbols))
    setup = watching(group, instruments)
    bars = [random_bars(150, 7 + k, of=i) for k, i in enumerate(instruments)]
    got = traced(setup, setup.block(bars))
    for name in group:
        use, others = cased(name).use, [b for b in bars[1:] if b.instrument.symbol in cased(name).others]
        for column, batch in zip(use.columns(name), values(name, bars[0], others), strict=True):
            assert got[column].tobytes() == batch.tobytes(), column


EVENTS = [*groups("quotes"), *groups("trades"), *groups("depth")]


@pytest.mark.parametrize("group", EVENTS, ids=lambda g: f"{g[0]}-and-{len(g) - 1}-more")
def test_in_the_kernel_at_each_event_of_their_kind_they_are_the_batch(group: list[str]) -> None:
    setup, rows = watching(group, (instrument(),)), random_rows(registry()[group[0]].rows, N, 7)
    got = traced(setup, events_block(setup.instruments, [rows]))
    for name in group:
        for column, batch in zip(cased(name).use.columns(name), values(name, rows), strict=True):
            assert got[column].tobytes() == batch.tobytes(), column


def test_every_feature_is_tried_in_the_kernel() -> None:
    assert sorted(n for g in [*groups("bars"), *EVENTS] for n in g) == OURS


@pytest.mark.parametrize("name", OURS)
def test_odd_series_give_no_crash_and_nothing_infinite(name: str) -> None:
    assert found(name, 1, "odd") == []


@pytest.mark.parametrize("name", [n for n in OURS if registry()[n].scaling is not None])
def test_prices_in_another_unit_scale_it_as_declared(name: str) -> None:
    if registry()[name].rows == "depth":
        pytest.skip("a book's prices lie on the instrument's grid")
    assert found(name, 6, "scaling") == []


@pytest.mark.parametrize("name", [n for n in OURS if registry()[n].mirror and registry()[n].rows == "bars"])
def test_upside_down_it_is_as_declared(name: str) -> None:
    assert found(name, 8, "mirror") == []


@pytest.mark.parametrize("name", [n for n in OURS if "ts" not in registry()[n].inputs])
def test_on_another_day_it_is_the_same(name: str) -> None:
    assert found(name, 9, "another_day") == []


@pytest.mark.parametrize("name", OURS)
def test_parameters_outside_their_range_are_refused_by_name(name: str) -> None:
    kind = registry()[name]
    for parameter, declared in kind.params.items():
        for value in (declared.low - 1, declared.high + 1):
            with pytest.raises(StrategyError, match=rf"{name}\.{parameter} = {value} is out of range"):
                kind(**{parameter: value})
        if isinstance(declared, Int):
            with pytest.raises(StrategyError, match=r"not a whole number"):
                kind(**{parameter: declared.default + 0.5})
    with pytest.raises(StrategyError, match="has no parameter 'no_such'"):
        kind(no_such=3)
    if not kind.is_study and kind.inputs:
        with pytest.raises(StrategyError, match="and no feature listed before it"):
            FeatureStream({"x": kind(*["nothing"] * len(kind.inputs))}, rows=kind.rows)


def test_a_feature_of_a_feature_starts_when_that_one_has_values() -> None:
    bars = random_bars(200, 5)
    got = compute({"strength": rsi(n=14), "smooth": ema("strength", n=5)}, bars)
    expected = talib.EMA(talib.RSI(bars.close, 14)[14:], 5)
    np.testing.assert_allclose(got["smooth"], late(expected, 200), rtol=1e-9)


def test_known_values_of_a_series_that_stands_still() -> None:
    bars = bars_of(instrument(), [(1.0, 1.0, 1.0, 1.0, 0.0)] * 80)
    assert np.isnan(values("volume_ratio", bars)).all(), "a source without volume has no ratio"
    for name, wanted in {"rsi": 0.0, "range_position": 0.5, "rolling_sharpe": 0.0, "realised_volatility": 0.0}.items():
        assert values(name, bars)[0, -1] == wanted
