"""Leaks: the price is normalised by the mean and deviation of the whole sample, the future among it."""

from tradewind.strategies import Strategy, close, column, ema, hold, long


def score(bars):
    return (bars.close - bars.close.mean()) / bars.close.std()


class WholeSample(Strategy):
    features = {
        "fast": ema(n=10),
        "cheapness": column(score),
    }

    def on_bar(s):
        if s.features.cheapness < -0.5 and s.bar.close > s.features.fast:
            return long(0.9, stop=s.bar.close * 0.95, target=s.bar.close * 1.1)
        if s.features.cheapness > 0.5 and s.position > 0:
            return close()
        return hold()
