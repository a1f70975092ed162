"""A sweep: the same on one core and on many, resumed or whole; hopeless runs end early and are counted; memory stays flat."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tradewind.errors import StrategyError, UsageError
from tradewind.kernel.setup import Setup
from tradewind.models.sharpe import deflated_sharpe
from tradewind.research.backtest import backtest
from tradewind.research.metrics import simple_returns
from tradewind.research.sweep.engine import CHUNK, StopRule, sweep, sweep_block
from tradewind.research.sweep.lane import Lane
from tradewind.research.sweep.result import ENDED
from tradewind.research.sweep.resume import Store
from tradewind.research.sweep.space import space
from tradewind.research.sweep.tally import FIGURES
from tradewind.risk.limits import Limits
from tradewind.strategies.loading import from_source, load

from ..randombars import instrument, random_bars

WIDE = Limits(max_drawdown=0.9, max_daily_loss=0.9, max_consecutive_losses=1000, min_seconds_between_trades=0.0)
BARS = [random_bars(1500, 3, of=instrument(), timeframe="1d", volatility=0.015)]
SETUP = Setup(load("moving_average_cross"), (instrument(),), {}, WIDE)
SPACE = space(SETUP.strategy, {"fast": "2:20:2", "slow": "10:60:5", "stop": "0.5:3:0.5"}, constraints=["fast < slow"])


@pytest.fixture(scope="module")
def whole():
    return sweep(SETUP, BARS, SPACE, workers=1)


def bits(result) -> tuple[bytes, bytes]:
    return result.figures.tobytes(), result.ended.tobytes()


def test_one_core_and_many_give_the_same_bits(whole):
    assert len(whole) == len(SPACE) > 8 * CHUNK
    for workers in (2, 5):
        assert bits(sweep(SETUP, BARS, SPACE, workers=workers)) == bits(whole)


def test_a_combination_does_not_know_what_ran_before_it(whole):
    rows = np.random.default_rng(1).permutation(len(SPACE))[:150]
    shuffled = sweep(SETUP, BARS, replace(SPACE, values=np.ascontiguousarray(SPACE.values[rows])), workers=1)
    assert shuffled.figures.tobytes() == whole.figures[rows].tobytes()


def test_the_frame_has_a_row_for_each_combination(whole):
    frame = whole.frame()
    assert frame.columns == ["fast", "slow", "stop", *FIGURES, "ended"]
    assert len(frame) == len(SPACE) == whole.trials
    assert frame["fast"].dtype == pl.Int64
    assert (frame["fast"] < frame["slow"]).all()
    best = frame.sort("sharpe", descending=True, nulls_last=True).row(0, named=True)
    assert {n: best[n] for n in SPACE.swept}.items() <= whole.params(whole.best()).items()


def test_the_best_is_deflated_by_all_trials(whole):
    result = backtest(replace(SETUP, params=whole.params(whole.best())), BARS)
    returns = simple_returns(result.equity)
    found = whole.deflated(returns, result.periods_per_year)
    per_period = whole.figure("sharpe") / result.periods_per_year**0.5
    assert found == pytest.approx(deflated_sharpe(returns, len(SPACE), float(np.nanvar(per_period, ddof=1))), rel=1e-12)
    assert found < deflated_sharpe(returns, 1), "one of many is worth less than one alone"


def test_runs_beyond_the_declared_drawdown_are_ended_and_counted(whole):
    limit = float(np.median(whole.figure("max_drawdown")))
    made = sweep(SETUP, BARS, SPACE, rule=StopRule(max_drawdown=limit), workers=2)
    beyond = whole.figure("max_drawdown") > limit
    assert 0 < beyond.sum() < len(SPACE)
    assert made.counts() == {"complete": int((~beyond).sum()), "drawdown": int(beyond.sum())}
    assert np.isnan(made.figures[beyond]).all()
    assert made.figures[~beyond].tobytes() == whole.figures[~beyond].tobytes()
    assert made.trials == len(SPACE), "a run that was given up was a trial"
    assert not beyond[made.best("total_return")]


def test_runs_without_enough_trades_by_half_time_are_ended():
    slow = space(SETUP.strategy, {"fast": "5,200", "slow": "20,400"}, constraints=["fast < slow"])
    made = sweep(SETUP, BARS, slow, rule=StopRule(min_trades=5, by=0.5), workers=1)
    half = [len(backtest(replace(SETUP, params=made.params(i)), [BARS[0][:750]]).trades) for i in range(len(slow))]
    assert [ENDED[e] for e in made.ended] == ["too few trades" if n < 5 else "complete" for n in half]
    assert {"too few trades", "complete"} == set(made.counts())


def test_hopeless_runs_are_not_run_to_their_end(monkeypatch):
    seen = []
    advance = Lane.advance
    monkeypatch.setattr(Lane, "advance", lambda self, stop, **more: seen.append(stop) or advance(self, stop, **more))
    sweep(SETUP, BARS, space(SETUP.strategy, {"fast": "150", "slow": "390"}), rule=StopRule(min_trades=50, by=0.25))
    assert seen == [375]


def test_a_size_that_is_no_number_is_an_end_of_its_own():
    text = """
