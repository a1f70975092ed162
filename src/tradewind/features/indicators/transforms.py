"""Functions of one column, value by value. Where a function is not defined, or would be too large for a number, the value is NaN."""

from math import acos, asin, atan, ceil, cos, cosh, exp, floor, log, log10, nan, sin, sinh, sqrt, tan, tanh

from tradewind.features.declare import feature

LARGEST = 709.0  # exp of more is no number any more


@feature(
    kind="transform",
    inputs=("close",),
    outputs={"value": "radians, 0 to pi"},
    source="TA-Lib, function ACOS",
    reference="TA-Lib ACOS, 1e-12",
    scaling=None,
    mirror=None,
)
def math_acos(state, p, x):
    """Arc cosine; NaN outside -1 to 1."""
    return state, acos(x) if -1.0 <= x <= 1.0 else nan


@feature(
    kind="transform",
    inputs=("close",),
    outputs={"value": "radians, -pi / 2 to pi / 2"},
    source="TA-Lib, function ASIN",
    reference="TA-Lib ASIN, 1e-12",
    scaling=None,
    mirror="odd",
)
def math_asin(state, p, x):
    """Arc sine; NaN outside -1 to 1."""
    return state, asin(x) if -1.0 <= x <= 1.0 else nan


@feature(
    kind="transform",
    inputs=("close",),
    outputs={"value": "radians, -pi / 2 to pi / 2"},
    source="TA-Lib, function ATAN",
    reference="TA-Lib ATAN, 1e-12",
    scaling=None,
    mirror="odd",
)
def math_atan(state, p, x):
    """Arc tangent."""
    return state, atan(x)


@feature(
    kind="transform",
    inputs=("close",),
    outputs={"value": "whole number"},
    source="TA-Lib, function CEIL",
    reference="TA-Lib CEIL, 1e-12",
    scaling=None,
    mirror=None,
)
def math_ceil(state, p, x):
    """The smallest whole number that is not below the value."""
    return state, float(ceil(x)) if abs(x) < 1e15 else x


@feature(
    kind="transform",
    inputs=("close",),
    outputs={"value": "-1 to 1"},
    source="TA-Lib, function COS",
    reference="TA-Lib COS, 1e-12",
    scaling=None,
    mirror="even",
)
def math_cos(state, p, x):
    """Cosine of the value in radians."""
    return state, cos(x)


@feature(
    kind="transform",
    inputs=("close",),
    outputs={"value": "number"},
    source="TA-Lib, function COSH",
    reference="TA-Lib COSH, 1e-12",
    scaling=None,
    mirror="even",
)
def math_cosh(state, p, x):
    """Hyperbolic cosine; NaN beyond 709 either way."""
    return state, cosh(x) if abs(x) <= LARGEST else nan


@feature(
    kind="transform",
    inputs=("close",),
    outputs={"value": "number"},
    source="TA-Lib, function EXP",
    reference="TA-Lib EXP, 1e-12",
    scaling=None,
    mirror=None,
)
def math_exp(state, p, x):
    """e to the power of the value; NaN above 709."""
    return state, exp(x) if x <= LARGEST else nan


@feature(
    kind="transform",
    inputs=("close",),
    outputs={"value": "whole number"},
    source="TA-Lib, function FLOOR",
    reference="TA-Lib FLOOR, 1e-12",
    scaling=None,
    mirror=None,
)
def math_floor(state, p, x):
    """The largest whole number that is not above the value."""
    return state, float(floor(x)) if abs(x) < 1e15 else x


@feature(
    kind="transform",
    inputs=("close",),
    outputs={"value": "number"},
    source="TA-Lib, function LN",
    reference="TA-Lib LN, 1e-12",
    scaling=None,
    mirror=None,
)
def math_ln(state, p, x):
    """Natural logarithm; NaN for 0 and below."""
    return state, log(x) if x > 0.0 else nan


@feature(
    kind="transform",
    inputs=("close",),
    outputs={"value": "number"},
    source="TA-Lib, function LOG10",
    reference="TA-Lib LOG10, 1e-12",
    scaling=None,
    mirror=None,
)
def math_log10(state, p, x):
    """Logarithm to the base of 10; NaN for 0 and below."""
    return state, log10(x) if x > 0.0 else nan


@feature(
    kind="transform",
    inputs=("close",),
    outputs={"value": "-1 to 1"},
    source="TA-Lib, function SIN",
    reference="TA-Lib SIN, 1e-12",
    scaling=None,
    mirror="odd",
)
def math_sin(state, p, x):
    """Sine of the value in radians."""
    return state, sin(x)


@feature(
    kind="transform",
    inputs=("close",),
    outputs={"value": "number"},
    source="TA-Lib, function SINH",
    reference="TA-Lib SINH, 1e-12",
    scaling=None,
    mirror="odd",
)
def math_sinh(state, p, x):
    """Hyperbolic sine; NaN beyond 709 either way."""
    return state, sinh(x) if abs(x) <= LARGEST else nan


@feature(
    kind="transform",
    inputs=("close",),
    outputs={"value": "root of the unit"},
    source="TA-Lib, function SQRT",
    reference="TA-Lib SQRT, 1e-12",
    scaling=None,
    mirror=None,
)
def math_sqrt(state, p, x):
    """Square root; NaN below 0."""
    return state, sqrt(x) if x >= 0.0 else nan


@feature(
    kind="transform",
    inputs=("close",),
    outputs={"value": "number"},
    source="TA-Lib, function TAN",
    reference="TA-Lib TAN, 1e-12",
    scaling=None,
    mirror="odd",
)
def math_tan(state, p, x):
    """Tangent of the value in radians."""
    return state, tan(x)


@feature(
    kind="transform",
    inputs=("close",),
    outputs={"value": "-1 to 1"},
    source="TA-Lib, function TANH",
    reference="TA-Lib TANH, 1e-12",
    scaling=None,
    mirror="odd",
)
def math_tanh(state, p, x):
    """Hyperbolic tangent."""
    return state, tanh(x)
