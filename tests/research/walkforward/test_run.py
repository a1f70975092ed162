"""What is traded out of sample is what could have been traded: one account, warm features, choices that know only the past."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tradewind.data.sources.samples import us_stocks
from tradewind.errors import DataError, StrategyError, UsageError
from tradewind.kernel.codes import FILL
from tradewind.kernel.commands import PAUSE, RESUME
from tradewind.kernel.machine import command
from tradewind.kernel.setup import Setup
from tradewind.market.orders import Purpose
from tradewind.market.time import DAY
from tradewind.research.metrics import METRICS
from tradewind.research.sweep.tally import FIGURES
from tradewind.research.walkforward import Grid, Sampler, evaluate, walkforward
from tradewind.research.walkforward.evaluate import Course, metrics_of
from tradewind.research.walkforward.run import WARMUP_BARS
from tradewind.research.walkforward.windows import warm_start
from tradewind.risk.limits import Limits
from tradewind.strategies.loading import from_source, load

BARS = [b[-500:] for b, _ in us_stocks() if b.instrument.symbol in ("AAPL", "IBM")]
WIDE = Limits(max_drawdown=0.9, max_daily_loss=0.9, max_consecutive_losses=1000)
PARAMS = {"fast": 5, "slow": 20}
SETUP = Setup(load("moving_average_cross"), tuple(b.instrument for b in BARS), PARAMS, WIDE)
FEW = Grid({"fast": (3, 8), "slow": (15, 30, 60)})


@pytest.fixture(scope="module")
def walked():
    return walkforward(SETUP, BARS, FEW, draws=30)


def fills(records: np.ndarray) -> list[tuple]:
    made = records[records["kind"] == FILL]
    return made[["ts", "instrument", "side", "quantity", "price", "fee", "cash"]].tolist()


def test_with_nothing_to_choose_it_is_one_backtest():
    """One set in the grid: the joined pieces are, fill by fill and bit by bit, the run of an account that waited until the first test."""
    result = walkforward(SETUP, BARS, Grid({n: (v,) for n, v in PARAMS.items()}), draws=0)
    block, machine = SETUP.block(BARS), SETUP.machine()
    first = int(np.searchsorted(block.times, result.windows[0].span.test_from))
    machine.step(command(PAUSE, 0))
    machine.step(block[:first])
    machine.step(command(RESUME, int(block.times[first - 1])))
    plain = machine.step(block[first:])
    assert len(result.windows) > 10 and len(fills(plain.records)) > 10
    assert fills(result.joined.output.records) == fills(plain.records)
    assert result.joined.output.equity.tobytes() == plain.equity.tobytes()


def test_a_choice_knows_only_the_past(walked):
    """Another future from some test window on leaves every choice and every value before it as it was."""
    at = walked.windows[6].span.test_from
    changed = []
    for bars in BARS:
        row = int(np.searchsorted(bars.ts_event, at))
        scale = np.where(np.arange(len(bars)) >= row, np.linspace(1.0, 3.0, len(bars)), 1.0)
        changed.append(replace(bars, **{n: getattr(bars, n) * scale for n in ("open", "high", "low", "close")}))
    other = walkforward(SETUP, changed, FEW, draws=0)
    assert [w.params for w in other.windows[:7]] == [w.params for w in walked.windows[:7]]
    rows = walked.windows[6].rows[0]
    assert other.joined.output.equity[:rows].tobytes() == walked.joined.output.equity[:rows].tobytes()
    assert other.joined.output.equity[-1] != walked.joined.output.equity[-1]


def test_more_data_only_add_windows(walked):
    shorter = walkforward(SETUP, [b.between(None, walked.windows[5].span.test_until) for b in BARS], FEW, draws=0)
    assert [w.params for w in shorter.windows] == [w.params for w in walked.windows[:6]]
    rows = len(shorter.joined.output.equity)
    assert shorter.joined.output.equity.tobytes() == walked.joined.output.equity[:rows].tobytes()


def test_the_best_set_of_each_window_is_traded(walked):
    for window in walked.windows:
        begun = warm_start(BARS, window.span.train_from, WARMUP_BARS)
        train = [b.between(begun, window.span.test_from) for b in BARS]
        figures = evaluate(SETUP, train, FEW.sets(SETUP.strategy, SETUP.params), start=window.span.train_from)
        assert tuple(figures.columns) == FIGURES
        known = figures.select(pl.when(pl.col("trade_count") >= 1).then(pl.col("sharpe").fill_nan(None))).to_series()
        if window.in_sample is None:
            assert known.is_null().all()
        else:
            assert window.in_sample["sharpe"] == known.max() and set(window.in_sample) == set(METRICS)
            assert window.params == FEW.sets(SETUP.strategy, SETUP.params)[known.arg_max()]


@pytest.mark.parametrize("warm", [0, 1, 7, 100])
def test_the_engine_and_a_backtest_of_each_set_agree_however_warm(warm):
    """Every figure of every set by the sweep's engine is that of a backtest whose features saw the same bars before."""
    start = int(BARS[0].ts_event[200])
    bars = [b.between(warm_start(BARS, start, warm), None) for b in BARS]
    sets = FEW.sets(SETUP.strategy, SETUP.params)
    fast = evaluate(SETUP, bars, sets, start=start)
    slow = [metrics_of(SETUP, Course.of(SETUP, bars, start), one) for one in sets]
    for name in set(FIGURES) & set(METRICS):
        assert fast[name].to_numpy() == pytest.approx(
            np.array([one[name] for one in slow]), rel=1e-9, abs=1e-12, nan_ok=True
        ), name
    cold = evaluate(SETUP, [b.between(start, None) for b in BARS], sets)
    assert fast.equals(cold) == (warm == 0), "warm features know more from the first bar on"


