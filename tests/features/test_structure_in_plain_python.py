"""Harmonic and Elliott steps as plain Python say bit for bit what they say compiled, and raise nothing."""

from __future__ import annotations

import numpy as np
import pytest

from tradewind.features.compute import compute

from ..randombars import bars_of, instrument, random_bars
from .cases import elliott, harmonic

CASES = {case.name: case for case in (*harmonic.CASES, *elliott.CASES)}
# Legs at the last digit of a large price, where lengths and slopes come out as 0.
TINY = bars_of(
    instrument(),
    [(1e12, 1e12 + up, 1e12 - down, 1e12) for up, down in np.random.default_rng(1).integers(0, 4, (400, 2)) * 1.2e-4],
)


@pytest.mark.parametrize("bars", [random_bars(600, 3), TINY], ids=["walk", "tiny"])
@pytest.mark.parametrize("name", CASES)
def test_plain_and_compiled_are_the_same(name: str, bars) -> None:
    use = CASES[name].use
    kind = use.kind
    p = kind.params_type(**use.resolve({}))
    assert kind.window is not None
    window, state, told = np.zeros(kind.window(p)), kind.state, []
    for row in zip(bars.high.tolist(), bars.low.tolist(), bars.close.tolist(), strict=True):
        state, output = kind.step(state, p, window, *row)
        told.append(output)
    compiled = np.stack(list(compute({"x": use}, bars).values()), axis=1)
    assert np.array(told, dtype=float).tobytes() == compiled.tobytes()
