"""Metrics: against quantstats, empyrical, scipy and worked examples; laws that hold for every curve."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from tradewind.errors import DataError
from tradewind.research.metrics import METRICS, RoundTrips, Sample, deepest, of_returns, summarise, underwater

DAY = 86_400_000_000_000


def sample_of(returns, benchmark=None, **more):
    equity = 1000.0 * np.concatenate([[1.0], np.cumprod(1.0 + returns)])
    ts = np.arange(len(equity), dtype=np.int64) * DAY
    other = None if benchmark is None else np.concatenate([[1.0], np.cumprod(1.0 + benchmark)])
    return Sample(ts, equity, 252.0, more.pop("trades", RoundTrips.none()), other, **more)


def values_of(sample):
    return {name: entry.value for name, entry in summarise(sample, draws=0).items()}


@pytest.fixture(scope="module")
def daily():
    """A year and a half of fat-tailed daily returns, and a benchmark that they lean on."""
    rng = np.random.default_rng(11)
    benchmark = 0.01 * rng.standard_t(4, 380)
    return 0.6 * benchmark + 0.005 * rng.standard_t(5, 380) + 0.0004, benchmark


def test_against_quantstats(daily):
    import pandas as pd
    from quantstats import stats as qs

    made, benchmark = daily
    series = pd.Series(made, index=pd.date_range("2020-01-01", periods=len(made), freq="B"))
    market = pd.Series(benchmark, index=series.index)
    ours = values_of(sample_of(made, benchmark))
    expected = {
        "total_return": qs.comp(series),
        "volatility": qs.volatility(series, periods=252),
        "sharpe": qs.sharpe(series, periods=252),
        "sortino": qs.sortino(series, periods=252),
        "max_drawdown": -qs.max_drawdown(series),
        "omega": qs.omega(series),
        "tail_ratio": qs.tail_ratio(series),
        "cagr": qs.cagr(series, periods=252),
        "calmar": qs.calmar(series, periods=252),
        "expected_shortfall": -qs.conditional_value_at_risk(series, method="historical"),
        "ulcer": qs.ulcer_index(series) * math.sqrt((len(made) - 1) / len(made)),
        "best_period": qs.best(series),
        "worst_period": qs.worst(series),
        "beta": qs.greeks(series, market, periods=252)["beta"],
        "alpha": qs.greeks(series, market, periods=252)["alpha"],
        "information_ratio": qs.information_ratio(series, market) * math.sqrt(252),
    }
    for name, value in expected.items():
        assert ours[name] == pytest.approx(float(value), rel=1e-9), name
    # Its skewness and kurtosis are corrected for bias, those of the paper are not.
    assert ours["probabilistic_sharpe"] == pytest.approx(qs.probabilistic_sharpe_ratio(series), rel=1e-4)


def test_round_trips_against_quantstats():
    """Its figures of wins and losses, of one return a trade; none of ours ends with exactly 0."""
    import pandas as pd
    from quantstats import stats as qs

    pnl = np.round(np.random.default_rng(5).normal(0.002, 0.03, 90), 6)
    days = np.arange(len(pnl), dtype=np.int64) * DAY
    ours = values_of(sample_of(np.zeros(100), trades=RoundTrips(days, days + DAY, pnl, np.abs(pnl))))
    series = pd.Series(pnl, pd.date_range("2020-01-01", periods=len(pnl)))
    expected = {
        "win_rate": qs.win_rate(series),
        "profit_factor": qs.profit_factor(series),
        "payoff_ratio": qs.payoff_ratio(series),
        "longest_wins": qs.consecutive_wins(series),
        "longest_losses": qs.consecutive_losses(series),
        "expectancy": series.mean(),
        "sqn": math.sqrt(len(pnl)) * series.mean() / series.std(),
    }
    for name, value in expected.items():
        assert ours[name] == pytest.approx(float(value), rel=1e-9), name


def test_drawdowns_against_quantstats(daily):
    """Start is the first period below the peak there, the peak itself here; days are counted from start to recovery."""
    import pandas as pd
    from quantstats import stats as qs

    series = pd.Series(daily[0], index=pd.date_range("2020-01-01", periods=len(daily[0]), freq="D"))
    table = qs.drawdown_details(qs.to_drawdown_series(series)).sort_values("max drawdown").head(5)
    sample = sample_of(daily[0])
    ours = deepest(sample.ts, sample.equity)
    assert [d.depth for d in ours] == pytest.approx([-v / 100 for v in table["max drawdown"]], rel=1e-9)
    first = pd.Timestamp("2020-01-01") - pd.Timedelta(days=1)
    valleys = [(pd.Timestamp(v) - first).days for v in table["valley"]]
    assert [d.trough // DAY for d in ours] == valleys
    assert [d.peak // DAY + 1 for d in ours] == [(pd.Timestamp(v) - first).days for v in table["start"]]


def test_against_empyrical():
    """Values that empyrical-reloaded gave, kept with their input by golden/write_empyrical.py.

    Its losses are below 0; its alpha is compounded, ours is multiplied; its excess Sharpe ratio is per period.
    """
    told = json.loads((Path(__file__).parent / "golden" / "empyrical.json").read_text(encoding="utf-8"))
    made, theirs, periods = np.array(told["returns"]), told["values"], told["periods"]
    ours = values_of(sample_of(made, np.array(told["benchmark"])))
    expected = {
        "total_return": theirs["cum_returns_final"],
        "cagr": theirs["annual_return"],
        "volatility": theirs["annual_volatility"],
        "sharpe": theirs["sharpe_ratio"],
        "sortino": theirs["sortino_ratio"],
        "max_drawdown": -theirs["max_drawdown"],
        "calmar": theirs["calmar_ratio"],
        "omega": theirs["omega_ratio"],
        "tail_ratio": theirs["tail_ratio"],
        "value_at_risk": -theirs["value_at_risk"],
        "expected_shortfall": -theirs["conditional_value_at_risk"],
        "alpha": ((1 + theirs["alpha"]) ** (1 / periods) - 1) * periods,
        "beta": theirs["beta"],
        "information_ratio": theirs["excess_sharpe"] * math.sqrt(periods),
    }
    for name, value in expected.items():
        assert ours[name] == pytest.approx(value, rel=1e-9), name


# What has to be in the catalogue, by the names of the trade.
WANTED = (
    "total_return cagr volatility sharpe sortino calmar omega tail_ratio value_at_risk expected_shortfall max_drawdown ulcer "
    "recovery_factor profit_factor expectancy sqn win_rate longest_wins longest_losses exposure information_ratio alpha beta "
    "skewness excess_kurtosis probabilistic_sharpe deflated_sharpe turnover"
)
YEARLY = (
    "sharpe_standard_error cagr volatility sharpe sortino calmar turnover alpha information_ratio sharpe_difference"
)


def test_the_list_is_whole_and_says_what_is_annualised(daily):
    """A year of half as many periods changes exactly the figures that are said to be annualised."""
    assert set(WANTED.split()) <= METRICS.keys()
    assert {name for name, entry in METRICS.items() if entry.annualised != "no"} == set(YEARLY.split())
    whole = sample_of(*daily)
    one, half = values_of(whole), values_of(replace(whole, periods_per_year=126.0))
    changed = {name for name in one if one[name] == one[name] and one[name] != half[name]}
    assert changed == set(YEARLY.split()) - {"turnover"}
    for name, entry in METRICS.items():
        if entry.annualised == "× √ periods a year":
            assert half[name] == pytest.approx(one[name] / math.sqrt(2)), name


def test_against_scipy_and_plain_formulas(daily):
    made, benchmark = daily
    ours = values_of(sample_of(made, benchmark))
    assert ours["skewness"] == pytest.approx(stats.skew(made), rel=1e-9)
    assert ours["excess_kurtosis"] == pytest.approx(stats.kurtosis(made), rel=1e-9)
    assert ours["correlation"] == pytest.approx(stats.pearsonr(made, benchmark)[0], rel=1e-9)
    assert ours["beta"] == pytest.approx(stats.linregress(benchmark, made).slope, rel=1e-9)
    assert ours["cagr"] == pytest.approx(np.prod(1 + made) ** (252 / 380) - 1, rel=1e-12)
    assert ours["calmar"] == pytest.approx(ours["cagr"] / ours["max_drawdown"], rel=1e-12)
    ordered = np.sort(made)
    assert ours["value_at_risk"] == pytest.approx(-np.quantile(ordered, 0.05))
    assert ours["expected_shortfall"] == pytest.approx(-ordered[ordered <= -ours["value_at_risk"]].mean())
    error = math.sqrt(
        (1 - stats.skew(made) * made.mean() / made.std(ddof=1)
         + (stats.kurtosis(made) + 2) / 4 * (made.mean() / made.std(ddof=1)) ** 2) / 379
    )  # fmt: skip
    assert ours["probabilistic_sharpe"] == pytest.approx(
        stats.norm.cdf(made.mean() / made.std(ddof=1) / error), rel=1e-9
    )


def test_round_trips_by_hand():
    """Four trades over ten days: +30, -10, -20, +40; 8 of 10 days in the market, two of the trades overlap."""
    entry, leave = np.array([0, 1, 5, 9]) * DAY, np.array([2, 4, 8, 10]) * DAY
    trades = RoundTrips(entry, leave, np.array([30.0, -10.0, -20.0, 40.0]), np.array([2000.0, 2000, 1000, 1000]))
    ours = values_of(sample_of(np.full(10, 0.001), trades=trades))
    assert ours["trade_count"] == 4 and ours["win_rate"] == 0.5
    assert ours["profit_factor"] == pytest.approx(70 / 30)
    assert ours["expectancy"] == 10.0 and ours["payoff_ratio"] == pytest.approx(35 / 15)
    assert ours["sqn"] == pytest.approx(2 * 10 / np.std([30, -10, -20, 40], ddof=1))
    assert ours["longest_wins"] == 1 and ours["longest_losses"] == 2
    assert ours["exposure"] == pytest.approx(0.8)
    mean = 1000 * (1.001 ** np.arange(11)).mean()
    assert ours["turnover"] == pytest.approx(6000 / mean / (10 / 365.25))


def test_drawdowns_by_hand():
    """100 110 99 105 112 100.8 106.4: one fall of 10% that came back, one of 10% that has not."""
    equity = np.array([100, 110, 99, 105, 112, 100.8, 106.4])
    ts = np.arange(7, dtype=np.int64)
    first, second = deepest(ts, equity)
    assert (first.peak, first.trough, first.end, first.bars) == (1, 2, 4, 3)
    assert (second.peak, second.trough, second.end, second.bars) == (4, 5, None, 2)
    assert first.depth == pytest.approx(0.1) and second.depth == pytest.approx(0.1)


@given(st.lists(st.integers(1, 12).map(float), min_size=2, max_size=60), st.integers(1, 6))
def test_the_deepest_drawdowns_are_found_among_all(values, count):
    """Beside all stretches below a peak, sorted; many of the depths are equal."""
    equity, ts = np.array(values), np.arange(len(values), dtype=np.int64)
    below = underwater(equity)
    every, first = [], None
    for i in range(len(values) + 1):
        if i < len(values) and below[i] > 0:
            first = i if first is None else first
        elif first is not None:
            trough = first + int(below[first:i].argmax())
            end = i if i < len(values) else None
            every.append((first - 1, trough, end, below[trough], (len(values) - 1 if end is None else end) - first + 1))
            first = None
    every.sort(key=lambda d: -d[3])
    assert [(d.peak, d.trough, d.end, d.depth, d.bars) for d in deepest(ts, equity, count)] == every[:count]


def test_an_account_that_lost_all_stops_there():
    sample = Sample(np.arange(4, dtype=np.int64) * DAY, np.array([100.0, 50, -10, 20]), 252.0, RoundTrips.none())
    assert sample.returns.tolist() == [-0.5, -1.0]
    ours = values_of(sample)
    assert ours["total_return"] == -1.0 and ours["cagr"] == -1.0 and ours["max_drawdown"] == 1.0


def test_a_benchmark_that_lost_all_ends_the_comparison():
    """Returns are those that both have; mean equity, which turnover needs, is that of the whole account."""
    ts, equity = np.arange(5, dtype=np.int64) * DAY, np.array([100.0, 110, 99, 121, 130])
    trades = RoundTrips(ts[:1], ts[1:2], np.array([10.0]), np.array([210.0]))
    ours = values_of(Sample(ts, equity, 252.0, trades, np.array([10.0, 11, 0, 5, 5])))
    assert ours["total_return"] == pytest.approx(-0.01) and ours["best_period"] == pytest.approx(0.1)
    assert ours["beta"] == pytest.approx(np.cov([0.1, -0.1], [0.1, -1.0])[0, 1] / np.var([0.1, -1.0], ddof=1))
    assert ours["turnover"] == pytest.approx(210 / equity.mean() / (4 / 365.25))


def test_nothing_happened_is_unknown_not_infinite():
    ours = values_of(sample_of(np.zeros(30)))
    assert ours["total_return"] == 0.0 and ours["max_drawdown"] == 0.0 and ours["exposure"] == 0.0
    for name in ("sharpe", "sortino", "calmar", "omega", "profit_factor", "win_rate", "sqn", "skewness"):
        assert math.isnan(ours[name]), name


@given(arrays(np.float64, st.integers(2, 60), elements=st.floats(-0.5, 0.5)))
def test_laws_of_every_curve(returns):
    ours = values_of(sample_of(returns))
    assert 0 <= ours["max_drawdown"] <= 1 and ours["ulcer"] <= ours["max_drawdown"] + 1e-12
    assert ours["expected_shortfall"] >= ours["value_at_risk"] - 1e-12
    assert ours["worst_period"] <= ours["best_period"]
    assert not any(math.isinf(value) for value in ours.values())
    top = deepest(np.arange(len(returns) + 1), 1000.0 * np.concatenate([[1.0], np.cumprod(1 + returns)]))
    if top:
        assert top[0].depth == pytest.approx(ours["max_drawdown"])


def test_intervals_hold_their_value_and_repeat(daily):
    first, second = (summarise(sample_of(*daily), draws=100, seed=3) for _ in range(2))
    assert [(m.low, m.high) for m in first.values() if m.metric.interval] == [
        (m.low, m.high) for m in second.values() if m.metric.interval
    ]
    assert first["sharpe"].low < first["sharpe"].value < first["sharpe"].high
    assert math.isnan(first["worst_period"].low)


@given(arrays(np.float64, st.integers(1, 90), elements=st.floats(-0.5, 0.5)), st.integers(0, 3))
def test_percentiles_are_those_of_numpy(returns, digits):
    """Rounded, many returns are equal; those that equal the percentile belong to the shortfall."""
    returns = np.round(returns, digits)
    sums, (low, high) = of_returns(returns, 252.0), np.quantile(returns, [0.05, 0.95])
    assert (sums.low, sums.high) == pytest.approx((low, high), rel=1e-12, abs=1e-15)
    assert sums.shortfall == pytest.approx(returns[returns <= sums.low].mean(), rel=1e-12, abs=1e-15)


def test_a_million_returns_keep_their_digits():
    """Beside sums in as many digits as they take (math.fsum)."""
    returns = np.random.default_rng(2).standard_t(4, 1_000_000) * 1e-3
    other = np.random.default_rng(3).standard_t(4, 1_000_000) * 1e-3
    s = of_returns(returns, 1.0, other)
    mean = math.fsum(returns) / 1e6
    away = returns - mean
    second = math.fsum(away**2)
    assert s.mean == pytest.approx(mean, rel=1e-12)
    assert s.deviation == pytest.approx(math.sqrt(second / 999_999), rel=1e-13)
    assert s.skewness == pytest.approx(math.fsum(away**3) / 1e6 / (second / 1e6) ** 1.5, rel=1e-12)
    assert s.kurtosis == pytest.approx(math.fsum(away**4) * 1e6 / second**2, rel=1e-12)
    assert s.losses == pytest.approx(math.fsum(returns[returns < 0]), rel=1e-13)
    assert s.gains == pytest.approx(math.fsum(returns[returns > 0]), rel=1e-13)
    assert s.covariance == pytest.approx(math.fsum(away * (other - other.mean())) / 1e6, rel=1e-11)
    assert s.excess_deviation == pytest.approx(np.std(returns - other, ddof=1), rel=1e-12)


def test_trials_deflate(daily):
    one, many = (values_of(sample_of(daily[0], trials=n))["deflated_sharpe"] for n in (1, 200))
    assert many < one == values_of(sample_of(daily[0]))["probabilistic_sharpe"]


def test_every_metric_is_defined_and_sourced():
    assert len(METRICS) >= 34
    for name, entry in METRICS.items():
        assert entry.definition.endswith((".", "side")) and entry.source and entry.title, name


@pytest.mark.parametrize(
    ("ts", "equity", "words"),
    [([0], [1.0], "at least 2|2 or more"), ([0, 1], [0.0, 1.0], "starts at 0.0"), ([1, 1], [1.0, 2.0], "do not rise")],
)
def test_a_curve_that_is_none_is_refused(ts, equity, words):
    with pytest.raises(DataError, match=words):
        Sample(np.array(ts), np.array(equity), 252.0, RoundTrips.none())
