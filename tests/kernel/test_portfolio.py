"""Several strategies in one account: each as if alone where nothing is scarce, and one account where something is."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.errors import StrategyError, UsageError
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.machine import Machine, Output
from tradewind.kernel.opening import Costs
from tradewind.kernel.portfolio import Portfolio
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars
from tradewind.risk.limits import POSITION, Limits
from tradewind.strategies import Strategy, buy, hold, long
from tradewind.strategies.strategy import StrategyDefinition, define

from ..randombars import bars_of, instrument, random_bars
from .random_runs import same
from .test_three_ways import LIMITS, Cross, Maker

ROOM = replace(LIMITS, max_position_fraction=9.0, max_leverage=9.0)


class Silent(Strategy):
    """Never trades."""

    timeframe = "1h"

    def on_bar(s):
        return hold()


class Daily(Strategy):
    """Buys one unit on its third bar, on another timeframe."""

    timeframe = "1d"

    def on_bar(s):
        return buy(1.0) if s.position == 0 else hold()


def setup_of(cls: type[Strategy] | StrategyDefinition, *bars: Bars, limits: Limits = ROOM, **more) -> Setup:
    definition = cls if isinstance(cls, StrategyDefinition) else define(cls)
    return Setup(definition, tuple(b.instrument for b in bars), {}, limits, **more)


def run(setup: Setup | Portfolio, bars: list[Bars]) -> tuple[Machine, Output]:
    machine = setup.machine()
    return machine, machine.step(setup.block(bars))


def of(output: Output, row: int) -> np.ndarray:
    """The records of a row of instruments, numbered and placed as if it were the only one."""
    records = output.records[output.records["instrument"] == row].copy()
    records["instrument"] = 0
    for name in ("number", "order", "decision", "fill", "parent", "list"):
        known = np.unique(records[name][records[name] != 0])
        records[name] = np.where(records[name] == 0, 0, 1 + np.searchsorted(known, records[name]))
    return records


@pytest.mark.parametrize("first", [True, False])
def test_beside_a_silent_strategy_it_is_as_if_alone(first: bool) -> None:
    bars = random_bars(600, 3, timeframe="1h")
    alone, silent = setup_of(Cross, bars), setup_of(Silent, bars)
    members = (alone, silent) if first else (silent, alone)
    _, expected = run(alone, [bars])
    machine, got = run(Portfolio(members), [bars, bars])
    assert len(expected.records) > 30
    row = 0 if first else 1
    assert of(got, row).tobytes() == of(expected, 0).tobytes()
    assert (got.equity[1::2] == expected.equity).all()
    assert (machine.world.positions["quantity"][1 - row] == 0).all()


@given(st.integers(0, 10_000), st.integers(2, 4))
@settings(max_examples=15, deadline=None)
def test_profits_add_up(seed: int, count: int) -> None:
    """Orders of a fixed size: what the account gains is what each would have gained alone, whatever the order of the strategies."""
    parts = [
        random_bars(150, seed + i, of=instrument(f"A{i % 2}"), timeframe="1h", volatility=0.01) for i in range(count)
    ]
    parts = [parts[i % 2] for i in range(count)]
    setups = [setup_of(Maker, b, cash=1e6) for b in parts]
    each = [run(s, [b])[1].equity[-1] - 1e6 for s, b in zip(setups, parts, strict=True)]
    _, together = run(Portfolio(tuple(setups)), parts)
    assert together.equity[-1] - 1e6 == pytest.approx(sum(each), abs=1e-6)


@pytest.mark.parametrize("plain", [(0,), (1,), (0, 1)])
def test_plain_python_and_compiled_members_do_the_same(plain: tuple[int, ...]) -> None:
    bars = random_bars(300, 4, timeframe="1h")
    compiled = [define(Cross), define(Maker)]
    other = [replace(d, compiled=False) if i in plain else d for i, d in enumerate(compiled)]
    (one, first), (two, second) = (
        run(Portfolio(tuple(setup_of(d, bars) for d in some)), [bars, bars]) for some in (compiled, other)
    )
    assert len(first.records) > 50
    same(first, second)
    assert one.snapshot() == two.snapshot()


@given(st.lists(st.integers(0, 400), max_size=4))
@settings(max_examples=15, deadline=None)
def test_cut_anywhere_and_resumed(cuts: list[int]) -> None:
    bars = random_bars(200, 5, timeframe="1h")
    portfolio = Portfolio((setup_of(Cross, bars), setup_of(Maker, bars)))
    whole, expected = run(portfolio, [bars, bars])
    block = portfolio.block([bars, bars])
    edges = [0, *sorted(cuts), len(block)]
    machine, records = portfolio.machine(), []
    for start, end in pairwise(edges):
        again = portfolio.machine()
        again.restore(machine.snapshot())
        machine = again
        records.append(machine.step(block[start:end]).records)
    assert np.concatenate(records).tobytes() == expected.records.tobytes()
    assert machine.snapshot() == whole.snapshot()


def test_strategies_of_different_timeframes_and_numbers_of_sources() -> None:
    hours = random_bars(480, 6, timeframe="1h")
    days = random_bars(20, 6, timeframe="1d")

    class Two(Strategy):
        timeframe = "1h"
        sources = dict(up=0.7, down=0.3)

        def on_bar(s):
            return buy(1.0), hold()

    portfolio = Portfolio((setup_of(Two, hours), setup_of(Daily, days)))
    machine, output = run(portfolio, [hours, days])
    times = portfolio.block([hours, days]).times
    assert (np.diff(times) >= 0).all()
    first = {row: output.decisions[output.decisions["instrument"] == row] for row in (0, 1)}
    assert first[0]["ts"][0] == hours.ts_event[0] and first[1]["ts"][0] == days.ts_event[0]
    assert output.votes.shape[1] == 2
    weights = output.votes[output.decisions["instrument"] == 1][:, :, 3]
    assert (weights[:, 0] == 1.0).all() and (weights[:, 1] == 0.0).all()
    assert (machine.world.positions["quantity"] != 0).all()


def test_a_position_limit_counts_what_all_strategies_hold() -> None:
    """20% each is allowed, 25% is the account's limit: the second one is refused until the first has gone."""

    class Fifth(Strategy):
        timeframe = "1h"

        def on_bar(s):
            return buy(20.0) if s.position == 0 else hold()

    bars = bars_of(instrument(), [(100.0, 100.0, 100.0, 100.0)] * 6, "1h")
    limits = replace(ROOM, max_position_fraction=0.25)
    portfolio = Portfolio((setup_of(Fifth, bars, limits=limits), setup_of(Fifth, bars, limits=limits)))
    machine, output = run(portfolio, [bars, bars])
    assert machine.world.positions["quantity"].tolist() == [20.0, 0.0]
    refused = output.decisions[output.decisions["instrument"] == 1]
    assert (refused["violations"] == 1 << POSITION).all() and len(refused) == 6


