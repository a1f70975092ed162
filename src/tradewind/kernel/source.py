"""The text of a strategy's loop: what is the same for all, its features, its functions, its decision."""

from __future__ import annotations

from collections.abc import Sequence

from tradewind.features.compute import indent
from tradewind.features.fused import FeatureSet
from tradewind.features.parameters import Int
from tradewind.kernel.event_source import before, event_lines
from tradewind.kernel.layout import CHILDREN, RECORDS_AN_EVENT, RECORDS_AN_ORDER
from tradewind.strategies.actions import Action
from tradewind.strategies.strategy import StrategyDefinition


def loop_source(
    arguments: Sequence[str], features: FeatureSet, visible: int, strategy: StrategyDefinition, *, single: bool
) -> str:
    """`def run(...)`: steps through events `bounds[0]` to `bounds[1]` and returns the first that it did not get to.

    Parameters
    ----------
    features: the strategy's own (the first `visible` columns) and those of the decision. single: one instrument alone, whose
    features stay in registers.
    """
    shown = features.variables()[:visible]
    previous = [f"previous_{j}" for j in range(visible)]
    looked_up = _looked_up(features.columns[:visible], features, single)
    load = [f"{v} = memory[{j}]" for j, v in enumerate(previous) if v not in looked_up] + features.load_lines()
    store = [*looked_up.values(), *(f"memory[{j}] = {v}" for j, v in enumerate(previous)), *features.store_lines()]
    # Of features over quotes, trades and depth a bar needs only what they last gave; of one instrument all is in registers.
    for rows in features.others if single else ():
        load += features.load_lines(rows)
        store += features.store_lines(rows)
    load += [] if single else features.kept_lines()
    decision = _decision(len(strategy.sources), features)
    lines = [f"def run({', '.join(arguments)}):"]
    lines += indent([*_SETUP, *features.setup_lines(), *_params(strategy), *(load if single else [])], 1)
    lines += indent(["while i < stop:"], 1)
    lines += indent(_EVENT, 2)
    lines += indent(["k = 0"] if single else ["k = int(at(index, i))", "wished[1] = k"], 2)
    lines += indent(["if mixed and at(kinds, i) != 0:", *indent(_HAPPEN, 1)], 2)
    lines += indent(event_lines(features, single=single), 3)
    if strategy.on_event is not None:
        # Features over bars stand still between them: their values of the last bar are in `previous`.
        known = (
            [*looked_up.values()]
            if single
            else ["memory = memories[k]", *(f"{v} = memory[{j}]" for j, v in enumerate(previous))]
        )
        lines += indent(
            [*known, *_told(strategy, *_at_event(features, shown, previous)), *decision("p.last_price", False)], 3
        )
    lines += indent(["put(equity, i, a.equity)", "i += 1", "continue"], 3)
    lines += indent([] if single else ["memory = memories[k]", *load], 2)
    lines += indent([*_BAR, *features.step_lines(), *_range(features), *looked_up.values()], 2)
    lines += indent(_answer(strategy, shown, previous), 2)
    lines += indent(decision("close", True), 2)
    lines += indent([f"{p} = {v}" for p, v in zip(previous, shown, strict=True) if p not in looked_up], 2)
    lines += indent(["if tracing:", *indent(features.late_lines(), 1)], 2)
    lines += indent([f"trace[i, {j}] = {v}" for j, v in enumerate(features.variables())], 3)
    lines += indent([] if single else store, 2)
    lines += indent(["put(equity, i, a.equity)", *(["last = i"] if looked_up else []), "i += 1"], 2)
    lines += indent(store if single else [], 1)
    lines += indent(["if a.gone > 0:", "    tidy(w)"], 1)
    return "\n".join([*lines, "    return i"]) + "\n"


def _looked_up(names: Sequence[str], features: FeatureSet, single: bool) -> dict[str, str]:
    """Of one instrument's columns the previous value need not be carried along: variable -> the line that looks it up at `last`."""
    if not single:
        return {}
    previous = {f"previous_{j}": j for j, name in enumerate(names) if name in features.external}
    return {
        v: f"{v} = at(c_{features.external.index(names[j])}, last) if last >= 0 else memory[{j}]"
        for v, j in previous.items()
    }


