"""The same sweep on a Dask cluster: the strategy's source and the bars go to each worker once, then chunks of parameters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from threading import local
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from tradewind import __version__
from tradewind.errors import TradewindError, UsageError
from tradewind.kernel.block import Block
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.opening import Account, Costs
from tradewind.kernel.setup import Setup
from tradewind.market.instrument import Instrument
from tradewind.research.sweep.lane import Ground
from tradewind.risk.limits import Limits

if TYPE_CHECKING:
    from tradewind.research.sweep.engine import Chunk, StopRule, Task

_CONNECT_SECONDS = 10
_AHEAD = 4  # chunks that wait at the scheduler for each of its threads


@dataclass(frozen=True)
class Parcel:
    """A task without code: each worker loads and compiles the strategy from its source. `key` names it in a worker's memory."""

    key: str
    version: str
    program: str
    source: str
    path: str
    params: dict[str, int | float]
    instruments: tuple[Instrument, ...]
    limits: Limits
    costs: Costs
    cash: float
    currency: str
    account: Account
    conditions: Conditions
    block: Block
    rule: StopRule
    width: int


def on_cluster(address: str, task: Task, parts: Iterator[tuple[int, np.ndarray]], total: int) -> Iterator[Chunk]:
    """Chunks as the cluster's workers finish them.

    Raises
    ------
    UsageError: the extra is not installed, nobody answers at `address`, it has no workers, or one of them has another version.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise UsageError(
            "--cluster needs the extra 'cluster', which is not installed", try_="pip install 'tradewind[cluster]'"
        ) from None
    try:
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise UsageError(f"no Dask scheduler at {address}: {reason}", try_="--cluster tcp://HOST:8786") from None
    with client:
        threads = sum(dict(client.nthreads()).values())  # type: ignore[arg-type]
        if not threads:
            raise UsageError(f"the scheduler at {address} has no workers", try_=f"dask worker {address}")
        parcel = client.scatter(_parcel(task), broadcast=True, hash=False)
        running = as_completed(loop=client.loop)
        waiting = 0
        for number, values in parts:
            running.add(client.submit(run_chunk, parcel, number, values, pure=False))
            waiting += 1
            if waiting >= _AHEAD * threads:
                yield _answer(next(running))
                waiting -= 1
        for future in running:
            yield _answer(future)


def _answer(future: Any) -> Chunk:
    try:
        return future.result()
    except TradewindError:
        raise
    except Exception as error:
        if type(error).__name__ in ("KilledWorker", "CancelledError", "CommClosedError"):
            raise UsageError(f"the cluster lost its workers: {error}", try_="the same call with --resume") from None
        raise


def _parcel(task: Task) -> Parcel:
    setup = task.setup
    strategy = setup.strategy
    if not strategy.source:
        raise UsageError(
            f"{strategy.name} has no source to send to a cluster", try_="a strategy in a file, or no --cluster"
        )
    program = _hash(setup.fills_program.source)
    return Parcel(
        uuid4().hex, __version__, program, strategy.source, strategy.path, setup.params, setup.instruments, setup.limits, setup.costs,
        setup.cash, setup.currency, setup.account, setup.conditions, task.ground.block, task.rule, task.width,
    )  # fmt: skip


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_MINE = local()


def run_chunk(parcel: Parcel, number: int, values: np.ndarray) -> Chunk:
    """On a worker: one chunk. Each of its threads keeps its lane for the next one.

    Raises
    ------
    UsageError: this worker's Tradewind is another one than the caller's.
    """
    from tradewind.research.sweep.engine import Worker

    if getattr(_MINE, "key", None) != parcel.key:
        with suppress(AttributeError):
            del _MINE.worker  # the old lane's memory goes before the new one is made
        _MINE.worker, _MINE.key = Worker(_task(parcel)), parcel.key
    return _MINE.worker.chunk(number, values)


def _task(parcel: Parcel) -> Task:
    from tradewind.research.sweep.engine import Task
    from tradewind.strategies.loading import from_source

    setup = Setup(
        from_source(parcel.source, parcel.path or "strategy.py"), parcel.instruments, parcel.params, parcel.limits, parcel.costs,
        parcel.cash, parcel.currency, account=parcel.account, conditions=parcel.conditions,
    )  # fmt: skip
    if __version__ != parcel.version or _hash(setup.fills_program.source) != parcel.program:
        raise UsageError(
            f"a worker of the cluster has Tradewind {__version__}, this is {parcel.version}, or its kernel differs",
            try_="install the same version everywhere",
        )
    return Task(setup, Ground.of(parcel.block), parcel.rule, parcel.width)
