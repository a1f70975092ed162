"""A sweep in its run folder: kept whole, gone on with after an interruption, counted as as many trials as it has combinations."""

from __future__ import annotations

import polars as pl
import pytest

from tradewind.errors import UsageError
from tradewind.kernel.setup import Setup
from tradewind.ledger.runs import Runs
from tradewind.research.recording import count_trials
from tradewind.research.sweep.engine import CHUNK
from tradewind.research.sweep.keeping import keep_sweep
from tradewind.research.sweep.space import space
from tradewind.strategies.loading import load

from ..randombars import instrument, random_bars

BARS = [random_bars(500, 3, of=instrument(), timeframe="1d", volatility=0.015)]
SETUP = Setup(load("moving_average_cross"), (instrument(),), {})
SPACE = space(SETUP.strategy, {"fast": "2:20:2", "slow": "25:45:1"})


def test_an_interrupted_sweep_is_gone_on_with(tmp_path):
    """Ctrl-C after the second chunk: the folder stays, `resume` goes on with it, and the files are those of a sweep in one go."""
    runs = Runs(tmp_path)
    whole = keep_sweep(SETUP, BARS, SPACE, runs, ts=1)

    def interrupt(done: int, total: int) -> None:
        if done >= 2 * CHUNK:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep_sweep(SETUP, BARS, SPACE, runs, ts=2, workers=1, progress=interrupt)
    left = runs.find("last", "sweep")
    assert left.meta["state"] == "running" and not (left.path / "results.parquet").exists()
    other = space(SETUP.strategy, {"fast": "2:20:2", "slow": "25:46:1"})
    with pytest.raises(UsageError, match="holds another sweep: combinations, values differ"):
        keep_sweep(SETUP, BARS, other, runs, ts=3, resume="last")
    ticks: list[int] = []
    again = keep_sweep(SETUP, BARS, SPACE, runs, ts=3, resume="last", progress=lambda done, total: ticks.append(done))
    assert ticks[:2] == [CHUNK, 2 * CHUNK] and again.run.id == left.id
    a, b = (pl.read_parquet(k.run.path / "results.parquet") for k in (whole, again))
    assert a.equals(b, null_equal=True)
    assert sorted(p.name for p in again.run.path.iterdir()) == sorted(p.name for p in whole.run.path.iterdir())
    assert (again.best, again.plateau) == (whole.best, whole.plateau)


def test_every_combination_is_a_trial_on_these_data_alone(tmp_path):
    runs = Runs(tmp_path)
    kept = keep_sweep(SETUP, BARS, SPACE, runs, ts=1)
    assert kept.trials == len(SPACE)
    later = {**kept.run.meta, "search": None}
    assert count_trials(runs, later) == len(SPACE)
    assert count_trials(runs, {**later, "instruments": ["OTHER"]}) == 0
    assert count_trials(runs, kept.run.meta) == 0, "a repetition of a search is no further trial"


def test_a_sweep_in_which_every_run_was_given_up_says_so(tmp_path):
    from tradewind.research.sweep.engine import StopRule

    kept = keep_sweep(SETUP, BARS, SPACE, Runs(tmp_path), ts=1, rule=StopRule(min_trades=400))
    assert (kept.best, kept.plateau, kept.run.meta["best"]) == (-1, -1, None)
    assert kept.run.meta["counts"] == {"too few trades": len(SPACE)}
    with pytest.raises(UsageError, match="210 too few trades"):
        kept.result.best()
