"""What trading cost: every fill's price is explained to the last increment, and makers are told from takers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tradewind.market.orders import OrderType
from tradewind.research.costs import costs_by_kind, fill_costs

from ..kernel.random_runs import COSTS
from .random_result import random_result


@settings(max_examples=40, deadline=None)
@example(7301)  # a stop-limit whose trigger is its limit: filled at it as a taker
@given(st.integers(0, 10_000))
def test_the_price_paid_is_the_price_before_costs_and_its_parts(seed):
    """Fees say who was a maker (0.02%) and who a taker (0.10%); what is left over is rounding, unless a limit capped the price."""
    result = random_result(seed)
    f, c = result.fills, result.fill_costs
    instruments = result.machine.world.instruments[f["instrument"]]
    assert np.isfinite(c.reference).all()
    rate = np.where(c.maker, COSTS.maker_fee, COSTS.taker_fee)
    assert c.fee == pytest.approx(c.notional * rate)
    units = f["quantity"] * instruments["multiplier"]
    assert c.spread + c.slippage + c.other == pytest.approx(f["side"] * (f["price"] - c.reference) * units, abs=1e-6)
    assert (c.spread[c.maker] == 0).all() and (c.slippage[c.maker] == 0).all()
    # Against us, and by less than one increment; a stop-limit's price is capped in our favour.
    free = f["type"] != int(OrderType.STOP_LIMIT)
    most = instruments["price_increment"] * units
    assert (c.other[free] >= -1e-6).all() and (c.other <= most * (1 + 1e-6) + 1e-6).all()


def test_kinds_add_up_to_what_was_paid():
    result = random_result(3)
    kinds = {k.name: k for k in costs_by_kind(result.fill_costs)}
    c, account = result.fill_costs, result.machine.world.account[0]
    assert kinds["Taker fees"].amount + kinds["Maker fees"].amount == pytest.approx(account["fees"])
    assert kinds["Taker fees"].fills + kinds["Maker fees"].fills == len(result.fills)
    assert kinds["Spread"].amount / kinds["Slippage"].amount == pytest.approx(COSTS.half_spread / COSTS.slippage)
    assert kinds["Slippage"].amount == pytest.approx(
        (c.reference * COSTS.slippage * c.notional / result.fills["price"])[~c.maker].sum()
    )
    assert kinds["Taker fees"].fraction == pytest.approx(kinds["Taker fees"].amount / c.notional.sum())


def test_a_price_that_no_bar_explains_is_unknown_and_said_so():
    """Fills of an order type that came later, in records without a reference price."""
    result = random_result(3)
    result.output.records["type"][:] = 99
    result.output.records["reference"][:] = np.nan
    costs = result.fill_costs
    assert np.isnan(costs.reference).all() and np.isnan(costs.spread).all()
    spread = next(k for k in costs_by_kind(costs) if k.name == "Spread")
    assert spread.amount == 0 and spread.fills == 0
    assert f"{len(result.fills):,} fills without a known price" in spread.note


def test_what_the_records_say_themselves_goes_before_what_bars_tell():
    """`reference`, `maker` and `rate` of a kernel that writes them."""
    result = random_result(3)
    old = result.output.records
    new = old.copy()
    new["reference"], new["maker"], new["rate"] = old["price"] - 0.5 * old["side"], 1, 2.0
    object.__setattr__(result, "output", type(result.output)(new, *[getattr(result.output, n) for n in
        ("decisions", "votes", "used", "equity", "trace")]))  # fmt: skip
    costs, units = result.fill_costs, result.fills["quantity"] * 2.0
    units = units * result.machine.world.instruments["multiplier"][result.fills["instrument"]]
    assert costs.maker.all() and (costs.spread == 0).all()
    assert costs.other == pytest.approx(0.5 * units)
    assert costs.notional == pytest.approx(result.fills["price"] * units)


@pytest.mark.parametrize("seed", [3, 5, 7301])
def test_where_all_pay_the_same_fee_the_price_says_who_rested(seed):
    """The same run told by prices alone: whom it takes for a maker paid no more than the price before costs."""
    result = random_result(seed)
    by_fee = result.fill_costs.maker
    for name in ("maker_fee", "taker_fee"):
        result.machine.world.instruments[name] = 0.001
    costs = fill_costs(result)
    stop_limits = result.fills["type"] == int(OrderType.STOP_LIMIT)
    assert stop_limits.any() and (costs.maker[~stop_limits] == by_fee[~stop_limits]).all()
    assert np.isfinite(costs.reference).all() and (costs.maker[stop_limits] == by_fee[stop_limits]).all()


def test_no_fill_costs_nothing():
    result = random_result(3, n=1)
    assert len(result.fills) == 0
    kinds = costs_by_kind(result.fill_costs)
    assert [k.amount for k in kinds] == [0.0] * 5 and all(np.isnan(k.fraction) for k in kinds)
