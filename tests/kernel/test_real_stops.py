"""Real quotes, trades and depth with stops and targets that matter: they close at least 30% of the trades, never at a price that was not there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tradewind.kernel import commands as c
from tradewind.kernel.block import Block
from tradewind.kernel.codes import FILL
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.machine import Machine, command
from tradewind.market.instrument import Instrument
from tradewind.market.orders import Purpose

from .real_blocks import bitcoin_book, bitcoin_trades, euro_dollar_quotes, untold
from .scenario import told_machine

# Data, size of a trade, distance of its stop and target as fractions of the price, events between looks, looks until it is left at the market.
CASES = {
    "quotes": (euro_dollar_quotes, 1_000.0, 0.0003, 200, 20),
    "trades": (bitcoin_trades, 0.01, 0.00005, 20, 15),
    "depth": (lambda folder: bitcoin_book(folder)[:2], 0.05, 0.0002, 500, 40),
}


def traded(
    machine: Machine, of: Instrument, block: Block, size: float, away: float, every: int, patience: int
) -> np.ndarray:
    """All fills of in and out: a bracket whenever flat, to and fro, left by an order against it once patience is over."""
    records, looks, side = [], 0, 1.0
    step = float(of.price_increment)
    for start in range(0, len(block), every):
        part = block[start : start + every]
        records.append(machine.step(part).records)
        price, held = (float(machine.world.positions[n][0]) for n in ("last_price", "quantity"))
        now, working = int(part.times[-1]), int(machine.world.account["working"][0])
        looks = looks + 1 if held else 0
        if held == 0.0 and working == 0:
            side = -side
            stop, target = (round(round(price * (1 + d * side * away) / step) * step, 8) for d in (-1, 1))
            records.append(machine.step(command(c.PLACE, now, quantity=side * size, stop=stop, target=target)).records)
        elif looks == patience:
            records.append(machine.step(command(c.PLACE, now, quantity=-held)).records)
    found = np.concatenate(records)
    return found[found["kind"] == FILL]


@pytest.mark.parametrize("name", CASES)
def test_stops_and_targets_close_at_least_thirty_percent(shared_data: Path, name: str) -> None:
    make, size, away, every, patience = CASES[name]
    of, block = make(shared_data)
    block = untold(block[:200_000])
    machine = told_machine((of,), conditions=Conditions(depth=16_384 if name == "depth" else 0), cash=1e6)
    fills = traded(machine, of, block, size, away, every, patience)
    before = np.r_[0.0, fills["position"][:-1]]
    closing = fills[np.abs(fills["position"]) < np.abs(before)]
    stops, targets = (closing[closing["purpose"] == p] for p in (Purpose.STOP_LOSS, Purpose.TAKE_PROFIT))
    orders = {int(o) for o in closing["order"]}
    by_bracket = {int(o) for part in (stops, targets) for o in part["order"]}
    assert len(orders) >= 15
    assert len(by_bracket) / len(orders) >= 0.3
    assert len(stops) and len(targets)
    # A stop first gets its price or a worse one (what is left of it then is a market order like any), a target its price or a better one.
    stops = stops[np.unique(stops["order"], return_index=True)[1]]
    assert (stops["side"] * (stops["price"] - stops["trigger"]) >= -1e-9).all()
    assert (targets["side"] * (targets["price"] - targets["limit"]) <= 1e-9).all()
    assert machine.world.positions["quantity"][0] == pytest.approx((fills["side"] * fills["quantity"]).sum(), abs=1e-9)
    gone = (fills["side"] * fills["quantity"] * fills["price"]).sum() + fills["fee"].sum()
    assert machine.world.account["cash"][0] == pytest.approx(1e6 - gone, abs=1e-6)
