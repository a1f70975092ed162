"""Features over quotes, trades and depth inside the loop: of one and several instruments, beside bars, in pieces, in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tradewind.data.resample import bars_of_ticks
from tradewind.errors import StrategyError
from tradewind.features import (
    atr,
    depth_flow,
    depth_imbalance,
    ema,
    order_flow_imbalance,
    quote_imbalance,
    quoted_spread,
    sma,
    trade_sign,
    vpin,
)
from tradewind.features.compute import FeatureStream, Table, compute, kind_of_rows
from tradewind.features.parameters import Int
from tradewind.features.row_kinds import rows_of_each
from tradewind.kernel.block import Block
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.history import History
from tradewind.kernel.machine import Output
from tradewind.kernel.setup import Setup
from tradewind.live.feeds import GrowingFeed, past
from tradewind.market.depth import levels
from tradewind.market.events import EventKind
from tradewind.market.instrument import Instrument
from tradewind.market.ticks import Trades
from tradewind.market.timeframe import Timeframe
from tradewind.strategies import Strategy, buy, close, hold
from tradewind.strategies.strategy import StrategyDefinition, define

from ..features.rows import random_rows
from ..randombars import instrument
from .random_runs import same
from .real_blocks import bitcoin_book
from .scenario import FREE, WIDE

ONE, TWO = instrument("ONE"), instrument("TWO")
MINUTE = Timeframe.parse("1m")
N = 2_000
KINDS = ("quotes", "trades", "depth")


class Mixed(Strategy):
    """Features over every kind of rows, of each other too; trades at quotes and bars by what they say."""

    timeframe = "1m"
    n = Int(20, 2, 100)
    features = dict(
        range=atr(n=5),
        flow=order_flow_imbalance(n="n"),
        smooth=ema("flow", n=10),
        middle=sma("bid", n=7),
        toxic=vpin(bucket=40.0, n=5),
        book=depth_imbalance(n=3),
    )

    def on_event(s):
        if s.position == 0.0 and s.previous.flow <= 20.0 < s.features.flow and s.features.flow > s.features.smooth:
            return buy(1.0)
        if s.position > 0.0 and s.features.flow < 0.0:
            return close()
        return hold()

    def on_bar(s):
        if s.position == 0.0 and s.features.book_imbalance > s.previous.book_imbalance:
            return buy(2.0)
        return hold()


def rows_of(of: Instrument, seed: int) -> dict[str, Table]:
    """Seeded quotes, trades and depth of one instrument."""
    return {kind: replace(random_rows(kind, N, seed + j), instrument=of) for j, kind in enumerate(KINDS)}


def history(*instruments: Instrument) -> History:
    sources = [rows_of(of, 10 * k) for k, of in enumerate(instruments)]
    end = min(int(t.ts_event[-1]) for s in sources for t in s.values())
    bars = [bars_of_ticks(s["quotes"], MINUTE) for s in sources]
    return History(tuple(bars), tuple(t for s in sources for t in s.values())).between(None, end)


def run(definition: StrategyDefinition, past_: History, cuts: Sequence[int] = ()) -> tuple[Block, list[Output], bytes]:
    """The whole history, cut at rows of the block: at each cut another machine goes on from the snapshot."""
    setup = Setup(definition, tuple(b.instrument for b in past_), {}, WIDE, FREE)
    block, machine, outputs = setup.block(past_), setup.machine(), []
    for first, end in zip([0, *cuts], [*cuts, len(block)], strict=True):
        snapshot, machine = machine.snapshot(), setup.machine()
        machine.restore(snapshot)
        outputs.append(machine.step(block[first:end], trace=True))
    return block, outputs, machine.snapshot()


@pytest.mark.parametrize("count", [1, 2])
def test_each_instruments_features_are_those_of_a_batch_over_its_own_rows(count: int) -> None:
    made = history(*(ONE, TWO)[:count])
    block, (output,), _ = run(define(Mixed), made)
    assert len(output.records) > 50
    setup = Setup(define(Mixed), tuple(b.instrument for b in made), {})
    columns = setup.program.features.columns
    for source in made.beside:
        kind = kind_of_rows(source)
        uses = {n: u for n, u in Mixed.features.items() if setup.program.features.over(kind).keys() & set(u.columns(n))}
        wanted = compute_over(uses, source, setup.params)
        k = [b.instrument for b in made].index(source.instrument)
        at = (block.index == k) & np.isin(block.kinds, np.unique(_kinds(kind)))
        assert wanted
        for name, values in wanted.items():
            traced = np.ascontiguousarray(output.trace[at, columns.index(name)])
            assert traced.tobytes() == values.tobytes(), name


def compute_over(uses: dict, rows: Table, params: dict) -> dict[str, np.ndarray]:
    stream = FeatureStream(uses, params, rows=kind_of_rows(rows))
    return dict(zip(stream.columns, map(np.ascontiguousarray, stream.update(rows)), strict=True))


def _kinds(rows: str) -> list[int]:
    return {"quotes": [EventKind.QUOTE], "trades": [EventKind.TRADE], "depth": [3, 4, 5, 6, 7]}[rows]


def test_on_a_real_book_and_its_trades(shared_data: Path) -> None:
    class Watcher(Strategy):
        features = dict(book=depth_imbalance(n=5), flow=depth_flow(n=50), toxic=vpin(bucket=5.0, n=10))

        def on_bar(s):
            return hold()

    of, block, _ = bitcoin_book(shared_data)
    block = block[:200_000]
    setup = Setup(define(Watcher), (of,), {}, conditions=Conditions(depth=65_536))
    trace = setup.machine().step(block, trace=True).trace
    printed = block.kinds == EventKind.TRADE
    a, b, c = block.opens, block.highs, block.lows
    prints = Trades(of, block.times[printed], block.times[printed], a[printed], b[printed], c[printed].astype(np.int8))
    at = block.times[~printed]
    book = levels(of, at, a[~printed], b[~printed], c[~printed].astype(np.int8), kind=block.kinds[~printed])
    wanted = compute({n: Watcher.features[n] for n in ("book", "flow")}, book) | compute(
        {"toxic": Watcher.features["toxic"]}, prints
    )
    for name, values in wanted.items():
        rows = printed if name == "toxic" else ~printed
        traced = trace[rows, setup.program.features.columns.index(name)]
        assert np.ascontiguousarray(traced).tobytes() == values.tobytes(), name
        assert np.isfinite(values).mean() > 0.5, name


@pytest.mark.parametrize("count", [1, 2])
def test_compiled_and_plain_python_are_one(count: int) -> None:
    made = history(*(ONE, TWO)[:count])
    _, (first,), one = run(define(Mixed), made)
    _, (second,), other = run(replace(define(Mixed), compiled=False), made)
    same(first, second)
    assert one == other


@pytest.mark.parametrize("count", [1, 2])
def test_stopped_and_gone_on_with_from_snapshots_it_is_the_same(count: int) -> None:
    made = history(*(ONE, TWO)[:count])
    block, (whole,), end = run(define(Mixed), made)
    for seed in range(3):
        cuts = sorted(np.random.default_rng(seed).choice(np.arange(1, len(block)), 4, replace=False).tolist())
        _, parts, now = run(define(Mixed), made, cuts)
        assert now == end
        for name in ("records", "decisions", "trace", "equity"):
            assert np.concatenate([getattr(p, name) for p in parts]).tobytes() == getattr(whole, name).tobytes()


def test_bars_and_other_events_see_what_a_feature_last_gave() -> None:
    """Nothing before the first quote; then the last quote's value at everything, and at its own quote the one before as `previous`."""
    seen = []

    class Looks(Strategy):
        timeframe = "1m"
        compiled = False
        features = dict(spread=quoted_spread(), flow=trade_sign())

        def on_event(s):
            seen.append((s.event.time, s.event.kind, s.features.spread, s.previous.spread))
            return hold()

        def on_bar(s):
            seen.append((s.bar.time, 0, s.features.spread, s.previous.spread))
            return hold()

    made = history(ONE)
    quotes = made.beside[0]
    late = replace(made, beside=(quotes[50:], *made.beside[1:]))
    run(define(Looks), late)
    spread = compute(dict(x=quoted_spread()), quotes[50:])["x"]
    count, at_bar = 0, np.nan
    kinds = set()
    for time, kind, now, before in seen:
        count += kind == EventKind.QUOTE
        last = spread[count - 1] if count else np.nan
        earlier = at_bar if kind == 0 else spread[count - 2] if kind == EventKind.QUOTE and count > 1 else last
        earlier = np.nan if kind == EventKind.QUOTE and count == 1 else earlier
        np.testing.assert_equal((now, before), (last, earlier), err_msg=f"{kind} at {time}")
        at_bar = last if kind == 0 else at_bar
        kinds.add(kind)
    assert count == len(quotes) - 50 and {0, 1, 2, 3} <= kinds


