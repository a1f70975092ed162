"""Apple's minutes and hours with its splits and dividends as events: positions, stops and cash against the published factors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import numpy as np
import pytest

from tradewind.kernel.block import Block
from tradewind.kernel.codes import CORPORATE, FILL
from tradewind.kernel.events_block import events_block
from tradewind.kernel.opening import Costs
from tradewind.kernel.setup import Setup
from tradewind.ledger.books import Books
from tradewind.ledger.translate import events
from tradewind.market.columns import Bars
from tradewind.market.events import EventKind
from tradewind.market.instrument import Instrument
from tradewind.market.orders import Purpose
from tradewind.research.backtest import BacktestResult
from tradewind.strategies.loading import from_source

from ..randombars import instrument
from .apple import Action, actions, bars, happenings, sessions_of
from .random_runs import COSTS
from .scenario import FREE, told_machine
from .test_real_bars import CROSS, LIMITS

BAR = int(EventKind.BAR)


def told(of: Instrument, data: Bars, found: list[Action], answers: dict[int, dict[str, float]]) -> Block:
    """The bars and actions as events, with answers of the strategy by number of bar."""
    names = ("kind", "size", "limit", "trigger", "stop", "target")
    columns = np.full((len(names), len(data)), np.nan)
    columns[:2] = 0.0
    for bar, answer in answers.items():
        for name, value in answer.items():
            columns[names.index(name), bar] = value
    return events_block([of], [data, happenings(of, found)], columns=[list(columns)])


def test_the_factors_say_what_apple_announced(shared_data: Path) -> None:
    """Apple, investor relations: 2.65 in August 2012, 3.29 in May 2014, 7 for 1 on 9 June 2014, 4 for 1 on 31 August 2020, 0.205 after it."""
    found = {
        a.day: (a.kind.name, a.amount)
        for a in actions(shared_data, sessions_of(bars(shared_data, instrument("AAPL"), "1h")))
    }
    assert found[date(2012, 8, 9)] == ("DIVIDEND", 2.65) and found[date(2014, 5, 8)] == ("DIVIDEND", 3.29)
    assert found[date(2014, 6, 9)] == ("SPLIT", 7.0) and found[date(2020, 8, 31)] == ("SPLIT", 4.0)
    assert found[date(2020, 11, 6)] == ("DIVIDEND", 0.205) and len(found) == 39


def test_a_position_with_a_stop_is_held_over_the_split_of_june_2014(shared_data: Path) -> None:
    """100 shares become 700, a stop at 630 one at 90; the account is worth the same, and Monday's price does not reach the stop."""
    of = instrument("AAPL")
    data = bars(shared_data, of, "1m")
    found = actions(shared_data, sessions_of(data))
    machine = told_machine((of,), costs=FREE, cash=100_000.0)
    output = machine.step(told(of, data, found, {100: {"kind": 1.0, "size": 100.0, "stop": 630.0}}))
    split = output.records[output.records["kind"] == CORPORATE]
    assert (split["quantity"].tolist(), split["price"].tolist(), split["realised"].tolist()) == ([700.0], [7.0], [0.0])
    stop = machine.world.orders[0]
    assert (machine.world.account["working"][0], stop["purpose"]) == (1, Purpose.STOP_LOSS)
    assert (stop["quantity"], stop["trigger"]) == (700.0, 90.0)
    bought = output.records[output.records["kind"] == FILL][0]["price"]
    assert machine.world.positions["average_price"][0] == pytest.approx(bought / 7)
    block = told(of, data, found, {})
    at = int(np.flatnonzero(block.kinds == EventKind.SPLIT)[0])
    assert output.equity[at] == pytest.approx(output.equity[at - 1], rel=1e-12)
    cash = 100_000.0 - 100.0 * bought
    assert output.equity[at + 1] == pytest.approx(cash + 700.0 * block.closes[at + 1]), "the next bar is in new shares"
    assert output.equity[at + 1] == pytest.approx(output.equity[at], rel=0.01), "and costs a seventh"


