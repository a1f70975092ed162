"""Everything that can happen in a market, on paper: journalled, replayed bit for bit, resumed anywhere, stepped through."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.data.importing.reader import import_into
from tradewind.data.lake import Lake
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.history import History
from tradewind.kernel.opening import Account
from tradewind.kernel.setup import Setup
from tradewind.ledger.audit import verify
from tradewind.ledger.compare import first_difference
from tradewind.ledger.journal import Journal
from tradewind.ledger.player import Player, numbered
from tradewind.ledger.rebuild import states
from tradewind.ledger.steps import Steps
from tradewind.live.feeds import past
from tradewind.market.columns import Bars
from tradewind.market.depth import Depth, Happenings
from tradewind.market.events import FIELDS, EventKind, named, numbers
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.time import MINUTE, SECOND, parse_time
from tradewind.market.timeframe import Timeframe
from tradewind.research.backtest import backtest
from tradewind.research.explain import explain_journal
from tradewind.research.reading import read
from tradewind.research.replay import replay
from tradewind.strategies.loading import from_source

from ..randombars import instrument
from .conftest import LIMITS, Desk, kinds

CROSS = from_source(
    """
from tradewind.strategies import Float, Int, Strategy, atr, ema, hold, long, short


class Cross(Strategy):
    timeframe = "1m"
    fast, slow = Int(5, 2, 200), Int(20, 5, 400)
    stop, target = Float(2.0, 0.1, 20.0), Float(3.0, 0.1, 40.0)
    features = dict(fast=ema(n="fast"), slow=ema(n="slow"), atr=atr(n=14))

    def on_bar(s):
        risk = s.features.atr
        if s.previous.fast <= s.previous.slow and s.features.fast > s.features.slow:
            return long(0.9, stop=s.bar.close - s.params.stop * risk, target=s.bar.close + s.params.target * risk)
        if s.previous.fast >= s.previous.slow and s.features.fast < s.features.slow:
            return short(0.9, stop=s.bar.close + s.params.stop * risk, target=s.bar.close - s.params.target * risk)
        return hold()
