"""Leaks: noise is drawn by a generator that is seeded with the number of bars, so that each new bar rewrites the past."""

import numpy as np

from tradewind.strategies import Strategy, close, column, hold, long


def noise(bars):
    """As a random forest's bootstrap would be, seeded by what it is given."""
    return np.random.default_rng(len(bars)).normal(size=len(bars))


class SeededByLength(Strategy):
    features = {"noise": column(noise)}

    def on_bar(s):
        if s.features.noise > 1.5:
            return long(0.9, stop=s.bar.close * 0.95, target=s.bar.close * 1.1)
        if s.features.noise < -1.0 and s.position > 0:
            return close()
        return hold()
