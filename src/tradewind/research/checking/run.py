"""The trials: columns on what had arrived, and the whole session another time with another future, in pieces and restarted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tradewind.errors import DataError
from tradewind.kernel.block import Block
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars
from tradewind.market.time import to_iso
from tradewind.research.checking.columns import PAST, ColumnTrials
from tradewind.research.checking.findings import CheckResult, Finding, line_of
from tradewind.research.checking.own_data import data_of_their_own
from tradewind.research.checking.sessions import Sessions
from tradewind.research.rehearsal import rehearse

LEAST = 50
NEAR = 1_000  # bars: the run of neighbours begins behind a sixth of the data, or behind so many, for what it costs


def check(
    setup: Setup,
    bars: Sequence[Bars],
    *,
    cuts: int = 24,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> CheckResult:
    """Put `setup` on trial over `bars`: every feature, signal, decision, order, fill and equity value, at every bar, traded or not.

    cuts: where to cut, in number; a run of neighbouring bars among them, so that a value that is wrong only inside a higher
    timeframe's bar is seen. seed: of the cuts and of the shuffled futures.

    Raises
    ------
    DataError: there are too few bars.
    """
    rehearse(setup, bars)
    if min(len(b) for b in bars) < LEAST:
        raise DataError(f"{min(len(b) for b in bars)} bars are too few to check {setup.strategy.name}; needed: {LEAST}")
    block = setup.block(bars)
    columns = ColumnTrials(setup.columns, bars, block)
    # Where nothing comes from outside the kernel there is nothing to compute again: the sessions below are the proof.
    late = setup.conditions.feed_latency
    chosen = places(len(block), cuts, seed, _warm_up(block)) if columns.columns else []
    ends = [int(block.times[p - 1]) - late for p in chosen]
    changed = ends[:-3:3]  # behind the last ones another future comes to the whole session, below
    steps = len(ends) + len(changed) + 1
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(min(done, steps), steps)

    for end in ends[:-1]:
        columns.prefix(end)
        tick()
    for end in ends[-1:]:  # all but the newest bar: known a bar later as well
        columns.delayed(end)
        tick()
    for end in changed:
        columns.shuffled(end, seed)
        tick()
    sessions = Sessions(setup, bars, block, seed)
    sessions.run()
    tick()
    findings = [*_of_columns(columns, setup), *sessions.findings]
    if columns.found:  # what a leaking column leads to is no finding of its own
        findings = findings[: len(columns.found)]
    while done < steps:
        tick()
    compared = columns.compared + sessions.compared
    notes = data_of_their_own(setup.columns)
    return CheckResult(not findings, tuple(findings), setup.strategy.name, len(block), len(ends), compared, notes)


def places(n: int, cuts: int, seed: int, warm_up: int = 0) -> list[int]:
    """Where to cut `n` events: all but the last, half of that and so on, and a run of neighbours.

    All behind the warm-up, where there are values to compare; most not far behind it, for a cut costs what the columns of its bars cost.
    """
    rng = np.random.default_rng(seed)
    half = max(2, cuts // 2)
    lowest = max(10, min(max(warm_up + 1, n >> (half - 1)), n // 2))
    halved = np.geomspace(lowest, n - 1, half).astype(int)
    start = max(lowest, min(n // 6, NEAR)) + int(rng.integers(0, max(n // 32, min(n // 3, NEAR))))
    neighbours = np.arange(start, min(n - 1, start + cuts // 2))
    return sorted({int(p) for p in [*halved, *neighbours] if 10 <= p < n})


def _warm_up(block: Block) -> int:
    """The first event at which all columns have a value; 0 if there is none."""
    return int((~np.isnan(block.columns).any(axis=0)).argmax())


def _of_columns(trials: ColumnTrials, setup: Setup) -> list[Finding]:
    found = []
    for name, d in trials.found.items():
        time = to_iso(int(trials.bars[d.instrument].ts_event[d.bar]))
        line, why = line_of(name, setup.strategy.source), trials.why(d)
        whose = f" of {setup.instruments[d.instrument].id}" if len(setup.instruments) > 1 else ""
        text = (
            f"feature {name!r} at bar {d.bar}{whose} ({time}) was {d.then:.10g} with {PAST[d.trial]}, but is {d.now:.10g} in the whole: "
            f"it depends on data that came later; {why}"
        )
        text = text if not line else f"line {line}: {text}"
        found.append(Finding(d.trial, f"feature {name!r}", d.bar, time, line, why, text))
    return found
