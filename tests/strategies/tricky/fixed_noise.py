"""Clean: noise from a generator with a fixed seed, drawn bar by bar, so that more bars add to it and change nothing."""

import numpy as np

from tradewind.strategies import Strategy, close, column, hold, long


def noise(bars):
    return np.random.default_rng(7).normal(size=len(bars))


class FixedNoise(Strategy):
    features = {"noise": column(noise)}

    def on_bar(s):
        if s.position == 0 and s.features.noise > 1.0:
            return long(0.9, stop=s.bar.close * 0.95)
        if s.position > 0 and s.features.noise < -1.0:
            return close()
        return hold()
