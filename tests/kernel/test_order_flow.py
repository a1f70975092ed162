"""What holds for any flow of orders of all kinds: random wishes on random bars, with latency, jitter and a share of the volume."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tradewind.kernel.codes import FILL, ORDER_NEW
from tradewind.kernel.machine import Machine, Output
from tradewind.kernel.plain import Records
from tradewind.market.orders import OrderType
from tradewind.market.time import HOUR, MINUTE
from tradewind.strategies import desk

from ..randombars import random_bars
from .random_runs import COSTS, joined, same
from .scenario import one_bar, told_machine
from .test_plain_python import as_python

KINDS = [int(t) for t in OrderType]
FLOW = settings(max_examples=25)


def machine(latency: bool) -> Machine:
    made = told_machine(costs=COSTS, cash=1_000_000.0)
    made.world.instruments["participation"] = 0.02
    if latency:
        made.world.instruments["order_latency"] = 20 * MINUTE
        made.world.instruments["latency_jitter"] = 50 * MINUTE
    return made


def wishes(rng: np.random.Generator, close: float, now: int, on: desk.Desk) -> None:
    """Up to three wishes near the price, of all kinds."""
    for _ in range(rng.integers(0, 4)):
        tag, verb = int(rng.integers(1, 6)), rng.random()
        if verb < 0.1:
            desk.cancel(on, tag)
        elif verb < 0.2:
            desk.amend(on, tag, limit=round(close * rng.uniform(0.97, 1.03), 2))
        else:
            random_order(rng, close, now, on, tag)


def random_order(rng: np.random.Generator, close: float, now: int, on: desk.Desk, tag: int) -> None:
    side, kind = (1.0 if rng.random() < 0.5 else -1.0), int(rng.choice(KINDS))
    trails, algorithm = kind in (6, 7), int(rng.integers(1, 6)) if rng.random() < 0.15 and kind <= 1 else 0
    up = side if kind in (2, 3) else -side
    trigger = round(close * (1 + up * rng.uniform(0, 0.02)), 2) if kind in (2, 3, 4, 5) else np.nan
    limit = round(close * (1 - side * rng.uniform(-0.005, 0.02)), 2) if kind in (1, 3, 5, 10, 11) else np.nan
    desk.place(
        on, side, round(rng.uniform(0.1, 30.0), 2), limit=limit, trigger=trigger, order_type=kind, tag=tag,
        stop=close * (1 - 0.02 * side) if rng.random() < 0.5 else np.nan,
        target=close * (1 + 0.02 * side) if rng.random() < 0.5 else np.nan,
        time_in_force=int(rng.choice([0, 0, 0, 1, 2, 3, 4])), expires=now + int(rng.integers(1, 9)) * HOUR,
        flags=int(rng.choice([0, 0, 1, 2])), linked=int(rng.choice([0, 0, 1])), after=int(rng.choice([0, 0, 0, 1, 2])),
        trail_kind=int(rng.choice([1, 2])) if trails else 0, trail=0.02 if trails else np.nan, peg=1 if kind == 12 else 0,
        display=float(rng.choice([0.0, 0.0, 2.0])), algorithm=algorithm, until=now + 5 * HOUR if algorithm else 0,
        interval=HOUR, rate=0.05,
    )  # fmt: skip


def flow(made: Machine, seed: int, n: int = 60) -> Iterator[tuple[Output, np.ndarray]]:
    """Each bar's output, and the working orders before it."""
    bars = random_bars(n, seed, timeframe="1h", volatility=0.01)
    rng = np.random.default_rng((seed, 3))
    for i in range(n):
        now = int(bars.ts_event[i])
        wishes(rng, float(bars.close[i]), now, desk.Desk(Records(made.world.intents), made.world.wished))  # type: ignore[arg-type]
        before = made.world.orders[: made.world.account["working"][0]].copy()
        prices = [float(getattr(bars, name)[i]) for name in ("open", "high", "low", "close", "volume")]
        yield made.step(one_bar(now, prices, [])), before


@FLOW
@given(st.integers(0, 2**31), st.booleans())
@example(seed=794413043, latency=True)  # what waited for another order was set to work before it had arrived itself
def test_orders_keep_their_word(seed: int, latency: bool) -> None:
    """No order is filled past its size or before it could be at the venue, none of a list after another, reduce-only never opens."""
    made = machine(latency)
    asked: dict[int, float] = {}
    filled: dict[int, float] = {}
    list_of: dict[int, int] = {}
    done: dict[int, int] = {}
    position = 0.0
    for output, before in flow(made, seed):
        arrives = {int(o["id"]): int(o["active_ts"]) for o in before}
        for r in output.records:
            order = int(r["order"])
            asked[order] = (
                max(asked.get(order, 0.0), float(r["quantity"])) if r["kind"] != FILL else asked.get(order, 0.0)
            )
            if r["kind"] == ORDER_NEW and r["list"]:
                list_of[order] = int(r["list"])
            if r["kind"] != FILL:
                continue
            filled[order] = filled.get(order, 0.0) + float(r["quantity"])
            assert arrives.get(order, 0) <= r["ts"]
            if order in list_of:
                assert done.setdefault(list_of[order], order) == order
            if r["marks"] & desk.REDUCE_ONLY or r["purpose"] != 0:
                assert abs(r["position"]) < abs(position) + 1e-9
                assert r["position"] * position >= -1e-9
            position = float(r["position"])
        account = made.world.account[0]
        held = made.world.positions[0]
        assert account["equity"] == pytest.approx(account["cash"] + held["quantity"] * held["last_price"], rel=1e-9)
        working = made.world.orders[: account["working"]]
        assert (working["quantity"] > 0).all()
        assert account["margin_reserved"] == pytest.approx(working["margin"].sum(), abs=1e-3)
    assert filled, "nothing was filled: the flow tests nothing"
    for order, size in filled.items():
        assert size <= asked[order] + 1e-6 or asked[order] == 0.0


@FLOW
@given(st.integers(0, 2**31))
def test_fills_stay_inside_the_share_of_the_volume_and_the_bar(seed: int) -> None:
    made = machine(False)
    bars = random_bars(60, seed, timeframe="1h", volatility=0.01)
    for i, (output, _) in enumerate(flow(made, seed)):
        fills = output.records[output.records["kind"] == FILL]
        assert fills["quantity"].sum() <= 0.02 * bars.volume[i] + 1e-9
        assert (fills["reference"] <= bars.high[i] + 1e-9).all()
        assert (fills["reference"] >= bars.low[i] - 1e-9).all()


@settings(max_examples=8)
@given(st.integers(0, 2**31), st.booleans())
def test_plain_python_gives_the_same_bytes(seed: int, latency: bool) -> None:
    plain, compiled = machine(latency), machine(latency)
    as_python(plain)
    for one in (plain, compiled):
        one.world.decisions.view("u1")[:] = 0
    same(joined([o for o, _ in flow(plain, seed, 40)]), joined([o for o, _ in flow(compiled, seed, 40)]))
    assert plain.snapshot() == compiled.snapshot()
