"""Leaks: the price is smoothed by an average that is centred on the bar, so that half of its window lies ahead."""

import numpy as np

from tradewind.strategies import Strategy, close, column, hold, long


def distance(bars):
    """A week before and a week after."""
    padded = np.pad(bars.close, 5, mode="edge")
    return bars.close / np.convolve(padded, np.ones(11) / 11, mode="valid") - 1.0


class CentredWindow(Strategy):
    features = {"distance": column(distance)}

    def on_bar(s):
        if s.features.distance < -0.01:
            return long(0.9, stop=s.bar.close * 0.95, target=s.bar.close * 1.1)
        if s.features.distance > 0.01 and s.position > 0:
            return close()
        return hold()
