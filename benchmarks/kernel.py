"""The kernel beside its peers: one line for each case, both sides in processes of their own, run in turn.

Each side can be run alone, by the Python that has its package: `python benchmarks/_side.py MODULE FUNCTION OPTIONS`,
such as `python benchmarks/_side.py nautilus_peer trading '{"rows": 20000}'`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from _sides import Case, Side, measure

MILLION = {"rows": 1_000_000}
BARS = {"rows": 100_000}
MANY = {"rows": 200_000, "instruments": 50}
TABLE = {"rows": 1000, "columns": 1000}
EVENTS = {"rows": 5_000_000}
CROSS = "minute bars, EMA 10/50 cross, 2% stop, 4% target, 0.1% fee, 0.05% slippage"


def _vectorbt(function: str, options: dict[str, int], label: str) -> Side:
    return Side("vectorbt_peer", function, options, "vectorbt", f"rust {label}")


CASES = (
    Case(
        "kernel.single", "bars/s", Side("ours", "ours_single", MILLION), _vectorbt("single", MILLION, "from_signals"),
        f"1,000,000 {CROSS}; signals given to both, fills and equity kept by both; decisions and risk are in ours alone",
    ),
    Case(
        "kernel.full", "bars/s", Side("ours", "ours_full", MILLION), _vectorbt("full", MILLION, "from_signals and .stats()"),
        f"1,000,000 {CROSS}; averages, signals, run and all metrics without their intervals",
    ),
    Case(
        "kernel.sweep", "bar evaluations/s", Side("ours_sweep", "ours_sweep", {"rows": 20_000, "combos": 10_000}),
        _vectorbt("sweep", {"rows": 20_000, "combos": 500, "chunk": 25}, "from_signals and 15 metrics"),
        f"10,000 pairs of averages x 20,000 {CROSS}, 15 metrics each; the peer: 500 pairs, 25 at a time (its best; at more it "
        "is slower and takes more memory), as a rate", runs=3,
    ),
    Case(
        "kernel.first_result", "s", Side("first", "ours_first_result", BARS),
        Side("first", "backtesting_first_result", BARS, "backtesting", "backtesting.py"),
        "fresh process to a first result, 100,000 bars from a file, machine code stored before", "lower",
    ),
    Case(
        "kernel.first_ever", "s", Side("first", "ours_first_ever", BARS), None,
        "fresh process to a first result, 100,000 bars from a file, nothing compiled before", "lower", 2,
    ),
    Case(
        "kernel.python", "bars/s", Side("ours", "ours_python", BARS),
        Side("nautilus_peer", "trading", BARS, "nautilus_trader", "minute bars, trading"),
        f"100,000 {CROSS}; the strategy in plain Python", runs=3,
    ),
    Case(
        "kernel.python_backtesting", "bars/s", Side("ours", "ours_python", BARS),
        Side("backtesting_peer", "strategy", BARS, "backtesting"),
        f"100,000 {CROSS}; the strategy in plain Python",
    ),
    Case(
        "kernel.quotes", "events/s", Side("ours_events", "ours_quotes", {"rows": 5_000_000, "resting": 100}),
        Side("nautilus_peer", "idle_quotes", {"rows": 500_000}, "nautilus_trader", "quotes, idle"),
        "quotes through the matching of 100 resting orders; the peer: a strategy that gets them, and no order", runs=3,
    ),
    Case(
        "kernel.l2", "events/s", Side("ours_events", "ours_l2", EVENTS),
        Side("hftbacktest_peer", "market_making", EVENTS, "hftbacktest", "ROIVector depth, power queue model"),
        "market making with queue positions, 5,000,000 book events, a look every 100 ms, latencies of 1 ms",
    ),
    Case(
        "kernel.many", "bars/s", Side("ours", "ours_many", MANY),
        Side("ours", "ours_each", MANY, None, "ours, 50 accounts of one instrument each"),
        f"50 instruments x 200,000 {CROSS}, in one account", runs=3,
    ),
    Case(
        "kernel.memory", "MB", Side("ours", "ours_memory", {"rows": 7_000_000, "instruments": 10}), None,
        f"10 instruments x 7,000,000 {CROSS}, in one account; bars handed over 50,000 rows at a time, equity and records kept",
        "lower", 1, figure="peak_rss_mb",
    ),
    Case(
        "kernel.orders", "s", Side("ours_events", "ours_orders", TABLE), _vectorbt("orders", TABLE, "from_orders"),
        "1,000,000 orders, one at each price of 1,000 x 1,000, all filled; fills kept by both", "lower",
    ),
)  # fmt: skip


def run() -> Iterator[dict[str, Any]]:
    for case in CASES:
        yield measure(case)
