"""A strategy and the kernel as one loop: the code that is generated for it, compiled and called for a million bars or for one.

The loop is the same for research, replay, paper and live: they differ only in how many bars they hand over at a time.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from tradewind.compiler.entry import ArrayType, Entry, entry
from tradewind.compiler.link import copy_with
from tradewind.features.compute import indent
from tradewind.features.declare import FeatureUse
from tradewind.features.fused import FeatureSet
from tradewind.features.momentum import rolling_sharpe
from tradewind.features.parameters import Int
from tradewind.features.ranges import volume_ratio
from tradewind.features.regime import trend_regime
from tradewind.features.volatility import atr
from tradewind.kernel.accounting import mark, mark_short_leg
from tradewind.kernel.commands import COMMAND, apply_command
from tradewind.kernel.costs import watch_volatility
from tradewind.kernel.currencies import rate_by_price
from tradewind.kernel.deciding import decide, expire_pending
from tradewind.kernel.financing import start_day
from tradewind.kernel.happenings import happen
from tradewind.kernel.layout import WORLD_TYPES, World
from tradewind.kernel.liquidation import guard
from tradewind.kernel.matching import match_bar
from tradewind.kernel.obeying import obey
from tradewind.market.time import DAY
from tradewind.market.timeframe import STANDARD, Timeframe
from tradewind.risk.limits import Limits
from tradewind.strategies.actions import CLOSE, HOLD, Action
from tradewind.strategies.actions import ORDER as OWN_ORDER
from tradewind.strategies.desk import Desk
from tradewind.strategies.strategy import BarNow, StrategyDefinition

_FLOATS, _INTS = ArrayType(np.dtype("f8")), ArrayType(np.dtype("i8"))
_MATRIX = ArrayType(np.dtype("f8"), 2)

WORLD = {name: ArrayType(dtype, ndim) for name, (dtype, ndim) in WORLD_TYPES.items()}
RUN = WORLD | {
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
}

YEAR = 365.25 * DAY


_APPLY = f"""
def apply({", ".join(World._fields)}, command):
    return apply_command(World({", ".join(World._fields)}), command[0])
"""


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
    limits: only which entry filters are on matters here; off filters cost nothing.
    """

    def __init__(
        self,
        strategy: StrategyDefinition,
        limits: Limits,
        *,
        instruments: int,
        on_compile: Callable[[], None] | None = None,
    ) -> None:
        self.strategy = strategy
        self.single = instruments == 1
        visible = strategy.columns()
        self.features = FeatureSet(
            {**strategy.features, **_context_features(strategy.timeframe, limits)}, extra=len(visible)
        )
        self.visible = len(visible)
        self.source = _source(self, limits)
        scope = {**self.features.names(), **_scope(strategy, visible)}
        exec(compile(self.source, f"<tradewind program {strategy.name}>", "exec"), scope)
        self.run: Entry = entry(scope["run"], list(RUN.values()), on_compile=on_compile)
        self._on_compile = on_compile

    @cached_property
    def command(self) -> Entry:
        """The entry for commands; a backtest never needs it."""
        return command_entry(self._on_compile)


def command_entry(on_compile: Callable[[], None] | None = None) -> Entry:
    """The compiled `apply`, the same for every strategy."""
    scope = {"World": World, "apply_command": apply_command}
    exec(compile(_APPLY, "<tradewind commands>", "exec"), scope)
    return entry(scope["apply"], [*WORLD.values(), ArrayType(COMMAND)], on_compile=on_compile)


def _context_features(timeframe: Timeframe, limits: Limits) -> dict[str, FeatureUse]:
    """What the decision wants to know beside the strategy's own features."""
    context = {"_regime": trend_regime(n=100)}
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
    situation = namedtuple(
        "Situation", ["bar", "features", "previous", "params", "position", "entry_price", "equity", "desk"]
    )
    return {
        "on_bar": copy_with(strategy.on_bar, {}),
        "Situation": situation,
        "Bar": BarNow,
        "Features": namedtuple("Features", visible),
        "Params": strategy.params_type(),
        "World": World,
        "Action": Action,
        "HOLD": HOLD,
        "Desk": Desk,
        "happen": happen,
        "obey": obey,
        "start_day": start_day,
        "mark": mark,
        "mark_short_leg": mark_short_leg,
        "guard": guard,
        "rate_by_price": rate_by_price,
        "watch_volatility": watch_volatility,
        "match_bar": match_bar,
        "expire_pending": expire_pending,
        "decide": decide,
        "better_plan": better_plan,
    }


def _source(program: Program, limits: Limits) -> str:
    features, strategy = program.features, program.strategy
    visible = program.features.variables()[: program.visible]
    previous = [f"previous_{j}" for j in range(program.visible)]
    load = [f"{v} = memory[{j}]" for j, v in enumerate(previous)] + features.load_lines()
    store = [f"memory[{j}] = {v}" for j, v in enumerate(previous)] + features.store_lines()
    once, each = ([], load) if not program.single else (load, [])
    lines = [f"def run({', '.join(RUN)}):"]
    lines += indent(_SETUP + features.setup_lines() + [_params(strategy), *once], 1)
    lines += indent(["while i < stop:"], 1)
    lines += indent(_BAR, 2)
    lines += indent(["k = 0"] if program.single else ["k = int(index[i])"], 2)
    lines += indent(_OTHER_EVENTS, 2)
    lines += indent([] if program.single else ["memory = memories[k]", *each], 2)
    lines += indent(_ACCOUNT + features.step_lines() + _situation(visible, previous), 2)
    lines += indent(_decision(len(strategy.sources), features, limits), 2)
    lines += indent([f"{p} = {v}" for p, v in zip(previous, visible, strict=True)], 2)
    lines += indent(["if tracing:", *(f"    trace[i, {j}] = {v}" for j, v in enumerate(features.variables()))], 2)
    lines += indent([] if program.single else store, 2)
    lines += indent(["equity[i] = a.equity", "i += 1"], 2)
    lines += indent(store if program.single else [], 1)
    return "\n".join([*lines, "    return i"]) + "\n"


