"""Leaks: a figure that is published every tenth bar fills the bars before it."""

import pandas as pd

from tradewind.strategies import Strategy, close, column, hold, long


def published(bars):
    """What the price made over ten bars, told at the end of them, and filled in from behind."""
    told = pd.Series(bars.close).pct_change(10)
    return told.where(pd.RangeIndex(len(bars)) % 10 == 9).bfill().to_numpy()


class BackwardFill(Strategy):
    features = {"published": column(published)}

    def on_bar(s):
        if s.features.published > 0.02:
            return long(0.9, stop=s.bar.close * 0.95, target=s.bar.close * 1.1)
        if s.features.published < -0.02 and s.position > 0:
            return close()
        return hold()
