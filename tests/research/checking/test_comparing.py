"""Where two tables are the first time not the same: beside a loop that looks at one value after the other."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tradewind.research.checking.comparing import first_row, first_value

VALUES = st.lists(st.sampled_from([0.0, -0.0, 1.0, 1.0 + 2**-52, nan, float("inf")]), max_size=12)
ROW = np.dtype([("ts", "i8"), ("price", "f8")])
ROWS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from([0.0, 1.0, nan])), max_size=8)


@given(VALUES, st.data())
def test_the_first_value_that_is_another_one(a: list[float], data: st.DataObject) -> None:
    """To the last bit, but NaN is NaN and 0 is -0; also of one column of a table."""
    b = data.draw(st.lists(VALUES.map(lambda v: v[:1]), min_size=len(a), max_size=len(a)))
    b = [new[0] if new else old for old, new in zip(a, b, strict=True)]
    wanted = next((i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y and not (isnan(x) and isnan(y))), -1)
    assert first_value(np.array(a), np.array(b)) == wanted
    table = np.array([a, b]).T.copy()
    assert first_value(table[:, 0], table[:, 1]) == wanted


@given(ROWS, ROWS, st.booleans())
def test_the_first_row_that_is_another_one_or_is_alone(
    a: list[tuple[int, float]], b: list[tuple[int, float]], same: bool
) -> None:
    """Whether rows are records or lines of a matrix."""
    b = [*a, *b] if same else b
    x, y = np.array(a, ROW), np.array(b, ROW)
    shorter = min(len(a), len(b))
    differ = (i for i in range(shorter) if x[i].tobytes() != y[i].tobytes())
    wanted = next(differ, shorter if len(a) != len(b) else -1)
    assert first_row(x, y) == wanted
    assert first_row(x.view(np.int64).reshape(-1, 2), y.view(np.int64).reshape(-1, 2)) == wanted
