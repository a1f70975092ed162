"""Leaks: the label that a model is trained on (which barrier comes first) stands among the features."""

import numpy as np

from tradewind.strategies import Strategy, close, column, hold, long


def label(bars):
    """1 if the price is 3% higher before it is 3% lower, within 20 bars; -1 if lower first; else 0."""
    out = np.zeros(len(bars))
    for i, price in enumerate(bars.close):
        later = bars.close[i + 1 : i + 21] / price - 1.0
        hits = np.flatnonzero(np.abs(later) > 0.03)
        out[i] = np.sign(later[hits[0]]) if len(hits) else 0.0
    return out


class LabelAsFeature(Strategy):
    features = {"label": column(label)}

    def on_bar(s):
        if s.features.label > 0.5:
            return long(0.9, stop=s.bar.close * 0.95, target=s.bar.close * 1.1)
        if s.features.label < -0.5 and s.position > 0:
            return close()
        return hold()
