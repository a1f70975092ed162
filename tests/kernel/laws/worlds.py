"""The worlds in which flows are run: what is drawn, for which account under which conditions, and the laws that must hold there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal as D
from functools import cache
from typing import Any

import numpy as np

from tradewind.kernel.block import Block
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.machine import Machine
from tradewind.kernel.opening import Account, Costs
from tradewind.kernel.setup import Setup
from tradewind.market.instrument import AssetClass, Instrument, LeverageTier
from tradewind.market.time import MINUTE, SECOND
from tradewind.strategies.strategy import StrategyDefinition

from ...randombars import instrument
from ..random_runs import COSTS
from ..scenario import WIDE
from . import draw, laws, margin, market, moneys
from .batch import FLOWS, LENGTH, Batch, Ran, cut_to, run
from .conserved import books_agree, valued_at_the_close
from .same import same_after_a_cut, same_at_another_scale, same_in_another_order
from .told import TIMED, WISHES


@dataclass(frozen=True, eq=False)
class World:
    """draw: a generator -> all flows of a batch. laws: each is told what ran (and the world)."""

    draw: Callable[[np.random.Generator], Block]
    strategy: StrategyDefinition
    laws: tuple[Callable[[World, Ran], Any], ...]
    of: tuple[Instrument, ...] = (instrument(),)
    costs: Costs = COSTS
    cash: float = 1_000_000.0
    conditions: Conditions = field(default_factory=Conditions)
    account: Account = field(default_factory=Account)

    def setup(self, **changes: Any) -> Setup:
        fields = {"of": self.of, "cash": self.cash, **changes}
        return Setup(
            self.strategy,
            fields["of"],
            {},
            WIDE,
            self.costs,
            fields["cash"],
            conditions=self.conditions,
            account=self.account,
        )


EVERYWHERE = (
    lambda w, r: laws.time_never_runs_back(r),
    lambda w, r: laws.none_past_its_quantity(r),
    lambda w, r: laws.one_of_a_list(r),
    lambda w, r: laws.exits_close_no_more_than_was_opened(r),
    lambda w, r: laws.reducing_never_flips(r),
    lambda w, r: laws.none_before_arrival(r, w.conditions.order_latency),
    lambda w, r: books_agree(r, w.of, w.costs, w.cash),
    lambda w, r: same_after_a_cut(r, machines(w)),
)
AT_BARS = (
    *EVERYWHERE,
    lambda w, r: valued_at_the_close(r),
    lambda w, r: laws.nothing_of_the_bar_before_it_came(r, w.conditions.order_latency),
    lambda w, r: laws.none_outside_the_bar(r, w.costs.slippage + w.costs.half_spread, increments(w)),
)
PERPS = (
    instrument("FLAT", asset_class=AssetClass.PERPETUAL, margin_initial=D("0.1"), margin_maintenance=D("0.05"), liquidation_fee=D("0.01")),
    instrument("TIERED", asset_class=AssetClass.PERPETUAL, multiplier=D(2), leverage_tiers=(
        LeverageTier(D(0), D("0.1"), D("0.04")), LeverageTier(D(1_500), D("0.2"), D("0.1"), D(90)),
    )),
)  # fmt: skip
THREE = (instrument("AAA"), instrument("BBB"), instrument("CCC"))
MONEYS = (
    EVERYWHERE[0],
    lambda w, r: moneys.every_money_is_conserved(r, w.of, w.costs, w.cash, w.account.kind == "cash"),
    lambda w, r: same_after_a_cut(r, machines(w)),
)
WORLDS = {
    "orders": World(
        draw.bars_and_wishes, WISHES, (*AT_BARS, lambda w, r: same_at_another_scale(r, w.setup, w.of[0], w.cash))
    ),
    "late orders": World(draw.bars_and_wishes, WISHES, AT_BARS, conditions=Conditions(order_latency=20 * MINUTE)),
    "thin markets": World(
        draw.bars_and_wishes,
        WISHES,
        (*AT_BARS, lambda w, r: laws.no_more_than_a_share(r, w.conditions.participation)),
        conditions=Conditions(participation=0.02, order_latency=20 * MINUTE, latency_jitter=50 * MINUTE),
    ),
    "three instruments": World(
        draw.bars_of_three, WISHES, (*AT_BARS, lambda w, r: same_in_another_order(r, w.setup, w.of)), of=THREE
    ),
    "perpetuals": World(
        draw.perps, WISHES, (*AT_BARS, lambda w, r: margin.never_below_maintenance(r, w.of), lambda w, r: margin.liquidated_between_bars(r, len(w.of)), lambda w, r: margin.nothing_rests_through_a_liquidation(r)), of=PERPS, cash=400.0
    ),
    "many moneys": World(moneys.draw_moneys, WISHES, MONEYS, of=moneys.OF, account=moneys.ACCOUNT),
    "cash account": World(
        moneys.draw_shares,
        WISHES,
        (*MONEYS, lambda w, r: moneys.nothing_is_owed_nor_sold_short(r)),
        of=moneys.IN_CASH,
        cash=6_000.0,
        account=replace(moneys.ACCOUNT, kind="cash"),
    ),
    "quotes": World(
        draw.quotes, TIMED, (*EVERYWHERE, lambda w, r: market.none_outside_the_quote(r)), conditions=Conditions(order_latency=SECOND // 2)
    ),
    "trades": World(
        draw.trades, TIMED, (*EVERYWHERE, lambda w, r: market.none_outside_the_trade(r, 0.5)),
        conditions=Conditions(order_latency=SECOND // 2, participation=0.5),
    ),
    "books": World(
        draw.books, TIMED, (*EVERYWHERE, lambda w, r: market.none_outside_the_book(r)),
        conditions=Conditions(depth=64, order_latency=SECOND // 2),
    ),
}  # fmt: skip
# The same flows where long and short legs are kept apart.
WORLDS |= {f"{name}, two legs": replace(WORLDS[name], account=replace(WORLDS[name].account, hedging=True))
           for name in ("orders", "late orders", "perpetuals", "many moneys", "quotes")}  # fmt: skip
WORLDS = {
    name: replace(w, costs=replace(COSTS, slippage=0.0, half_spread=0.0)) if w.strategy is TIMED else w
    for name, w in WORLDS.items()
}


def increments(world: World) -> np.ndarray:
    return np.array([float(i.price_increment) for i in world.of])


@cache
def _machines(name: str) -> tuple[Machine, Machine, bytes]:
    first, second = (WORLDS[name].setup().machine() for _ in range(2))
    return first, second, first.snapshot()


def machines(world: World) -> tuple[Machine, Machine, bytes]:
    """Two machines of the world and their opening snapshot, compiled and made once."""
    return _machines(next(n for n, w in WORLDS.items() if w is world))


def drawn(name: str, seed: int, length: int = LENGTH) -> Batch:
    """The batch of this seed, each of its flows cut to its first events."""
    world = WORLDS[name]
    length -= length % len(world.of)  # events of one time stay together
    return Batch(name, seed, length, cut_to(world.draw(draw.generator(name, seed)), FLOWS, length))


def check(name: str, seed: int, length: int = LENGTH) -> Ran:
    """Run the batch of this seed and hold it against every law of its world."""
    world = WORLDS[name]
    machine, _, start = machines(world)
    ran = run(drawn(name, seed, length), machine, start)
    for law in world.laws:
        law(world, ran)
    return ran


def look(name: str, seed: int, flow: int, length: int = LENGTH) -> np.ndarray:
    """One flow again, as an assertion's message names it: prints its records, returns them."""
    machine, _, start = machines(WORLDS[name])
    machine.restore(start)
    records = machine.step(drawn(name, seed, length).flow(flow)).records
    for r in records:
        print({n: r[n].item() for n in r.dtype.names if r[n] == r[n] and r[n] != 0})
    return records
