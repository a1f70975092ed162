"""Straight lines through the last n values, and how two series go together."""

from math import atan, nan, pi, sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.windows import next_slot, older, roll_pair, roll_weighted

LINE = "TA-Lib, from least squares: N. R. Draper and H. Smith, Applied Regression Analysis (1998)"
LINE_STATE = (0, 0, 0.0, 0.0, 0.0)
PAIR_STATE = (0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def line(state, n, window, x):
    """(state, first, slope): the least squares line first + slope * i through the last n values, i = 0 (oldest) to n - 1."""
    age, slot, about, total, weighted = state
    about, total, weighted = roll_weighted(window, 0, n, slot, age, about, total, weighted, x)
    slope = (weighted - total * (0.5 * (n - 1.0))) * (12.0 / (n * (n * n - 1.0)))
    first = about + total * (1.0 / n) - slope * (0.5 * (n - 1.0))
    return (older(age, n), next_slot(slot, n), about, total, weighted), first, slope


@feature(
    kind="regression",
    inputs=("close",),
    params={"n": Int(14, 2, 5000)},
    outputs={"value": "unit of the input"},
    state=LINE_STATE,
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source=LINE,
    reference="TA-Lib LINEARREG, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def linearreg(state, p, window, x):
    """Linear regression: where the straight line through the last n values ends.

    NaN for the first n - 1 values. State: age, slot, a recent value, sums of the deviations from it, plain and weighted.
    """
    age = state[0]
    state, first, slope = line(state, p.n, window, x)
    if age + 1 < p.n:
        return state, nan
    return state, first + slope * (p.n - 1.0)


@feature(
    kind="regression",
    inputs=("close",),
    params={"n": Int(14, 2, 5000)},
    outputs={"slope": "unit of the input a bar"},
    state=LINE_STATE,
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source=LINE,
    reference="TA-Lib LINEARREG_SLOPE, 1e-9 relative",
    scaling=1,
    mirror="odd",
)
def linearreg_slope(state, p, window, x):
    """Regression slope: how much the straight line through the last n values rises a bar.

    NaN for the first n - 1 values. State: as linearreg.
    """
    age = state[0]
    state, _, slope = line(state, p.n, window, x)
    if age + 1 < p.n:
        return state, nan
    return state, slope


@feature(
    kind="regression",
    inputs=("close",),
    params={"n": Int(14, 2, 5000)},
    outputs={"angle": "degrees, -90 to 90"},
    state=LINE_STATE,
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source=LINE,
    reference="TA-Lib LINEARREG_ANGLE, 1e-9 relative",
    scaling=None,
    mirror="odd",
)
def linearreg_angle(state, p, window, x):
    """Regression angle: the slope of linearreg_slope as an angle, atan(slope); it depends on the unit of price.

    NaN for the first n - 1 values. State: as linearreg.
    """
    age = state[0]
    state, _, slope = line(state, p.n, window, x)
    if age + 1 < p.n:
        return state, nan
    return state, atan(slope) * (180.0 / pi)


@feature(
    kind="regression",
    inputs=("close",),
    params={"n": Int(14, 2, 5000)},
    outputs={"value": "unit of the input"},
    state=LINE_STATE,
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source=LINE,
    reference="TA-Lib LINEARREG_INTERCEPT, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def linearreg_intercept(state, p, window, x):
    """Regression intercept: where the straight line through the last n values begins, n - 1 bars ago.

    NaN for the first n - 1 values. State: as linearreg.
    """
    age = state[0]
    state, first, _ = line(state, p.n, window, x)
    if age + 1 < p.n:
        return state, nan
    return state, first


@feature(
    kind="regression",
    inputs=("close",),
    params={"n": Int(14, 2, 5000)},
    outputs={"value": "unit of the input"},
    state=LINE_STATE,
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source=LINE,
    reference="TA-Lib TSF, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def tsf(state, p, window, x):
    """Time series forecast: where the straight line through the last n values will be at the next bar.

    NaN for the first n - 1 values. State: as linearreg.
    """
    age = state[0]
    state, first, slope = line(state, p.n, window, x)
    if age + 1 < p.n:
        return state, nan
    return state, first + slope * p.n


@feature(
    kind="regression",
    inputs=("high", "low"),
    params={"n": Int(30, 1, 5000)},
    outputs={"correlation": "-1 to 1"},
    state=PAIR_STATE,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="K. Pearson, Note on Regression and Inheritance in the Case of Two Parents, Proc. Royal Society 58 (1895)",
    reference="TA-Lib CORREL, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def correl(state, p, window, x, y):
    """Pearson's correlation of the last n values of two inputs; 0 where one of them did not move.

    sum((x - mean x)(y - mean y)) / sqrt(sum((x - mean x)**2) sum((y - mean y)**2)). NaN for the first n - 1 values.
    State: values seen, slot, sums of roll_pair.
    """
    seen, slot = state[0], state[1]
    sums, xx, yy, xy = roll_pair(window, p.n, slot, state[2:], x, y)
    seen = seen + 1 if seen < p.n else seen
    after = (seen, next_slot(slot, p.n), *sums)
    if seen < p.n:
        return after, nan
    return after, xy / sqrt(xx * yy) if xx * yy > 0.0 else 0.0


@feature(
    kind="regression",
    inputs=("high", "low"),
    params={"n": Int(5, 1, 5000)},
    outputs={"beta": "move of the second for a move of the first"},
    state=(*PAIR_STATE, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="TA-Lib, BETA; W. F. Sharpe, A Simplified Model for Portfolio Analysis, Management Science 9:2 (1963)",
    reference="TA-Lib BETA, 1e-9 relative",
    scaling=0,
)
def beta(state, p, window, x, y):
    """Beta: how much the second input moves for a move of the first, by the returns of the last n bars.

    The slope of the line through the points (x_t / x_{t-1} - 1, y_t / y_{t-1} - 1); 0 where the first did not move; a return from
    a value of 0 is 0. NaN for the first n values. State: values seen, slot, sums of roll_pair, the last values.
    """
    seen, slot, last_x, last_y = state[0], state[1], state[11], state[12]
    if seen == 0:
        return (1, *state[1:11], x, y), nan
    rx = x / last_x - 1.0 if last_x != 0.0 else 0.0
    ry = y / last_y - 1.0 if last_y != 0.0 else 0.0
    sums, xx, _, xy = roll_pair(window, p.n, slot, state[2:11], rx, ry)
    seen = seen + 1 if seen <= p.n else seen
    after = (seen, next_slot(slot, p.n), *sums, x, y)
    if seen <= p.n:
        return after, nan
    return after, xy / xx if xx > 0.0 else 0.0
