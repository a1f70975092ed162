import numpy as np

from tradewind.strategies import Strategy, close, column, ema, hold, long


def week_close(bars):
    week = (bars.ts_event - 1) // (7 * 86_400_000_000_000)
    last = np.searchsorted(week, week, side="right") - 1
    return bars.close[last]


class UsesTheWeekBeforeItClosed(Strategy):
    """Knows on Monday where Friday closes."""

    features = dict(
        fast=ema(n=5),
        week=column(week_close),
    )

    def on_bar(s):
        return long(0.9) if s.features.week > s.features.fast else close() if s.position > 0.0 else hold()
