"""A hedging account: each leg has its own entries, stops, targets and exits, and a strategy sees both."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import numpy as np

from tradewind.kernel.block import Block
from tradewind.kernel.opening import Account
from tradewind.kernel.setup import Setup
from tradewind.risk.limits import Limits
from tradewind.strategies import Strategy, hold
from tradewind.strategies.desk import place
from tradewind.strategies.strategy import define

from ..randombars import START, instrument
from .scenario import FREE, WIDE, one_bar, scenario, told_machine

LEGS = Account(hedging=True)


@scenario(
    """
    event                                     | position | short | equity    | fills         | stops                                    | why
    bar 100 101 99 100 -> buy 10 stop 95 target 112 | 0  | 0     | 10_000.00 | none          | none                                     |
    bar 100 101 99 100 -> sell 4 stop 108 target 92 | 10 | 0     | 10_000.00 | buy 10 @ 100  | sell stop 10 @ 95, sell limit 10 @ 112   |
    bar 100 101 99 100                        | 10       | -4    | 10_000.00 | sell 4 @ 100  | sell stop 10 @ 95, sell limit 10 @ 112, buy stop 4 @ 108, buy limit 4 @ 92 | a leg of its own
    bar 100 109 99 106                        | 10       | 0     | 10_028.00 | buy 4 @ 108   | sell stop 10 @ 95, sell limit 10 @ 112   | the short leg lost 32, the long one is 60 up
    bar 106 107 94 96                         | 0        | 0     | 9_918.00  | sell 10 @ 95  | none                                     | 10_000 - 32 - 50
""",
    account=LEGS,
)
def test_each_leg_has_its_own_stop_and_target(): ...


MANAGED = replace(WIDE, stop_atr=0.0, breakeven_at=1.0, max_scale_ins=1, risk_per_trade=0.01)


@scenario(
    """
    event                                   | position | short | fills          | stops                                | why
    bar 100 101 99 100 -> long 0.9 stop 90  | 0        | 0     | none           | none                                 | 1% of 10_000 over 10
    bar 100 101 99 100 -> short 0.9 stop 120 | 10      | 0     | buy 10 @ 100   | sell stop 10 @ 90                    | the long leg does not stand in its way
    bar 110 110.5 109.5 110 -> long 0.9 stop 90 | 10   | -5    | sell 5 @ 110   | sell stop 10 @ 100, buy stop 5 @ 120 | one risk up: break even at its own entry
    bar 110 111 101 105                     | 15.05    | -5    | buy 5.05 @ 110 | sell stop 10 @ 100, buy stop 5 @ 120, sell stop 5.05 @ 90 | scaled into the long leg: 1% of 10_100 over 20
    bar 105 106 98 99                       | 5.05     | -5    | sell 10 @ 100  | buy stop 5 @ 110, sell stop 5.05 @ 90 | one risk down: the short stop is at ITS entry
""",
    limits=MANAGED,
    account=LEGS,
)
def test_a_stop_that_breaks_even_stands_at_the_entry_of_its_leg(): ...


@scenario(
    """
    event                        | position | short | fills                       | why
    bar 100 101 99 100 -> buy 10 | 0        | 0     | none                        |
    bar 100 101 99 100 -> sell 4 | 10       | 0     | buy 10 @ 100                |
    bar 100 101 99 100           | 10       | -4    | sell 4 @ 100                |
    event news 3 90              | 10       | -4    | none                        | due in 90 minutes, out an hour before
    bar 101 102 100 101          | 0        | 0     | sell 10 @ 101, buy 4 @ 101  | both legs, each whole
""",
    limits=replace(WIDE, exit_before_news_minutes=60.0, news_importance=3),
    account=LEGS,
)
def test_both_legs_leave_before_news(): ...


@scenario(
    """
    event                        | position | short | fills                      | why
    event session_open           | 0        | 0     | none                       |
    bar 100 101 99 100 -> buy 10 | 0        | 0     | none                       |
    bar 100 101 99 100 -> sell 4 | 10       | 0     | buy 10 @ 100               |
    bar 100 101 99 100           | 10       | -4    | sell 4 @ 100               |
    event session_close 102      | 0        | 0     | sell 10 @ 102, buy 4 @ 102 | in the closing auction