def test_a_walk_goes_on_from_disk(walked, tmp_path, monkeypatch):
    """Interrupted in the fifth window, the same call reads the four that are there and ends as if nothing had happened."""
    from tradewind.research.sweep import engine

    done = []

    def stop(number, total):
        done.append(number)
        if number == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        walkforward(SETUP, BARS, FEW, draws=30, folder=tmp_path, progress=stop)
    assert len(list(tmp_path.glob("window-*/chunk-*.bin"))) == 4
    ran = []
    kept = engine.Worker.chunk
    monkeypatch.setattr(engine.Worker, "chunk", lambda self, *given: ran.append(1) or kept(self, *given))
    again = walkforward(SETUP, BARS, FEW, draws=30, folder=tmp_path)
    assert len(ran) == len(walked.windows) - 4
    assert repr(again.windows) == repr(walked.windows), "repr: an undefined figure is not equal to itself"
    assert again.joined.output.equity.tobytes() == walked.joined.output.equity.tobytes()
    with pytest.raises(UsageError, match="holds another sweep"):
        walkforward(replace(SETUP, cash=5_000.0), BARS, FEW, draws=0, folder=tmp_path)


def test_pieces_make_the_whole(walked):
    grown = np.prod(1 + walked.window_returns)
    assert grown * SETUP.cash == pytest.approx(walked.joined.equity[-1], rel=1e-12)
    assert [w.rows[0] for w in walked.windows[1:]] == [w.rows[1] for w in walked.windows[:-1]]
    assert walked.windows[-1].rows[1] == len(walked.joined.block)
    assert all(w.span.test_from <= t < w.span.test_until for w in walked.windows for t in _times(walked, w))


def _times(walked, window):
    return walked.joined.block.times[slice(*window.rows)]


def test_trials_are_the_distinct_sets_and_what_came_before(walked):
    assert (walked.parameter_sets, walked.evaluations, walked.trials) == (6, 6 * len(walked.windows), 6)
    more = walkforward(SETUP, BARS, FEW, draws=0, earlier_trials=94)
    assert more.trials == 100
    assert more.metrics["deflated_sharpe"].value < walked.metrics["deflated_sharpe"].value
    assert more.metrics["probabilistic_sharpe"].value == walked.metrics["probabilistic_sharpe"].value
    fresh = walkforward(SETUP, BARS, Sampler(5, {"fast": (2, 60)}, fresh=True), draws=0)
    assert 5 < fresh.parameter_sets <= fresh.evaluations == 5 * len(fresh.windows)


