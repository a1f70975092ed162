"""Features beside TA-Lib: the twenty that everybody uses, one by one, in one pass, streamed, in the kernel; and the whole registry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from _features import TWENTY
from _sides import Case, Side, measure

ROWS = {"rows": 1_000_000}
WHAT = "1,000,000 minute bars, the 20: " + ", ".join(TWENTY)


def _ours(function: str, options: dict[str, Any] | None = None) -> Side:
    return Side("_features.ours", function, options or {})


def _talib(function: str, options: dict[str, Any], label: str) -> Side:
    return Side("_features.talib_peer", function, options, "talib", label)


CASES = (
    Case("features.batch20", "s", _ours("batch", ROWS), _talib("batch", ROWS, "one by one"), f"one by one, one core; {WHAT}", "lower"),
    *(
        Case(
            f"features.batch.{name}", "s", _ours("batch", {**ROWS, "names": [name]}),
            _talib("batch", {**ROWS, "names": [name]}, f"{name}"), f"1,000,000 minute bars, {name} alone", "lower",
        )
        for name in TWENTY
    ),
    Case(
        "features.fused20", "s", _ours("fused", ROWS), _talib("batch", ROWS, "one by one"),
        f"in one pass a core, 2 cores, into arrays that are used again; {WHAT}", "lower", cores=2,
    ),
    Case(
        "features.stream20", "us", _ours("stream", {"rows": 20_000}), _talib("stream", {"rows": 300}, "stream API, 20 calls"),
        "a new bar, all 20 in one call from Python", "lower", figure="microseconds each",
    ),
    Case("features.kernel20", "us", _ours("kernel", {"rows": 200_000}), None, "a new bar, all 20 inside the kernel's loop", "lower",
         figure="microseconds each"),
    Case("features.all", "s", _ours("everything", {"rows": 100_000}), None, "every registered feature over bars, 100,000 bars, 2 cores, "
         "machine code stored before", "lower", 3, cores=2),
    Case("features.matrix", "us", _ours("matrix", {"rows": 5_000}), None, "a new bar of 60 instruments: rolling correlations of all pairs, and "
         "the strength of each currency", "lower", figure="microseconds each"),
    Case("features.first_value", "s", _ours("first_value"), None, "fresh process to a first value of one indicator, machine code stored before",
         "lower"),
    Case("features.check", "s", _ours("check", {"rows": 100_000}), _ours("check_backtest", {"rows": 100_000}),
         "tradewind check beside the plain backtest with its metrics, 100,000 bars, one column of its own", "lower", 3),
)  # fmt: skip


def run() -> Iterator[dict[str, Any]]:
    for case in CASES:
        yield measure(case)
