"""Ours for `kernel.sweep`: combinations of a cross with stop, target and costs, features in the loop, all figures of each."""

from __future__ import annotations

import resource
import time
from math import ceil
from typing import Any

import numpy as np

import kernel


def ours_sweep(combos: int = 10_000, bars: int = 20_000, workers: int | None = None) -> dict[str, Any]:
    """One sweep after one of 64 combinations to warm up.

    Returns seconds, bar evaluations a second, figures of each combination, peak memory of this process (MB) before and after.
    """
    from tradewind.research.sweep.engine import sweep_block
    from tradewind.research.sweep.tally import FIGURES

    setup, block = kernel._ours(kernel.market(bars))
    sweep_block(setup, block, _space(setup, 64), workers=workers)
    chosen, before = _space(setup, combos), _peak()
    begun = time.perf_counter()
    result = sweep_block(setup, block, chosen, workers=workers)
    seconds = time.perf_counter() - begun
    return {
        "seconds": seconds,
        "combos": len(result),
        "bar_evaluations_per_s": len(result) * bars / seconds,
        "figures": len(FIGURES),
        "trades": int(np.nansum(result.figure("trade_count"))),
        "peak_mb_before": before,
        "peak_mb": _peak(),
    }


def _space(setup: Any, combos: int) -> Any:
    """About evenly many fast and slow averages, stops and targets; exactly `combos` of them."""
    from tradewind.research.sweep.space import space

    side = ceil(combos**0.25)
    fast = ",".join(str(v) for v in np.linspace(3, 30, side).astype(int))
    slow = ",".join(str(v) for v in np.linspace(35, 200, side).astype(int))
    stop = ",".join(f"{v:.6f}" for v in np.linspace(0.005, 0.04, side))
    target = ",".join(f"{v:.6f}" for v in np.linspace(0.01, 0.08, ceil(combos / side**3)))
    made = space(setup.strategy, {"fast": fast, "slow": slow, "stop": stop, "target": target})
    from dataclasses import replace

    return replace(made, values=np.ascontiguousarray(made.values[:combos]))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    import json

    print(json.dumps(ours_sweep(), indent=2))
