"""The same book, trades and resting orders through hftbacktest: the same fills at the same times, the same fees and equity.

Compared is what both have: its no-partial-fill exchange, its risk-averse queue, constant latency, no cost beside fees. Orders are of one
lot and the market's sizes of fifty, so that nothing is filled in part and no order of ours takes what another one could have had. All
are of one side, so that none is an exit. An order that can trade when it arrives trades then with them, at the next event with us.
docs/realism.md says more of where the two part.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tradewind.kernel.block import Block
from tradewind.kernel.codes import FILL
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.machine import Output
from tradewind.kernel.opening import Costs
from tradewind.kernel.setup import Setup
from tradewind.market.events import EventKind
from tradewind.market.instrument import AssetClass, Instrument
from tradewind.risk.limits import Limits
from tradewind.strategies import Strategy, hold
from tradewind.strategies.desk import cancel, place
from tradewind.strategies.strategy import define

ROOT = Path(__file__).parents[2]
TICK, LOT, CASH = 0.1, 0.001, 10_000.0
MAKER, TAKER = 0.0002, 0.0005
LATENCY = 2_000_001  # ns; events come at multiples of 10 ns, wishes at 3 more, so that no two things happen at once
TIMER = int(EventKind.TIMER)


class Told(Strategy):
    """A timer is one order (a: price, b: its number, c: side) or, with a side of 0, the end of one."""

    timeframe = "1m"

    def on_event(s):
        if s.event.kind == TIMER:
            if s.event.c == 0.0:
                cancel(s.desk, int(s.event.b))
            else:
                place(s.desk, s.event.c, 0.001, limit=s.event.a, tag=int(s.event.b))
        return hold()


def peer() -> str:
    """The Python that has hftbacktest; the test is skipped, and says why, where there is none."""
    python = os.environ.get("PEERS_PYTHON") or str(ROOT / ".venv-peers" / "bin" / "python")
    if not Path(python).exists():
        pytest.skip(f"no peers' environment at {python} (scripts/setup_peers.sh makes one; PEERS_PYTHON names another)")
    if subprocess.run([python, "-c", "import hftbacktest"], check=False, capture_output=True).returncode:
        pytest.skip(f"{python} has no hftbacktest")
    return python


def market(rows: int, seed: int) -> np.ndarray:
    """(n, 5) rows of ts, 0 depth or 1 trade, side, price, size: a book whose middle walks; what trades leaves its level afterwards."""
    rng = np.random.default_rng(seed)
    middle, ts = 10_000, 1_000_000_000
    sizes: dict[tuple[int, int], int] = {}
    out: list[tuple[int, int, int, float, float]] = []

    def say(kind: int, side: int, tick: int, lots: int) -> None:
        out.append((ts, kind, side, tick / 10, 50 * lots / 1000))

    for away in range(1, 9):
        for side in (1, -1):
            sizes[side, middle - side * away] = int(rng.integers(5, 60))
            say(0, side, middle - side * away, sizes[side, middle - side * away])
    while len(out) < rows:
        ts += 10 * int(rng.integers(1, 300_000))
        side, draw = int(rng.choice([1, -1])), rng.random()
        best = next((middle - side * a for a in range(1, 9) if sizes.get((side, middle - side * a))), None)
        if draw < 0.03:  # the middle steps away from `side`: its other side's first level goes, a new one comes behind
            gone, middle = middle + side, middle + side
            sizes[-side, gone] = 0
            say(0, -side, gone, 0)
            sizes[side, gone - side] = int(rng.integers(5, 60))
            say(0, side, gone - side, sizes[side, gone - side])
        elif draw < 0.35 and best is not None:
            taken = int(rng.integers(1, sizes[side, best] + 1))
            say(1, -side, best, taken)
            sizes[side, best] -= taken
            say(0, side, best, sizes[side, best])
        else:
            tick = middle - side * int(rng.integers(1, 9))
            sizes[side, tick] = int(rng.integers(1, 60))
            say(0, side, tick, sizes[side, tick])
    ts += 1_000_000_000  # so that the last fill is known where it is reported with a latency
    say(0, 1, middle - 20, 1)
    return np.array(out)


def wishes(events: np.ndarray, side: int, seed: int) -> np.ndarray:
    """(n, 5) rows of ts, side, price, size, ts of the cancellation or 0: orders of one lot near the middle, some of which take at once."""
    rng = np.random.default_rng(seed + 1000)
    rows = []
    for i in range(100, len(events) - 400, 23):
        near = events[i - 20 : i, 3]
        price = round((np.median(near) - side * TICK * rng.integers(-1, 6)) / TICK) * TICK
        end = events[i + int(rng.integers(20, 400)), 0] + 3 if rng.random() < 0.5 else 0
        rows.append((events[i, 0] + 3, side, round(price, 1), LOT, end))
    return np.array(rows)


def ours(events: np.ndarray, orders: np.ndarray, setup: Setup) -> tuple[Any, Output]:
    """The machine after all, and what it wrote."""
    depth = np.where(events[:, 1] == 1, int(EventKind.TRADE), int(EventKind.DEPTH))
    rows = [(t, k, p, s, w) for (t, _, w, p, s), k in zip(events, depth, strict=True)]
    rows += [(ts, TIMER, price, i + 1, side) for i, (ts, side, price, _, _) in enumerate(orders)]
    rows += [(row[4], TIMER, 0.0, i + 1, 0.0) for i, row in enumerate(orders) if row[4] > 0]
    table = np.array(sorted(rows, key=lambda r: r[0]))
    zeros = np.zeros(len(table))
    a, b, c = (np.ascontiguousarray(table[:, j]) for j in (2, 3, 4))
    block = Block(
        table[:, 0].astype(np.int64), zeros.astype(np.int32), a, b, c, zeros, zeros, np.empty((0, len(table))), table[:, 1].astype(np.int8),
    )  # fmt: skip
    machine = setup.machine()
    return machine, machine.step(block)


def theirs(events: np.ndarray, orders: np.ndarray, folder: Path, power: float = 0.0) -> dict[str, Any]:
    python = peer()
    path = folder / "given.npz"
    np.savez(path, events=events, orders=orders, settings=np.array([LATENCY, TICK, LOT, MAKER, TAKER, power]))
    script = str(Path(__file__).with_name("hftbacktest_orders.py"))
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run([python, script, str(path)], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def setup() -> Setup:
    instrument = Instrument("COIN", "SIM", AssetClass.SPOT, "USD", Decimal("0.1"), Decimal("0.001"))
    wide = replace(
        Limits(),
        max_daily_loss=10.0,
        max_drawdown=10.0,
        max_consecutive_losses=10**9,
        min_seconds_between_trades=0.0,
        stop_atr=0.0,
        max_leverage=1e9,
    )  # fmt: skip  (a peer knows no limits)
    costs = Costs(slippage=0.0, taker_fee=TAKER, maker_fee=MAKER)
    conditions = Conditions(order_latency=LATENCY, queue="risk averse", depth=1 << 12)
    return Setup(define(Told), (instrument,), {}, wide, costs, CASH, conditions=conditions)


@pytest.mark.parametrize(("side", "seed"), [(1, 1), (-1, 2)])
def test_resting_orders_fill_as_in_hftbacktest(setup: Setup, tmp_path: Path, side: int, seed: int) -> None:
    events = market(8_000, seed)
    orders = wishes(events, side, seed)
    peers = theirs(events, orders, tmp_path)
    machine, output = ours(events, orders, setup)
    fills = output.records[output.records["kind"] == FILL]
    found = np.column_stack([fills["order"], fills["ts"], fills["price"], fills["quantity"]])
    expected = np.array(peers["fills"])[:, :4]
    arrived = orders[expected[:, 0].astype(int) - 1, 0] + LATENCY
    took = expected[:, 1] == arrived
    expected[took, 1] = events[np.searchsorted(events[:, 0], arrived[took]), 0]
    assert took.sum() > 10 and (~took).sum() > 50
    found, expected = (rows[np.argsort(rows[:, 0])] for rows in (found, expected))
    assert found[:, 0].tolist() == expected[:, 0].tolist()
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)
    assert (fills["maker"] == 0).sum() == took.sum()
    account = machine.world.account[0]
    assert account["fees"] == pytest.approx(peers["fees"], abs=1e-9)
    assert account["equity"] - CASH == pytest.approx(peers["equity"], abs=1e-9)
