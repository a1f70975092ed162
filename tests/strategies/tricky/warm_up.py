"""Clean: features of different warm-up, one on top of another, with NaN where there is no value yet."""

import pandas as pd

from tradewind.strategies import Strategy, close, column, ema, hold, long, rsi


def quarter(bars):
    return pd.Series(bars.close).rolling(63).mean().to_numpy()


class WarmUp(Strategy):
    features = {"strength": rsi(n=14), "smooth": ema("strength", n=9), "quarter": column(quarter)}

    def on_bar(s):
        if s.position == 0 and s.features.smooth > 50 and s.bar.close > s.features.quarter:
            return long(0.9, stop=s.bar.close * 0.95)
        if s.position > 0 and s.features.smooth < 45:
            return close()
        return hold()
