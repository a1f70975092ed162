"""The quality monitor: each fault by itself, and drift against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tradewind.errors import UsageError
from tradewind.features.sets import parse_sets
from tradewind.research.feature_store.quality import BINS, ColumnQuality, Thresholds, quality, stability_index

SET = parse_sets(
    """
[mine]
version = 1
timeframe = "1h"
doc = "For these tests."
[mine.features]
strength = "rsi(n=5)"
average = "sma(n=5)"
crossed = "crossing(close, average)"
smooth = "ema(strength, n=3)"
smoother = "ema(average, n=3)"
""",
    "test",
)["mine"]
RNG = np.random.default_rng(7)
ROWS = 1000


def told(**columns: np.ndarray) -> dict[str, ColumnQuality]:
    return {q.column: q for q in quality(SET, columns, 600)}


def normal(shift: float = 0.0) -> np.ndarray:
    values = RNG.normal(50.0, 10.0, ROWS)
    values[600:] += shift
    return values


def test_sound_columns_are_not_over() -> None:
    found = told(strength=normal(), crossed=RNG.choice([-1.0, 0.0, 1.0], ROWS, p=[0.02, 0.96, 0.02]))
    assert all(q.over == () and q.psi is not None for q in found.values())


def test_each_fault_is_named() -> None:
    holes, infinite, warm = normal(), normal(), normal()
    holes[200:300] = np.nan
    infinite[5] = -np.inf
    warm[:300] = np.nan
    found = told(strength=holes, x=infinite, y=np.full(ROWS, 3.0), z=np.full(ROWS, np.nan), w=warm)
    assert found["strength"].over == ("missing 10.0% > 5.0%",)
    assert found["x"].over == ("1 infinite",)
    assert found["y"].constant and found["y"].over == ("constant",)
    assert found["z"].missing == 1.0 and found["z"].values == 0
    assert found["w"].missing == 0.0, "rows before the first value are its warm-up"


def test_drift_is_told_where_it_means_something() -> None:
    found = told(strength=normal(12.0), average=normal(12.0))
    assert [text.split()[0] for text in found["strength"].over] == ["PSI", "KS"]
    assert found["average"].psi is None and found["average"].over == (), (
        "a column in units of price drifts as price does"
    )
    assert told(smooth=normal(12.0))["smooth"].over and not told(smoother=normal(12.0))["smoother"].over
    few = {q.column: q for q in quality(SET, {"strength": normal(50.0)}, 950)}
    assert few["strength"].psi is None
    loose = quality(SET, {"strength": normal(12.0)}, 600, Thresholds(psi=9.0, ks=1.0))
    assert loose[0].over == ()


@given(st.integers(0, 2**32), st.floats(-30.0, 30.0), st.sampled_from([0, 1, 5]))
def test_the_stability_index_is_the_symmetric_divergence_of_scipy_and_ks_is_scipys(seed, shift, digits) -> None:
    rng = np.random.default_rng(seed)
    a, b = np.round(rng.normal(0.0, 3.0, 400), digits), np.round(rng.normal(shift / 10.0, 3.0, 300), digits)
    if len(np.unique(a)) > BINS:
        edges = np.unique(np.quantile(a, np.arange(1, BINS) / BINS))
        p, q = (np.histogram(v, [-np.inf, *edges, np.inf])[0] + 0.5 for v in (a, b))
        wanted = stats.entropy(p, q) + stats.entropy(q, p)
        assert stability_index(a, b) == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    assert stability_index(a, a) == 0.0
    assert stability_index(a, b) >= 0.0
    (got,) = quality(SET, {"strength": np.concatenate([a, b])}, 400)
    assert got.ks == pytest.approx(next(iter(stats.ks_2samp(a, b))), abs=1e-12)


def test_a_reference_that_leaves_nothing_is_refused() -> None:
    for reference in (0, ROWS):
        with pytest.raises(UsageError, match="leaves nothing"):
            quality(SET, {"strength": normal()}, reference)
