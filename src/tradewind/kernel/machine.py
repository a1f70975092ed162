"""The kernel with its state: hand it bars or commands, take what happened, copy its state out or in.

`Machine.step` is the one step of the house: a backtest calls it with a million bars, a paper or live node with one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite, nan

import numpy as np

from tradewind.decision.combine import VOTE_COLUMNS
from tradewind.errors import DataError, OrderError, StrategyError, TradewindError
from tradewind.kernel.block import Block
from tradewind.kernel.commands import COMMAND
from tradewind.kernel.conditions import check_books
from tradewind.kernel.keeping import Keep
from tradewind.kernel.layout import (
    CHILDREN,
    ORDER,
    PENDING,
    RECORDS_AN_EVENT,
    RECORDS_AN_ORDER,
    WISHES,
    World,
)
from tradewind.kernel.member import Member
from tradewind.kernel.opening import Account, Costs, currencies, opening
from tradewind.kernel.plain import Interrupted, failure
from tradewind.kernel.turns import Turns
from tradewind.market.instrument import Instrument
from tradewind.market.time import to_iso
from tradewind.risk.limits import Limits

# Above this many records a step's output takes over the machine's arrays instead of copies of them.
_HANDED_OVER = 10_000


@dataclass(frozen=True)
class Output:
    """What happened in one step, oldest first; rows of `votes` and `used` belong to those of `decisions`.

    records: RECORD. decisions: DECISION. votes: (rows, m, 5). used: (rows, RULE_COUNT). equity: (bars,), account currency, after each bar.
    trace: (bars, features) or empty.
    """

    records: np.ndarray
    decisions: np.ndarray
    votes: np.ndarray
    used: np.ndarray
    equity: np.ndarray
    trace: np.ndarray


def joined(parts: Sequence[Output]) -> Output:
    """What steps one after the other gave, as if it had been one step."""
    if len(parts) == 1:
        return parts[0]
    rows = (_joined([getattr(p, n) for p in parts]) for n in ("records", "decisions", "votes", "used"))
    return Output(*rows, *(np.concatenate([getattr(p, n) for p in parts]) for n in ("equity", "trace")))


class Machine:
    """One account, its instruments and one strategy, or several that share it.

    Parameters
    ----------
    members: the strategies. instruments: in the order of the blocks' index. owners: (k,) of which member each of them is; none: of the only
    one. limits, costs: see there. cash: starting cash in the account's currency.
    account, currency: its kind, and what it is kept in (None: what the first instrument is paid in). keep: how much is handed out.
    """

    def __init__(
        self,
        members: Sequence[Member],
        instruments: Sequence[Instrument],
        *,
        limits: Limits,
        costs: Costs,
        cash: float,
        owners: Sequence[int] = (),
        account: Account | None = None,
        currency: str | None = None,
        keep: Keep = Keep.EVERYTHING,
    ) -> None:
        self.members = list(members)
        self.instruments = tuple(instruments)
        self._owners = np.array(owners or [0] * len(self.instruments), np.int64)
        self._turns = Turns(self.members, self._owners) if len(self.members) > 1 else None
        self.account = account or Account()
        own = currency or instruments[0].money_currency
        self.currencies = tuple(currencies(instruments, own, self.account))  # in the order of `balances` and `rates`
        self.limits = limits
        self.world = opening(
            self.members[0].weights, instruments, limits, costs, cash, account=account, currency=own, owners=owners
        )
        self.world.account["keep"] = self.keep = keep
        if self._turns is not None:
            self._turns.make_room(len(self.world.decisions), 0)

    def member(self, instrument: int) -> Member:
        """The strategy that a row of instruments is of."""
        return self.members[self._owners[instrument]]

    @property
    def name(self) -> str:
        """Of the strategy, or of all of them."""
        return " + ".join(m.name for m in self.members)

    def step(self, events: Block | np.ndarray, *, trace: bool = False, every_decision: bool = False) -> Output:
        """Let `events` happen: a block of bars, or one command (a row of COMMAND).

        trace: also return the features at each bar, and those over quotes, trades or depth at each of these.
        every_decision: record one decision for every bar, also where there is no signal.
        """
        if isinstance(events, Block):
            return self._bars(events, trace, every_decision)
        self.command(events)
        return self._collect([], np.empty(0), np.empty((0, 0)))

    def command(self, command: np.ndarray) -> int:
        """Apply one command (a (1,) row of COMMAND) and leave its output in the buffers; the code says what it came to."""
        self._make_room(int(RECORDS_AN_ORDER * self.world.account["working"][0]) + 64 + 2 * len(self.instruments))
        member = self.member(int(command["instrument"][0]))
        done = member.program.command([member.words(self.world), command])
        self._forget()
        return done

    def _forget(self) -> None:
        """Rows that orders have left are empty, so that equal accounts have equal snapshots whatever their steps."""
        account = self.world.account
        working = int(account["working"][0])
        if account["rows"][0] > working:
            self.world.orders[working : account["rows"][0]] = np.zeros(1, ORDER)
            account["rows"] = working

    def take(self) -> Output:
        """What commands have written since the last step."""
        return self._collect([], np.empty(0), np.empty((0, 0)))

    def _bars(self, block: Block, trace: bool, every: bool) -> Output:
        now = int(self.world.account["now_ts"][0])
        if len(block) and block.times[0] < now:
            raise DataError(f"time goes back: bar at {to_iso(block.times[0])} after {to_iso(now)}")
        equity = np.empty(len(block))
        # At an event that is no bar only features over such rows have values.
        traced = [
            np.full((len(block), len(m.program.features.columns)) if trace else (0, 0), nan) for m in self.members
        ]
        for i, member in enumerate(self.members):
            # Compiled loops find their rows by themselves.
            own = self._owners[block.index] == i if member.plain and self._turns else slice(None)
            member.begin(block, self.world, every, own)
        if len(block) > 64:
            self._make_room(self._rows_for(len(block)) + RECORDS_AN_EVENT)
        parts: list[Output] = []
        reached = 0
        while reached < len(block):
            before = reached
            reached = self._advance(block, reached, equity, traced)
            for member in self.members:
                if member.plain and member.plain.error is not None:
                    so_far = self._collect(parts, equity[:reached], self._traces(block, traced)[:reached])
                    raise self._told(member.plain.error, member, block, reached, so_far)
            if reached == before:
                self._make_room(0)
            if reached < len(block):
                parts.append(self._drain())
            for member in self.members:
                if member.plain:
                    member.plain.look_at(self.world)
        self._forget()
        output = self._collect(parts, equity, self._traces(block, traced))
        try:
            check_equity(self.name, block.times, equity)
            check_books(self.world)
        except TradewindError as error:
            error.so_far = output
            raise
        return output

    def _advance(self, block: Block, first: int, equity: np.ndarray, traced: list[np.ndarray]) -> int:
        """Let events from `first` on happen; the first that there was no room for, or the block's end."""
        if self._turns is not None:
            return self._turns.advance(self.world, block, first, equity, traced)
        alone = self.members[0]
        alone.bounds[0] = first
        return alone.program.run(alone.arguments(self.world, block, equity, traced[0]))

    def _rows_for(self, events: int) -> int:
        """Records that so many events may well write. Untouched pages cost nothing, copying what is full half-way through does."""
        if self.keep == Keep.FILLS:
            return max(events // 16, min(1 << 12, 2 * events))
        return max(events // 4, min(1 << 16, 4 * events))

    def _told(self, error: BaseException, member: Member, block: Block, at: int, so_far: Output) -> BaseException:
        """What is raised for a strategy's own exception, or for a word from outside such as Ctrl-C."""
        where = f"event {at} ({to_iso(block.times[at])})"
        if isinstance(error, KeyboardInterrupt):
            told = Interrupted(f"{member.name} was asked about {where}")
        elif isinstance(error, Exception):
            told = failure(member.strategy, error, where)
        else:
            return error
        told.so_far = so_far
        return told

    def _drain(self) -> Output:
        w = self.world
        records, decisions = int(w.account["records_out"][0]), int(w.account["decisions_out"][0])
        w.account["records_out"] = 0
        w.account["decisions_out"] = 0
        votes = w.votes[: decisions * len(w.weights)].reshape(decisions, len(w.weights), VOTE_COLUMNS)
        if self._turns is not None:
            votes = self._turns.votes(w.decisions["instrument"][:decisions])
        output = Output(
            w.records[:records], w.decisions[:decisions], votes, w.used[:decisions], np.empty(0), np.empty((0, 0))
        )
        if records > _HANDED_OVER:
            # Cheaper than a copy: the arrays become the output's, and the machine takes new ones.
            self.world = w._replace(
                **{n: _longer(getattr(w, n), len(getattr(w, n)), 0) for n in ("records", "decisions", "votes", "used")}
            )
            return output
        return replace(output, **{n: _copied(getattr(output, n)) for n in ("records", "decisions", "votes", "used")})

    def _traces(self, block: Block, traced: list[np.ndarray]) -> np.ndarray:
        """One matrix: in each row the features of the strategy whose event it is."""
        return traced[0] if self._turns is None else self._turns.traces(block, traced)

    def _collect(self, parts: list[Output], equity: np.ndarray, trace: np.ndarray) -> Output:
        p = joined([*parts, self._drain()])
        return Output(p.records, p.decisions, p.votes, p.used, equity, trace)

    def _make_room(self, rows: int) -> None:
        """Room for `rows` records and for what the working orders need. What was written and not yet taken stays."""
        w, sources = self.world, len(self.world.weights)
        grown: dict[str, np.ndarray] = {}
        needed = (1 + CHILDREN) * int(w.account["working"][0]) + WISHES + 8
        if needed > len(w.orders):
            grown["orders"] = np.zeros(2 * needed, ORDER)
            grown["orders"][: len(w.orders)] = w.orders
        orders = len(grown.get("orders", w.orders))
        # The loop stops where one event could write more than there is room for: see `most_records` in source.py.
        rows = max(
            rows,
            RECORDS_AN_ORDER * orders // (1 + CHILDREN)
            + RECORDS_AN_EVENT
            + 4 * len(w.positions)
            + 8 * len(w.tiers)
            + 1024,
        )
        if rows > len(w.records):
            records, decisions = int(w.account["records_out"][0]), int(w.account["decisions_out"][0])
            fewer = rows // 4 if self.keep == Keep.EVERYTHING else 4 * WISHES
            grown["records"] = _longer(w.records, rows, records)
            grown["decisions"] = _longer(w.decisions, fewer, decisions)
            grown["votes"] = _longer(w.votes, fewer * sources, decisions * sources)
            if self._turns is not None:
                self._turns.make_room(fewer, decisions)
            grown["used"] = _longer(w.used, fewer, decisions)
        if grown:
            self.world = w._replace(**grown)

    def snapshot(self) -> bytes:
        """All that the machine knows. Nothing may be waiting to be taken (`step` and `take` leave nothing)."""
        w = self.world
        sizes = np.array([len(w.orders), len(w.pending)], dtype=np.int64)
        return b"".join(p.tobytes() for p in (sizes, *_state(w), *(m.memories for m in self.members)))

    def restore(self, snapshot: bytes) -> None:
        """Become the machine that gave `snapshot` (same program, instruments and parameters).

        Raises
        ------
        OrderError: the snapshot has another size than such a machine's.
        """
        orders, waiting = (int(x) for x in np.frombuffer(snapshot, np.int64, 2))
        w = self.world
        if (orders, waiting) != (len(w.orders), len(w.pending)):
            w = w._replace(orders=np.zeros(orders, ORDER), pending=np.zeros(waiting, PENDING))
        position = 16
        parts = [*_state(w), *(m.memories for m in self.members)]
        if len(snapshot) != position + sum(p.nbytes for p in parts):
            raise OrderError(f"snapshot of {len(snapshot)} bytes does not fit this strategy and its instruments")
        taken = np.frombuffer(snapshot, np.uint8)
        for part in parts:
            _bytes(part)[:] = taken[position : position + part.nbytes]
            position += part.nbytes
        w.account["keep"] = self.keep
        self.world = w


def check_equity(strategy: str, times: np.ndarray, equity: np.ndarray) -> None:
    """Nothing that is no number has got into the account: `equity` after the events at `times`.

    Raises
    ------
    StrategyError: it has.
    """
    # One sum tells that all are finite, without an array of answers; where it is not, the first that is none is looked for.
    with np.errstate(all="ignore"):
        if isfinite(np.add.reduce(equity)):
            return
    bad = np.flatnonzero(~np.isfinite(equity))
    if len(bad):
        raise StrategyError(
            f"{strategy}: the account's equity is {equity[bad[0]]} at bar {bad[0]} ({to_iso(times[bad[0]])}): "
            "a stop, target, limit or quantity was not a number"
        )


def _state(w: World) -> list[np.ndarray]:
    """What a run knows; the rest of the world is output, or the same in every run of the setup."""
    return [
        w.account, w.positions, w.instruments, w.limits, w.orders, w.pending, w.balances, w.rates, w.turnovers, w.books, w.bid_sizes,
        w.ask_sizes, w.book_orders,
    ]  # fmt: skip


def command(kind: int, ts: int, **fields: float) -> np.ndarray:
    """One row of COMMAND; prices that are not given are nan."""
    row = np.zeros(1, COMMAND)
    for name in ("limit", "trigger", "stop", "target"):
        row[name] = nan
    row["kind"], row["ts"] = kind, ts
    for name, value in fields.items():
        row[name] = value
    return row


def _longer(array: np.ndarray, rows: int, kept: int) -> np.ndarray:
    """`rows` rows of which the first `kept` are the array's; the others are whatever was there, until each is written whole."""
    longer = np.empty((rows, *array.shape[1:]), array.dtype)
    _bytes(longer[:kept])[:] = _bytes(array[:kept])
    return longer


def _bytes(array: np.ndarray) -> np.ndarray:
    """The same memory as bytes: numpy copies records ten times slower, one by one."""
    return array.reshape(-1).view(np.uint8)


def _copied(array: np.ndarray) -> np.ndarray:
    if not array.size:
        return array  # nearly always, where bars come one by one
    return _bytes(array).copy().view(array.dtype).reshape(array.shape)


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([_bytes(p) for p in parts]).view(parts[0].dtype).reshape(-1, *parts[0].shape[1:])
