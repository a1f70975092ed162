"""Each law notices what it is there for: a batch in which one thing was made wrong raises, and names the flow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tradewind.kernel.codes import FILL, MARGIN_CALL, ORDER_NEW
from tradewind.market.orders import Purpose
from tradewind.strategies.desk import REDUCE_ONLY

from .batch import Ran, run
from .worlds import WORLDS, check, drawn, machines

SEED = 5


def fills(ran: Ran, **wanted: int) -> np.ndarray:
    """Rows of the records that are fills with these fields."""
    rows = ran.records["kind"] == FILL
    for name, value in wanted.items():
        rows &= ran.records[name] == value
    return np.flatnonzero(rows)


def set_(name: str, change: Callable, **wanted: int) -> Callable[[Ran], int]:
    """Change a field of the last such fill."""

    def tamper(ran: Ran) -> int:
        row = fills(ran, **wanted)[-1]
        ran.records[name][row] = change(ran.records[name][row])
        return int(ran.flow[row])

    return tamper


def announced_later(ran: Ran) -> int:
    """The order of the last fill was sent at the very moment of it."""
    row = fills(ran, purpose=0)[-1]
    new = (
        (ran.flow == ran.flow[row])
        & (ran.records["order"] == ran.records["order"][row])
        & (ran.records["kind"] == ORDER_NEW)
    )
    ran.records["ts"][new] = ran.records["ts"][row]
    return int(ran.flow[row])


def of_one_list(ran: Ran) -> int:
    """The last two orders that were filled in a flow cancelled each other."""
    rows = fills(ran)
    flow = ran.flow[rows[-1]]
    orders = ran.records["order"][rows[ran.flow[rows] == flow]][-40:]
    chosen = np.unique(orders)[-2:]
    new = (ran.flow == flow) & np.isin(ran.records["order"], chosen) & (ran.records["kind"] == ORDER_NEW)
    ran.records["list"][new] = 999
    return int(flow)


def only_reduces(ran: Ran) -> int:
    """An entry that opened a position was only to reduce one."""
    rows = fills(ran, purpose=0)
    opens = rows[np.abs(ran.records["position"][rows]) == ran.records["quantity"][rows]]
    row = opens[-1]
    new = (
        (ran.flow == ran.flow[row])
        & (ran.records["order"] == ran.records["order"][row])
        & (ran.records["kind"] == ORDER_NEW)
    )
    ran.records["marks"][new] |= REDUCE_ONLY
    return int(ran.flow[row])


CASES: dict[str, tuple[str, Callable[[Ran], int]]] = {
    "time never runs back": ("orders", set_("ts", lambda t: t - 10**15)),
    "records are numbered": ("orders", set_("number", lambda n: n + 1)),
    "no order is filled past its quantity": ("orders", set_("quantity", lambda q: q + 0.01)),
    "of orders that cancel each other one is filled": ("orders", of_one_list),
    "reduce-only never opens nor turns a position": ("orders", only_reduces),
    "no fill before arrival": ("late orders", announced_later),
    "no fill in the bar of its decision": ("orders", announced_later),
    "no fill outside its bar": ("orders", set_("reference", lambda p: p * 1.5)),
    "costs are as declared": ("orders", set_("price", lambda p: p * 1.1, side=1, type=0)),
    "a fee is its rate of the notional": ("orders", set_("fee", lambda f: f + 0.001)),
    "cash and position are conserved": ("orders", set_("cash", lambda c: c + 0.001)),
    "no more than our share of the volume": ("thin markets", set_("quantity", lambda q: q + 1e6)),
    "no fill outside the quote": ("quotes", set_("price", lambda p: p + 0.5, maker=0)),
    "no fill outside the trade": ("trades", set_("price", lambda p: p + 0.5, maker=0)),
    "no fill outside the book": ("books", set_("price", lambda p: p + 0.5, maker=0)),
    "margin is never below maintenance without liquidation": ("perpetuals", lambda ran: _poorer(ran)),
    "what rested is cancelled by a liquidation": ("perpetuals", lambda ran: _rested(ran)),
    "a margin call comes when it is due": ("perpetuals", lambda ran: _called_early(ran)),
    "a leg stays on its side": ("orders, two legs", set_("position", lambda q: -q, purpose=0)),
    "a cash account owes nothing": ("cash account", set_("cash", lambda c: -c)),
    "a cash account sells nothing short": ("cash account", set_("position", lambda q: -1.0 - q)),
    "a bracket closes no more than its entry opened": (
        "orders",
        set_("quantity", lambda q: q + 1e6, purpose=int(Purpose.STOP_LOSS)),
    ),
}


def _rested(ran: Ran) -> int:
    """The last fill of a limit was announced before a liquidation of its instrument."""
    sold = ran.records[fills(ran, purpose=int(Purpose.LIQUIDATION))[0]]
    flow = int(ran.flow[fills(ran, purpose=int(Purpose.LIQUIDATION))[0]])
    rows = fills(ran, purpose=0, instrument=int(sold["instrument"]))
    row = rows[(ran.flow[rows] == flow) & (ran.records["number"][rows] > sold["number"])][-1]
    mine = (ran.flow == flow) & (ran.records["order"] == ran.records["order"][row])
    ran.records["type"][mine], ran.records["number"][mine & (ran.records["kind"] == ORDER_NEW)] = 1, 0
    return flow


def _called_early(ran: Ran) -> int:
    """The account had more than it said."""
    row = np.flatnonzero(ran.records["kind"] == MARGIN_CALL)[-1]
    ran.records["realised"][row] += 1.0
    return int(ran.flow[row])


def _poorer(ran: Ran) -> int:
    """All equity is gone while something is held."""
    row = fills(ran)[ran.records["position"][fills(ran)] != 0][0]
    flow = int(ran.flow[row])
    ran.equity[(ran.batch.flow_of_events == flow) & (ran.batch.block.times >= ran.records["ts"][row])] = -1.0
    return flow


@pytest.mark.parametrize("law", CASES)
def test_it_notices(law: str) -> None:
    name, tamper = CASES[law]
    world = WORLDS[name]
    machine, _, start = machines(world)
    ran = run(drawn(name, SEED), machine, start)
    flow = tamper(ran)
    said = []
    for one in world.laws:
        try:
            one(world, ran)
        except AssertionError as broken:
            said.append(str(broken))
    assert any(s.startswith(law) and f"flow {flow} of {name!r}, seed {SEED}" in s for s in said), said


def test_untouched_nothing_is_noticed() -> None:
    for name in {world for world, _ in CASES.values()}:
        check(name, SEED)
