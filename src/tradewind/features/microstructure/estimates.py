"""Estimates of liquidity from closes: on which grid they cluster, and how far volume is followed by a reversal."""

from math import floor, nan

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.windows import next_slot
from tradewind.features.microstructure.rolling import slide

PENNY, NICKEL, DIME, QUARTER, DOLLAR = 0, 1, 2, 3, 4


@feature(
    kind="spread",
    inputs=("close",),
    params={"n": Int(60, 5, 5000), "tick": Float(0.01, 1e-9, 1e6)},
    outputs={"spread": "price", "relative": "fraction of the mean close"},
    state=(0, 0, 0, 0, 0, 0, 0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="C. W. Holden, New Low-Frequency Spread Measures, Journal of Financial Markets 12 (2009), effective tick on a decimal grid; "
    "R. Y. Goyenko, C. W. Holden, C. A. Trzcinka, Do Liquidity Measures Measure Liquidity?, JFE 92 (2009), section 3",
    reference="prices spread evenly over multiples of 1, 5, 10, 25 and 100 ticks give those spreads; numpy, from the formula, 1e-9",
    scaling=None,
)
def effective_tick(state, p, window, close):
    """Spread from the grid on which prices cluster: with a spread of 5 ticks trades are at multiples of 5, and so on (1, 5, 10, 25, 100).

    F_j: part of the last n closes that are multiples of s_j ticks and of no larger one. Chances of each spread: g_j = min(max(U_j, 0),
    1 - g_1 - .. - g_{j-1}), U_j = (A_j / B_j) F_j - sum_k (O_jk / B_k) F_k: A_j multiples of s_j in 100 ticks (100, 20, 10, 4, 1), B_j
    those of no larger spread (80, 8, 8, 3, 1), O_jk those that are of s_k and of none between. Effective tick = sum g_j s_j. NaN for
    the first n - 1 bars. State: bars seen, slot, five counts, sum of closes; window: n closes, n grids.
    """
    seen, slot, penny, nickel, dime, quarter, dollar, total = state
    if seen >= p.n:
        gone = window[p.n + slot]
        penny -= 1 if gone == PENNY else 0
        nickel -= 1 if gone == NICKEL else 0
        dime -= 1 if gone == DIME else 0
        quarter -= 1 if gone == QUARTER else 0
        dollar -= 1 if gone == DOLLAR else 0
    grid = grid_of(floor(close / p.tick + 0.5))
    penny += 1 if grid == PENNY else 0
    nickel += 1 if grid == NICKEL else 0
    dime += 1 if grid == DIME else 0
    quarter += 1 if grid == QUARTER else 0
    dollar += 1 if grid == DOLLAR else 0
    window[p.n + slot] = grid
    total = slide(window, 0, slot, p.n, total, close)
    seen = min(seen + 1, p.n)
    state = (seen, next_slot(slot, p.n), penny, nickel, dime, quarter, dollar, total)
    if seen < p.n:
        return state, (nan, nan)
    spread = p.tick * clustered(penny / p.n, nickel / p.n, dime / p.n, quarter / p.n, dollar / p.n)
    return state, (spread, spread * p.n / total if total > 0.0 else nan)


def grid_of(ticks):
    """The coarsest grid on which a whole number of ticks lies."""
    ticks = 1.0 * ticks
    if ticks % 100.0 == 0.0:
        return DOLLAR
    if ticks % 25.0 == 0.0:
        return QUARTER
    if ticks % 10.0 == 0.0:
        return DIME
    return NICKEL if ticks % 5.0 == 0.0 else PENNY


def clustered(f1, f2, f3, f4, f5):
    """Expected spread in ticks from the parts of prices on each grid."""
    g1 = min(max(100 / 80 * f1, 0.0), 1.0)
    g2 = min(max(20 / 8 * f2 - 20 / 80 * f1, 0.0), 1.0 - g1)
    g3 = min(max(10 / 8 * f3 - 10 / 8 * f2, 0.0), 1.0 - g1 - g2)
    # Of the 4 quarters 2 are dimes and 2 are nickels only; the dollar is a quarter.
    g4 = min(max(4 / 3 * f4 - 2 / 8 * f3 - 2 / 8 * f2, 0.0), 1.0 - g1 - g2 - g3)
    g5 = min(max(f5 - 1 / 3 * f4, 0.0), 1.0 - g1 - g2 - g3 - g4)
    return g1 + 5.0 * g2 + 10.0 * g3 + 25.0 * g4 + 100.0 * g5


@feature(
    kind="liquidity",
    inputs=("close", "volume"),
    params={"n": Int(60, 10, 1000)},
    outputs={"gamma": "return a million of quote currency; below 0 the less liquid"},
    state=(0, 0, 0.0, 0.0, 0.0),
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n + 1,
    source="L. Pastor, R. F. Stambaugh, Liquidity Risk and Expected Stock Returns, Journal of Political Economy 111:3 (2003), eq. 1, with "
    "the instrument's own return in place of that in excess of the market",
    reference="statsmodels OLS of each window, 1e-6",
    scaling=-1,
)
def pastor_stambaugh(state, p, window, close, volume):
    """How far a move on volume comes back at the next bar: gamma of r_{t+1} = a + phi r_t + gamma sign(r_t) v_t + e, last n bars.

    v: value traded, millions. NaN for the first n + 1 bars and where the two regressors say the same. State: bars seen, slot, last
    close, last return and its signed value; window: n returns, n of the bars before, n signed values.
    """
    seen, slot, before, r, v = state
    n = p.n
    change = close / before - 1.0 if before != 0.0 else 0.0
    value = 1e-6 * close * volume * (1.0 if change > 0.0 else (-1.0 if change < 0.0 else 0.0))
    if seen >= 2:
        window[slot] = change
        window[n + slot] = r
        window[2 * n + slot] = v
        slot = next_slot(slot, n)
    seen = min(seen + 1, n + 2)
    state = (seen, slot, close, change, value)
    return state, second_slope(window, n) if seen >= n + 2 else nan


def second_slope(window, n):
    """Slope on the third part of the window, of the first on the second and third with a constant; all parts n long."""
    y, a, b = 0.0, 0.0, 0.0
    for i in range(n):
        y += window[i]
        a += window[n + i]
        b += window[2 * n + i]
    y, a, b = y / n, a / n, b / n
    aa, bb, ab, ay, by = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(n):
        dy, da, db = window[i] - y, window[n + i] - a, window[2 * n + i] - b
        aa += da * da
        bb += db * db
        ab += da * db
        ay += da * dy
        by += db * dy
    left = aa * bb - ab * ab
    return (aa * by - ab * ay) / left if left > 1e-12 * aa * bb else nan