_SETUP = [
    f"w = World({', '.join(World._fields)})",
    "a = account[0]",
    "i = bounds[0]",
    "stop = bounds[1]",
    "every = bounds[2] != 0",
    "tracing = trace.shape[0] > 0",
    "memory = memories[0]",
    "mixed = kinds.size > 0",
    "hedging = a.hedging != 0",
    "several = rates.size > 1",
    "desk = Desk(intents, wished)",
]
# Room is left for all that one bar can write; else the caller drains or grows the arrays and calls again.
_BAR = [
    "if (",
    "    a.records_out + 4 * (a.working + positions.size) + 16 > records.size",
    "    or a.decisions_out + 1 >= decisions.size",
    "    or a.working + 8 > orders.size",
    "):",
    "    break",
    "ts = times[i]",
    "open = opens[i]",
    "high = highs[i]",
    "low = lows[i]",
    "close = closes[i]",
    "volume = volumes[i]",
]
# Nearly every bar touches no order, so that is asked first, with two comparisons.
_OTHER_EVENTS = [
    "if mixed and kinds[i] != 0:",
    "    happen(w, k, int(kinds[i]), ts, open, high, low, close, volume)",
    "    equity[i] = a.equity",
    "    i += 1",
    "    continue",
]
_ACCOUNT = [
    "p = positions[k]",
    "a.now_ts = ts",
    "a.bars += 1",
    "if ts >= a.day_end_ts:",
    "    start_day(w, ts)",
    "if low <= p.trigger_low or high >= p.trigger_high:",
    "    match_bar(w, k, ts, open, high, low)",
    "if instruments[k].slippage_kind == 2:",
    "    watch_volatility(p, close)",
    "if a.maintenance > 0.0:",
    "    guard(w, k, ts, open, high, low)",
    "if p.quantity != 0.0:",
    "    mark(w, k, k, close)",
    "    p.best_price = max(p.best_price, high) if p.quantity > 0.0 else min(p.best_price, low)",
    "    p.worst_price = min(p.worst_price, low) if p.quantity > 0.0 else max(p.worst_price, high)",
    "p.last_price = close",
    "p.last_ts = ts",
    "if hedging:",
    "    mark_short_leg(w, k, high, low, close)",
    "if several and instruments[k].gives_rate != 0:",
    "    rate_by_price(w, k, close)",
    "if a.equity > a.peak_equity:",
    "    a.peak_equity = a.equity",
    "if a.waiting > 0:",
    "    expire_pending(w, ts)",
]


def _params(strategy: StrategyDefinition) -> str:
    values = [
        f"int(params[{j}])" if isinstance(d, Int) else f"params[{j}]" for j, d in enumerate(strategy.params.values())
    ]
    return f"strategy_params = Params({', '.join(values)})"


def _situation(visible: list[str], previous: list[str]) -> list[str]:
    return [
        f"now = Features({', '.join(visible)})",
        f"before = Features({', '.join(previous)})",
        "bar = Bar(ts, open, high, low, close, volume)",
        "answer = on_bar(Situation(bar, now, before, strategy_params, p.quantity, p.average_price, a.equity, desk))",
        "if wished[0] > 0:",
        "    obey(w, k, ts, close)",
    ]


def _decision(sources: int, features: FeatureSet, limits: Limits) -> list[str]:
    answers = ["answer"] if sources == 1 else [f"answer[{j}]" for j in range(sources)]
    spoke = " or ".join(f"{a}.kind != HOLD" for a in answers)
    known = dict(zip(features.columns, features.variables(), strict=True))
    trends = " + ".join(v for c, v in known.items() if c.startswith("_trend")) or "nan"
    lines = [f"if every or {spoke}:", f"    row = a.decisions_out * {sources}"]
    for j, answer in enumerate(answers):
        for column, value in enumerate(
            (f"float({answer}.kind)", f"{answer}.direction", f"{answer}.confidence", f"weights[{j}]", "0.0")
        ):
            lines.append(f"    votes[row + {j}, {column}] = {value}")
    net = " + ".join(f"weights[{j}] * {a}.direction * {a}.confidence" for j, a in enumerate(answers))
    lines += [f"    net = {net}", f"    plan = {answers[0]}"]
    lines += [f"    plan = better_plan(plan, {a}, net)" for a in answers[1:]]
    context = f"({known.get('_sharpe', 'nan')}, {trends}, {known.get('_volume', 'nan')})"
    typical = known.get("_range", "nan")
    return [*lines, f"    decide(w, k, ts, close, plan, {known['_regime']}, {typical}, {context})"]
