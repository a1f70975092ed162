"""Clean: the price is normalised by mean, deviation and rank of what there was until then."""

import pandas as pd

from tradewind.strategies import Strategy, close, column, hold, long


def score(bars):
    prices = pd.Series(bars.close)
    return ((prices - prices.expanding(20).mean()) / prices.expanding(20).std()).to_numpy()


def rank(bars):
    return pd.Series(bars.close).expanding(20).rank(pct=True).to_numpy()


class Expanding(Strategy):
    features = {"score": column(score), "rank": column(rank)}

    def on_bar(s):
        if s.position == 0 and s.features.rank < 0.8 and s.features.score > -2.0:
            return long(0.9, stop=s.bar.close * 0.95)
        if (s.position > 0 and s.features.score < -2.0) or s.features.rank > 0.95:
            return close()
        return hold()