""",
    "cross.py",
)
NEAR = {"fast": 2, "slow": 5, "stop": 1.0, "target": 1.0}
FAST = replace(LIMITS, min_seconds_between_trades=0.0)
BEGIN = 1_700_000_040 * SECOND  # a whole minute
COUNT = 90
ONE = Timeframe.parse("1m")
DOLLAR = instrument("DOLLAR", price_increment=Decimal("0.01"))
EURO = instrument("EURO", price_increment=Decimal("0.01"), quote_currency="EUR")
FINE = instrument("FINE", price_increment=Decimal("0.01"))


def bars_of(of, seed: int) -> Bars:
    rng = np.random.default_rng(seed)
    close = 100 + np.cumsum(rng.integers(-15, 16, COUNT)) / 100
    opened = np.append(100.0, close[:-1])
    high, low = np.maximum(opened, close) + 0.04, np.minimum(opened, close) - 0.04
    times = BEGIN + (np.arange(COUNT, dtype=np.int64) + 1) * MINUTE
    return Bars(of, ONE, times, times, opened, high, low, close, np.full(COUNT, 1e4))


def inside(bars: Bars, parts: int) -> tuple[np.ndarray, np.ndarray]:
    """Times and prices `parts` times in each bar, from its open to its close."""
    share = (np.arange(parts) + 1) / parts
    times = bars.ts_event[:, None] - MINUTE + (share * MINUTE).astype(np.int64) - SECOND
    prices = bars.open[:, None] + share * (bars.close - bars.open)[:, None]
    return times.ravel(), np.asarray(np.round(prices.ravel(), 2), np.float64)


def everything() -> History:
    """Three instruments: one with quotes, trades and every kind of happening, one with a book in euros, one with finer bars."""
    dollar, euro, fine = (bars_of(of, seed) for seed, of in enumerate((DOLLAR, EURO, FINE)))
    times, mid = inside(dollar, 4)
    size = np.full(len(times), 500.0)
    quotes = Quotes(DOLLAR, times, times, mid - 0.01, mid + 0.01, size, size)
    side = np.where(np.arange(len(times)) % 2, 1, -1).astype(np.int8)
    printed = np.asarray(mid + 0.01 * side, np.float64)
    trades = Trades(DOLLAR, times + 1, times + 1, printed, size / 10, side)
    half, mid = inside(fine, 2)
    finer = Bars(
        FINE, Timeframe.parse("30s"), half + SECOND, half + SECOND, mid, mid + 0.04, mid - 0.04, mid, size[: len(half)]
    )
    return History((dollar, euro, fine), (quotes, trades, book(euro), *rarely(dollar, euro)), (finer,))


def book(of: Bars) -> Depth:
    """Each minute a new snapshot of levels by price, an order by id that comes, changes and goes, and a level that changes."""
    k, rows = EventKind, []
    for i in range(COUNT):
        ts, price = int(of.ts_event[i]) - 30 * SECOND, round(float(of.open[i]), 2)
        rows.append((ts, k.DEPTH_CLEAR, 0.0, 0.0, 0, 0, 0))
        for step in range(1, 4):
            rows += [(ts, k.DEPTH, round(price - s * step / 100, 2), 400.0, s, 0, 0) for s in (1, -1)]
        rows += [
            (ts + 1, k.DEPTH, round(price - 0.02, 2), 100.0, 1, 0, 0),
            (ts + 2, k.ORDER_ADDED, price - 0.02, 50.0, 1, i + 1, 0),
        ]
        rows += [
            (ts + 3, k.ORDER_CHANGED, price - 0.02, 20.0, 1, i + 1, 0),
            (ts + 4, k.ORDER_GONE, price - 0.02, 20.0, 1, i + 1, 1),
        ]
    ts, kind, price, size, side, order, traded = (np.array(c) for c in zip(*rows, strict=True))
    return Depth(EURO, ts, ts, kind.astype(np.int8), price, size, side.astype(np.int8), order, traded.astype(np.int8))


def rarely(dollar: Bars, euro: Bars) -> list[Happenings]:
    """What happens a few times: (minute, kind, numbers)."""
    k, nan = EventKind, np.nan
    of_dollar = [
        (5, k.SESSION_OPEN, (nan,)), (20, k.TIMER, (7.0,)), (21, k.HALT, ()), (23, k.RESUME, ()), (30, k.DIVIDEND, (0.5,)),
        (31, k.FUNDING, (0.0001, nan)), (40, k.ROLLOVER, (-0.01, 0.005, 1.0)), (50, k.NEWS, (3.0, 10.0)), (60, k.SPLIT, (1.0,)),
        (70, k.SESSION_CLOSE, (nan, 1.0)), (72, k.SESSION_OPEN, (nan,)),
    ]  # fmt: skip
    of_euro = [
        (10, k.RATE, (1.15, 1.0)), (45, k.RATE, (1.05, 1.0)), (80, k.EXERCISE, (0.0, 100.0, 0.0)), (85, k.EXPIRY, (100.0, 0.0)),
    ]  # fmt: skip
    return [happenings(dollar, of_dollar), happenings(euro, of_euro)]


def happenings(of: Bars, rows: list) -> Happenings:
    times = np.array([int(of.ts_event[i]) - 10 * SECOND for i, _, _ in rows])
    values = np.array([(*given, *[0.0] * (5 - len(given))) for _, _, given in rows], float).T
    return Happenings(of.instrument, times, times, np.array([k for _, k, _ in rows], np.int8), *values)


def setup_of(history: History) -> Setup:
    conditions = Conditions(order_latency=50_000_000, depth=4096, orders=256)
    return Setup(
        CROSS,
        tuple(b.instrument for b in history),
        NEAR,
        FAST,
        account=Account(rates={"EUR": 1.1}),
        conditions=conditions,
    )


class EventDesk(Desk):
    """A desk whose feed brings everything."""

    def open(self, account: str = "demo", *, speed: float = 0.0, new: bool = False, make_feed=None):
        return super().open(
            account, speed=speed, new=new, make_feed=lambda s, bars, after: past(s, bars, speed=speed, after=after)
        )


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A whole session with everything, on paper."""
    history = everything()
    desk = EventDesk(tmp_path_factory.mktemp("desk"), history, setup_of(history))
    desk.play()
    return desk


def test_every_kind_of_event_is_in_the_journal(played):
    told = {e.body["event"] for e in kinds(played.events(), "market")}
    assert told == {k.name.lower() for k in EventKind} - {"bar"}
    assert len(kinds(played.events(), "bar")) == 3 * COUNT
    assert len(kinds(played.events(), "fill")) > 20


