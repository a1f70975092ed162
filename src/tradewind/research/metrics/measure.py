"""An account's history to its `Sums`, in machine code: two passes over equity, one over the benchmark, one over the trips."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tradewind.compiler.arrays import ArrayType
from tradewind.compiler.entry import Entry, entry
from tradewind.research.metrics.curve import CURVE, follow, follow_returns
from tradewind.research.metrics.quantiles import tails
from tradewind.research.metrics.sample import TRIP, YEAR_NS, RoundTrips, Sample
from tradewind.research.metrics.shape import ROWS, of_benchmark, of_shape
from tradewind.research.metrics.sums import SUMS, UNKNOWN, Sums, of_curve
from tradewind.research.metrics.trip_sums import of_trips

Floats = NDArray[np.floating]
_NONE = np.empty(0)
_VALUES, _TIMES = ArrayType(np.dtype("f8")), ArrayType(np.dtype("i8"))


def measure(sample: Sample) -> Sums:
    """All that the metrics of `sample` are looked up in. What concerns a benchmark is NaN where there is none.

    Where a benchmark lost all before the account did, returns are those of the periods that both have.
    """
    span = np.array([sample.ts[0], sample.ts[-1]], dtype=np.int64)
    given = {"per_year": sample.periods_per_year, "trials": sample.trials}
    if sample.benchmark is None or not (gone := sample.benchmark <= 0).any():
        return _of_equity(sample.equity, sample.benchmark, sample.trades, span, given)
    shared = slice(int(gone.argmax()) + 1)
    made = _of_equity(sample.equity[shared], sample.benchmark[shared], sample.trades, span, given)
    return made._replace(money=float(sample.equity.mean()))


def of_returns(returns: Floats, per_year: float, benchmark: Floats | None = None) -> Sums:
    """The same of returns alone: (n,) simple ones, 1 or more; nothing was traded and nothing else tried."""
    others = _NONE if benchmark is None else benchmark
    span = np.array([0, len(returns)], dtype=np.int64)
    return _measured(
        _NONE,
        _NONE,
        np.array(returns, dtype=np.float64),
        others,
        RoundTrips.none(),
        span,
        {"per_year": per_year, "trials": 1},
    )


def of_trades(trades: RoundTrips) -> Sums:
    """Of trades alone: figures of returns, time and turnover have no meaning."""
    sums = UNKNOWN.copy()
    _trips_entry()([trades.rows, np.array([0, 1], dtype=np.int64), sums])
    return Sums._make(sums[0].item())


def _of_equity(
    equity: Floats, benchmark: Floats | None, trades: RoundTrips, span: np.ndarray, given: dict[str, float]
) -> Sums:
    other, others = (_NONE, _NONE) if benchmark is None else (benchmark, np.empty(ROWS))
    return _measured(equity, other, np.empty(len(equity) - 1), others, trades, span, given)


def _measured(
    equity: Floats, other: Floats, returns: Floats, others: Floats, trades: RoundTrips, span: np.ndarray,
    given: dict[str, float],
) -> Sums:  # fmt: skip
    sums, curve = UNKNOWN.copy(), np.zeros(1, CURVE)
    for name, value in given.items():
        sums[name] = value
    arrays = [np.ascontiguousarray(v, dtype=np.float64) for v in (equity, other, returns, others)]
    count = _entry()([*arrays, trades.rows, span, curve, sums])
    sums["low"], sums["high"], sums["shortfall"] = tails(arrays[2][:count])
    return Sums._make(sums[0].item())


def measured(equity, other, returns, others, trips, span, curve, sums):
    """Fill `sums`, all but quantiles, and return how many returns there are.

    equity: (n,), and (n - 1,) `returns` to be filled, or (0,) and returns. other, others: see `of_benchmark`, both (0,) where there is none.
    """
    c = curve[0]
    s = sums[0]
    if equity.size > 0:
        follow(c, equity, equity.size, True, returns)
    else:
        follow_returns(c, returns)
    of_curve(s, c)
    of_shape(s, returns)
    if others.size > 0:
        of_benchmark(s, returns, other, others)
    of_trips(s, trips, trips.size, span[0], span[1])
    s.lasted = span[1] - span[0]
    s.years = s.lasted / YEAR_NS
    return s.periods


def trips_measured(trips, span, sums):
    """The part of `sums` that round trips give."""
    of_trips(sums[0], trips, trips.size, span[0], span[1])
    return trips.size


@cache
def _entry() -> Entry:
    return entry(measured, [*[_VALUES] * 4, ArrayType(TRIP), _TIMES, ArrayType(CURVE), ArrayType(SUMS)])


@cache
def _trips_entry() -> Entry:
    return entry(trips_measured, [ArrayType(TRIP), _TIMES, ArrayType(SUMS)])
