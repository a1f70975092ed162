"""What both sides are given: minute bars with volume, from a seed."""

from __future__ import annotations

import numpy as np
from _kernel import market


def minute_bars(rows: int) -> dict[str, np.ndarray]:
    """open, high, low, close, volume: (rows,)."""
    return {**market.bars(rows), "volume": np.random.default_rng(3).lognormal(6.0, 1.0, rows)}