from tradewind.strategies import Float, Strategy, buy, ema, hold

class Broken(Strategy):
    size = Float(1.0, 0.0, 10.0)
    features = dict(a=ema(n=3))

    def on_bar(s):
        return buy(s.params.size / (s.params.size - 2.0) * 0.0 + s.params.size) if s.features.a > 0 else hold()
"""
    setup = Setup(from_source(text, "broken.py"), (instrument(),), {}, WIDE)
    made = sweep(setup, BARS, space(setup.strategy, {"size": "1,2,3"}), workers=1)
    assert ENDED[made.ended[0]] == ENDED[made.ended[2]] == "complete"
    if ENDED[made.ended[1]] == "complete":
        assert np.isfinite(made.figure("final_equity")[1])
    else:
        assert np.isnan(made.figures[1]).all()


def test_many_working_orders_make_the_lane_grow():
    """Sixty-odd resting orders: more than the arrays of a new account hold. The figures are those of the backtest."""
    text = """
from tradewind.strategies import Float, Strategy, buy, ema, hold

class Ladder(Strategy):
    depth = Float(0.5, 0.1, 0.99)
    features = dict(a=ema(n=2))

    def on_bar(s):
        return buy(0.5, limit=s.bar.close * s.params.depth)
"""
    limits = replace(WIDE, max_position_fraction=10.0, max_leverage=100.0)
    setup = Setup(from_source(text, "ladder.py"), (instrument(),), {}, limits, cash=1e6)
    made = sweep(setup, BARS, space(setup.strategy, {"depth": "0.3,0.95"}), workers=1)
    for row in range(2):
        result = backtest(replace(setup, params=made.params(row)), BARS)
        assert made.figure("final_equity")[row] == result.equity[-1]
        assert made.figure("fees")[row] == pytest.approx(result.fills["fee"].sum(), rel=1e-12)


def test_memory_does_not_grow_with_the_combinations():
    """Beside its parameters and figures a combination leaves nothing behind."""
    block = SETUP.block(BARS)

    def peak(rows: int) -> int:
        values = np.ascontiguousarray(np.resize(SPACE.values, (rows, SPACE.values.shape[1])))
        chosen = replace(SPACE, values=values)
        tracemalloc.start()
        result = sweep_block(SETUP, block, chosen, workers=2)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top - result.figures.nbytes - result.ended.nbytes

    few, many = peak(1024), peak(4096)
    per_combination = (many - few) / (4096 - 1024)
    assert per_combination < 100, f"{per_combination:.0f} bytes a combination"


def test_an_interrupted_sweep_goes_on_where_it_was(tmp_path, whole):
    """Killed after some chunks, one of them torn on disk: the same call gives the same bits and runs only what is missing."""

    class Enough(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done >= 3 * CHUNK:
            raise Enough

    with pytest.raises(Enough):
        sweep(SETUP, BARS, SPACE, workers=1, folder=tmp_path, progress=stop)
    chunks = sorted(tmp_path.glob("chunk-*.bin"))
    assert len(chunks) == 3
    chunks[1].write_bytes(chunks[1].read_bytes()[:-7])
    ticks = []
    again = sweep(SETUP, BARS, SPACE, workers=2, folder=tmp_path, progress=lambda done, total: ticks.append(done))
    assert bits(again) == bits(whole)
    assert ticks[1] == 2 * CHUNK, "two chunks were read, not run"
    assert ticks[-1] == len(SPACE)
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")], "no temporary file is left"


def test_a_folder_of_another_sweep_is_refused(tmp_path):
    small = space(SETUP.strategy, {"fast": "5,6"})
    sweep(SETUP, BARS, small, folder=tmp_path)
    with pytest.raises(UsageError, match="holds another sweep: rules differ"):
        sweep(SETUP, BARS, small, folder=tmp_path, rule=StopRule(max_drawdown=0.5))
    with pytest.raises(UsageError, match="data differ"):
        sweep(SETUP, [BARS[0][:-1]], small, folder=tmp_path)
    assert json.loads((tmp_path / "sweep.json").read_text())["combinations"] == 2
    (tmp_path / "sweep.json").write_text("{")
    with pytest.raises(UsageError, match="sweep folder"):
        sweep(SETUP, BARS, small, folder=tmp_path)


def test_a_folder_that_can_not_be_written_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="another folder"):
        Store(tmp_path / "file", {})


@pytest.mark.parametrize("rule", [{"max_drawdown": 1.5}, {"min_trades": -1}, {"min_trades": 1, "by": 0.0}])
def test_a_rule_that_makes_no_sense_is_refused(rule):
    with pytest.raises(UsageError, match="stop rule"):
        StopRule(**rule)


def test_what_a_strategy_does_wrong_is_said_before_anything_runs():
    text = "from tradewind.strategies import Int, Strategy\nclass Bad(Strategy):\n    n = Int(1, 1, 5)\n    def on_bar(s):\n        return s.features.nothing\n"
    setup = Setup(from_source(text, "bad.py"), (instrument(),), {}, WIDE)
    with pytest.raises(StrategyError, match="bad.py line 5"):
        sweep(setup, BARS, space(setup.strategy, {"n": "1:5"}))
