"""The part of a strategy's loop for its features over quotes, trades and depth: each is stepped at an event of its kind.

What they last gave stands in their variables and in the instrument's state, where bars and events of other kinds find it.
"""

from __future__ import annotations

from tradewind.features.compute import indent
from tradewind.features.fused import FeatureSet
from tradewind.features.inputs import INPUTS, Rows
from tradewind.market.depth import OF_A_BOOK
from tradewind.market.events import EventKind

# Where the loop has an event's numbers a to e, and its kind among the events.
_NUMBERS = ("open", "high", "low", "close", "volume")
_WHEN: dict[Rows, str] = {
    "quotes": f"kind == {int(EventKind.QUOTE)}",
    "trades": f"kind == {int(EventKind.TRADE)}",
    "depth": f"{int(min(OF_A_BOOK))} <= kind <= {int(max(OF_A_BOOK))}",
}


def event_lines(features: FeatureSet, *, single: bool) -> list[str]:
    """After `happen`: the features over rows such as this event; before it, `before_N` of each column N that is over events at all."""
    if not features.others:
        return []
    columns = {v: j for j, v in enumerate(features.variables())}
    load = [] if single else ["memory = memories[k]", *features.kept_lines()]
    lines = [*load, *(f"{before(columns[v])} = {v}" for rows in features.others for v in features.over(rows).values())]
    for rows in features.others:
        given = [f"{name} = {_number(name, j)}" for j, name in enumerate(INPUTS[rows])]
        load, store = ([], []) if single else (features.load_lines(rows), features.store_lines(rows))
        trace = [f"trace[i, {columns[v]}] = {v}" for v in features.over(rows).values()]
        then = [*load, *given, *features.step_lines(rows), *store, "if tracing:", *indent(trace, 1)]
        lines += [f"if {_WHEN[rows]}:", *indent(then, 1)]
    return lines


def before(column: int) -> str:
    """The variable of what a column was before the event."""
    return f"before_{column}"


def _number(name: str, j: int) -> str:
    return "float(kind)" if name == "change" else _NUMBERS[j]
