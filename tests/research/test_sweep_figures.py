"""A sweep's figures are those of the backtest with the same parameters, by the catalogue's own definitions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as within
from hypothesis import strategies as st

from tradewind.data.sources.samples import us_stocks
from tradewind.errors import StrategyError
from tradewind.features.fused import FeatureSet
from tradewind.kernel.codes import FILL
from tradewind.kernel.opening import Costs
from tradewind.kernel.setup import Setup
from tradewind.research.backtest import backtest
from tradewind.research.metrics import METRICS, Sample
from tradewind.research.metrics.curve import BLOCK, CURVE, follow, spread
from tradewind.research.metrics.sample import TRIP
from tradewind.research.metrics.summary import summarise
from tradewind.research.report.data import round_trips
from tradewind.research.sweep.engine import sweep
from tradewind.research.sweep.feeds import feeds
from tradewind.research.sweep.space import space
from tradewind.research.sweep.tally import FIGURES
from tradewind.research.trades import round_trips as trades_of
from tradewind.research.trip_rows import OPENED, take_fills
from tradewind.risk.limits import Limits
from tradewind.strategies.loading import from_source, load

from ..randombars import instrument, random_bars

WIDE = Limits(max_drawdown=0.9, max_daily_loss=0.9, max_consecutive_losses=1000, min_seconds_between_trades=0.0)

# Enters by limit, leaves in parts and turns around at once, so that scaling, flips and open positions at the end all happen.
RESTLESS = """
from tradewind.strategies import Float, Int, Strategy, atr, buy, close, hold, range_position, sell, short, sma


class Restless(Strategy):
    timeframe = "1h"
    n, far = Int(20, 2, 200), Float(0.8, 0.5, 1.0)
    features = dict(average=sma(n="n"), place=range_position(n="n"), range=atr(n=10))

    def on_bar(s):
        if s.features.place > s.params.far:
            return sell(2.0)
        if s.features.place < 1.0 - s.params.far:
            return buy(3.0, stop=s.bar.close * 0.99)
        if s.previous.average > s.features.average and s.position > 5:
            return close()
        return hold()
"""


def plain(rows: int, dtype: np.dtype) -> np.recarray:
    """Rows that plain Python reads as compiled code does."""
    return np.zeros(rows, dtype).view(np.recarray)


def by_the_catalogue(result) -> dict[str, float]:
    sample = Sample(result.times, result.equity, result.periods_per_year, round_trips(result.trades))
    found = {name: value.value for name, value in summarise(sample, draws=0).items()}
    return found | {"fees": float(result.fills["fee"].sum()), "final_equity": float(result.equity[-1])}


def agree(setup: Setup, bars, ranges, **more) -> None:
    """Every figure of every combination beside the catalogue's over a backtest."""
    chosen = space(setup.strategy, ranges, **more)
    made = sweep(setup, bars, chosen, workers=1)
    for row in range(len(made)):
        result = backtest(replace(setup, params=made.params(row)), bars)
        wanted = by_the_catalogue(result)
        for j, name in enumerate(FIGURES):
            np.testing.assert_allclose(
                made.figures[row, j], wanted[name], rtol=1e-9, atol=1e-12, err_msg=f"{name} of {made.params(row)}"
            )


def test_every_figure_of_a_catalogue_by_its_name():
    assert len(FIGURES) >= 15
    assert set(FIGURES) - set(METRICS) == {"fees", "final_equity"}


@pytest.mark.parametrize(
    "symbols", [("AAPL",), ("AAPL", "IBM", "MSFT")], ids=["one instrument", "three in one account"]
)
def test_on_real_stocks(symbols):
    bars = [b[-900:] for b, _ in us_stocks() if b.instrument.symbol in symbols]
    setup = Setup(load("moving_average_cross"), tuple(b.instrument for b in bars), {}, WIDE)
    agree(setup, bars, {"fast": "3,8,20", "slow": "25,60", "stop": "0.5,3"})


@within(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(1, 2))
def test_on_random_bars_with_orders_that_scale_and_turn(seed, count):
    """Fills that add to a position, reduce it and turn it around, and a position that is open at the end."""
    of = tuple(instrument(name) for name in ("AAA", "BBB")[:count])
    bars = [random_bars(400, seed + k, of=i, timeframe="1h", volatility=0.01) for k, i in enumerate(of)]
    setup = Setup(from_source(RESTLESS, "restless.py"), of, {}, WIDE, Costs(0.0005, 0.0, 0.001, 0.0002))
    agree(setup, bars, {"n": "3,20", "far": "0.7,0.95"})


