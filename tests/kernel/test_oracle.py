"""The kernel fills what the slow account in exact decimals fills, at the same prices, for random bars and orders."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.kernel.block import Block
from tradewind.kernel.codes import FILL
from tradewind.kernel.opening import Account as Rules

from ..oracle.account import CENT, Account, Order
from .random_runs import COSTS, random_block
from .scenario import told_machine


def exact(value: float) -> Decimal:
    return Decimal(repr(float(value)))


def answers(seed: int, n: int) -> Block:
    """Random orders with prices and sizes on their grid, so that nothing is left to rounding; no signals."""
    block = random_block(seed, n)
    block.columns[0][block.columns[0] > 3] = 0.0
    block.columns[1:] = np.round(block.columns[1:], 2)
    return block


def oracle(block: Block, cash: int, *, hedging: bool = False) -> Account:
    rates = (COSTS.taker_fee or 0.0, COSTS.maker_fee or 0.0, COSTS.slippage + COSTS.half_spread)
    account = Account(Decimal(cash), *(Decimal(str(round(r, 6))) for r in rates), hedging=hedging)
    for i in range(len(block)):
        account.bar(i, exact(block.opens[i]), exact(block.highs[i]), exact(block.lows[i]))
        kind, size, *prices = block.columns[:, i]
        if kind in (1.0, 2.0):
            given = [None if np.isnan(p) else exact(p).quantize(CENT) for p in prices]
            account.place(Order(1 if kind == 1.0 else -1, exact(size).quantize(CENT), "entry", *given))
        elif kind == 3.0:
            account.leave()
    return account


@settings(max_examples=60)
@given(st.integers(0, 2**31), st.booleans())
def test_the_same_fills_at_the_same_prices(seed: int, hedging: bool) -> None:
    block = answers(seed, 150)
    machine = told_machine(costs=COSTS, cash=1_000_000.0, account=Rules(hedging=hedging))
    records = machine.step(block).records
    fills = records[records["kind"] == FILL]
    expected = oracle(block, 1_000_000, hedging=hedging)
    seen = [
        (int(np.searchsorted(block.times, r["ts"])), int(r["side"]), round(float(r["quantity"]), 2), float(r["price"]))
        for r in fills
    ]
    assert seen == [(bar, side, float(size), float(price)) for bar, side, size, price, _ in expected.fills]
    assert fills["fee"].sum() == pytest.approx(float(sum(f[4] for f in expected.fills)), abs=1e-8)
    assert machine.world.account["cash"][0] == pytest.approx(float(expected.cash), abs=1e-6)
    assert machine.world.positions["quantity"] == pytest.approx([float(q) for q in expected.legs.values()], abs=1e-9)
