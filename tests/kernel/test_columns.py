"""What the loop does not carry from bar to bar is the same as if it did: columns' values before, the regime of a decision."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tradewind.features.column import Column
from tradewind.features.compute import compute
from tradewind.features.indicators.regime import trend_regime
from tradewind.kernel.machine import Output
from tradewind.kernel.setup import Setup
from tradewind.strategies import Strategy, hold, long
from tradewind.strategies.strategy import define

from ..randombars import random_bars
from .random_runs import joined

MARKS = np.random.default_rng(5).random(300) < 0.2


class Follows(Strategy):
    """Speaks the bar after a mark."""

    timeframe = "1h"
    features = dict(mark=Column(lambda bars: MARKS * 1.0, "marks"))

    def on_bar(s):
        return long(0.9, stop=s.bar.close * 0.9) if s.previous.mark > 0.0 else hold()


def run(pieces: list[int]) -> Output:
    bars = random_bars(300, 3, timeframe="1h")
    setup = Setup(define(Follows), (bars.instrument,), {})
    machine, block = setup.machine(), setup.block([bars])
    edges = [0, *pieces, 300]
    return joined([machine.step(block[a:b], trace=True) for a, b in pairwise(edges)])


@pytest.mark.parametrize("pieces", [[], [1, 2, 150], list(range(1, 300))])
def test_previous_and_regime(pieces: list[int]) -> None:
    bars = random_bars(300, 3, timeframe="1h")
    regime = compute({"regime": trend_regime(n=100)}, bars)["regime"]
    output = run(pieces)
    spoken = np.flatnonzero(MARKS[:-1]) + 1
    assert output.decisions["ts"].tolist() == bars.ts_event[spoken].tolist()
    np.testing.assert_array_equal(output.decisions["regime"], regime[spoken])
    np.testing.assert_array_equal(output.trace[:, 1], regime)
    assert len(set(regime[spoken[spoken > 100]])) > 1
