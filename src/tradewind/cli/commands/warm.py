"""`tradewind warm`."""

from __future__ import annotations

import time

from tradewind.cli import show
from tradewind.cli.progress import progress


def warm() -> int:
    """Compile the kernels of the built-in strategies ahead, for one and for several instruments, so that nobody waits later.

    Example: tradewind warm
    """
    from tradewind.features.compute import FeatureStream
    from tradewind.features.sets import SETS
    from tradewind.kernel.program import Program
    from tradewind.models.prediction import serving_entry
    from tradewind.risk.limits import Limits
    from tradewind.strategies.loading import builtin_names, load

    jobs = [("model serving", serving_entry)]
    jobs += [(f"feature set {n}", lambda uses=uses: FeatureStream(uses)) for n, uses in SETS.items()]
    jobs += [
        (
            f"{name}, {'one instrument' if count == 1 else 'several'}",
            lambda name=name, count=count: Program(load(name), Limits(), instruments=count),
        )
        for name in builtin_names()
        for count in (1, 2)
    ]
    begun = time.monotonic()
    with progress("compiling") as tick:
        for done, (what, job) in enumerate(jobs, 1):
            show.err.print(f"compiling {what} ({done} of {len(jobs)})", style="dim")
            job()
            tick(done, len(jobs))
    show.out.print(f"kernels ready after {time.monotonic() - begun:.1f} s")
    return 0