def test_a_quote_with_one_side_only_moves_no_feature_that_takes_both() -> None:
    quotes = rows_of(ONE, 3)["quotes"]
    bid = quotes.bid.copy()
    gone = np.arange(len(bid)) % 7 == 3
    bid[gone] = np.nan
    flow = dict(flow=order_flow_imbalance(n=5), lean=quote_imbalance())
    got = compute(flow, replace(quotes, bid=bid))
    assert np.isnan(got["flow"][gone]).all() and np.isfinite(got["lean"]).all()
    kept = {n: a[~gone] for n, a in quotes.columns()}
    assert got["flow"][~gone].tobytes() == compute(flow, replace(quotes, **kept))["flow"].tobytes()


def test_without_the_rows_that_a_feature_wants_a_run_says_which_option_gives_them() -> None:
    made = history(ONE, TWO)
    setup = Setup(define(Mixed), (ONE, TWO), {})
    told = r"Mixed: its feature 'flow' \(order_flow_imbalance\(n='n'\)\) is computed over quotes, and this run has no quotes of "
    with pytest.raises(StrategyError, match=told + "ONE") as caught:
        setup.block(made.bars)
    assert caught.value.try_ == "--events quotes,trades,depth"
    with pytest.raises(StrategyError, match=told + "TWO"):
        setup.block(replace(made, beside=made.beside[:3]))
    with pytest.raises(StrategyError, match=told + "ONE"):
        past(setup, made.bars, speed=0)
    with pytest.raises(StrategyError, match=told + "ONE"):
        GrowingFeed(setup, lambda k, since: made.bars[k], every=1.0, history=made)