_SETUP = [
    "a = w.account[0]",
    "wished = w.wished",
    "weights = w.weights",
    # Room is left for all that one event can write; else the caller drains or grows the arrays and calls again.
    f"most_orders = (w.orders.size - w.intents.size - 8) // {1 + CHILDREN}",
    f"most_records = w.records.size - {RECORDS_AN_ORDER} * most_orders - {RECORDS_AN_EVENT} - 4 * w.positions.size - 8 * w.tiers.size",
    "most_decisions = w.decisions.size - w.intents.size - 2",
    "i = bounds[0]",
    "last = -1",
    "stop = bounds[1]",
    "every = bounds[2] != 0",
    "tracing = trace.shape[0] > 0",
    "memory = memories[0]",
    "mixed = kinds.size > 0",
    "rare = mixed or unusual(w)",
    "desk = Desk(w.intents, wished, w.orders, w.account)",
]
_EVENT = [
    "if a.gone > 16 and 2 * a.gone > a.working:",
    "    tidy(w)",
    "if a.records_out > most_records or a.decisions_out > most_decisions or a.working > most_orders:",
    "    break",
    "ts = at(times, i)",
    "open = at(opens, i)",
    "high = at(highs, i)",
    "low = at(lows, i)",
    "close = at(closes, i)",
]
# Read where it is wanted, and not at each bar.
_VOLUME = "volume = at(volumes, i)"
_HAPPEN = [
    _VOLUME,
    "kind = int(at(kinds, i))",
    "happen(w, k, kind, ts, open, high, low, close, volume)",
]
# Nearly every bar touches no order, so that is asked first, with two comparisons.
_BAR = [
    "p = w.positions[k]",
    "a.now_ts = ts",
    "a.bars += 1",
    "if ts >= a.day_end_ts:",
    "    start_day(w, ts)",
    "if low <= p.trigger_low or high >= p.trigger_high:",
    "    match_bar(w, k, ts, open, high, low, close, at(volumes, i))",
    "if rare:",
    "    before_mark(w, k, close)",
    "if a.maintenance > 0.0:",
    "    guard(w, k, ts, open, high, low)",
    "if p.quantity != 0.0:",
    "    mark(w, k, k, close)",
    "    p.best_price = max(p.best_price, high) if p.quantity > 0.0 else min(p.best_price, low)",
    "    p.worst_price = min(p.worst_price, low) if p.quantity > 0.0 else max(p.worst_price, high)",
    "p.last_price = close",
    "p.last_ts = ts",
    "if rare:",
    "    after_mark(w, k, high, low, close)",
    "if a.equity > a.peak_equity:",
    "    a.peak_equity = a.equity",
    "if a.waiting > 0:",
    "    expire_pending(w, ts)",
    _VOLUME,
]


# Both legs of a position, beside the net one.
_LEGS = ["longs(w, k)", "shorts(w, k)", "long_price(w, k)", "short_price(w, k)"]
_HELD = ", ".join(["net_quantity(w, k)", "entry_price(w, k)", "a.equity", "desk", *_LEGS])


def _range(features: FeatureSet) -> list[str]:
    """A trailing stop may be placed at a distance in average true ranges."""
    known = dict(zip(features.columns, features.variables(), strict=True))
    return [f"p.range = {known['_range']}"] if "_range" in known else []


def _params(strategy: StrategyDefinition) -> list[str]:
    values = [
        f"int(params[{j}])" if isinstance(d, Int) else f"params[{j}]" for j, d in enumerate(strategy.params.values())
    ]
    return [f"strategy_params = Params({', '.join(values)})"]


def _answer(strategy: StrategyDefinition, shown: list[str], previous: list[str]) -> list[str]:
    """Ask `on_bar`."""
    obeyed = ["if wished[0] > 0:", "    obey(w, k, ts, close)"]
    if not strategy.compiled:
        return [*_heard(shown, previous), *_asked(len(strategy.sources)), *obeyed]
    return [
        f"now = Features({', '.join(shown)})",
        f"before = Features({', '.join(previous)})",
        "bar = Bar(ts, open, high, low, close, volume)",
        f"answer = on_bar(Situation(bar, now, before, strategy_params, {_HELD}))",
        *obeyed,
    ]


