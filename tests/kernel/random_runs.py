"""Random bars with random answers of a strategy to them, from one seed, so that a failing example is one number."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from tradewind.kernel.block import Block, merge
from tradewind.kernel.machine import Machine, Output
from tradewind.kernel.opening import Costs
from tradewind.market.instrument import Instrument

from ..randombars import instrument, random_bars
from .scenario import told_machine

COSTS = Costs(slippage=0.0005, half_spread=0.0002, taker_fee=0.001, maker_fee=0.0002)


def random_block(seed: int, n: int, of: tuple[Instrument, ...] | None = None) -> Block:
    """`n` bars of each instrument; about every fourth is answered, with all kinds of orders near the price."""
    of = of or (instrument(),)
    bars = [random_bars(n, seed * 10 + j, of=i, timeframe="1h", volatility=0.01) for j, i in enumerate(of)]
    return merge(bars, [random_answers(b.close, seed * 10 + j) for j, b in enumerate(bars)])


def random_answers(close: np.ndarray, seed: int) -> list[np.ndarray]:
    """The six columns: kind, size, limit, trigger, stop, target."""
    rng = np.random.default_rng((seed, 7))
    n = len(close)
    kind = rng.choice([0, 1, 2, 3, 4, 5], n, p=[0.72, 0.08, 0.08, 0.03, 0.05, 0.04]).astype(float)
    size = np.where(kind >= 4, rng.uniform(0.5, 1.0, n), rng.uniform(0.05, 20.0, n))
    side = np.where((kind == 1) | (kind == 4), 1.0, -1.0)

    def near(away: np.ndarray, share: float) -> np.ndarray:
        return np.where(rng.random(n) < share, close * (1.0 + away * np.abs(rng.normal(0.0, 0.012, n))), np.nan)

    return [kind, size, near(-side, 0.4), near(side, 0.3), near(-2 * side, 0.6), near(2 * side, 0.6)]


def run(block: Block, of: tuple[Instrument, ...] | None = None, **options) -> tuple[Machine, Output]:
    machine = told_machine(of, costs=options.pop("costs", COSTS), **options)
    return machine, machine.step(block, trace=True)


def two() -> tuple[Instrument, ...]:
    """Two instruments with different increments; the second is a contract with a multiplier."""
    return instrument("AAA"), instrument(
        "BBB", price_increment=Decimal("0.05"), size_increment=Decimal(1), multiplier=Decimal(5)
    )


def same(a: Output, b: Output) -> None:
    """Equal to the last bit."""
    for name in ("records", "decisions", "votes", "used", "equity", "trace"):
        assert getattr(a, name).tobytes() == getattr(b, name).tobytes(), name


def joined(parts: list[Output]) -> Output:
    names = ("records", "decisions", "votes", "used", "equity", "trace")
    return Output(*(np.concatenate([getattr(p, n) for p in parts]) for n in names))
