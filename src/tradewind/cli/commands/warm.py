"""`tradewind warm`."""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from tradewind.cli import show
from tradewind.cli.progress import progress


def warm() -> int:
    """Compile the kernels of the built-in strategies ahead, so that nobody waits later.

    Example: tradewind warm

    Machine code is kept for this processor and these versions; what is there already takes no time.
    """
    from tradewind.strategies.loading import builtin_names

    # For one instrument and for several; the loop differs. Commands first: every account needs them.
    jobs = [("commands", ""), ("serving", "")]
    jobs += [(str(count), name) for name in builtin_names() for count in (2, 1)]
    jobs += [("features", "direction_1")]  # what `train` takes if it is told nothing
    begun = time.monotonic()
    show.err.print(f"compiling {len(jobs)} kernels, once for this machine …", style="dim")
    with (
        progress("compiling") as tick,
        ProcessPoolExecutor(min(len(jobs), os.cpu_count() or 1), mp_context=get_context("spawn")) as pool,
    ):
        running = {pool.submit(_compile, kind, name): (kind, name) for kind, name in jobs}
        for done, job in enumerate(as_completed(running), 1):
            job.result()
            tick(done, len(jobs))
    show.out.print(f"kernels ready after {time.monotonic() - begun:.1f} s")
    return 0


def _compile(kind: str, name: str) -> None:
    """One job, in a process of its own: numba compiles on one core."""
    from tradewind.features.compute import FeatureStream
    from tradewind.features.sets import feature_set
    from tradewind.kernel.program import Program, command_entry
    from tradewind.models.prediction import serving_entry
    from tradewind.risk.limits import Limits
    from tradewind.strategies.loading import load

    if kind == "commands":
        command_entry()
    elif kind == "serving":
        serving_entry()
    elif kind == "features":
        FeatureStream(feature_set(name))
    else:
        Program(load(name), Limits(), instruments=int(kind))
