"""Leaks: each day sees the close of its week, which is known only on Friday."""

import numpy as np

from tradewind.strategies import Strategy, close, column, hold, long

WEEK = 7 * 86_400 * 1_000_000_000


def weekly_close(bars):
    week = bars.ts_event // WEEK
    last = np.searchsorted(week, week, side="right") - 1
    return bars.close[last]


class UnclosedWeek(Strategy):
    features = {"week": column(weekly_close)}

    def on_bar(s):
        if s.features.week > s.bar.close * 1.01:
            return long(0.9, stop=s.bar.close * 0.95, target=s.bar.close * 1.1)
        if s.features.week < s.bar.close and s.position > 0:
            return close()
        return hold()