def test_printed_prices_with_the_split_are_adjusted_prices_without_it(shared_data: Path) -> None:
    """The factor before the split is 1 / 7: 700 shares at adjusted prices earn, after every minute, what 100 at printed prices do."""
    of = instrument("AAPL", price_increment=D("0.0000001"))
    data = bars(shared_data, of, "1m")
    found = actions(shared_data, sessions_of(data))
    before = data.ts_event <= int(happenings(of, found).ts_event[0])
    adjusted = replace(
        data,
        **{n: np.where(before, getattr(data, n) / 7.0, getattr(data, n)) for n in ("open", "high", "low", "close")},
    )
    leave = len(data) - 50
    runs = []
    for size, prices, acts, stop in ((100.0, data, found, 630.0), (700.0, adjusted, [], 90.0)):
        machine = told_machine((of,), costs=COSTS, cash=100_000.0)
        block = told(of, prices, acts, {100: {"kind": 1.0, "size": size, "stop": stop}, leave: {"kind": 3.0}})
        runs.append(machine.step(block).equity[block.kinds == BAR])
    assert runs[0] == pytest.approx(runs[1], abs=1e-3)
    assert np.ptp(runs[0]) > 500.0


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_eight_years_of_dividends_and_two_splits(shared_data: Path, side: float) -> None:
    """10 shares from July 2012 to March 2021 become 280; each dividend is paid on what is held that day, or owed by who is short."""
    of = instrument("AAPL", withholding=D("0.15"))
    data = bars(shared_data, of, "1h")
    days = sessions_of(data)
    found = [a for a in actions(shared_data, days) if a.day.year >= 2012]
    first = int(np.searchsorted(data.ts_event, happenings(of, found).ts_event[0])) - 100
    machine = told_machine((of,), costs=FREE, cash=1_000_000.0)
    output = machine.step(told(of, data, found, {first: {"kind": 1.0 if side > 0 else 2.0, "size": 10.0}}))
    shares, dividends = D(10), D(0)
    for action in found:
        if action.kind == EventKind.SPLIT:
            shares *= D(action.amount)
        else:
            dividends += shares * D(repr(action.amount))
    entry = D(repr(float(output.records[output.records["kind"] == FILL][0]["price"])))
    assert shares == 280 and machine.world.positions["quantity"][0] == side * 280
    kept = dividends * D("0.85") if side > 0 else -dividends
    assert machine.world.account["cash"][0] == pytest.approx(float(1_000_000 - D(side) * 10 * entry + kept), abs=1e-6)
    assert machine.world.account["dividends"][0] == pytest.approx(float(kept), abs=1e-6)
    assert machine.world.account["equity"][0] == pytest.approx(
        machine.world.account["cash"][0] + side * 280 * data.close[-1]
    )


@pytest.mark.parametrize(("timeframe", "away", "least"), [("1m", 0.002, 15), ("1h", 0.01, 300)])
def test_stops_and_targets_close_most_trades_and_the_books_agree(
    shared_data: Path, timeframe: str, away: float, least: int
) -> None:
    of = instrument("AAPL", withholding=D("0.15"))
    data = bars(shared_data, of, timeframe)
    costs = Costs(slippage=0.0001, taker_fee=0.0001, maker_fee=0.0001)
    strategy = from_source(CROSS.replace("{timeframe}", timeframe), "cross.py")
    setup = Setup(strategy, (of,), {"away": away}, LIMITS, costs, 100_000.0)
    block = events_block([of], [data, happenings(of, actions(shared_data, sessions_of(data)))])
    machine = setup.machine()
    output = machine.step(block)
    ends = [t.exit_reason for t in BacktestResult(setup, (data,), block, machine, output).trades]
    assert len(ends) >= least
    assert sum(r in ("stop_loss", "take_profit") for r in ends) / len(ends) >= 0.3
    assert {"stop_loss", "take_profit"} <= set(ends)
    books = Books({of.id: of}, "USD", {"USD": D(100_000)})
    for event in events(output, machine):
        books.apply(event)
    account = machine.world.account[0]
    assert float(books.cash["USD"]) == pytest.approx(float(account["cash"]), rel=1e-9)
    held = books.positions.get(of.id)
    assert (float(held.quantity) if held else 0.0) == float(machine.world.positions["quantity"][0])