def _at_event(features: FeatureSet, shown: list[str], previous: list[str]) -> tuple[list[str], list[str]]:
    """What `on_event` is told: each column as it is now, and as it was before this event."""
    moving = {v for rows in features.others for v in features.over(rows).values()}
    now = [v if v in moving else p for v, p in zip(shown, previous, strict=True)]
    return now, [before(j) if v in moving else p for j, (v, p) in enumerate(zip(shown, previous, strict=True))]


def _told(strategy: StrategyDefinition, now: list[str], was: list[str]) -> list[str]:
    """Ask `on_event`."""
    obeyed = ["if wished[0] > 0:", "    obey(w, k, ts, p.last_price)"]
    if not strategy.compiled:
        return ["p = w.positions[k]", *_heard(now, was), *_asked(len(strategy.sources)), *obeyed]
    earlier = "now" if now == was else "before"
    return [
        "p = w.positions[k]",
        f"now = Features({', '.join(now)})",
        *([] if now == was else [f"before = Features({', '.join(was)})"]),
        "event = Event(kind, ts, open, high, low, close, volume)",
        "quote = Quote(p.bid, p.ask, p.bid_size, p.ask_size)",
        f"answer = on_event(EventSituation(event, quote, now, {earlier}, strategy_params, {_HELD}))",
        *obeyed,
    ]


def _heard(shown: list[str], previous: list[str]) -> list[str]:
    """What plain Python is told, in the order in which kernel/plain.py reads it."""
    values = [
        "net_quantity(w, k)",
        "entry_price(w, k)",
        "a.equity",
        "p.bid",
        "p.ask",
        "p.bid_size",
        "p.ask_size",
        *_LEGS,
        *shown,
        *previous,
    ]
    return [f"heard[{j}] = {v}" for j, v in enumerate(values)]


def _asked(sources: int) -> list[str]:
    """Ask plain Python and read its answers; a failure ends the run."""
    lines = ["if ask_python(bounds[3], i) != 0:", "    break"]
    whole = {"kind", "order_type"}
    for j in range(sources):
        fields = [f"said[{j * len(Action._fields) + c}]" for c in range(len(Action._fields))]
        values = [f"int({f})" if n in whole else f for n, f in zip(Action._fields, fields, strict=True)]
        lines.append(f"answer_{j} = Action({', '.join(values)})")
    given = ", ".join(f"answer_{j}" for j in range(sources))
    return [*lines, "answer = answer_0" if sources == 1 else f"answer = ({given})"]


def _decision(sources: int, features: FeatureSet):
    """Lines that act on `answer`, for a price."""
    answers = ["answer"] if sources == 1 else [f"answer[{j}]" for j in range(sources)]
    spoke = " or ".join(f"{a}.kind != HOLD" for a in answers)
    known = dict(zip(features.columns, features.variables(), strict=True))
    trends = " + ".join(v for c, v in known.items() if c.startswith("_trend")) or "nan"
    net = " + ".join(f"weights[{j}] * {a}.direction * {a}.confidence" for j, a in enumerate(answers))

    def lines(price: str, at_bar: bool) -> list[str]:
        out = [f"if {'every or ' if at_bar else ''}{spoke}:", f"    row = a.decisions_out * {sources}"]
        for j, answer in enumerate(answers):
            for column, value in enumerate(
                (f"float({answer}.kind)", f"{answer}.direction", f"{answer}.confidence", f"weights[{j}]", "0.0")
            ):
                out.append(f"    w.votes[row + {j}, {column}] = {value}")
        out += [f"    net = {net}", f"    plan = {answers[0]}"]
        out += [f"    plan = better_plan(plan, {a}, net)" for a in answers[1:]]
        # Between bars what the decision knows of the market beside the price is not measured.
        regime, typical = (known.get("_regime", "nan"), known.get("_range", "nan")) if at_bar else ("nan", "nan")
        filters = (
            f"{known.get('_sharpe', 'nan')}, {trends}, {known.get('_volume', 'nan')}" if at_bar else "nan, nan, nan"
        )
        given = ", ".join(f"plan.{name}" for name in Action._fields)
        out += indent(features.late_lines(), 1) if at_bar else []
        return [*out, f"    decide_plan(w, k, ts, {price}, {given}, {regime}, {typical}, {filters})"]

    return lines
