"""Mixed events: their order, what is refused, finer bars inside bars, sessions and news on the position."""

from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest

from tradewind.errors import DataError
from tradewind.kernel.codes import REASON_HALTED, REASON_NONE, REASON_SESSION_CLOSED
from tradewind.kernel.events_block import events_block
from tradewind.kernel.sessions import refusal
from tradewind.market.columns import bars_of
from tradewind.market.depth import Happenings, levels
from tradewind.market.events import EventKind
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.time import HOUR, MINUTE
from tradewind.market.timeframe import Timeframe

from ..randombars import START, instrument
from .scenario import EVENTS, one_event, scenario, told_machine

A, B = instrument("AAA"), instrument("BBB")


def _array(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def _times(*minutes: int) -> np.ndarray:
    return np.array([START + m * MINUTE for m in minutes], dtype=np.int64)


def _quotes(of, minutes, bid, ask, size=5.0) -> Quotes:
    t = _times(*minutes)
    return Quotes(of, t, t, _array(*bid), _array(*ask), np.full(len(t), size), np.full(len(t), size))


def _trades(of, minutes, prices, sizes) -> Trades:
    t = _times(*minutes)
    return Trades(of, t, t, _array(*prices), _array(*sizes), np.zeros(len(t), np.int8))


def _bars(of, minutes, closes, frame="1h"):
    t = _times(*minutes)
    c = _array(*closes)
    return bars_of(of, Timeframe.parse(frame), dict(ts_event=t, ts_init=t, open=c, high=c, low=c, close=c, volume=c))


def test_equal_times_are_in_the_stated_order():
    t = _times(60)
    depth = levels(A, t, _array(99), _array(1), np.ones(1, np.int8))
    news = Happenings(A, t, t, np.array([EventKind.NEWS], np.int8), *([_array(1)] * 5))
    sources = [
        _bars(A, [60], [100]),
        news,
        _trades(B, [60], [50], [1]),
        _quotes(A, [60], [99], [101]),
        depth,
        _trades(A, [60], [100], [1]),
    ]
    block = events_block([A, B], sources)
    kinds = [EventKind(int(k)).name for k in block.kinds]
    assert kinds == ["DEPTH", "QUOTE", "TRADE", "TRADE", "BAR", "NEWS"]
    assert block.index.tolist() == [0, 0, 0, 1, 0, 0]


def test_one_source_keeps_its_own_order_and_a_feed_may_be_late():
    block = events_block([A], [_trades(A, [1, 1, 1], [3, 1, 2], [1, 1, 1])], delay=7)
    assert block.opens.tolist() == [3, 1, 2]
    assert (block.times == START + MINUTE + 7).all()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (lambda: _quotes(A, [1, 2], [99, nan], [101, nan]), "bid = nan at event 1 .*one side"),
        (lambda: _quotes(A, [1, 2], [99, 102], [101, 101]), "bid = 102.0 at event 1 .*crossed"),
        (lambda: _quotes(A, [1], [-1], [101]), "bid = -1.0 at event 0"),
        (lambda: _quotes(A, [1], [1], [101], size=-5.0), "bid_size = -5.0 at event 0 .*0 or more"),
        (lambda: _trades(A, [1, 2], [1, inf], [1, 1]), "price = inf at event 1"),
        (lambda: _trades(A, [1, 2], [1, 1], [1, nan]), "size = nan at event 1"),
        (lambda: _trades(A, [2, 1], [1, 1], [1, 1]), "time goes back at event 1"),
        (lambda: levels(A, _times(1), _array(0), _array(1), np.ones(1, np.int8)), "price = 0.0 at event 0"),
        (lambda: levels(A, _times(1), _array(1), _array(1), np.zeros(1, np.int8)), "side = 0 at event 0"),
        (lambda: _trades(instrument("ZZZ"), [1], [1], [1]), "not among the instruments"),
    ],
)
def test_what_is_wrong_is_said_with_its_event_and_time(source, words):
    with pytest.raises(DataError, match=words):
        events_block([A, B], [source()])


