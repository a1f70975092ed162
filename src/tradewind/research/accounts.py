"""The same set-up over many blocks, each in an account of its own: a table of prices and orders, column by column."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np

from tradewind.compiler.arrays import INT, ArrayType
from tradewind.compiler.entry import Entry, entry
from tradewind.compiler.invoke import words_of_entry
from tradewind.errors import UsageError
from tradewind.kernel.block import Block
from tradewind.kernel.conditions import check_books
from tradewind.kernel.layout import ACCOUNT, BOOK, RECORD
from tradewind.kernel.machine import check_equity
from tradewind.kernel.program import RUN, Program
from tradewind.kernel.setup import Setup
from tradewind.kernel.turns import invoke
from tradewind.research.sweep.stage import RECORDS, Stage

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
    done: list[Run] = [None] * len(blocks)  # type: ignore[list-item]
    with ThreadPoolExecutor(count, thread_name_prefix="accounts") as pool:
        for first, runs in enumerate(pool.map(lambda i: _run(setup, blocks[i::count], fields), range(count))):
            done[first::count] = runs
    return done


DONE, NO_ORDERS, NO_ROWS, LOST = range(4)


def run_accounts(address, words, lengths, now, fresh, account, books, records, fields, out, ends, bounds, place):
    """Run one account after the other, each over its own events, and copy what is asked for of what it writes.

    address, words: of the strategy's loop, and what it is called with for each account. now, fresh: the world, and how it begins. records:
    RECORD as (rows, fields) int64. fields: which of them go to the rows of `out`. ends: up to which column of `out` each account's are.
    place: the account, and the next column of `out`: it goes on there when it is called again.

    Returns DONE; NO_ORDERS: more orders work than there is room for; NO_ROWS: `out` is full; LOST: an event of a book found no place.
    """
    while place[0] < lengths.size:
        number, length = place[0], lengths[place[0]]
        if bounds[0] == 0:
            for i in range(now.size):
                now[i] = fresh[i]
        if out.shape[1] - place[1] < records.shape[0]:
            return NO_ROWS
        bounds[1] = length
        reached = invoke(address, words, number)
        written = account[0].records_out
        for j in range(fields.size):
            for i in range(written):
                out[j, place[1] + i] = records[i, fields[j]]
        place[1] += written
        account[0].records_out = 0
        account[0].decisions_out = 0
        if reached == bounds[0] and reached < length:
            return NO_ORDERS
        bounds[0] = reached
        if reached == length:
            for k in range(books.size):
                if books[k].lost > 0:
                    return LOST
            ends[number] = place[1]
            bounds[0] = 0
            place[0] += 1
    return DONE


def _run(setup: Setup, blocks: Sequence[Block], fields: Sequence[str]) -> list[Run]:
    """All of them on one stage, by one call unless something lacks room."""
    program = setup.fills_program
    layout = program.features.layout(setup.params)
    fixed = [np.array([float(v) for v in setup.params.values()]), layout.parameters, layout.windows]
    stage = Stage(setup, layout.initial.shape[-1])
    lengths = np.array([len(b) for b in blocks], np.int64)
    last = np.cumsum(lengths)
    equity = np.empty(int(lengths.sum()))
    curves = [equity[e - n : e] for e, n in zip(last.tolist(), lengths.tolist(), strict=True)]
    bounds, place, ends = np.zeros(4, np.int64), np.zeros(2, np.int64), np.zeros(len(blocks), np.int64)
    columns = np.array([RECORD.names.index(n) for n in fields], np.int64)  # type: ignore[union-attr]
    out = np.empty((len(fields), max(4 * RECORDS, len(equity) + RECORDS)), np.int64)
    words, loop = _words(program, stage, fixed, blocks, curves, bounds), _loop()
    while True:
        world, (now, fresh) = stage.world, stage.memory
        code = loop(
            [program.run.address, words, lengths, now, fresh, world.account, world.books, _numbers(world.records), columns, out, ends,
             bounds, place]
        )  # fmt: skip
        if code == DONE:
            break
        if code == LOST:
            check_books(world)
        elif code == NO_ORDERS:
            stage.make_room()
            words = _words(program, stage, fixed, blocks, curves, bounds)
        else:
            out = np.concatenate([out, np.empty_like(out)], axis=1)
    for block, curve in zip(blocks, curves, strict=True):
        check_equity(setup.name, block.times, curve)
    first = [0, *ends.tolist()]
    return [
        Run(curve, {n: out[j, first[i] : first[i + 1]].view(RECORD[n]) for j, n in enumerate(fields)})
        for i, curve in enumerate(curves)
    ]


def _words(
    program: Program, stage: Stage, fixed: list[np.ndarray], blocks: Sequence[Block], curves: Sequence[np.ndarray], bounds: np.ndarray
) -> np.ndarray:  # fmt: skip
    """(accounts, words) what the loop is called with."""
    rows = [
        program.run.words(
            [
                stage.block,
                stage.views["memories"],
                *fixed,
                *block.arrays(),
                curve,
                _UNTRACED,
                bounds,
                _NOTHING,
                _NOTHING,
            ]
        )
        for block, curve in zip(blocks, curves, strict=True)
    ]
    return np.array(rows, np.int64).reshape(len(rows), words_of_entry(list(RUN.values())))


def _numbers(records: np.ndarray) -> np.ndarray:
    """Records as (rows, fields) int64: every field has 8 bytes."""
    return records.view(np.int64).reshape(len(records), -1)


@cache
def _loop() -> Entry:
    row, table = ArrayType(np.dtype("i8")), ArrayType(np.dtype("i8"), 2)
    return entry(
        run_accounts,
        [INT, table, row, row, row, ArrayType(ACCOUNT), ArrayType(BOOK), table, row, table, row, row, row],
    )
