"""Strategies that do what the data say, so that a flow of orders is a block of numbers: at bars by columns, between them by timers."""

from __future__ import annotations

from math import nan
from typing import Any

import numpy as np

from tradewind.features.column import column
from tradewind.market.events import EventKind
from tradewind.market.time import HOUR
from tradewind.strategies import Strategy, hold
from tradewind.strategies.desk import amend, cancel, cancel_all, place
from tradewind.strategies.strategy import StrategyDefinition, define

PLACE, AMEND, CANCEL, CANCEL_ALL = 1.0, 2.0, 3.0, 4.0
# What one wish says, and what it says where nothing is given. `expires` and `until` are hours from now.
FIELDS = {
    "verb": 0.0, "side": 0.0, "size": 0.0, "limit": np.nan, "trigger": np.nan, "stop": np.nan, "target": np.nan, "type": 0.0,
    "force": 0.0, "flags": 0.0, "tag": 0.0, "linked": 0.0, "after": 0.0, "expires": 0.0, "trail_kind": 0.0, "trail": np.nan,
    "peg": 0.0, "display": 0.0, "algorithm": 0.0, "until": 0.0, "rate": 0.0,
}  # fmt: skip
TIMER = int(EventKind.TIMER)


def _given(bars: Any) -> np.ndarray:
    raise AssertionError("these tests hand the columns over themselves")


def wish(
    desk, now, verb, side, size, limit, trigger, stop, target, kind, force, flags, tag, linked, after, expires, trail_kind, trail, peg,
    display, algorithm, until, rate,
):  # fmt: skip
    """One wish of numbers; verb 0 is none."""
    if verb == 1.0:
        place(
            desk, side, size, limit, trigger, stop, target, int(kind), int(force), int(flags), int(tag), int(linked), int(after),
            now + int(expires) * HOUR if expires > 0.0 else 0, int(trail_kind), trail, nan, int(peg), 0.0, display, int(algorithm), now + int(until) * HOUR if until > 0.0 else 0, HOUR, rate,
        )  # fmt: skip
    elif verb == 2.0:
        amend(desk, int(tag), size, limit)
    elif verb == 3.0:
        cancel(desk, int(tag))
    elif verb == 4.0:
        cancel_all(desk)


class Wishes(Strategy):
    """Two wishes a bar, as its columns have them."""

    timeframe = "1h"
    features = {f"{which}_{name}": column(_given) for which in "ab" for name in FIELDS}

    def on_bar(s):
        f = s.features
        wish(
            s.desk, s.bar.time, f.a_verb, f.a_side, f.a_size, f.a_limit, f.a_trigger, f.a_stop, f.a_target, f.a_type, f.a_force, f.a_flags,
            f.a_tag, f.a_linked, f.a_after, f.a_expires, f.a_trail_kind, f.a_trail, f.a_peg, f.a_display, f.a_algorithm, f.a_until, f.a_rate,
        )  # fmt: skip
        wish(
            s.desk, s.bar.time, f.b_verb, f.b_side, f.b_size, f.b_limit, f.b_trigger, f.b_stop, f.b_target, f.b_type, f.b_force, f.b_flags,
            f.b_tag, f.b_linked, f.b_after, f.b_expires, f.b_trail_kind, f.b_trail, f.b_peg, f.b_display, f.b_algorithm, f.b_until, f.b_rate,
        )  # fmt: skip
        return hold()


class Timed(Strategy):
    """A timer's numbers are an order: a its time in force + 10 * flags + 100 * tag, b signed size (0: cancel the tag), c limit, d trigger, e stop."""

    timeframe = "1h"

    def on_event(s):
        e = s.event
        if e.kind == TIMER:
            code = int(e.a)
            if e.b == 0.0:
                cancel(s.desk, code // 100)
            else:
                force, flags, tag = code % 10, code // 10 % 10, code // 100
                place(
                    s.desk, e.b, abs(e.b), limit=e.c, trigger=e.d, stop=e.e, time_in_force=force, flags=flags, tag=tag
                )
        return hold()

    def on_bar(s):
        return hold()


WISHES: StrategyDefinition = define(Wishes)
TIMED: StrategyDefinition = define(Timed)