def test_efficiency_is_growth_out_of_sample_over_growth_in_sample(walked):
    """Against figures made by hand from the windows."""
    logs = [np.log1p(w.in_sample["total_return"]) for w in walked.windows if w.in_sample is not None]
    years = len(logs) * 180 / 365.25
    inside = np.exp(sum(logs) / years) - 1
    span = (walked.joined.times[-1] - walked.windows[0].span.test_from) / (365.25 * DAY)
    outside = (walked.joined.equity[-1] / SETUP.cash) ** (1 / span) - 1
    assert walked.in_sample_return == pytest.approx(inside, rel=1e-9)
    assert walked.out_of_sample_return == pytest.approx(outside, rel=1e-9)
    assert walked.efficiency == pytest.approx(outside / inside, rel=1e-9)


def test_drift_tells_each_parameters_way(walked):
    fast = walked.drift["fast"]
    assert fast.values == tuple(float(w.params["fast"]) for w in walked.windows)
    moved = np.abs(np.diff(fast.values))
    assert (fast.low, fast.high, fast.moves) == (3.0, 8.0, int((moved > 0).sum()))
    assert fast.size == pytest.approx(moved.mean() / 5)
    assert set(walked.drift) == {"fast", "slow"}


def test_another_objective_chooses_otherwise_and_low_can_be_better(walked):
    calm = walkforward(SETUP, BARS, FEW, by="max_drawdown", draws=0)
    assert [w.params for w in calm.windows] != [w.params for w in walked.windows]
    span = calm.windows[3].span
    train = [b.between(warm_start(BARS, span.train_from, WARMUP_BARS), span.test_from) for b in BARS]
    figures = evaluate(SETUP, train, FEW.sets(SETUP.strategy, SETUP.params), start=span.train_from)
    traded = figures.filter(figures["trade_count"] >= 1)
    assert calm.windows[3].in_sample["max_drawdown"] == traded["max_drawdown"].min()


def test_where_nothing_can_be_chosen_the_parameters_before_go_on():
    none = walkforward(SETUP, BARS, FEW, min_trades=10_000, draws=0)
    assert all(w.in_sample is None and w.params == SETUP.params for w in none.windows)
    assert np.isnan(none.efficiency)


def test_between_test_windows_nothing_is_entered():
    gaps = walkforward(SETUP, BARS, FEW, test_days=30, step_days=60, draws=0)
    spans = [w.span for w in gaps.windows]
    assert len(spans) >= 4
    orders = gaps.joined.orders
    entries = orders["ts"][orders["purpose"] == Purpose.ENTRY]
    assert len(entries) and all(any(s.test_from <= t < s.test_until for s in spans) for t in entries.tolist())


@pytest.mark.parametrize(
    ("more", "error", "words"),
    [
        (dict(by="profit"), UsageError, "objective 'profit' is no metric"),
        (dict(by="exposure"), UsageError, "is no better high or low"),
        (dict(step_days=10), UsageError, "step_days = 10 is below test_days = 30"),
        (dict(train_days=0), UsageError, "train_days = 0 must be above 0"),
        (dict(train_days=5000), DataError, "leave nothing to test after 5000 days"),
        (dict(search=Grid({"pace": (1, 2)})), UsageError, "has no parameter 'pace'"),
        (dict(search=Grid({"fast": (1, 2)})), StrategyError, "fast = 1 is out of range; allowed 2 to 200"),
        (dict(search=Grid({"fast": ()})), UsageError, "0 parameter sets"),
        (dict(search=Grid(points=40)), UsageError, "2,560,000 parameter sets"),
        (dict(search=Sampler(8, {"fast": (30, 10)})), UsageError, "the range 30 to 10 goes down"),
    ],
)
def test_what_makes_no_sense_is_said(more, error, words):
    with pytest.raises(error, match=words):
        walkforward(SETUP, BARS, **more)


def test_a_strategy_without_parameters_has_nothing_to_choose():
    plain = from_source(
        "from tradewind.strategies import Strategy, hold\n\nclass Still(Strategy):\n    def on_bar(s):\n        return hold()\n",
        "still.py",
    )
    with pytest.raises(UsageError, match="Still declares no parameter to choose"):
        walkforward(Setup(plain, SETUP.instruments, {}), BARS)


def test_a_set_that_fails_is_named():
    with pytest.raises(StrategyError, match=r"equity is nan at bar 0.*\(with fast=5, slow=20\)"):
        evaluate(replace(SETUP, cash=float("nan")), BARS, [PARAMS])
