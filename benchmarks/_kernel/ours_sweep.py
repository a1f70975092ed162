"""Ours for `kernel.sweep`: pairs of averages over the same bars, features in the loop, all 25 figures of each. Run alone it tells the memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from _kernel import market, strategies
from tradewind.kernel.block import Block
from tradewind.kernel.setup import Setup
from tradewind.research.sweep.engine import sweep_block
from tradewind.research.sweep.space import Space, space
from tradewind.strategies.loading import from_source


def ours_sweep(rows: int, combos: int, *, workers: int | None = None) -> tuple[float, Callable[[], object]]:
    """market.pairs(combos) over market.bars(rows), features in the loop, every figure of each; amount: rows * combos."""
    setup, block = _session(rows)
    chosen = _pairs(setup, combos)
    sweep_block(setup, block, _pairs(setup, 64), workers=workers)
    return rows * len(chosen), lambda: sweep_block(setup, block, chosen, workers=workers)


def _session(rows: int) -> tuple[Setup, Block]:
    """The session that is measured everywhere, with room for the longest average that the pairs have."""
    usual = strategies.session()
    wider = strategies.CROSS.replace("Int(50, 5, 400)", "Int(50, 5, 600)")
    setup = replace(usual, strategy=from_source(wider, "cross.py"))
    return setup, setup.block(strategies.as_bars(setup, [market.bars(rows)]))


def _pairs(setup: Setup, combos: int) -> Space:
    chosen = market.pairs(combos)
    made = space(setup.strategy, {"fast": "5:24", "slow": "30:529"})
    fixed = [[fast, slow, setup.params["stop"], setup.params["target"]] for fast, slow in chosen]
    return replace(made, values=np.array(fixed, dtype=np.float64))


def main(combos: int, rows: int, workers: int | None = None) -> None:
    amount, call = ours_sweep(rows, combos, workers=workers)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.perf_counter()
    used = time.process_time()
    result = call()
    seconds, used = time.perf_counter() - begun, time.process_time() - used
    told = {
        "combos": combos,
        "bars": rows,
        "seconds": seconds,
        "cpu_seconds": used,
        "bar_evaluations_per_s": amount / seconds,
        "bar_evaluations_per_cpu_s": amount / used,
        "round_trips_per_combination": float(np.nanmean(result.figure("trade_count"))),  # type: ignore[attr-defined]
        "peak_mb_before": before,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:])) if len(sys.argv) > 2 else main(10_000, 20_000)
