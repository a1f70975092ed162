"""Do a past session again from its journal, and compare event by event, bit for bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from tradewind.errors import JournalError
from tradewind.kernel.portfolio import Rules
from tradewind.kernel.setup import Setup
from tradewind.ledger.compare import Difference, first_difference
from tradewind.ledger.event import Event, NewEvent
from tradewind.ledger.journal import Journal
from tradewind.ledger.player import Player, numbered
from tradewind.ledger.session import only, setup_from
from tradewind.ledger.translate import events as translate
from tradewind.market.columns import Bars
from tradewind.research.reading import check_same
from tradewind.strategies.strategy import StrategyDefinition

Bind = Callable[[StrategyDefinition], StrategyDefinition]
Fetch = Callable[[Rules, dict], Sequence[Bars]]


@dataclass(frozen=True)
class ReplayResult:
    """`identical`, or the first event that differs."""

    identical: bool
    run: str
    events: int
    decisions: int
    orders: int
    fills: int
    difference: Difference | None
    text: str


def replay(
    journal: Journal, *, bind: Bind, fetch: Fetch, progress: Callable[[int, int], None] | None = None
) -> ReplayResult:
    """Run the session of `journal` again.

    bind: gives a strategy its models back. fetch: (setup, the session's `data`) -> the bars of a backtest, which its journal
    names by hash but does not hold (see `reading.fetch_for_replay`). A paper or live session's journal holds all its inputs.

    Raises
    ------
    JournalError: no session event, or a backtest whose data have changed since.
    """
    session = next(journal.events(), None)
    if session is None or session.kind != "session":
        raise JournalError(f"{journal.path} does not begin with a session")
    setup = setup_from(session.body, bind)
    made = _backtest(setup, session, fetch) if session.body["mode"] == "backtest" else _inputs(only(setup), journal)
    again = chain([session], numbered(made, 2))
    total = journal.head[0]
    difference = first_difference(journal.events(), _counted(again, total, progress))
    counts = journal.counts()
    run = str(session.body["run"])
    decisions, orders, fills = (counts.get(k, 0) for k in ("decision", "order", "fill"))
    if difference is None:
        text = f"identical: {total:,} events, {decisions:,} decisions, {orders:,} orders, {fills:,} fills"
    else:
        text = f"replay {run}: first difference at event {difference.seq:,} of {total:,}: {difference}"
    return ReplayResult(difference is None, run, total, decisions, orders, fills, difference, text)


def _inputs(setup: Setup, journal: Journal) -> Iterator[NewEvent]:
    for happened in Player(setup).again(journal.events()):
        yield from happened


def _backtest(setup: Rules, session: Event, fetch: Fetch) -> Iterator[NewEvent]:
    data = session.body["data"]
    bars = fetch(setup, data)
    check_same(bars, data, str(session.body["run"]))
    machine = setup.machine()
    output = machine.step(setup.block(bars))
    yield from translate(output, machine)


def _counted(events: Iterator[Event], total: int, progress: Callable[[int, int], None] | None) -> Iterator[Event]:
    for event in events:
        if progress is not None and event.seq % 1000 == 0:
            progress(event.seq, total)
        yield event