def test_bars_beyond_the_ticks_are_refused():
    with pytest.raises(DataError, match="after the end of the finer data"):
        events_block([A], [_bars(A, [60, 120, 180], [1, 1, 1]), _trades(A, [10, 50], [1, 1], [1, 1])])


def test_a_block_of_everything_runs():
    """Bars ask the strategy; ticks between them fill what it said."""
    told = [np.full(2, 0.0) for _ in range(2)] + [np.full(2, nan) for _ in range(4)]
    told[0][0], told[1][0] = 1.0, 3.0  # buy 3 at the first bar
    block = events_block(
        [A],
        [_bars(A, [60, 120], [100, 102]), _quotes(A, [59, 61, 119], [99, 100, 101], [101, 102, 103])],
        columns=[told],
    )
    output = told_machine((A,)).step(block)
    fills = output.records[output.records["fill"] > 0]
    assert fills["price"].tolist() == [102.0]
    assert fills["ts"].tolist() == [START + 61 * MINUTE]


@scenario("""
    event                                         | position | fills        | why
    bar 100 100 100 100 -> buy 5 stop 95 target 105 | 0      | none         |
    fine 100 101 99 100                           |        5 | buy 5 @ 100  | the finer bar's open
    fine 100 106 99 105                           |        0 | sell 5 @ 105 | the target was first
    fine 105 105 94 95                            |        0 | none         |
    bar 100 106 94 95                             |        0 | none         | this bar alone could not have told
""")
def test_a_finer_bar_says_which_came_first(): ...


@scenario("""
    event                                         | position | fills        | why
    bar 100 100 100 100 -> buy 5 stop 95 target 105 | 0      | none         |
    bar 100 106 94 95                             |        0 | buy 5 @ 100, sell 5 @ 95 | without finer bars the worse is taken to be first
""")
def test_without_finer_bars_the_stop_is_first(): ...


@scenario("""
    event                                         | position | fills        | why
    bar 100 100 100 100 -> buy 5 stop 95 target 105 | 0      | none         |
    fine 100 101 99 100                           |        5 | buy 5 @ 100  | the finer bar's open
    bar 100 101 99 100                            |        5 | none         | the finer bar has said it all
    bar 100 101 94 95                             |        0 | sell 5 @ 95  | none lies inside this one, so it speaks for itself
""")
def test_a_gap_in_finer_bars_is_no_gap_in_the_market(): ...


def test_sessions_halts_and_news_stand_on_the_position():
    machine = told_machine()
    position = machine.world.positions.view(np.recarray)

    def let(word: str, ts: int, *numbers: float) -> None:
        machine.step(one_event(ts, EVENTS[word], list(numbers)))

    assert refusal(position[0]) == REASON_NONE
    let("closed", START, 101.0)
    assert refusal(position[0]) == REASON_SESSION_CLOSED
    assert position[0].last_price == 101.0
    let("halted", START + 1)
    assert refusal(position[0]) == REASON_HALTED
    let("resumed", START + 2)
    let("opened", START + 3, nan)
    assert refusal(position[0]) == REASON_NONE
    let("news", START + 4, 2.0, 60.0)
    let("news", START + 5, 1.0, 30.0)
    assert (position[0].news_importance, position[0].news_ts) == (2, START + 4 + HOUR)
    let("news", START + 6, 3.0, 90.0)
    assert (position[0].news_importance, position[0].news_ts) == (3, START + 6 + 90 * MINUTE)


def test_time_that_goes_back_is_refused_with_its_time():
    machine = told_machine()
    machine.step(one_event(START + 5, EventKind.TIMER, [1.0]))
    with pytest.raises(DataError, match="time goes back"):
        machine.step(one_event(START, EventKind.TIMER, [1.0]))