def test_over_which_rows_a_feature_is() -> None:
    uses = dict(
        bid=ema(n=3), size=atr(n=3), spread=quoted_spread(), toxic=vpin(), smooth=ema("spread", n=2), twice=sma("smooth", n=2),
        side=ema("ask", n=2), tape=ema("price", n=2), other=ema("GBPUSD.close", n=2), own=ema("size", n=2),
    )  # fmt: skip
    assert rows_of_each(uses) == dict(
        bid="bars", size="bars", spread="quotes", toxic="trades", smooth="quotes", twice="quotes", side="quotes", tape="trades",
        other="bars", own="bars",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("uses", "told"),
    [
        (dict(x=order_flow_imbalance("bid", "ask", "bid_size", "close")), "'close', which is no column of quotes"),
        (
            dict(a=quoted_spread(), x=ema("a", n=3), y=vpin("a", "size", "aggressor")),
            "'size', which is no column of quotes",
        ),
        (dict(x=quoted_spread(), y=atr("x", "x", "x", timeframe="1h")), "'y' on 1h can take bar columns only"),
        (dict(x=ema("GBPUSD.close", n=3), y=quoted_spread("bid", "x")), "'bid', which is no column of bars"),
        (dict(x=quoted_spread("bid", "GBPUSD.close")), "'GBPUSD.close', which is no column of quotes"),
    ],
)
def test_inputs_of_different_kinds_of_rows_are_refused(uses: dict, told: str) -> None:
    class Odd(Strategy):
        features = uses

        def on_bar(s):
            return hold()

    with pytest.raises(StrategyError, match=told):
        Setup(define(Odd), (ONE,), {}).program  # noqa: B018
