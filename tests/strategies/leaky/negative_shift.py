"""Leaks: a column was shifted the wrong way."""

import pandas as pd

from tradewind.strategies import Strategy, close, column, hold, long


def momentum(bars):
    """Three bars of momentum, of three bars later."""
    return pd.Series(bars.close).pct_change(3).shift(-3).to_numpy()


class NegativeShift(Strategy):
    features = {"momentum": column(momentum)}

    def on_bar(s):
        if s.features.momentum > 0.02:
            return long(0.9, stop=s.bar.close * 0.95, target=s.bar.close * 1.1)
        if s.features.momentum < 0.0 and s.position > 0:
            return close()
        return hold()
