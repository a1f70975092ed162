"""Backtests on real quotes, trades and raw stock minutes with their split: filled in the market, replayed and checked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tradewind.data.importing.reader import import_into
from tradewind.data.lake import Lake
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.history import History
from tradewind.kernel.opening import Costs
from tradewind.kernel.setup import Setup
from tradewind.ledger.journal import Journal
from tradewind.ledger.rebuild import states
from tradewind.ledger.runs import Runs
from tradewind.market.depth import Depth, Happenings
from tradewind.market.events import EventKind
from tradewind.market.orders import Purpose
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.time import parse_time
from tradewind.market.timeframe import Timeframe
from tradewind.research.assumptions import assumption_sheet, decided_by_finer
from tradewind.research.backtest import BacktestResult, backtest
from tradewind.research.checking import check
from tradewind.research.reading import fetch_for_replay, read
from tradewind.research.recording import record
from tradewind.research.replay import replay
from tradewind.research.walkforward.evaluate import evaluate
from tradewind.risk.limits import Limits
from tradewind.strategies.loading import from_source
from tradewind.strategies.strategy import StrategyDefinition

FREE = Costs(slippage=0.0, half_spread=0.0, taker_fee=0.0, maker_fee=0.0)
WIDE = Limits(
    max_daily_loss=1.0, max_drawdown=1.0, max_consecutive_losses=10**9, min_seconds_between_trades=0.0, min_confidence=0.0,
)  # fmt: skip
# Close to the price, so that stops and targets close nearly every trade.
NEAR = {"stop": 0.5, "target": 0.5}


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


def on(timeframe: str) -> StrategyDefinition:
    return replace(CROSS, timeframe=Timeframe.parse(timeframe))


def run(history: History, timeframe: str, **more) -> BacktestResult:
    given = {"limits": WIDE, "costs": FREE, "params": NEAR, "currency": history[0].instrument.quote_currency} | more
    return backtest(Setup(on(timeframe), tuple(b.instrument for b in history), **given), history)


def by_stop_or_target(result: BacktestResult) -> float:
    exits = result.fills[result.fills["purpose"] != Purpose.ENTRY]
    return float(np.isin(exits["purpose"], (Purpose.STOP_LOSS, Purpose.TAKE_PROFIT)).mean())


@pytest.fixture(scope="module")
def lake(tmp_path_factory, shared_data: Path) -> Lake:
    lake = Lake(tmp_path_factory.mktemp("real") / "lake")
    stocks, options = shared_data / "equity", {"stamp": "open", "calendar": "XNYS", "repairs": ["drop_outside_hours"]}
    import_into(lake, stocks / "us_minute_trade.parquet", symbol="AAPL", **options)
    import_into(lake, stocks / "us_corporate_action_factors.parquet", symbol="AAPL", kind="factors")
    import_into(lake, shared_data / "fx/eurusd_fxcm_tick.parquet", symbol="EURUSD")
    import_into(lake, shared_data / "crypto/btcusdt_binance_trades.parquet", symbol="BTCUSDT")
    return lake


@pytest.fixture(scope="module")
def euro(lake: Lake) -> History:
    """A day and a half of quotes with the minutes made from them."""
    made = read(lake, ["EURUSD"], Timeframe.parse("1m"), None, parse_time("2014-05-02T18:00:00Z"))
    assert any("quotes are crossed and left out" in note for note in made.notes)
    assert any("bars of 1m made from quotes" in note for note in made.notes)
    return made.history


def test_euro_dollar_is_filled_from_its_quotes(euro: History):
    result = run(euro, "1m", conditions=Conditions(order_latency=20_000_000))
    (quotes,) = euro.beside
    assert isinstance(quotes, Quotes)
    assert len(result.fills) > 100
    assert by_stop_or_target(result) > 0.3
    for fill in result.fills:
        # Ticks may share a time: the fill is in one of that moment.
        rows = slice(*np.searchsorted(quotes.ts_event, (fill["ts"], fill["ts"] + 1)))
        assert rows.stop > rows.start, "a fill between quotes"
        if fill["price"] != fill["limit"]:
            side = quotes.ask[rows] if fill["side"] > 0 else quotes.bid[rows]
            assert np.abs(side - fill["price"]).min() < 1e-9
    entries = result.fills[result.fills["purpose"] == Purpose.ENTRY]
    placed = {int(o["order"]): int(o["ts"]) for o in result.orders}
    assert all(f["ts"] >= placed[int(f["order"])] + 20_000_000 for f in entries)
    assert len(result.times) == len(euro[0])
    names = {a.name: a.value for a in assumption_sheet(result, worth=False)}
    assert names["Orders are filled from"] == "quotes"


def test_quotes_cost_more_than_the_bars_of_their_middle(euro: History):
    assert run(euro, "1m").equity[-1] < run(replace(euro, beside=()), "1m").equity[-1]


def test_a_recorded_run_on_quotes_is_replayed(euro: History, lake: Lake, tmp_path: Path):
    kept = record(run(euro, "1m"), Runs(tmp_path), ts=0, draws=0)
    with Journal.open(kept.run.journal, read_only=True) as journal:
        again = replay(journal, bind=lambda s: s, fetch=fetch_for_replay(lake))
    assert again.identical, again.text
    assert again.fills > 100


def test_quotes_change_nothing_that_was_decided_before_them(euro: History):
    setup = Setup(CROSS, (euro[0].instrument,), NEAR, WIDE, FREE, conditions=Conditions(feed_latency=7_000_000))
    found = check(setup, euro.between(None, int(euro[0].ts_event[600])), cuts=6)
    assert found.ok, found.findings


def test_btc_is_filled_from_its_trades(lake: Lake):
    history = read(lake, ["BTCUSDT"], Timeframe.parse("1s")).history
    (trades,) = history.beside
    assert isinstance(trades, Trades)
    result = run(history, "1s", params={"fast": 3, "slow": 8, **NEAR})
    assert len(result.fills) > 5
    for fill in result.fills:
        rows = slice(*np.searchsorted(trades.ts_event, (fill["ts"], fill["ts"] + 1)))
        assert np.abs(trades.price[rows] - fill["price"]).min() < 1e-9 or fill["price"] == fill["limit"]
        assert fill["quantity"] <= trades.size[rows].sum() + 1e-9


def test_btc_is_filled_from_its_book(lake: Lake, shared_data: Path, tmp_path: Path):
    """Each taking fill is at a level that the book had then, as a dictionary of levels says that is kept beside it."""
    book = Lake(tmp_path / "book")
    raw, columns = shared_data / "orderbook/btcusdt_usdm_20240808_l2.parquet", {"ts": "ts_event"}
    import_into(book, raw, kind="trades", where={"event": "trade"}, symbol="BTCUSDT", columns=columns)
    import_into(book, raw, kind="depth", symbol="BTCUSDT", columns=columns, repairs=["sort"])
    end = parse_time("2024-08-08T23:56:30Z")
    history = read(book, ["BTCUSDT"], Timeframe.parse("1s"), None, end, ["depth", "trades"]).history
    depth = next(part for part in history.beside if isinstance(part, Depth))
    room = Conditions(order_latency=50_000_000, depth=65_536)
    result = run(history, "1s", params={"fast": 3, "slow": 8, **NEAR}, conditions=room, cash=1e6)
    taken = result.fills[result.fills["maker"] == 0]
    assert len(taken) > 20
    unseen = {int(f["ts"]) for f in taken}
    levels: dict[tuple[int, float], float] = {}
    starts = np.flatnonzero(np.append(True, np.diff(depth.ts_event) != 0))
    kind, side, price, size = (getattr(depth, n).tolist() for n in ("kind", "side", "price", "size"))
    for first, after in zip(starts, np.append(starts[1:], len(depth)), strict=True):
        ts = int(depth.ts_event[first])
        here = {(side[i], round(price[i], 1)) for i in range(first, after)} | (levels.keys() if ts in unseen else set())
        for fill in taken[taken["ts"] == ts] if ts in unseen else ():
            assert (-int(fill["side"]), round(float(fill["price"]), 1)) in here
        unseen.discard(ts)
        for i in range(first, after):
            if kind[i] == EventKind.DEPTH_CLEAR:
                levels.clear()
            elif size[i]:
                levels[side[i], round(price[i], 1)] = size[i]
            else:
                levels.pop((side[i], round(price[i], 1)), None)
    assert len(unseen) < len(np.unique(taken["ts"])) / 2  # the others met a trade, between changes of the book


def test_apple_is_held_through_its_split(lake: Lake, tmp_path: Path):
    """Bought on 5 June 2014 at about 650, 7 for 1 on 9 June: seven times the units at a seventh, and no gain or loss by it."""
    history = read(lake, ["AAPL"], Timeframe.parse("1m")).history
    (happened,) = history.beside
    assert isinstance(happened, Happenings)
    assert happened.kind.tolist() == [EventKind.SPLIT]
    split = int(happened.ts_event[0])
    result = run(history, "1m", params={"stop": 20.0, "target": 40.0})
    held = result.account.positions[:, 0]
    at = int(np.searchsorted(result.times, split))
    assert held[at - 1] != 0
    assert held[at] == 7 * held[at - 1]
    moves = np.abs(np.diff(result.equity)) / result.equity[:-1]
    assert moves.max() < 0.01, "the split made money"
    assert np.ptp(result.buy_and_hold()) / result.setup.cash < 0.05
    over = [t for t in result.trades if t.entry_ts < split < t.exit_ts]
    assert over
    for trade in over:
        assert 85 < trade.entry_price < 95
        assert trade.pnl == pytest.approx(sum(-leg.quantity * leg.price for leg in trade.legs), abs=1e-6)
        assert trade.mae <= trade.pnl + 1e-9
        assert trade.mfe >= trade.pnl - 1e-9
    kept = record(result, Runs(tmp_path), ts=0, draws=0)
    with Journal.open(kept.run.journal, read_only=True) as journal:
        after = next(state for event, state in states(journal.events()) if event.kind == "split")
        prices = [float(o.trigger or o.price or 0) for o in after.orders]
        assert len(prices) == 2
        assert min(prices) > 60
        assert max(prices) < 130
        assert replay(journal, bind=lambda s: s, fetch=fetch_for_replay(lake)).identical


def test_minutes_decide_inside_a_quarter_of_an_hour(lake: Lake):
    history = read(lake, ["AAPL"], Timeframe.parse("15m")).history
    assert [str(f.timeframe) for f in history.fine] == ["1m"]
    near = {"stop": 0.1, "target": 0.1, "fast": 3, "slow": 8}
    fine, coarse = run(history, "15m", params=near), run(replace(history, fine=()), "15m", params=near)
    both = int(coarse.machine.world.account["intrabar"][0])
    assert both > 0
    assert decided_by_finer(fine) > 0
    assert decided_by_finer(coarse) == 0
    assert int(fine.machine.world.account["intrabar"][0]) < both
    assert len(fine.times) == len(coarse.times)


def test_a_sweep_evaluates_with_the_same_events(lake: Lake):
    history = read(lake, ["AAPL"], Timeframe.parse("15m")).history
    near = {"stop": 0.1, "target": 0.1, "fast": 3, "slow": 8}
    result = run(history, "15m", params=near)
    frame = evaluate(result.setup, history, [result.setup.params])
    assert frame["total_return"][0] == result.metrics()["total_return"].value