""",
    limits=replace(WIDE, exit_at_session_close=True),
    account=LEGS,
)
def test_both_legs_leave_in_the_closing_auction(): ...


@scenario(
    """
    event                                   | position | short | equity    | fills         | why
    bar 100 101 99 100 -> buy 10            | 0        | 0     | 10_000.00 | none          |
    bar 100 101 99 100 -> sell 10           | 10       | 0     | 10_000.00 | buy 10 @ 100  |
    bar 100 101 99 100                      | 10       | -10   | 10_000.00 | sell 10 @ 100 |
    quote 99 101 50 50                      | 10       | -10   | 9_980.00  | none          | both legs could be closed 1 worse than the middle
    kill                                    | 10       | -10   | 9_980.00  | none          |
    quote 99 101 50 50                      | 0        | 0     | 9_980.00  | buy 10 @ 101, sell 10 @ 99 | as they were valued
""",
    account=LEGS,
)
def test_each_leg_is_worth_what_it_could_be_closed_at(): ...


@scenario(
    """
    event                                                       | position | short | fills         | why
    bar 100 101 99 100 -> place sell 8 algorithm TWAP until 3h interval 1h | 0 | 0 | none         |
    bar 100 101 99 100                                          | 0        | -2.66 | sell 2.66 @ 100 | children trade the leg of their parent
""",
    account=LEGS,
)
def test_children_trade_the_leg_of_their_parent(): ...


class Watching(Strategy):
    """Holds both legs, and says what it sees of them as the limit of an order that never trades."""

    timeframe = "1h"

    def on_bar(s):
        if s.bar.volume == 1.0:
            place(s.desk, 1.0, 10.0)
        if s.bar.volume == 2.0:
            place(s.desk, -1.0, 4.0)
        if s.bar.volume == 3.0:
            place(s.desk, 1.0, s.long_quantity, limit=1.0 + s.position)
            place(s.desk, 1.0, -s.short_quantity, limit=0.5 * s.entry_price)
            place(s.desk, 1.0, 1.0, limit=0.5 * s.long_price)
            place(s.desk, 1.0, 1.0, limit=0.5 * s.short_price)
        return hold()


class Plainly(Watching):
    compiled = False


def test_a_strategy_sees_both_legs_compiled_or_not() -> None:
    wanted = [(10.0, 7.0), (4.0, 50.0), (1.0, 50.0), (1.0, 52.0)]
    for rules, expected in ((LEGS, wanted), (Account(), [(6.0, 7.0), (1.0, 50.0)])):
        for strategy in (Watching, Plainly):
            machine = Setup(define(strategy), (instrument(),), {}, limits=WIDE, costs=FREE, account=rules).machine()
            prices = np.array([100.0, 100.0, 104.0, 104.0])
            volumes = np.array([1.0, 2.0, 0.0, 3.0])
            times = START + np.arange(1, 5) * 3600 * 10**9
            index = np.zeros(4, np.int32)
            machine.step(Block(times, index, prices, prices, prices, prices, volumes, np.zeros((0, 4))))
            working = machine.world.orders[: machine.world.account["working"][0]]
            seen = [(float(o["quantity"]), float(o["limit"])) for o in working]
            assert seen == expected, (strategy, rules)
            assert not any(isnan(p) for _, p in seen)


def test_the_risk_defaults_trade_both_ways_at_once() -> None:
    """Signals of both directions open both legs; in a netting account the second one closes the first."""
    for rules, expected in ((LEGS, (10.0, -10.0)), (Account(), (0.0, 0.0))):
        limits = replace(Limits(), stop_atr=0.0, min_seconds_between_trades=0.0, min_confidence=0.0)
        machine = told_machine(limits=limits, account=rules)
        for hour, answer in enumerate(("long 0.9 stop 90", "short 0.9 stop 110", "hold"), 1):
            machine.step(one_bar(START + hour * 3600 * 10**9, [100.0, 101.0, 99.0, 100.0], answer.split()))
        held = machine.world.positions["quantity"]
        assert (float(held[0]), float(held[-1])) == expected
