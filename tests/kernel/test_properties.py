"""What holds for any bars and any orders."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.kernel.codes import FILL, ORDER_CANCELLED, ORDER_NEW
from tradewind.kernel.layout import DECISION, ORDER, RECORD
from tradewind.ledger.books import Books
from tradewind.ledger.event import Event
from tradewind.market.orders import OrderType, Purpose
from tradewind.risk.limits import RULE_COUNT

from ..randombars import instrument
from .random_runs import COSTS, joined, random_block, run, same, two
from .scenario import told_machine

SEEDS = st.integers(0, 2**31)
EXAMPLES = settings(max_examples=25)


def fills(records: np.ndarray) -> np.ndarray:
    return records[records["kind"] == FILL]


def books_after(records: np.ndarray, of, cash: float) -> Books:
    """The exact books after each fill, as the ledger would have them, compared with what the kernel says at that fill."""
    books = Books({i.id: i for i in of}, "USD", {"USD": Decimal(repr(cash))}, fully_paid=lambda _: True)
    for n, r in enumerate(fills(records)):
        body = {
            "instrument": of[r["instrument"]].id, "side": "buy" if r["side"] > 0 else "sell", "quantity": float(r["quantity"]),
            "price": float(r["price"]), "fee": float(r["fee"]),
        }  # fmt: skip
        books.apply(Event(n, int(r["ts"]), int(r["ts"]), "fill", f"fill-{n}", None, body))
        assert float(books.cash["USD"]) == pytest.approx(r["cash"], rel=1e-12, abs=1e-6)
        assert float(books.positions[of[r["instrument"]].id].quantity) == pytest.approx(r["position"], abs=1e-9)
    return books


@EXAMPLES
@given(SEEDS)
def test_money_is_neither_made_nor_lost(seed: int) -> None:
    """Cash at every fill, and in the end equity, realised sums and fees, are those of the exact decimal books."""
    of = two()
    block = random_block(seed, 200, of)
    machine, output = run(block, of, cash=100_000.0)
    books = books_after(output.records, of, 100_000.0)
    for k, one in enumerate(of):
        books.last[one.id] = Decimal(repr(float(block.closes[block.index == k][-1])))
    account = machine.world.account[0]
    assert float(books.equity()) == pytest.approx(account["equity"], rel=1e-11)
    assert float(books.realised.get("USD", Decimal(0))) == pytest.approx(account["realised"], abs=1e-5)
    assert float(books.fees.get("USD", Decimal(0))) == pytest.approx(account["fees"], abs=1e-6)
    assert account["equity"] == output.equity[-1]


@EXAMPLES
@given(SEEDS)
def test_no_fill_outside_its_bar_or_before_the_next_one(seed: int) -> None:
    of = two()
    block = random_block(seed, 200, of)
    _, output = run(block, of)
    submitted = {r["order"]: r for r in output.records[output.records["kind"] == ORDER_NEW]}
    for r in fills(output.records):
        row = np.flatnonzero((block.times == r["ts"]) & (block.index == r["instrument"]))[0]
        costs = block.highs[row] * (COSTS.slippage + COSTS.half_spread) + float(of[r["instrument"]].price_increment)
        assert block.lows[row] - costs <= r["price"] <= block.highs[row] + costs
        asked = submitted[r["order"]]
        bracket = r["purpose"] in (Purpose.STOP_LOSS, Purpose.TAKE_PROFIT)
        assert r["ts"] >= asked["ts"] if bracket else r["ts"] > asked["ts"]
        if r["type"] in (OrderType.LIMIT, OrderType.STOP_LIMIT):
            assert (r["price"] - r["limit"]) * r["side"] <= 0, "a limit never pays more"


@EXAMPLES
@given(SEEDS)
def test_each_order_ends_once_and_brackets_never_fill_both(seed: int) -> None:
    _, output = run(random_block(seed, 300))
    records = output.records
    ends = records[np.isin(records["kind"], (FILL, ORDER_CANCELLED))]
    assert len(set(ends["order"])) == len(ends)
    done = fills(records)
    for decision in set(done["decision"]):
        of_it = done[
            (done["decision"] == decision) & np.isin(done["purpose"], (Purpose.STOP_LOSS, Purpose.TAKE_PROFIT))
        ]
        assert len(of_it) <= 1
    assert (np.diff(records["number"]) == 1).all()
    assert (np.diff(records["ts"]) >= 0).all()


@EXAMPLES
@given(SEEDS)
def test_what_only_reduces_never_turns_the_position(seed: int) -> None:
    _, output = run(random_block(seed, 300))
    before = 0.0
    for r in fills(output.records):
        if r["purpose"] != Purpose.ENTRY:
            assert before * r["position"] >= 0.0
            assert abs(r["position"]) < abs(before)
        before = r["position"]


@EXAMPLES
@given(SEEDS, st.integers(1, 199))
def test_a_restart_anywhere_goes_on_to_the_same_bytes(seed: int, cut: int) -> None:
    block = random_block(seed, 200)
    whole, expected = run(block)
    first, second = told_machine(costs=COSTS), told_machine(costs=COSTS)
    before = first.step(block[:cut], trace=True)
    second.restore(first.snapshot())
    assert second.snapshot() == first.snapshot()
    same(joined([before, second.step(block[cut:], trace=True)]), expected)
    assert second.snapshot() == whole.snapshot()


@EXAMPLES
@given(SEEDS, st.lists(st.integers(1, 60), min_size=1, max_size=12))
def test_pieces_are_the_same_as_the_whole(seed: int, sizes: list[int]) -> None:
    of = two()
    block = random_block(seed, 100, of)
    _, expected = run(block, of)
    machine, parts, at = told_machine(of, costs=COSTS), [], 0
    while at < len(block):
        size = sizes[len(parts) % len(sizes)]
        parts.append(machine.step(block[at : at + size], trace=True))
        at += size
    same(joined(parts), expected)


@EXAMPLES
@given(SEEDS)
def test_small_buffers_grow_and_drop_nothing(seed: int) -> None:
    block = random_block(seed, 300)
    _, expected = run(block)
    machine = told_machine(costs=COSTS)
    sources = len(machine.world.weights)
    machine.world = machine.world._replace(
        records=np.zeros(8, RECORD), decisions=np.zeros(2, DECISION), orders=np.zeros(2, ORDER),
        votes=np.zeros((2 * sources, 5)), used=np.zeros((2, RULE_COUNT)),
    )  # fmt: skip
    output = machine.step(block, trace=True)
    without_room = [i for i, r in enumerate(expected.decisions) if not np.isnan(expected.used[i]).all()]
    # How many more orders fit is measured too, and depends on the buffer; all else is the same.
    expected.used[without_room, 15] = output.used[without_room, 15]
    same(output, expected)


@EXAMPLES
@given(SEEDS)
def test_the_order_of_instruments_changes_only_numbers(seed: int) -> None:
    a, b = instrument("AAA"), instrument("BBB")
    forth, back = random_block(seed, 150, (a, b)), random_block(seed, 150, (a, b))
    order = np.lexsort((1 - back.index, back.times))
    arrays = [np.ascontiguousarray(x[order]) for x in back.arrays()[:-2]]
    arrays[1] = (1 - arrays[1]).astype(np.int32)
    back = type(back)(*arrays, np.ascontiguousarray(back.columns[:, order]))
    keep = np.isin(
        forth.columns[0], (0.0, 1.0, 2.0, 3.0)
    )  # sizes of signals depend on equity, which the order of fills rounds
    forth.columns[0][~keep] = 0.0
    back.columns[0][np.isin(back.columns[0], (4.0, 5.0))] = 0.0
    one, other = run(forth, (a, b))[1].records, run(back, (b, a))[1].records
    fields = ["ts", "side", "type", "purpose", "quantity", "price", "fee", "realised", "position"]
    for k in range(2):
        mine, theirs = (fills(r)[fills(r)["instrument"] == j] for r, j in ((one, k), (other, 1 - k)))
        assert mine[fields].tolist() == theirs[fields].tolist()
