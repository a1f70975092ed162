"""Cross-instrument features: on real prices, with what random walks can't show, and what is made of names."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS
from statsmodels.tools import add_constant
from statsmodels.tsa.stattools import coint
from statsmodels.tsa.vector_ar.vecm import coint_johansen

from tradewind.errors import StrategyError
from tradewind.features import (
    cross_beta,
    cross_correlation,
    engle_granger,
    hayashi_yoshida,
    johansen,
    lead_lag,
    pca_factor,
    registry,
    spread_zscore,
    transfer_entropy,
)
from tradewind.features.compute import compute
from tradewind.features.cross.groups import (
    GROUPS,
    MAJOR_CURRENCIES,
    MAJORS,
    MINORS,
    currencies_of,
    gap_of,
    strength_of,
    synthetic_of,
)
from tradewind.features.cross.matrix import RollingMatrix
from tradewind.market.columns import Bars
from tradewind.market.timeframe import Timeframe

from ..randombars import bars_of, instrument

PAIRS = ("AUDUSD", "GBPUSD", "USDCAD", "USDCHF", "USDJPY")


def series(symbol: str, close: np.ndarray) -> Bars:
    return bars_of(instrument(symbol), [(c, c, c, c) for c in close.tolist()], "1h")


def walks(n: int, k: int, seed: int = 0) -> np.ndarray:
    """(n, k) independent random walks of prices."""
    return 100.0 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0.0, 0.01, (n, k)), axis=0))


@pytest.fixture(scope="module")
def hours(shared_data: Path) -> dict[str, Bars]:
    """The newest 3,000 hours that are in every one of the files."""
    files = {p: shared_data / "fx" / f"{p.lower()}_mt_h1.parquet" for p in PAIRS}
    files["XAUUSD"] = shared_data / "cfd" / "xauusd_mt_h1.parquet"
    tables = {n: pd.read_parquet(f).drop_duplicates("ts").set_index("ts") for n, f in files.items()}
    shared = sorted(set.intersection(*(set(t.index) for t in tables.values())))[-3000:]
    times = np.array([t.value for t in shared], dtype=np.int64) + 3_600 * 10**9
    made = {}
    for name, table in tables.items():
        rows = table.loc[shared]
        columns = (rows[c].to_numpy(np.float64) for c in ("open", "high", "low", "close", "tick_volume"))
        made[name] = Bars(instrument(name), Timeframe.parse("1h"), times, times, *columns)
    return made


def test_on_real_hours_it_is_what_the_libraries_say(hours: dict[str, Bars]) -> None:
    gold, others = hours["XAUUSD"], [b for n, b in hours.items() if n != "XAUUSD"]
    uses = {
        "c": cross_correlation("close", "AUDUSD.close", n=240),
        "b": cross_beta("close", "USDCHF.close", n=240),
        "z": spread_zscore("close", "AUDUSD.close", n=240),
        "e": engle_granger("close", "AUDUSD.close", n=240, lags=1),
        "j": johansen("close", "AUDUSD.close", n=240),
        "f": pca_factor("close", *(f"{p}.close" for p in PAIRS), n=240),
    }
    got = compute(uses, gold, others=others)
    logs = {n: np.log(b.close) for n, b in hours.items()}
    for end in (700, 1501, 3000):
        x, a, s = (logs[n][end - 240 : end] for n in ("XAUUSD", "AUDUSD", "USDCHF"))
        wide = {n: np.diff(v[end - 241 : end]) for n, v in logs.items()}
        i = end - 1
        assert got["c"][i] == pytest.approx(np.corrcoef(wide["XAUUSD"], wide["AUDUSD"])[0, 1], abs=1e-9)
        fit = OLS(wide["XAUUSD"], add_constant(wide["USDCHF"])).fit()
        assert (got["b_beta"][i], got["b_r_squared"][i]) == pytest.approx((fit.params[1], fit.rsquared), rel=1e-9)
        level = OLS(x, add_constant(a)).fit()
        assert got["z_zscore"][i] == pytest.approx(level.resid[-1] / np.sqrt(level.mse_resid), rel=1e-8)
        assert got["e_statistic"][i] == pytest.approx(coint(x, a, trend="c", maxlag=1, autolag=None)[0], rel=1e-6)
        trace = coint_johansen(np.stack([x, a], axis=1), 0, 1).trace_stat[0]
        assert got["j_trace"][i] == pytest.approx(trace, rel=1e-6)
        values = np.linalg.eigvalsh(np.corrcoef([wide["XAUUSD"], *(wide[p] for p in PAIRS)]))
        assert got["f_share"][i] == pytest.approx(values[-1] / 6.0, rel=1e-9)
        assert len(s) == 240
    # What everybody knows of these markets: gold goes with the Australian dollar, and against USDCHF.
    assert np.nanmean(got["c"]) > 0.1
    assert np.nanmean(got["b_beta"]) < -0.2


def test_the_matrix_of_real_hours_is_numpys_and_its_strengths_agree_with_the_pairs(hours: dict[str, Bars]) -> None:
    names = tuple(hours)
    returns = np.diff(np.log(np.stack([b.close for b in hours.values()], axis=1)), axis=0)
    made = RollingMatrix(names, 120)
    for row in returns:
        made.push(row)
    np.testing.assert_allclose(made.correlations().values, np.corrcoef(returns[-120:].T), atol=1e-9)
    strengths = made.strengths()
    assert set(strengths) == {"USD", "AUD", "GBP", "CAD", "CHF", "JPY", "XAU"}
    # As many pairs as it takes and no more: each pair's return is the difference of two strengths, exactly.
    for name, moved in zip(names, returns[-120:].sum(axis=0), strict=True):
        assert strengths[name[:3]] - strengths[name[3:]] == pytest.approx(moved, abs=1e-12)


OURS = sorted(n for n, k in registry().items() if k.step.__module__.startswith("tradewind.features.cross"))


@pytest.mark.parametrize("name", OURS)
def test_in_plain_python_a_step_gives_what_is_compiled(name: str) -> None:
    """A step is a function that anybody can call, debug and read: no array of prices, one row at a time."""
    kind = registry()[name]
    k = max(len(kind.inputs), 4 if kind.more_inputs else 0)
    smallest: dict[str, Any] = {n: max(d.low, 12) if n == "n" else d.default for n, d in kind.params.items()}
    prices = walks(70, k)
    use = kind(*(f"I{j}.close" for j in range(k)), **smallest)
    tables = [series(f"I{j}", prices[:, j]) for j in range(k)]
    compiled = np.stack(list(compute({"x": use}, tables[0], others=tables).values()), axis=1)
    p = kind.params_type(**use.resolve({}))
    state, window = kind.state, np.zeros(use.window_size(p))
    for row, wanted in zip(prices.tolist(), compiled, strict=True):
        state, got = kind.step(state, p, *([window] if kind.window else []), *row)
        np.testing.assert_allclose(np.atleast_1d(np.array(got, dtype=float)), wanted, rtol=1e-8, atol=1e-12)


def test_hayashi_and_yoshida_see_through_stale_prices() -> None:
    """Of two copies of one walk, one traded at each bar, one at every third: Pearson falls far, the estimator stays near 1."""
    full = walks(900, 1)[:, 0]
    stale = np.repeat(full[::3], 3)
    bars, other = series("AAA", full), series("BBB", stale)
    got = compute(
        {
            "hy": hayashi_yoshida("close", "BBB.close", n=600),
            "pearson": cross_correlation("close", "BBB.close", n=600),
        },
        bars,
        others=[other],
    )
    assert got["pearson"][-1] < 0.7
    assert 0.85 < got["hy"][-1] < 1.1
    window = np.log(np.stack([full, stale], axis=1))[-601:]
    ends = [np.flatnonzero(np.diff(c, prepend=np.nan) != 0.0) for c in window.T]
    steps = [[(a, b, c[b] - c[a]) for a, b in itertools.pairwise(e)] for e, c in zip(ends, window.T, strict=True)]
    shared = sum(x * y for a, b, x in steps[0] for c, d, y in steps[1] if max(a, c) < min(b, d))
    squares = [sum(x * x for *_, x in s) for s in steps]
    assert got["hy"][-1] == pytest.approx(shared / np.sqrt(squares[0] * squares[1]), rel=1e-9)


def test_who_leads_is_found() -> None:
    """The other repeats, two bars later, what this one does: it follows, so the lag is -2; and the other way round."""
    rng = np.random.default_rng(3)
    moves = rng.normal(0.0, 0.01, 500)
    late = np.concatenate([rng.normal(0.0, 0.01, 2), moves[:-2]]) + rng.normal(0.0, 0.004, 500)
    first, second = (100.0 * np.exp(np.cumsum(m)) for m in (moves, late))
    for own, other, lag in ((first, second, -2.0), (second, first, 2.0)):
        got = compute({"l": lead_lag("close", "BBB.close", n=200)}, series("AAA", own), others=[series("BBB", other)])
        assert set(got["l_lag"][200:]) == {lag}


def test_transfer_entropy_goes_one_way_and_chance_is_seen_as_chance() -> None:
    rng = np.random.default_rng(4)
    cause = rng.normal(0.0, 0.01, 700)
    effect = 0.8 * np.concatenate([[0.0], cause[:-1]]) + rng.normal(0.0, 0.006, 700)
    prices = [100.0 * np.exp(np.cumsum(m)) for m in (effect, cause)]
    use = {"t": transfer_entropy("close", "BBB.close", n=500)}
    along = compute(use, series("AAA", prices[0]), others=[series("BBB", prices[1])])
    against = compute(use, series("AAA", prices[1]), others=[series("BBB", prices[0])])
    assert along["t_p_value"][-1] == pytest.approx(0.05)
    assert along["t_bits"][-1] > 10.0 * against["t_bits"][-1]
    apart = compute(use, series("AAA", walks(700, 2)[:, 0]), others=[series("BBB", walks(700, 2)[:, 1])])
    # Of unrelated walks about one bar in twenty looks like more than chance; neighbours share their rows, so the bound is wide.
    assert np.nanmean(apart["t_p_value"] <= 0.05) < 0.25


def test_a_series_that_stands_still_gives_no_value_and_nothing_infinite() -> None:
    moving, still = series("AAA", walks(300, 1)[:, 0]), series("BBB", np.full(300, 7.0))
    for kind in (k for k in registry().values() if k.step.__module__.startswith("tradewind.features.cross")):
        if len(kind.inputs) != 2:
            continue
        for bars, other in ((moving, still), (still, moving), (still, still)):
            for values in compute(
                {"x": kind("close", "BBB.close")}, bars, others=[series("BBB", other.close)]
            ).values():
                assert not np.isinf(values).any(), kind.name


def test_pairs_are_sorted_by_the_side_that_a_currency_is_on() -> None:
    use = strength_of("USD", ("EURUSD", "USDJPY", "GBPUSD", "USDCHF"), n=5)
    assert use.inputs == ("USDJPY.close", "USDCHF.close", "EURUSD.close", "GBPUSD.close")
    assert use.arguments == {"n": 5, "base": 2}
    with pytest.raises(StrategyError, match="no pair of EURUSD has JPY"):
        strength_of("JPY", ("EURUSD",))
    with pytest.raises(StrategyError, match="'AAPL' is no pair"):
        strength_of("USD", ("AAPL",))


def test_strength_out_of_all_crosses_is_the_matrixs() -> None:
    """A currency's mean return against seven others is 8/7 of its distance from the mean of all eight."""
    values: dict[str, np.ndarray] = dict(zip(MAJOR_CURRENCIES, walks(60, 8).T, strict=True))
    pairs = (*MAJORS, *MINORS)
    bars = [series(p, values[p[:3]] / values[p[3:]]) for p in pairs]
    made = RollingMatrix(pairs, 10)
    for row in np.diff(np.log(np.stack([b.close for b in bars], axis=1)), axis=0):
        made.push(row)
    for currency in MAJOR_CURRENCIES:
        own = compute({"s": strength_of(currency, pairs, n=10)}, bars[0], others=bars[1:])["s"][-1]
        assert made.strengths()[currency] == pytest.approx(own * 7 / 8, rel=1e-9)


