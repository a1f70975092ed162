"""One run's figures as a row of floats, from its fills and its equity, in machine code: one call for each piece of bars.

The functions are those of the catalogue in `research/metrics`, by the same names; `fees` and `final_equity` are money of the account.
A figure that is undefined is NaN, as there.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tradewind.compiler.arrays import ArrayType
from tradewind.compiler.entry import Entry, entry
from tradewind.kernel.layout import ACCOUNT, INSTRUMENT, RECORD
from tradewind.research.metrics.curve import CURVE, follow, spread
from tradewind.research.metrics.returns import (
    best_period,
    cagr,
    calmar,
    longest_drawdown,
    max_drawdown,
    omega,
    recovery_factor,
    sharpe,
    sortino,
    total_return,
    ulcer,
    volatility,
    worst_period,
)
from tradewind.research.metrics.round_trips import (
    expectancy,
    exposure,
    longest_losses,
    longest_wins,
    payoff_ratio,
    profit_factor,
    sqn,
    trade_count,
    turnover,
    win_rate,
)
from tradewind.research.metrics.sample import TRIP, YEAR_NS
from tradewind.research.metrics.sums import SUMS, of_curve
from tradewind.research.metrics.trip_sums import of_trips
from tradewind.research.trip_rows import OPENED, take_fills

FIGURES = (
    "total_return", "cagr", "volatility", "sharpe", "sortino", "max_drawdown", "longest_drawdown", "calmar", "omega", "ulcer",
    "recovery_factor", "best_period", "worst_period", "trade_count", "win_rate", "profit_factor", "expectancy", "payoff_ratio",
    "sqn", "longest_wins", "longest_losses", "exposure", "turnover", "fees", "final_equity",
)  # fmt: skip

TALLY = np.dtype(
    [
        ("trips", "i8"),  # rows of `trips` in use
        ("fills", "i8"),
        ("fees", "f8"),
        ("moments", "i8"),  # of the equity that is in place
    ]
)

_ARGUMENTS = [
    ArrayType(ACCOUNT),
    ArrayType(RECORD),
    ArrayType(INSTRUMENT),
    ArrayType(OPENED),
    ArrayType(TRIP),
    ArrayType(CURVE),
    ArrayType(TALLY),
    ArrayType(SUMS),
    ArrayType(np.dtype("f8")),
    ArrayType(np.dtype("f8")),
    ArrayType(np.dtype("i8")),
    ArrayType(np.dtype("i8")),
    ArrayType(np.dtype("i8")),
    ArrayType(np.dtype("f8")),
]


def tally_entry(on_compile: Callable[[], None] | None = None) -> Entry:
    """The compiled `tally`, the same for every strategy."""
    return entry(tally, _ARGUMENTS, on_compile=on_compile)


def tally(
    account, records, instruments, opened, trips, curve, taken, sums, equity, returns, moments, bounds, span, figures
):
    """Take what the bars up to bounds[0] have left: fills out of `records`, whose rows are free then, and equity.

    moments: (m,) last row of each moment, or empty where every row is one; equity is moved together accordingly, in place.
    returns: (BLOCK,) to work in. span: (2,) ns, first and last moment. figures: (len(FIGURES),) to fill in at the end of a run, or empty before.
    """
    a = account[0]
    t = taken[0]
    made, fees, fills = take_fills(records, a.records_out, instruments, opened, trips, t.trips, t.fees)
    t.trips = made
    t.fees = fees
    t.fills += fills
    a.records_out = 0
    a.decisions_out = 0
    upto = bounds[0]
    if moments.size > 0:
        kept = t.moments
        while kept < moments.size and moments[kept] < bounds[0]:
            equity[kept] = equity[moments[kept]]
            kept += 1
        upto = kept
    t.moments = upto
    follow(curve[0], equity, upto, figures.size > 0, returns)
    if figures.size > 0:
        sum_up(sums[0], curve[0], equity, trips, made, span)
        figure(figures, sums[0], t.fees, equity[upto - 1])
    return made


def figure(figures, s, fees, money):
    """Every figure of a complete run, in the order of FIGURES, by the catalogue's own functions."""
    figures[0] = total_return(s)
    figures[1] = cagr(s)
    figures[2] = volatility(s)
    figures[3] = sharpe(s)
    figures[4] = sortino(s)
    figures[5] = max_drawdown(s)
    figures[6] = longest_drawdown(s)
    figures[7] = calmar(s)
    figures[8] = omega(s)
    figures[9] = ulcer(s)
    figures[10] = recovery_factor(s)
    figures[11] = best_period(s)
    figures[12] = worst_period(s)
    figures[13] = trade_count(s)
    figures[14] = win_rate(s)
    figures[15] = profit_factor(s)
    figures[16] = expectancy(s)
    figures[17] = payoff_ratio(s)
    figures[18] = sqn(s)
    figures[19] = longest_wins(s)
    figures[20] = longest_losses(s)
    figures[21] = exposure(s)
    figures[22] = turnover(s)
    figures[23] = fees
    figures[24] = money


def sum_up(s, c, equity, trips, made, span):
    """The sums of a run whose last value of equity has been followed."""
    of_curve(s, c)
    s.deviation = spread(c, equity)
    of_trips(s, trips, made, span[0], span[1])
    s.lasted = span[1] - span[0]
    s.years = s.lasted / YEAR_NS
    s.per_year = (c.taken - 1) / s.years if s.years > 0.0 else 1.0
