"""What else could have come of a run: the same for the same seed, true to the run where nothing is changed, honest at the edges."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest

from tradewind.data.sources.samples import us_stocks
from tradewind.errors import DataError, UsageError
from tradewind.kernel.block import check
from tradewind.kernel.setup import Setup
from tradewind.research.backtest import backtest
from tradewind.research.metrics import METRICS, of_returns
from tradewind.research.montecarlo import METHODS, PERCENTILES, montecarlo
from tradewind.research.montecarlo.jitter import jittered
from tradewind.research.montecarlo.outcome import probability
from tradewind.research.montecarlo.resampled import account_steps, trade_steps
from tradewind.risk.limits import Limits
from tradewind.strategies.loading import load

BARS = [b[-900:] for b, _ in us_stocks() if b.instrument.symbol in ("AAPL", "IBM")]
WIDE = Limits(max_drawdown=0.05, max_daily_loss=0.9, max_consecutive_losses=1000)
SETUP = Setup(load("moving_average_cross"), tuple(b.instrument for b in BARS), {"fast": 5, "slow": 20}, WIDE)


@pytest.fixture(scope="module")
def run():
    return backtest(SETUP, BARS)


@pytest.fixture(scope="module")
def made(run):
    return montecarlo(run, paths=400, jitter_paths=12)


def figures(result) -> list:
    return [
        (o.method, o.final, o.drawdown, o.sharpe, o.ruin, o.limit, o.fan.tobytes(), o.finals.tobytes())
        for o in result.outcomes.values()
    ]


def test_a_seed_gives_the_same_figures_on_any_number_of_cores(run, made):
    one, four = (montecarlo(run, paths=400, jitter_paths=12, cores=n) for n in (1, 4))
    assert figures(one) == figures(four) == figures(made)
    other = montecarlo(run, paths=400, jitter_paths=12, seed=1)
    for name in ("returns", "skipped", "jittered"):
        assert other.outcomes[name].final != made.outcomes[name].final


@pytest.mark.parametrize("name", METHODS)
def test_a_method_alone_says_the_same_as_among_the_others(run, made, name):
    alone = montecarlo(run, paths=400, jitter_paths=12, methods=[name])
    assert figures(alone) == [f for f in figures(made) if f[0] == name]


def test_the_defaults_are_a_thousand_years_of_252_days(run):
    outcome = montecarlo(run, methods=["returns"]).outcomes["returns"]
    assert (outcome.paths, outcome.steps, outcome.step) == (1000, 252, "day")
    assert outcome.fan.shape == (5, 253) and np.all(outcome.fan[:, 0] == SETUP.cash)


def test_percentiles_are_those_of_the_paths(made):
    for outcome in made.outcomes.values():
        assert outcome.final.percentiles == tuple(np.percentile(outcome.finals, PERCENTILES))
        assert np.all(np.diff(outcome.fan, axis=0) >= 0)
        assert outcome.fan[:, -1] == pytest.approx(outcome.final.percentiles)
        assert all(low >= 0 for low in outcome.drawdown.percentiles)


def test_without_noise_the_jittered_run_is_the_run(run):
    still = montecarlo(run, methods=["jittered"], jitter=0.0, jitter_paths=3).outcomes["jittered"]
    assert np.all(still.finals == run.equity[-1])
    drawdown = METRICS["max_drawdown"].function(of_returns(np.diff(run.equity) / run.equity[:-1], 1.0))
    assert still.drawdown.percentiles == pytest.approx((drawdown,) * 5)
    assert still.drawdown.actual == pytest.approx(drawdown)


def test_without_a_missed_trade_the_trades_are_as_they_were(run):
    none = montecarlo(run, methods=["skipped"], skip=0.0, paths=5).outcomes["skipped"]
    assert np.all(none.fan == none.actual) and set(none.finals.tolist()) == {none.final.actual}
    every = montecarlo(run, methods=["skipped"], skip=1.0, paths=5).outcomes["skipped"]
    assert np.all(every.fan == SETUP.cash) and all(np.isnan(every.sharpe.percentiles))


def test_trades_compound_to_the_account_where_one_is_held_at_a_time():
    """With one instrument, flat at the end, the trades' fractions of equity are the account's whole way."""
    one = backtest(replace(SETUP, instruments=SETUP.instruments[1:]), BARS[1:])
    last = max(t.exit_ts for t in one.trades)
    equity = one.equity[np.searchsorted(one.times, last)]
    steps = trade_steps(one)
    assert len(steps.returns) == len(one.trades) > 10
    assert SETUP.cash * np.prod(1 + steps.returns) == pytest.approx(equity, rel=1e-9)


def test_another_order_changes_the_way_and_not_the_end(made):
    outcome = made.outcomes["shuffled"]
    assert outcome.finals == pytest.approx(np.full(400, outcome.final.actual), rel=1e-12)
    assert outcome.sharpe.percentiles == pytest.approx((outcome.sharpe.actual,) * 5)
    assert outcome.drawdown.percentiles[0] < outcome.drawdown.percentiles[4]


def test_resampled_returns_keep_their_mean(run):
    """The mean log growth of 20,000 resampled days is that of the run, within five standard errors."""
    steps = account_steps(run)
    outcome = montecarlo(run, paths=2000, periods=10, methods=["returns"], block=1).outcomes["returns"]
    logs = np.log(outcome.finals / SETUP.cash)
    own = np.log1p(steps.returns)
    assert abs(logs.mean() - 10 * own.mean()) < 5 * own.std() * np.sqrt(10 / 2000)
    assert logs.std() == pytest.approx(own.std() * np.sqrt(10), rel=0.15)


def test_days_are_the_same_from_daily_bars_and_their_sharpe_is_the_metric(run):
    days, bars = account_steps(run, "day"), account_steps(run, "bar")
    assert np.array_equal(days.returns, bars.returns) and days.per_year == pytest.approx(run.periods_per_year)
    outcome = montecarlo(run, methods=["returns"], paths=2).outcomes["returns"]
    assert outcome.sharpe.actual == pytest.approx(METRICS["sharpe"].function(of_returns(days.returns, days.per_year)))


@pytest.mark.parametrize("seed", range(8))
def test_jittered_bars_are_still_bars(seed):
    made = jittered(BARS[0], 5.0, np.random.default_rng(seed))
    check(made)
    assert np.array_equal(made.ts_event, BARS[0].ts_event) and np.array_equal(made.volume, BARS[0].volume)
    assert not np.array_equal(made.close, BARS[0].close)


def test_noise_has_the_declared_size():
    made = jittered(BARS[0], 0.5, np.random.default_rng(0))
    noise = np.log(made.close / BARS[0].close)
    assert noise.std() == pytest.approx(0.5 * np.diff(np.log(BARS[0].close)).std(), rel=0.1)


def test_ruin_and_the_limit_are_met_more_often_the_nearer_they_are(run):
    shares = []
    for ruin, limit in ((0.5, 0.5), (0.95, 0.05), (0.999, 0.001)):
        outcome = montecarlo(run, methods=["returns"], paths=500, ruin=ruin, drawdown_limit=limit).outcomes["returns"]
        shares.append((outcome.ruin.value, outcome.limit.value))
    assert shares[0] == (0.0, 0.0) and shares[2][0] > 0.5 and shares[2][1] > 0.9
    assert shares[0][0] <= shares[1][0] <= shares[2][0] and shares[0][1] <= shares[1][1] <= shares[2][1]


def test_the_limit_is_the_accounts_own(run, made):
    assert made.assumed.drawdown_limit == SETUP.limits.max_drawdown == 0.05


@pytest.mark.parametrize(("hits", "paths"), [(0, 1000), (1, 50), (25, 50), (999, 1000), (1000, 1000)])
def test_a_probability_has_wilsons_interval(hits, paths):
    """Reference: scipy.stats.binomtest."""
    ours = probability(np.arange(paths) < hits)
    theirs = binomtest(hits, paths).proportion_ci(method="wilson")
    assert ours.value == hits / paths
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_what_a_short_run_does_not_allow_is_left_out_and_said():
    few = backtest(SETUP, [b[:120] for b in BARS])
    assert len(few.trades) < 10
    made = montecarlo(few, paths=10, jitter_paths=2)
    assert set(made.outcomes) == {"returns", "jittered"}
    assert set(made.left_out) == {"shuffled", "skipped"} and "closed trades are too few" in made.left_out["shuffled"]
    with pytest.raises(DataError, match="closed trades are too few to shuffle; needed: 10"):
        montecarlo(few, methods=["shuffled"])


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (dict(paths=1), "paths = 1 is out of range; allowed 2 to"),
        (dict(periods=0), "periods = 0"),
        (dict(skip=1.5), "skip = 1.5 is out of range; allowed 0 to 1"),
        (dict(jitter=-0.1), "jitter = -0.1"),
        (dict(ruin=2.0), "ruin = 2"),
        (dict(block=0.5), "block = 0.5"),
        (dict(seed=-1), "seed = -1"),
        (dict(methods=["magic"]), "no method 'magic'"),
        (dict(methods=[]), "no method named"),
        (dict(step="week"), "step 'week' is not known"),
    ],
)
def test_what_makes_no_sense_is_said(run, more, words):
    with pytest.raises(UsageError, match=words):
        montecarlo(run, **more)


def test_progress_counts_methods_and_runs(run):
    seen = []
    montecarlo(run, paths=5, jitter_paths=4, cores=1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(i, 7) for i in range(1, 8)]


def test_a_walk_forward_is_asked_by_all_methods_but_jittered_prices():
    """Its joined run changed parameters on the way, so the kernel can't do it again from one setup."""
    from tradewind.research.walkforward import Grid, walkforward

    walked = walkforward(SETUP, BARS, Grid({"fast": (2, 4), "slow": (6, 10)}), draws=0)
    made = montecarlo(walked.joined, paths=50, jitter_paths=2)
    assert set(made.outcomes) == {"returns", "shuffled", "skipped"}, made.left_out
    assert "parameters changed on the way" in made.left_out["jittered"]
