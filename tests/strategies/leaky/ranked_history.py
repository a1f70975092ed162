"""Leaks: the price is ranked among all prices of the history, later ones too."""

import numpy as np

from tradewind.strategies import Strategy, close, column, hold, long


def rank(bars):
    """0 the cheapest day there ever was, 1 the dearest."""
    return np.argsort(np.argsort(bars.close)) / len(bars)


class RankedHistory(Strategy):
    features = {"rank": column(rank)}

    def on_bar(s):
        if s.features.rank < 0.2:
            return long(0.9, stop=s.bar.close * 0.95, target=s.bar.close * 1.1)
        if s.features.rank > 0.8 and s.position > 0:
            return close()
        return hold()
