"""One run's figures as a row of floats, from its fills and its equity, in machine code: one call for each piece of bars.

Definitions are those of the catalogue in `research/metrics`, by the same names; `fees` and `final_equity` are money of the account.
A figure that is undefined is NaN, as there.
"""

from __future__ import annotations

from collections.abc import Callable
from math import nan, sqrt

import numpy as np

from tradewind.compiler.arrays import ArrayType
from tradewind.compiler.entry import Entry, entry
from tradewind.kernel.layout import ACCOUNT, INSTRUMENT, RECORD
from tradewind.research.sweep.curve import CURVE, complete, follow, spread
from tradewind.research.trip_rows import OPENED, TRIP, take_fills

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
    ArrayType(np.dtype("f8")),
    ArrayType(np.dtype("i8")),
    ArrayType(np.dtype("i8")),
    ArrayType(np.dtype("i8")),
    ArrayType(np.dtype("f8")),
]

_FLAT = 1e-14  # as in models/sharpe.py: a spread below this is rounding
YEAR_NS = 365.25 * 86_400e9


def tally_entry(on_compile: Callable[[], None] | None = None) -> Entry:
    """The compiled `tally`, the same for every strategy."""
    return entry(tally, _ARGUMENTS, on_compile=on_compile)


def tally(account, records, instruments, opened, trips, curve, sums, equity, moments, bounds, span, figures):
    """Take what the bars up to bounds[0] have left: fills out of `records`, whose rows are free then, and equity.

    moments: (m,) last row of each moment, or empty where every row is one; equity is moved together accordingly, in place.
    span: (2,) ns, first and last moment. figures: (len(FIGURES),) to fill in at the end of a run, or empty before.
    """
    a = account[0]
    s = sums[0]
    made, fees, fills = take_fills(records, a.records_out, instruments, opened, trips, s.trips, s.fees)
    s.trips = made
    s.fees = fees
    s.fills += fills
    a.records_out = 0
    a.decisions_out = 0
    upto = bounds[0]
    if moments.size > 0:
        kept = s.moments
        while kept < moments.size and moments[kept] < bounds[0]:
            equity[kept] = equity[moments[kept]]
            kept += 1
        upto = kept
    s.moments = upto
    follow(curve[0], equity, upto)
    if figures.size > 0:
        complete(curve[0])
        of_curve(figures, curve[0], equity, span)
        of_trips(figures, trips, made, s, curve[0], span)
        figures[24] = equity[upto - 1]
    return made


def divided(top, bottom):
    """NaN where there is nothing to divide by."""
    return top / bottom if bottom > 1e-14 else nan


def of_curve(figures, c, equity, span):
    """Figures of the returns, in the order of FIGURES."""
    n = c.count
    years = (span[1] - span[0]) / YEAR_NS
    per_year = (c.taken - 1) / years if years > 0.0 else 1.0
    total = c.level - 1.0
    growth = c.level ** (per_year / n) - 1.0 if c.level > 0.0 else -1.0
    deviation = spread(c, equity)
    mean = c.total / n
    figures[0] = total
    figures[1] = growth
    figures[2] = deviation * sqrt(per_year)
    figures[3] = mean / deviation * sqrt(per_year) if deviation > _FLAT else nan
    figures[4] = divided(mean * sqrt(per_year), sqrt(c.loss_squares / n))
    figures[5] = c.deepest
    figures[6] = c.longest
    figures[7] = divided(growth, c.deepest)
    figures[8] = divided(c.gains, -c.losses)
    figures[9] = sqrt(c.fall_squares / n)
    figures[10] = divided(total, c.deepest)
    figures[11] = c.best
    figures[12] = c.worst


def of_trips(figures, trips, made, s, c, span):
    """Figures of the round trips and of money, after those of the returns."""
    won = 0
    lost = 0
    profit = 0.0
    loss = 0.0
    total = 0.0
    traded = 0.0
    run = 0
    best_run = 0
    worst_run = 0
    for i in range(made):
        pnl = trips[i].pnl
        total += pnl
        traded += trips[i].traded
        if pnl > 0.0:
            won += 1
            profit += pnl
            run = run + 1 if run > 0 else 1
            best_run = max(best_run, run)
        elif pnl < 0.0:
            lost += 1
            loss -= pnl
            run = run - 1 if run < 0 else -1
            worst_run = min(worst_run, run)
        else:
            run = 0
    years = (span[1] - span[0]) / YEAR_NS
    money = c.money / c.taken
    figures[13] = made
    figures[14] = won / made if made > 0 else nan
    figures[15] = profit / loss if loss > 0.0 else nan
    figures[16] = total / made if made > 0 else nan
    figures[17] = (profit / won) / (loss / lost) if won > 0 and lost > 0 else nan
    figures[18] = quality(trips, made, total)
    figures[19] = best_run
    figures[20] = -worst_run
    figures[21] = exposed(trips, made, span)
    figures[22] = traded / money / years if money > 0.0 and years > 0.0 else nan
    figures[23] = s.fees


def quality(trips, made, total):
    """Root of the number of trips, times their mean profit over its standard deviation (n - 1)."""
    if made < 2:
        return nan
    mean = total / made
    squared = 0.0
    for i in range(made):
        squared += (trips[i].pnl - mean) ** 2
    return sqrt(made) * mean / sqrt(squared / (made - 1)) if squared > 0.0 else nan


def exposed(trips, made, span):
    """Share of the time with at least one position. Trips come by exit, so the union of their times is taken from the last one back."""
    covered = 0
    reached = span[1]
    for j in range(made):
        trip = trips[made - 1 - j]
        begun = max(trip.entry_ts, span[0])
        covered += max(min(trip.exit_ts, reached) - begun, 0)
        reached = min(reached, begun)
    return covered / (span[1] - span[0])
