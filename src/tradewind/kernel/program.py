"""A strategy and the kernel as one loop: the code that is generated for it, compiled and called for a million bars or for one.

The loop is the same for research, replay, paper and live: they differ only in how many bars they hand over at a time.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from tradewind.compiler.apart import apart
from tradewind.compiler.arrays import FLOAT, INT, Argument, ArraysType, ArrayType
from tradewind.compiler.callback import ask
from tradewind.compiler.entry import Entry, entry
from tradewind.compiler.index import at, put
from tradewind.compiler.inlined import inline
from tradewind.compiler.link import copy_with
from tradewind.features.declare import FeatureUse
from tradewind.features.fused import FeatureSet
from tradewind.features.indicators.momentum import rolling_sharpe
from tradewind.features.indicators.ranges import volume_ratio
from tradewind.features.indicators.regime import trend_regime
from tradewind.features.indicators.volatility import atr
from tradewind.kernel.accounting import mark
from tradewind.kernel.commands import COMMAND, apply_command
from tradewind.kernel.deciding import decide_plan, expire_pending
from tradewind.kernel.depth import meet_book
from tradewind.kernel.financing import start_day
from tradewind.kernel.happenings import happen, rarely
from tradewind.kernel.keeping import Keep
from tradewind.kernel.layout import WORLD_TYPES, World
from tradewind.kernel.legs import entry_price, long_price, longs, net_quantity, short_price, shorts
from tradewind.kernel.liquidation import guard
from tradewind.kernel.marking import after_mark, before_mark, unusual
from tradewind.kernel.matching import after_bar, match_bar
from tradewind.kernel.obeying import obey
from tradewind.kernel.order_ids import on_added, on_changed, on_gone
from tradewind.kernel.orders import tidy
from tradewind.kernel.quotes import meet_quote
from tradewind.kernel.source import loop_source
from tradewind.kernel.time_in_force import expire_before
from tradewind.kernel.trades import on_trade
from tradewind.market.time import DAY
from tradewind.market.timeframe import STANDARD, Timeframe
from tradewind.risk.limits import Limits
from tradewind.strategies.actions import CLOSE, HOLD, Action
from tradewind.strategies.actions import ORDER as OWN_ORDER
from tradewind.strategies.desk import Desk
from tradewind.strategies.situation import BarNow, EventNow, EventSituation, QuoteNow, Situation
from tradewind.strategies.strategy import StrategyDefinition

_FLOATS, _INTS = ArrayType(np.dtype("f8")), ArrayType(np.dtype("i8"))
_MATRIX = ArrayType(np.dtype("f8"), 2)

WORLD = ArraysType(World, tuple((name, ArrayType(dtype, ndim)) for name, (dtype, ndim) in WORLD_TYPES.items()))

# What all strategies share is compiled once.
apart(match_bar, WORLD, INT, INT, FLOAT, FLOAT, FLOAT, FLOAT, FLOAT)
apart(happen, WORLD, INT, INT, INT, FLOAT, FLOAT, FLOAT, FLOAT, FLOAT, lazy=True)
apart(obey, WORLD, INT, INT, FLOAT, lazy=True)
apart(tidy, WORLD, lazy=True)
apart(expire_pending, WORLD, INT, lazy=True)
apart(expire_before, WORLD, INT, INT, lazy=True)
apart(after_bar, WORLD, INT, INT, FLOAT, FLOAT, FLOAT, FLOAT, lazy=True)
apart(start_day, WORLD, INT, lazy=True)
apart(guard, WORLD, INT, INT, FLOAT, FLOAT, FLOAT, lazy=True)
apart(rarely, WORLD, INT, INT, INT, FLOAT, FLOAT, FLOAT, FLOAT, FLOAT, lazy=True)
apart(meet_quote, WORLD, INT, INT, lazy=True)
apart(meet_book, WORLD, INT, INT, lazy=True)
apart(on_trade, WORLD, INT, INT, FLOAT, FLOAT, INT, lazy=True)
for of_an_order in (on_added, on_changed):
    apart(of_an_order, WORLD, INT, INT, FLOAT, FLOAT, INT, INT, lazy=True)
apart(on_gone, WORLD, INT, INT, FLOAT, FLOAT, INT, INT, FLOAT, lazy=True)
apart(
    decide_plan,
    WORLD,
    INT,
    INT,
    FLOAT,
    *(INT if kind in ("int", int) else FLOAT for kind in Action.__annotations__.values()),
    *[FLOAT] * 5,
)

RUN: dict[str, Argument] = {
    "w": WORLD,
    "memories": _MATRIX,
    "params": _FLOATS,
    "feature_params": _FLOATS,
    "feature_windows": ArrayType(np.dtype("i8"), 2),
    "times": _INTS,
    "index": ArrayType(np.dtype("i4")),
    "opens": _FLOATS,
    "highs": _FLOATS,
    "lows": _FLOATS,
    "closes": _FLOATS,
    "volumes": _FLOATS,
    "columns": _MATRIX,
    "kinds": ArrayType(np.dtype("i1")),
    "equity": _FLOATS,
    "trace": _MATRIX,
    "bounds": _INTS,
    "heard": _FLOATS,
    "said": _FLOATS,
}

YEAR = 365.25 * DAY


def apply(w, command):
    """The entry for commands, which needs nothing of the strategy."""
    code = apply_command(w, command[0])
    if w.account[0].gone > 0:
        tidy(w)
    return code


def better_plan(plan, other, net):
    """Which of two sources' answers says how to act: leaving first, then an order, then a signal in the net direction.

    A signal's missing stop or target is taken from the other one if that agrees.
    """
    if plan.kind == CLOSE or (plan.kind == OWN_ORDER and other.kind != CLOSE):
        return plan
    if other.kind == CLOSE or other.kind == OWN_ORDER or plan.direction * net <= 0.0:
        return other
    if other.direction * net <= 0.0:
        return plan
    stop = plan.stop if plan.stop == plan.stop else other.stop
    target = plan.target if plan.target == plan.target else other.target
    return Action(
        plan.kind,
        plan.direction,
        plan.confidence,
        stop,
        target,
        plan.order_type,
        plan.quantity,
        plan.limit,
        plan.trigger,
    )


class Program:
    """The compiled loop of one strategy.

    Parameters
    ----------
    strategy: its definition. instruments: how many instruments the loop serves.
    limits: only which entry filters are on matters here; off filters cost nothing. keep: of FILLS what decisions only write down is not measured.
    """

    def __init__(
        self,
        strategy: StrategyDefinition,
        limits: Limits,
        *,
        instruments: int,
        keep: Keep = Keep.EVERYTHING,
        on_compile: Callable[[], None] | None = None,
    ) -> None:
        self.strategy = strategy
        self.single = instruments == 1
        visible = strategy.columns()
        # The regime is only written down with a decision, and few bars have one.
        written = {"_regime": trend_regime(n=100)} if keep == Keep.EVERYTHING else {}
        used = {**strategy.features, **written, **_context_features(strategy.timeframe, limits)}
        self.features = FeatureSet(used, extra=len(visible), mixed=True, late=("_regime",))
        self.visible = len(visible)
        self.source = loop_source(list(RUN), self.features, self.visible, strategy, single=self.single)
        scope = {**self.features.names(), **_scope(strategy, visible)}
        exec(compile(self.source, f"<tradewind program {strategy.name}>", "exec"), scope)
        inline(scope["run"], alone=True)
        self.run: Entry = entry(scope["run"], list(RUN.values()), on_compile=on_compile)
        self._on_compile = on_compile

    @cached_property
    def command(self) -> Entry:
        """The entry for commands; a backtest never needs it."""
        return command_entry(self._on_compile)


def command_entry(on_compile: Callable[[], None] | None = None) -> Entry:
    """The compiled `apply`, the same for every strategy."""
    return entry(apply, [WORLD, ArrayType(COMMAND)], on_compile=on_compile)


def _context_features(timeframe: Timeframe, limits: Limits) -> dict[str, FeatureUse]:
    """What the decision wants to know beside the strategy's own features."""
    context: dict[str, FeatureUse] = {}
    if limits.stop_atr > 0:
        context["_range"] = atr(n=14)
    if limits.min_volume_ratio > 0:
        context["_volume"] = volume_ratio(n=max(1, min(2000, DAY // timeframe.ns)))
    if limits.min_rolling_sharpe > 0:
        context["_sharpe"] = rolling_sharpe(n=60, bars_per_year=min(1e8, YEAR / timeframe.ns))
    if limits.min_timeframes_agree > 0:
        for i, frame in enumerate(_longer(timeframe)):
            context[f"_trend{i}"] = trend_regime(n=20, band=0.0, timeframe=frame.name)
    return context


def _longer(timeframe: Timeframe) -> list[Timeframe]:
    """The next standard timeframe of at least three times the length, and the next of it, where there are such."""
    found: list[Timeframe] = []
    for frame in (Timeframe.parse(name) for name in STANDARD):
        if len(found) < 2 and frame.ns >= 3 * (found[-1] if found else timeframe).ns:
            found.append(frame)
    return found


def _scope(strategy: StrategyDefinition, visible: list[str]) -> dict[str, Any]:
    functions = {"on_bar": strategy.on_bar, "on_event": strategy.on_event} if strategy.compiled else {}
    return {
        **{name: copy_with(f, {}) for name, f in functions.items() if f is not None},
        "ask_python": ask,  # `ask` is an input of features over quotes
        "Situation": Situation,
        "EventSituation": EventSituation,
        "Bar": BarNow,
        "Event": EventNow,
        "Quote": QuoteNow,
        "Features": namedtuple("Features", visible),
        "Params": strategy.params_type(),
        "Action": Action,
        "HOLD": HOLD,
        "at": at,
        "put": put,
        "Desk": Desk,
        "happen": happen,
        "obey": obey,
        "start_day": start_day,
        "mark": mark,
        "guard": guard,
        "net_quantity": net_quantity,
        "entry_price": entry_price,
        "longs": longs,
        "shorts": shorts,
        "long_price": long_price,
        "short_price": short_price,
        "unusual": unusual,
        "before_mark": before_mark,
        "after_mark": after_mark,
        "match_bar": match_bar,
        "expire_pending": expire_pending,
        "decide_plan": decide_plan,
        "better_plan": better_plan,
        "tidy": tidy,
    }
