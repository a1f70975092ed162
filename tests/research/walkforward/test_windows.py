"""Windows: the train window ends where its test begins, tests never overlap, and nothing reaches beyond the data."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tradewind.data.sources.samples import us_stocks
from tradewind.market.time import DAY
from tradewind.research.walkforward import spans

IBM = next(b for b, _ in us_stocks() if b.instrument.symbol == "IBM")[-900:]


@given(train=st.integers(20, 400), test=st.integers(5, 90), more=st.integers(0, 60), anchored=st.booleans())
def test_windows_follow_each_other(train, test, more, anchored):
    made = spans([IBM], train_days=train, test_days=test, step_days=test + more, anchored=anchored)
    first, last = int(IBM.ts_event[0]), int(IBM.ts_event[-1])
    assert made[0].train_from == first and made[-1].test_until <= last + 1
    for one in made:
        assert one.test_until - one.test_from <= test * DAY
        assert one.train_from == first if anchored else one.test_from - one.train_from == train * DAY
        assert len(IBM.between(one.train_from, one.test_from)) and len(IBM.between(one.test_from, one.test_until))
    for a, b in pairwise(made):
        assert a.test_until <= b.test_from and b.test_from - a.test_from == (test + more) * DAY


@given(train=st.integers(20, 400), test=st.integers(5, 90))
def test_without_gaps_every_bar_after_the_first_train_window_is_tested_once(train, test):
    made = spans([IBM], train_days=train, test_days=test)
    tested = np.concatenate([IBM.between(s.test_from, s.test_until).ts_event for s in made])
    assert np.array_equal(tested, IBM.between(made[0].test_from, None).ts_event)


def test_the_defaults_are_half_a_year_and_a_month():
    one = spans([IBM])[0]
    assert (one.test_from - one.train_from, one.test_until - one.test_from) == (180 * DAY, 30 * DAY)


def test_a_pause_of_the_data_is_left_out():
    broken = [IBM.between(None, int(IBM.ts_event[300])), IBM.between(int(IBM.ts_event[600]), None)]
    one = type(IBM)(
        IBM.instrument,
        IBM.timeframe,
        *(np.concatenate([getattr(b, n) for b in broken]) for n, _ in IBM.columns()),
    )
    for span in spans([one]):
        assert len(one.between(span.train_from, span.test_from)) and len(one.between(span.test_from, span.test_until))
