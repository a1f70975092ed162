"""Clean: recursive averages that remember everything there ever was, in the kernel and in pandas."""

import pandas as pd

from tradewind.strategies import Strategy, close, column, ema, hold, long


def slow(bars):
    return pd.Series(bars.close).ewm(alpha=0.002, adjust=False).mean().to_numpy()


class LongMemory(Strategy):
    features = {"fast": ema(n=5), "average": ema(n=90), "slow": column(slow)}

    def on_bar(s):
        if s.position == 0 and s.features.fast > s.features.slow:
            return long(0.9, stop=s.bar.close * 0.95)
        if s.position > 0 and s.features.fast < s.features.average:
            return close()
        return hold()