@within(max_examples=60, deadline=None)
@given(
    values=st.lists(
        st.one_of(st.integers(-2, 5000).map(lambda v: v / 100), st.sampled_from([9.0, 10.0])), min_size=1, max_size=60
    ),
    times=st.integers(1, 9),
    cuts=st.lists(st.integers(1, 560), max_size=4),
)
def test_a_curve_in_pieces_is_the_same_curve(values, times, cuts):
    """The sums do not depend, to the last bit, on where the bars were cut; also when everything was lost."""
    equity = np.array([10.0, *(values * times)])
    whole, pieces, room = plain(1, CURVE), plain(1, CURVE), np.zeros(BLOCK)
    follow(whole[0], equity, len(equity), True, room)
    for cut in sorted({min(c, len(equity)) for c in cuts}):
        follow(pieces[0], equity, cut, False, room)
    follow(pieces[0], equity, len(equity), True, np.zeros(len(equity)))
    assert whole.tobytes() == pieces.tobytes()


@within(max_examples=60, deadline=None)
@given(values=st.lists(st.sampled_from([5.0, 9.0, 10.0, 10.5, 11.0, 30.0, 0.0, -3.0]), min_size=2, max_size=50))
def test_sums_of_a_curve_with_ruin_and_repetitions(values):
    equity = np.array([10.0, *values])
    curve = plain(1, CURVE)
    follow(curve[0], equity, len(equity), True, np.zeros(BLOCK))
    c, ts = curve[0], np.arange(len(equity), dtype=np.int64) * 10**15
    sample = Sample(ts, equity, 252.0, round_trips([]))
    wanted = {n: v.value for n, v in summarise(sample, draws=0).items()}
    close = {"rtol": 1e-9, "atol": 1e-12}
    np.testing.assert_allclose(c["level"] - 1.0, wanted["total_return"], **close)
    np.testing.assert_allclose(spread(c, equity) * 252**0.5, wanted["volatility"], **close)
    np.testing.assert_allclose(c["deepest"], wanted["max_drawdown"], **close)
    np.testing.assert_allclose((c["fall_squares"] / c["count"]) ** 0.5, wanted["ulcer"], **close)
    assert c["longest"] == wanted["longest_drawdown"]
    assert (c["best"], c["worst"]) == (wanted["best_period"], wanted["worst_period"])


def test_a_curve_that_rises_evenly_has_a_small_spread_and_not_a_rounded_one():
    equity = 1000.0 * 1.01 ** np.arange(400)
    curve = plain(1, CURVE)
    follow(curve[0], equity, 400, True, np.zeros(BLOCK))
    assert spread(curve[0], equity) == pytest.approx(np.std(equity[1:] / equity[:-1] - 1.0, ddof=1), abs=1e-15)


def test_trips_in_parts_are_the_trades_of_a_backtest():
    bars = [random_bars(500, 5, of=instrument(), timeframe="1h", volatility=0.01)]
    setup = Setup(from_source(RESTLESS, "restless.py"), (instrument(),), {"n": 8}, WIDE)
    result = backtest(setup, bars)
    opened, trips, made = plain(1, OPENED), plain(len(result.fills), TRIP), 0
    records, instruments = (a.view(np.recarray) for a in (result.output.records, result.machine.world.instruments))
    for part in (records[:97], records[97:200], records[200:]):
        made, _, _ = take_fills(part, len(part), instruments, opened, trips, made, 0.0)
    trades = trades_of(result.output, setup.instruments)
    assert made == len(trades) > 10
    assert (result.output.records["kind"] == FILL).sum() > 2 * made, "some trades have more than two fills"
    assert [(int(t["entry_ts"]), int(t["exit_ts"]), float(t["pnl"])) for t in trips[:made]] == [
        (t.entry_ts, t.exit_ts, t.pnl) for t in trades
    ]


def test_what_is_fed_to_the_loop_is_what_one_layout_gives():
    strategy = from_source(RESTLESS, "restless.py")
    features = FeatureSet(strategy.features, extra=3)
    chosen = space(strategy, {"n": "2:30", "far": "0.5:1"}, method="random", trials=40)
    made = feeds(features, tuple(strategy.params), chosen.values)
    widths = []
    for row, (n, far) in enumerate(chosen.values):
        layout = features.layout({"n": int(n), "far": far})
        assert made.features[row].tobytes() == layout.parameters.tobytes()
        assert made.windows[row].tobytes() == layout.windows.tobytes()
        widths.append(len(layout.initial))
    assert made.width == max(widths)


def test_a_value_that_a_feature_does_not_take_is_refused_by_name():
    """A strategy may declare a wider range than its feature has; the sweep says so before anything runs."""
    text = RESTLESS.replace("n, far = Int(20, 2, 200)", "n, far = Int(20, 2, 9000)")
    strategy = from_source(text, "restless.py")
    features = FeatureSet(strategy.features, extra=3)
    with pytest.raises(StrategyError, match="n = 9000.0 is out of range"):
        feeds(features, tuple(strategy.params), space(strategy, {"n": "10,9000,20"}).values)
    halves = np.array([[3.0, 0.8], [7.5, 0.8], [9.0, 0.8]])
    with pytest.raises(StrategyError, match="7.5 is not a whole number"):
        feeds(features, tuple(strategy.params), halves)
