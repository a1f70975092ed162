"""Arithmetic on columns, for features made of features."""

from math import nan

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.windows import next_slot, older, roll_sum


@feature(
    kind="arithmetic",
    inputs=("high", "low"),
    outputs={"value": "unit of the inputs"},
    source="TA-Lib, function ADD",
    reference="TA-Lib ADD, the same numbers",
    scaling=1,
    mirror="odd",
)
def math_add(state, p, x, y):
    """Sum of two inputs."""
    return state, x + y


@feature(
    kind="arithmetic",
    inputs=("high", "low"),
    outputs={"value": "unit of the inputs"},
    source="TA-Lib, function SUB",
    reference="TA-Lib SUB, the same numbers",
    scaling=1,
    mirror="even",
)
def math_sub(state, p, x, y):
    """Difference of two inputs: the first less the second."""
    return state, x - y


@feature(
    kind="arithmetic",
    inputs=("high", "low"),
    outputs={"value": "product of the inputs' units"},
    source="TA-Lib, function MULT",
    reference="TA-Lib MULT, the same numbers",
    scaling=2,
    mirror="even",
)
def math_mult(state, p, x, y):
    """Product of two inputs."""
    return state, x * y


@feature(
    kind="arithmetic",
    inputs=("high", "low"),
    outputs={"value": "first a unit of the second"},
    source="TA-Lib, function DIV",
    reference="TA-Lib DIV, the same numbers where the second is not 0",
    scaling=0,
    mirror=None,
)
def math_div(state, p, x, y):
    """Quotient of two inputs: the first over the second; NaN where that is 0."""
    return state, x / y if y != 0.0 else nan


@feature(
    kind="arithmetic",
    inputs=("close",),
    outputs={"sum": "unit of the input"},
    state=(0.0,),
    source="TA-Lib, function CUMSUM",
    reference="TA-Lib CUMSUM, 1e-12",
    scaling=1,
    mirror="odd",
)
def cumsum(state, p, x):
    """Cumulative sum of all values since the first. State: the sum so far."""
    total = state[0] + x
    return (total,), total


@feature(
    kind="arithmetic",
    inputs=("close",),
    params={"n": Int(30, 1, 5000)},
    outputs={"sum": "unit of the input"},
    state=(0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="TA-Lib, function SUM",
    reference="TA-Lib SUM, 1e-9 relative",
    scaling=1,
    mirror="odd",
)
def rolling_sum(state, p, window, x):
    """Sum of the last n values.

    NaN for the first n - 1 values. State: age, slot, sum.
    """
    age, slot, total = state
    total = roll_sum(window, 0, p.n, slot, age, total, x)
    state = (older(age, p.n), next_slot(slot, p.n), total)
    if age + 1 < p.n:
        return state, nan
    return state, total
