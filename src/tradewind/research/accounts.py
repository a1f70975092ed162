"""The same set-up over many blocks, each in an account of its own: a table of prices and orders, column by column."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from tradewind.errors import UsageError
from tradewind.kernel.block import Block
from tradewind.kernel.conditions import check_books
from tradewind.kernel.machine import check_equity
from tradewind.kernel.program import RUN
from tradewind.kernel.setup import Setup
from tradewind.research.sweep.stage import Stage

# Of RECORD: what a fill says.
FILL_FIELDS = ("ts", "side", "quantity", "price", "fee")
# In place of what is not asked for: a trace, and the words with plain Python.
_UNTRACED, _NOTHING = np.empty((0, 0)), np.empty(0)


@dataclass(frozen=True)
class Run:
    """One account's run. equity: (events,) account currency. records: a (fills,) array for each field, in the order in which they happened.

    With the fills stand the other records of what moves money or units (see kernel/keeping.py); the field `kind` tells them apart.
    """

    equity: np.ndarray
    records: dict[str, np.ndarray]


def run_each(
    setup: Setup, blocks: Sequence[Block], *, fields: Sequence[str] = FILL_FIELDS, workers: int | None = None
) -> list[Run]:
    """Run `setup` over each block in a new account.

    Parameters
    ----------
    blocks: as `setup.block` makes them. fields: of RECORD (kernel/layout.py), what is handed out of each fill. workers: threads, None
    for one a core; what comes out does not depend on them.

    Raises
    ------
    UsageError: the strategy is plain Python. StrategyError, DataError: as for a backtest.
    """
    if not setup.strategy.compiled:
        raise UsageError(
            f"{setup.strategy.name} runs as plain Python (compiled = False); many accounts at once need a compiled strategy",
            try_="compiled = True, or one backtest an account",
        )
    count = max(1, min(len(blocks), workers or len(os.sched_getaffinity(0))))

    def part(first: int) -> list[Run]:
        run = _runner(setup, fields)
        return [run(block) for block in blocks[first::count]]

    done: list[Run] = [None] * len(blocks)  # type: ignore[list-item]
    with ThreadPoolExecutor(count, thread_name_prefix="accounts") as pool:
        for first, runs in enumerate(pool.map(part, range(count))):
            done[first::count] = runs
    return done


def _runner(setup: Setup, fields: Sequence[str]) -> Callable[[Block], Run]:
    """A function that runs one block after the other on the same stage."""
    program = setup.fills_program
    layout = program.features.layout(setup.params)
    fixed = [np.array([float(v) for v in setup.params.values()]), layout.parameters, layout.windows]
    stage = Stage(setup, layout.initial.shape[-1])
    bounds = np.zeros(4, np.int64)
    rest = [_UNTRACED, bounds, _NOTHING, _NOTHING]
    call = program.run
    # The same for every block, so that only a block's own arrays are looked up for it.
    first, last = len(fixed) + 2, len(RUN) - len(rest)
    before, after = call.words([stage.block, stage.views["memories"], *fixed]), call.words(rest, last)

    def run(block: Block) -> Run:
        nonlocal before
        stage.reset()
        equity, parts = np.empty(len(block)), []
        bounds[:2] = 0, len(block)
        between = call.words([*block.arrays(), equity], first)
        while not parts or bounds[0] < len(block):
            done = call.raw([*before, *between, *after])
            parts.append(_taken(stage, fields))
            if done == bounds[0] < len(block):
                stage.make_room()
                before = call.words([stage.block, stage.views["memories"], *fixed])
            bounds[0] = done
        check_equity(setup.strategy.name, block.times, equity)
        check_books(stage.world)
        return Run(equity, parts[0] if len(parts) == 1 else _joined(parts))

    return run


def _taken(stage: Stage, fields: Sequence[str]) -> dict[str, np.ndarray]:
    """What was written since the last time; its rows are free again."""
    account = stage.world.account
    written = stage.world.records[: account["records_out"][0]]
    account["records_out"] = account["decisions_out"] = 0
    return {name: written[name].copy() for name in fields}


def _joined(parts: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
