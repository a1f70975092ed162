"""A paper session on real stocks: bars, a setup, accounts in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from tradewind.data.sources.samples import us_stocks
from tradewind.kernel.setup import Setup
from tradewind.ledger.event import Event
from tradewind.ledger.journal import Journal
from tradewind.ledger.runs import Runs
from tradewind.live.accounts import Accounts, Session
from tradewind.live.feeds import ReplayFeed
from tradewind.market.columns import Bars
from tradewind.risk.limits import Limits
from tradewind.strategies.loading import from_source, load

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

PARAMS = {"fast": 5, "slow": 20}
LIMITS = Limits(max_drawdown=0.9, max_daily_loss=0.9, max_consecutive_losses=1000)
STARTED = 1_700_000_000_000_000_000


@cache
def stocks() -> dict[str, Bars]:
    return {bars.instrument.symbol: bars for bars, _ in us_stocks()}


def some(*names: str, count: int = 300) -> list[Bars]:
    """The first bars of a year in which AAPL trades often."""
    return [stocks()[name].between(1_230_768_000_000_000_000, None)[:count] for name in names or ("AAPL",)]


@cache
def definition(authorisation: str = "auto"):
    made = load("moving_average_cross")
    text = made.source.replace("    fast, slow", f'    authorisation = "{authorisation}"\n    fast, slow')
    return made if authorisation == "auto" else from_source(text, "moving_average_cross.py")


def setup_for(bars: Sequence[Bars], authorisation: str = "auto", **limits) -> Setup:
    rules = replace(LIMITS, **limits)
    return Setup(definition(authorisation), tuple(b.instrument for b in bars), PARAMS, rules)


class Desk:
    """Accounts in one folder, all opened on the same bars and rules."""

    def __init__(self, folder: Path, bars: Sequence[Bars], setup: Setup) -> None:
        self.bars, self.setup = bars, setup
        self.runs = Runs(folder / "runs")
        self.accounts = Accounts(folder / "accounts", self.runs)
        self.held: list[Session] = []

    def open(self, account: str = "demo", *, speed: float = 0.0, new: bool = False, make_feed=None) -> Session:
        def replayed(setup, bars, after):
            return ReplayFeed(setup, bars, speed=speed, after=after)

        session = self.accounts.open(
            account, self.setup, self.bars, ts=STARTED, make_feed=make_feed or replayed, new=new
        )
        self.held.append(session)
        return session

    def play(self, count: int | None = None, account: str = "demo") -> None:
        """Go on for `count` moments (or to the end) and close."""
        session = self.open(account)
        turns(session, count)
        session.close()

    def events(self, account: str = "demo") -> list[Event]:
        with Journal.open(self.accounts.run(account).journal, read_only=True) as journal:
            return list(journal.events(start_seq=2))

    def close(self) -> None:
        for session in self.held:
            session.journal.close()


def turns(session: Session, count: int | None) -> None:
    if count is None:
        session.node.run_to_end()
        return
    for _ in range(count):
        session.node._turn()


@pytest.fixture
def make_desk(tmp_path: Path):
    """`make_desk("AAPL", "IBM", count=300, authorisation="approve", max_leverage=0.5)`."""
    made: list[Desk] = []

    def make(*names: str, count: int = 300, authorisation: str = "auto", folder: str = "desk", **limits) -> Desk:
        bars = some(*names, count=count)
        made.append(Desk(tmp_path / folder, bars, setup_for(bars, authorisation, **limits)))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


def kinds(events: Sequence[Event], kind: str) -> list[Event]:
    return [e for e in events if e.kind == kind]


def moment_of(events: Sequence[Event], kind: str, nth: int = 0, **body) -> int:
    """How many moments of bars had been taken when the nth event like this came."""
    at = [e for e in kinds(events, kind) if all(e.body.get(k) == v for k, v in body.items())][nth]
    return len({e.ts_event for e in events if e.kind == "bar" and e.seq < at.seq})
