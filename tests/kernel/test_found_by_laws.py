"""Faults that the laws over random order flow (laws/) found, each as the smallest case that shows it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import numpy as np
import pytest

from tradewind.kernel.block import Block
from tradewind.kernel.codes import FILL
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.liquidation import guard
from tradewind.kernel.opening import Account
from tradewind.kernel.orders import MARKET, submit
from tradewind.kernel.setup import Setup
from tradewind.market.instrument import AssetClass
from tradewind.market.orders import Purpose
from tradewind.market.time import MINUTE
from tradewind.strategies import Strategy, hold
from tradewind.strategies.desk import cancel, left_of, place
from tradewind.strategies.strategy import define

from ..randombars import START, instrument
from .plainworld import MONDAY, NAN, fill, world, written
from .scenario import FREE, WIDE, scenario


def perp(symbol: str = "AAA", maintenance: str = "0.05"):
    return instrument(
        symbol, asset_class=AssetClass.PERPETUAL, margin_initial=D("0.1"), margin_maintenance=D(maintenance)
    )


@scenario(
    """
    event                                  | position | fills         | why
    bar 100 101 99 100 -> sell 10 limit 95 | 0        | none          | it is at the venue 20 minutes later
    bar 103 105 102 104                    | -10      | sell 10 @ 102 | nobody traded at 95: the worst of the bar that it came in
    """,
    conditions=Conditions(order_latency=20 * MINUTE),
)
def test_a_late_limit_is_filled_at_a_price_of_its_bar(): ...


@scenario(
    """
    event                        | position | fills           | cash     | why
    bar 100 101 99 100 -> buy 90 | 0        | none            |          |
    bar 100 101 99 100           | 90       | buy 90 @ 100    | 1_000.00 |
    event funding 0.07 100       | 0        | sell 90 @ 100   | 370.00   | 630 paid: 370 no longer cover 5% of 9_000
    """,
    of=perp(),
    cash=1_000.0,
)
def test_a_payment_that_breaks_the_margin_liquidates_at_once(): ...


def test_what_is_left_after_a_liquidation_goes_on_to_the_worst_of_the_bar() -> None:
    """Equity 1,000. AAA: 60 at 100 (maintenance 300), BBB: 100 at 100 (500). AAA falls to 80: at 86.17 BBB, the larger, goes; AAA's own end is 83.68."""
    w = world((perp("AAA"), perp("BBB")), 1_600.0)
    fill(w, 0, 60.0, 100.0)
    fill(w, 1, 100.0, 100.0)
    guard(w, 0, MONDAY, 99.0, 99.0, 50.0)
    assert (w.positions[0].quantity, w.positions[1].quantity) == (0.0, 0.0)
    sold = w.records.array[: w.account[0].records_out]
    sold = sold[(sold["kind"] == FILL)][-2:]
    assert sold["instrument"].tolist() == [1, 0]
    # 1,600 - 60 * (100 - P) = 5% of (60 * P + 10,000), then of 60 * P alone.
    assert sold["price"].tolist() == [100.0, round((6_000 - 1_600) / (60 * 0.95), 2)]
    assert w.account[0].equity >= 0.0


def test_two_legs_break_where_the_margin_of_both_is_dearest() -> None:
    """Net 0.02 long, equity 100: a fall costs nearly nothing, but at 80 both legs need 5% of 25.8 * 80 = 103.2."""
    w = world((perp(),), 100.0, account=Account(hedging=True))
    fill(w, 0, 12.91, 75.0, leg=1)
    fill(w, 0, -12.89, 75.0, leg=-1)
    assert guard(w, 0, MONDAY, 75.0, 76.0, 70.0) == 0
    assert guard(w, 0, MONDAY, 75.0, 80.0, 70.0) == 1
    assert (w.positions[0].quantity, w.positions[1].quantity) == (0.0, -12.89)  # the larger user alone
    assert w.account[0].equity == pytest.approx(100.1) and w.account[0].equity >= w.account[0].maintenance


def test_the_fee_of_a_liquidation_stands_in_its_fill() -> None:
    """A market exit that was on its way is cancelled with the position: its record is the last one, and had the fee."""
    w = world((replace(perp(), liquidation_fee=D("0.01")),), 1_000.0)
    fill(w, 0, 90.0, 100.0)
    submit(w, MONDAY, 0, 0, 0, int(Purpose.EXIT), -10.0, MARKET, NAN, NAN, NAN, NAN, 0.0)
    guard(w, 0, MONDAY, 92.0, 93.0, 91.0)
    sold = written(w)[written(w)["purpose"] == int(Purpose.LIQUIDATION)][-1]
    assert (sold["kind"], sold["price"], sold["fee"]) == (FILL, 92.0, 90.0 * 92.0 * 0.01)
    assert w.account[0].cash == sold["cash"] == 1_000.0 - 90.0 * 8.0 - sold["fee"]


class Two(Strategy):
    """An order at the first bar of each instrument, always with tag 1; at the second bar of BBB it is taken back."""

    timeframe = "1h"

    def on_bar(s):
        if s.bar.volume == 1.0:
            place(s.desk, 1.0, 1.0, limit=s.bar.close - 10.0, tag=1)
        if s.bar.volume == 2.0 and left_of(s.desk, 1) == 1.0:
            cancel(s.desk, 1)
        return hold()


def test_a_tag_is_an_instruments_own() -> None:
    """BBB's cancel(1) leaves AAA's order with tag 1 alone, though that one is the younger."""
    for compiled in (True, False):
        setup = Setup(replace(define(Two), compiled=compiled), (instrument("AAA"), instrument("BBB")), {}, WIDE, FREE)
        machine = setup.machine()
        n = np.full(3, 100.0)
        block = Block(
            START + np.arange(1, 4) * MINUTE,
            np.array([1, 0, 1], np.int32),
            n,
            n + 1,
            n - 1,
            n,
            np.array([1.0, 1.0, 2.0]),
            np.empty((0, 3)),
        )
        machine.step(block)
        working = machine.world.orders[: machine.world.account["working"][0]]
        assert working["instrument"].tolist() == [0]