@pytest.mark.parametrize(
    ("cross", "first", "second"),
    [("EURGBP", "EURUSD", "GBPUSD"), ("EURJPY", "EURUSD", "USDJPY"), ("GBPJPY", "USDJPY", "GBPUSD"), ("CADJPY", "USDJPY", "USDCAD")],
)  # fmt: skip
def test_a_cross_is_made_of_two_pairs_by_their_names(cross: str, first: str, second: str) -> None:
    values: dict[str, np.ndarray] = dict(zip(MAJOR_CURRENCIES, walks(40, 8).T, strict=True))
    bars = {p: series(p, values[p[:3]] / values[p[3:]]) for p in (cross, first, second)}
    uses = {"made": synthetic_of(cross, first, second), "gap": gap_of(cross, first, second)}
    got = compute(uses, bars[first], others=list(bars.values()))
    np.testing.assert_allclose(got["made"], bars[cross].close, rtol=1e-12)
    np.testing.assert_allclose(got["gap"], 0.0, atol=1e-8)


def test_two_pairs_that_do_not_give_a_cross_are_refused() -> None:
    with pytest.raises(StrategyError, match="EURUSD and AUDNZD don't give EURGBP"):
        synthetic_of("EURGBP", "EURUSD", "AUDNZD")


def test_names_of_pairs_are_read_in_the_ways_that_venues_write_them() -> None:
    assert {currencies_of(n) for n in ("EURUSD", "EUR/USD", "eur_usd", "EUR-USD")} == {("EUR", "USD")}
    assert currencies_of("AAPL") is None
    assert currencies_of("USDUSD") is None
    assert all(currencies_of(p) for pairs in GROUPS.values() for p in pairs)
    assert len(set(MAJORS + MINORS)) == 28