def test_a_size_is_cut_to_what_the_others_leave() -> None:
    class Signals(Strategy):
        timeframe = "1h"

        def on_bar(s):
            return long(0.9) if s.position == 0 else hold()

    bars = bars_of(instrument(), [(100.0, 100.0, 100.0, 100.0)] * 3, "1h")
    limits = replace(ROOM, max_position_fraction=0.25, size_without_stop=0.2, stop_atr=0.0)
    portfolio = Portfolio(
        tuple(setup_of(Signals, bars, limits=limits, costs=Costs(0.0, taker_fee=0.0)) for _ in range(2))
    )
    assert run(portfolio, [bars, bars])[0].world.positions["quantity"].tolist() == [20.0, 5.0]


def test_strategies_share_the_volume() -> None:
    class Thousand(Strategy):
        timeframe = "1h"

        def on_bar(s):
            return buy(1000.0) if s.position == 0 else hold()

    bars = bars_of(instrument(), [(1.0, 1.0, 1.0, 1.0, 400.0)] * 2, "1h")
    conditions, free = Conditions(participation=0.5), Costs(slippage=0.0)
    setups = [setup_of(Thousand, bars, conditions=conditions, costs=free) for _ in range(2)]
    assert run(setups[0], [bars])[0].world.positions["quantity"].tolist() == [200.0]
    assert run(Portfolio(tuple(setups)), [bars, bars])[0].world.positions["quantity"].tolist() == [100.0, 100.0]


def test_a_failing_strategy_is_named_with_its_event_and_nothing_is_lost() -> None:
    class Fails(Strategy):
        timeframe = "1h"
        compiled = False

        def on_bar(s):
            return buy(1.0 / (s.bar.close - 103.0))

    rows = [(100.0 + i, 100.0 + i, 100.0 + i, 100.0 + i) for i in range(6)]
    bars = bars_of(instrument(), rows, "1h")
    portfolio = Portfolio((setup_of(Maker, bars), setup_of(Fails, bars)))
    with pytest.raises(StrategyError, match=r"failed at event 7 .*ZeroDivisionError") as caught:
        run(portfolio, [bars, bars])
    assert len(caught.value.so_far.equity) == 7


def test_what_is_no_portfolio() -> None:
    bars = random_bars(10, timeframe="1h")
    one = setup_of(Cross, bars)
    with pytest.raises(UsageError, match="a portfolio of 1 strategies"):
        Portfolio((one,))
    with pytest.raises(UsageError, match="share one account"):
        Portfolio((one, replace(one, cash=5.0)))
    with pytest.raises(UsageError, match="different limits"):
        Portfolio((one, replace(one, limits=replace(ROOM, max_leverage=2.0))))


def test_names_are_told_apart() -> None:
    bars = random_bars(10, timeframe="1h")
    one = setup_of(Cross, bars)
    portfolio = Portfolio((one, setup_of(Maker, bars), one))
    assert portfolio.names == (one.name, setup_of(Maker, bars).name, f"{one.name} 2")
    assert portfolio.params[f"{one.name} 2.fast"] == 5
