"""How two series stand to each other: one over the other, and when they cross."""

from math import nan

from tradewind.features.declare import feature


@feature(
    kind="arithmetic",
    inputs=("close", "open"),
    outputs={"share": "fraction of the second input"},
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999): percentage distance from an average",
    reference="numpy, 1e-12",
    scaling=0,
)
def apart(state, p, x, y):
    """How far the first input is above the second, as a part of the second: x / y - 1; NaN where y is 0. State: none."""
    return state, x / y - 1.0 if y != 0.0 else nan


@feature(
    kind="arithmetic",
    inputs=("close", "open"),
    outputs={"crossed": "1 above, -1 below, 0 not"},
    state=(0,),
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999): crossovers",
    reference="pandas: sign of the difference, filled over equal values, and where it changes",
    scaling=0,
    mirror="odd",
    draw="marker",
)
def crossing(state, p, x, y):
    """1 at the bar where the first input comes to stand above the second, -1 where it comes to stand below.

    While both are equal they stand as they did before; the first bars do not cross. State: how they stand (1, -1; 0 at first).
    """
    (stood,) = state
    stands = 1 if x > y else (-1 if x < y else stood)
    return (stands,), 1.0 * stands if stood != 0 and stands != stood else 0.0
