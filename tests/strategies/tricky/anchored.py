"""Clean: values anchored at the first bar, that grow with each new one."""

import numpy as np

from tradewind.strategies import Strategy, close, column, hold, long


def anchored_vwap(bars):
    typical = (bars.high + bars.low + bars.close) / 3
    return np.cumsum(typical * bars.volume) / np.cumsum(bars.volume)


def highest_ever(bars):
    return np.maximum.accumulate(bars.high)


class Anchored(Strategy):
    features = {"vwap": column(anchored_vwap), "top": column(highest_ever)}

    def on_bar(s):
        if s.position == 0 and s.bar.close > s.features.vwap:
            return long(0.9, stop=s.bar.close * 0.95)
        if s.position > 0 and s.bar.close < 0.9 * s.features.top:
            return close()
        return hold()
