"""One side of a measurement, in a process of its own: prepares a case, then runs it once for each line it is sent.

    python _side.py MODULE FUNCTION '{"option": value}'

alone prepares, runs twice and prints both (of short runs each time the second of two). The interpreter may be that of the peers'
own environment, which has no Tradewind: this file needs the standard library alone. FUNCTION(**options) gives (amount, call): how
much one call works through (bars, events, 0 where the seconds themselves are the figure) and the call.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

SHORT = 2.0  # seconds


def main(module: str, function: str, options: str = "{}", answers: str = "") -> None:
    out = os.fdopen(int(answers), "w") if answers else sys.stdout
    try:
        side = importlib.import_module(module if "." in module else f"_kernel.{module}")
        amount, call = getattr(side, function)(**json.loads(options))
    except NotImplementedError as missing:
        _say(out, {"absent": str(missing)})
        return
    name = getattr(side, "DISTRIBUTION", "")
    _say(out, {"amount": amount, "version": f"{name} {version(name)}" if name else ""})
    for _ in sys.stdin if answers else range(2):
        seconds = _timed(call)
        # While the other side ran, a virtual machine's host may have taken this process's memory: a short run is timed when it is back.
        if seconds < SHORT:
            seconds = _timed(call)
        _say(out, {"seconds": seconds, "peak_rss_mb": _peak_mb()})


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _say(out: TextIO, message: dict[str, Any]) -> None:
    out.write(json.dumps(message) + "\n")
    out.flush()


def _peak_mb() -> float:
    """This process's own peak, or that of a process it waited for: RUSAGE_SELF would also count its starter's."""
    text = Path("/proc/self/status").read_text()
    own = int(text.split("VmHWM:")[1].split()[0])
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    main(*sys.argv[1:])
