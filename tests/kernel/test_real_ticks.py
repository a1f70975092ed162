"""Real quotes, trades and depth through the kernel: no fill outside the market, none too early, none larger than what was there."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tradewind.kernel import commands as c
from tradewind.kernel.block import Block
from tradewind.kernel.codes import FILL, ORDER_NEW
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.events_block import events_block
from tradewind.kernel.machine import Machine, command
from tradewind.market.events import EventKind
from tradewind.market.ticks import Quotes

from ..randombars import instrument
from .real_blocks import bitcoin_book, bitcoin_trades, euro_dollar_quotes, ns, untold
from .scenario import told_machine


def _run(machine: Machine, block: Block, every: int, seed: int, size: float, near: float) -> tuple[np.ndarray, dict]:
    """Orders of all kinds near the price, every so many events; the records and each order's arrival."""
    rng = np.random.default_rng(seed)
    block = untold(block)
    records, arrivals = [], {}
    for start in range(0, len(block), every):
        part = block[slice(start, start + every)]
        records.append(machine.step(part).records)
        price = float(machine.world.positions["last_price"][0])
        side = 1.0 if machine.world.positions["quantity"][0] <= 0 else -1.0
        limit = price * (1 - side * near * rng.random()) if rng.random() < 0.6 else np.nan
        out = machine.step(command(c.PLACE, int(part.times[-1]), quantity=side * size, limit=limit))
        records.append(out.records)
        working = machine.world.orders[: machine.world.account["working"][0]]
        arrivals |= dict(zip(working["id"].tolist(), working["active_ts"].tolist(), strict=True))
    return np.concatenate(records), arrivals


def _check(records: np.ndarray, arrivals: dict, expected: int) -> np.ndarray:
    fills = records[records["kind"] == FILL]
    assert len(fills) > expected
    asked = {int(r["order"]): float(r["quantity"]) for r in records[records["kind"] == ORDER_NEW]}
    for order in np.unique(fills["order"]):
        assert fills["quantity"][fills["order"] == order].sum() <= asked[int(order)] + 1e-9
    early = [f for f in fills if int(f["order"]) in arrivals and f["ts"] < arrivals[int(f["order"])]]
    assert not early
    return fills


def test_euro_dollar_quotes(shared_data: Path):
    of, block = euro_dollar_quotes(shared_data)
    times, bid, ask = block.times, block.opens, block.highs
    machine = told_machine((of,), conditions=Conditions(order_latency=50_000_000, latency_jitter=30_000_000), cash=1e6)
    fills = _check(*_run(machine, block, 500, 3, 1000.0, 2e-4), 50)
    last = np.searchsorted(times, fills["ts"], side="right") - 1
    first = np.searchsorted(times, fills["ts"], side="left")
    for fill, a, b in zip(fills, first, last, strict=True):
        price, taker = fill["price"], fill["price"] != fill["limit"]
        if fill["side"] > 0:
            assert ask[a : b + 1].min() - 1e-9 <= price
            assert not taker or price <= ask[a : b + 1].max() + 1e-9
        else:
            assert price <= bid[a : b + 1].max() + 1e-9
            assert not taker or price >= bid[a : b + 1].min() - 1e-9


def test_bitcoin_trades(shared_data: Path):
    of, block = bitcoin_trades(shared_data)
    times, price, size = block.times, block.opens, block.highs
    machine = told_machine((of,), conditions=Conditions(participation=0.5), cash=1e6)
    fills = _check(*_run(machine, block, 20, 5, 0.05, 1e-4), 20)
    for ts in np.unique(fills["ts"]):
        now = fills[fills["ts"] == ts]
        assert now["quantity"].sum() <= 0.5 * size[times == ts].sum() + 1e-9
        assert price.min() <= now["price"].min() and now["price"].max() <= price.max()


def test_bitcoin_depth(shared_data: Path):
    of, block, _ = bitcoin_book(shared_data)
    block = block[slice(0, 200_000)]
    machine = told_machine((of,), conditions=Conditions(depth=16_384, queue="log", order_latency=5_000_000), cash=1e8)
    records, arrivals = _run(machine, block, 1000, 9, 2.0, 1e-4)
    fills = _check(records, arrivals, 30)
    book = machine.world.books[0]
    assert book["bid"] < book["ask"]
    assert book["lost"] == 0
    trades = block.kinds == EventKind.TRADE
    assert fills["price"].min() >= block.opens[trades].min() * 0.999
    assert fills["price"].max() <= block.opens[trades].max() * 1.001
    assert (fills["price"] == fills["limit"]).any() and (fills["price"] != fills["limit"]).any()


def test_the_same_from_a_snapshot(shared_data: Path):
    """Cut anywhere and resumed from a snapshot, the book and the queues go on as if nothing had been."""
    of, block, snapshot = bitcoin_book(shared_data)
    block = block[slice(0, 30_000)]
    block = untold(block)
    machines = [told_machine((of,), conditions=Conditions(depth=16_384), cash=1e8) for _ in range(2)]
    cut = snapshot + 5000
    for machine in machines:
        machine.step(block[slice(0, cut)])
        best = float(machine.world.positions["bid"][0])
        machine.step(command(c.PLACE, int(block.times[cut - 1]), quantity=0.5, limit=best))
    machines[1].restore(machines[0].snapshot())
    outputs = [m.step(block[slice(cut, None)]) for m in machines]
    assert outputs[0].records.tobytes() == outputs[1].records.tobytes()
    assert machines[0].snapshot() == machines[1].snapshot()


def test_what_is_wrong_is_said(shared_data: Path):
    from tradewind.errors import DataError

    frame = pl.read_parquet(shared_data / "fx/eurusd_fxcm_tick.parquet")
    times = ns(frame["ts"])
    of = instrument("EURUSD", price_increment=Decimal("0.00001"))
    zero = np.zeros(len(times))
    bid, ask = (frame[n].to_numpy().astype(float) for n in ("bid", "ask"))
    if (bid > ask).any():
        with pytest.raises(DataError, match=r"bid = .* at event \d+ .*crossed"):
            events_block([of], [Quotes(of, times, times, bid, ask, zero, zero)])
    with pytest.raises(DataError, match="time goes back at event 1"):
        events_block(
            [of], [Quotes(of, times[:2][::-1], times[:2][::-1], bid[:2] * 0 + 1, ask[:2] * 0 + 2, zero[:2], zero[:2])]
        )