def test_it_is_replayed_bit_for_bit(played):
    with Journal.open(played.accounts.run("demo").journal, read_only=True) as journal:
        again = replay(journal, bind=lambda s: s, fetch=lambda *_: [])
    assert again.identical, again.text
    assert verify(played.accounts.run("demo").journal).ok


def test_paper_and_backtest_fill_the_same(played):
    run = backtest(played.setup, played.bars)
    fills = kinds(played.events(), "fill")
    assert [(e.ts_event, e.body["price"], e.body["quantity"]) for e in fills] == [
        (int(r["ts"]), float(r["price"]), float(r["quantity"])) for r in run.fills
    ]
    assert kinds(played.events(), "account")[-1].body["equity"] == float(run.output.equity[-1])
    traded = {played.setup.instruments[int(f["instrument"])].symbol for f in run.fills}
    assert traded == {"DOLLAR", "EURO", "FINE"}


@settings(max_examples=6)
@given(cuts=st.lists(st.integers(0, 400), min_size=1, max_size=4))
def test_stopping_at_any_moment_changes_nothing(cuts):
    history = everything()
    setup = setup_of(history)
    player, feed, made = Player(setup), past(setup, history, speed=0), []
    while taken := feed.take():
        made += player.moment(taken)
    with tempfile.TemporaryDirectory() as folder:
        desk = EventDesk(Path(folder), history, setup)
        for count in cuts:
            desk.play(count)
        desk.play()
        assert first_difference(desk.events(), numbered(made, 2)) is None


def test_stepping_shows_what_the_kernel_had(played):
    """After each account event the positions of the journal alone are those of the kernel."""
    compared = 0
    with Journal.open(played.accounts.run("demo").journal, read_only=True) as journal:
        for event, state in states(journal.events()):
            if event.kind != "account":
                continue
            held = {h.instrument: float(h.quantity) for h in state.positions}
            assert held == pytest.approx({name: p["quantity"] for name, p in event.body["positions"].items()}), event
            compared += 1
        steps = Steps(journal)
        halt = next(e for e in journal.events() if e.body.get("event") == "halt")
        found, state = steps.at(halt.ts_event)
        assert found.ts_event == halt.ts_event
        assert steps.to(halt.seq)[0].body == {"instrument": "DOLLAR.TEST", "event": "halt"}
        assert steps.to(halt.seq)[1].ts == state.ts
    assert compared > 3 * COUNT / 2


def test_a_bar_among_other_events_is_explained(played):
    bar = kinds(played.events(), "bar")[3 * 40]
    body = explain_journal(played.setup, played.events(), bar.body["instrument"], bar.ts_event)
    assert body["features"]["fast"] == body["features"]["fast"]


@given(
    kind=st.sampled_from([k for k in EventKind if k != EventKind.BAR]),
    given_=st.lists(st.floats(allow_infinity=False), min_size=5, max_size=5),
)
def test_names_and_numbers_of_an_event_are_each_other(kind: EventKind, given_: list[float]):
    kept = tuple(x if i < len(FIELDS[kind]) and FIELDS[kind][i] else 0.0 for i, x in enumerate(given_))
    assert np.array(numbers(kind, named(kind, kept))).tobytes() == np.array(kept).tobytes()


def test_real_quotes_on_paper(shared_data: Path, tmp_path: Path):
    """An hour and a half of EURUSD: paper fills what a backtest fills, and its journal gives it again."""
    lake = Lake(tmp_path / "lake")
    import_into(lake, shared_data / "fx/eurusd_fxcm_tick.parquet", symbol="EURUSD")
    history = read(lake, ["EURUSD"], ONE, None, parse_time("2014-05-01T06:30:00Z")).history
    setup = Setup(CROSS, (history[0].instrument,), NEAR, FAST)
    desk = EventDesk(tmp_path, history, setup)
    desk.play(1500)
    desk.play()
    run = backtest(setup, history)
    assert len(run.fills) > 10
    assert [e.body["price"] for e in kinds(desk.events(), "fill")] == run.fills["price"].tolist()
    assert len(kinds(desk.events(), "market")) == len(history.beside[0])
    with Journal.open(desk.accounts.run("demo").journal, read_only=True) as journal:
        assert replay(journal, bind=lambda s: s, fetch=lambda *_: []).identical
