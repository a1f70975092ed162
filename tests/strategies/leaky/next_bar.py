"""Leaks: the feature is the return of the bar that comes next."""

import numpy as np

from tradewind.strategies import Strategy, close, column, hold, long


def next_return(bars):
    return np.append(bars.close[1:] / bars.close[:-1] - 1.0, 0.0)


class NextBar(Strategy):
    features = {"tomorrow": column(next_return)}

    def on_bar(s):
        if s.features.tomorrow > 0.005:
            return long(0.9, stop=s.bar.close * 0.95, target=s.bar.close * 1.1)
        if s.features.tomorrow < 0.0 and s.position > 0:
            return close()
        return hold()
