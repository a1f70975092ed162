"""Does anything see the future? What was known, decided and ordered at a bar must stay the same whatever comes later.

Four trials, each comparing every feature, decision, order, fill and equity value bit for bit, at every bar, traded or not:
on prefixes of the data, with the future shuffled, with bars handed over one by one, and restarted from a snapshot in the middle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tradewind.errors import DataError
from tradewind.kernel.block import Block
from tradewind.kernel.history import history_of
from tradewind.kernel.machine import Output
from tradewind.kernel.setup import Setup
from tradewind.market.columns import BAR_COLUMNS, Bars
from tradewind.market.time import to_iso
from tradewind.research.rehearsal import rehearse

_PRICES = ("open", "high", "low", "close", "volume")


@dataclass(frozen=True)
class Finding:
    """One thing that changed. `line` is where the strategy's file names it, 0 if it does not."""

    trial: str
    what: str
    bar: int
    time: str
    line: int
    text: str


@dataclass(frozen=True)
class CheckResult:
    """`ok` if nothing was found. `compared`: values that were compared; `cuts`: where the data were cut."""

    ok: bool
    findings: tuple[Finding, ...]
    strategy: str
    bars: int
    cuts: int
    compared: int


def check(
    setup: Setup,
    bars: Sequence[Bars],
    *,
    cuts: int = 24,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> CheckResult:
    """Put `setup` on trial over `bars`.

    cuts: where to cut, in number; a run of neighbouring bars among them, so that a value that is wrong only inside a higher
    timeframe's bar is seen. seed: of the cuts and of the shuffled futures.
    """
    rehearse(setup, bars)
    if min(len(b) for b in bars) < 50:
        raise DataError(f"{min(len(b) for b in bars)} bars are too few to check {setup.strategy.name}; needed: 50")
    trial = _Trial(setup, bars)
    places = _places(len(trial.block), cuts, seed)
    steps = len(places) + len(places) // 2 + 2
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, steps)

    for place in places:
        trial.prefix(place)
        tick()
    for place in places[::2]:
        trial.shuffled(place, seed)
        tick()
    trial.one_by_one(min(len(trial.block), 400))
    tick()
    trial.restarted(len(trial.block) // 2)
    tick()
    findings = tuple(trial.findings.values())
    return CheckResult(not findings, findings, setup.strategy.name, len(trial.block), len(places), trial.compared)


def _places(n: int, cuts: int, seed: int) -> list[int]:
    rng = np.random.default_rng(seed)
    spread = np.linspace(n * 0.1, n - 1, max(2, cuts // 2)).astype(int)
    start = int(rng.integers(n // 3, max(n // 3 + 1, n - cuts)))
    neighbours = np.arange(start, min(n - 1, start + cuts // 2))
    return sorted({int(p) for p in [*spread, *neighbours] if 10 <= p < n})


class _Trial:
    """The whole run, and comparisons of other runs with it."""

    def __init__(self, setup: Setup, bars: Sequence[Bars]) -> None:
        self.setup = setup
        self.bars = history_of(bars)
        self.block = setup.block(bars)
        self.whole = self._run(self.block)
        self.findings: dict[str, Finding] = {}
        self.compared = 0

    def _run(self, block: Block) -> Output:
        return self.setup.machine().step(block, trace=True, every_decision=True)

    def prefix(self, rows: int) -> None:
        """The first `rows` events alone: everything is as it was."""
        self._compare("prefix", self._run(self.setup.block(self.bars.between(None, self._end(rows)))), rows)

    def shuffled(self, rows: int, seed: int) -> None:
        """The same past with another future."""
        end = self._end(rows)
        rng = np.random.default_rng((seed, rows))
        self._compare(
            "shuffled future",
            self._run(self.setup.block(replace(self.bars, bars=tuple(_shuffle_after(b, end, rng) for b in self.bars)))),
            rows,
        )

    def one_by_one(self, rows: int) -> None:
        """Bars as they arrive live: one step each, external columns computed from what had arrived."""
        machine = self.setup.machine()
        parts = []
        rows = int(np.searchsorted(self.block.times, self.block.times[rows - 1], side="right"))
        for i in range(rows):
            block = self.block[i : i + 1]
            parts.append(machine.step(block, trace=True, every_decision=True))
        self._compare("one bar at a time", _join(parts), rows)

    def restarted(self, rows: int) -> None:
        """Stopped after `rows` events, and gone on from the snapshot in a new machine."""
        first = self.setup.machine()
        before = first.step(self.block[:rows], trace=True, every_decision=True)
        second = self.setup.machine()
        second.restore(first.snapshot())
        after = second.step(self.block[rows:], trace=True, every_decision=True)
        self._compare("restart", _join([before, after]), len(self.block))

    def _end(self, rows: int) -> int:
        """The time up to which the source's own events belong to the first `rows` of the block."""
        return int(self.block.times[rows - 1]) - self.setup.conditions.feed_latency + 1

    def _compare(self, trial: str, other: Output, rows: int) -> None:
        rows = int(np.searchsorted(self.block.times, self.block.times[rows - 1], side="right"))
        names = self.setup.program.features.columns
        for j, name in enumerate(names):
            self._values(trial, f"feature {name!r}", self.whole.trace[:rows, j], other.trace[:rows, j])
        self._values(trial, "equity", self.whole.equity[:rows], other.equity[:rows])
        self._rows(trial, "decision", self.whole.decisions, other.decisions, rows)
        self._rows(trial, "order or fill", self.whole.records, other.records, rows)

    def _values(self, trial: str, what: str, whole: np.ndarray, other: np.ndarray) -> None:
        self.compared += len(whole)
        differ = (
            np.flatnonzero(whole.view(np.int64) != other.view(np.int64))
            if len(whole) == len(other)
            else np.array([len(other)])
        )
        differ = differ[~(np.isnan(whole[differ]) & np.isnan(other[differ]))] if len(whole) == len(other) else differ
        if len(differ):
            row = int(differ[0])
            told = (
                f"was {other[row]:.10g} with {_PAST[trial]}, but is {whole[row]:.10g} in the whole"
                if row < len(other)
                else "is missing"
            )
            self._found(trial, what, row, told)

    def _rows(self, trial: str, what: str, whole: np.ndarray, other: np.ndarray, rows: int) -> None:
        last = self.block.times[rows - 1]
        whole, other = whole[whole["ts"] <= last], other[other["ts"] <= last]
        self.compared += len(whole)
        shorter = min(len(whole), len(other))
        same = [whole[i].tobytes() == other[i].tobytes() for i in range(shorter)]
        if all(same) and len(whole) == len(other):
            return
        first = same.index(False) if not all(same) else shorter
        ts = int((whole if first < len(whole) else other)["ts"][first])
        self._found(trial, what, int(np.searchsorted(self.block.times, ts)), f"differs with {_PAST[trial]}")

    def _found(self, trial: str, what: str, row: int, told: str) -> None:
        if what in self.findings or (
            not what.startswith("feature") and any(w.startswith("feature") for w in self.findings)
        ):
            return
        time = to_iso(self.block.times[min(row, len(self.block) - 1)])
        line = self._line(what)
        text = f"{what} at bar {row} ({time}) {told}: it depends on data that came later"
        self.findings[what] = Finding(trial, what, row, time, line, text if not line else f"line {line}: {text}")

    def _line(self, what: str) -> int:
        match = re.search(r"'(\w+)'", what)
        if match is None:
            return 0
        wanted = re.compile(rf"""(\b{match[1]}\s*=|["']{match[1]}["']\s*:)""")
        lines = self.setup.strategy.source.splitlines()
        begin = next((i for i, text in enumerate(lines) if re.match(r"\s*features\b", text)), 0)
        return next((i for i, text in enumerate(lines[begin:], begin + 1) if wanted.search(text)), 0)


_PAST = {
    "prefix": "the data known then",
    "shuffled future": "another future",
    "one bar at a time": "bars arriving one by one",
    "restart": "a restart in the middle",
}


def _shuffle_after(bars: Bars, end: int, rng: np.random.Generator) -> Bars:
    """The same bars before `end`; after it the moves of the price in another order and another scale."""
    first = int(np.searchsorted(bars.ts_event, end))
    if first == 0 or first >= len(bars):
        return bars
    order = rng.permutation(np.arange(first, len(bars)))
    anchor = bars.close[first - 1]
    ratios = {n: getattr(bars, n)[order] / bars.close[order - 1] for n in _PRICES[:4]}
    closes = anchor * np.cumprod(ratios["close"])
    before = np.concatenate([[anchor], closes[:-1]])
    made = {n: np.concatenate([getattr(bars, n)[:first], before * ratios[n]]) for n in _PRICES[:4]}
    made["volume"] = np.concatenate([bars.volume[:first], bars.volume[order]])
    made["high"] = np.maximum.reduce([made[n] for n in _PRICES[:4]])
    made["low"] = np.minimum.reduce([made[n] for n in _PRICES[:4]])
    return replace(bars, **{n: made[n] for n in BAR_COLUMNS if n in made})


def _join(parts: list[Output]) -> Output:
    names = ("records", "decisions", "votes", "used", "equity", "trace")
    return Output(*(np.concatenate([getattr(p, n) for p in parts]) for n in names))
