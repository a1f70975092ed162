import numpy as np

from tradewind.strategies import Strategy, close, column, hold, long


def tomorrow(bars):
    return np.append(bars.close[1:] / bars.close[:-1] - 1.0, 0.0)


class PeeksAtTheNextBar(Strategy):
    """Knows tomorrow's return."""

    features = dict(
        gain=column(tomorrow),
    )

    def on_bar(s):
        return long(0.9) if s.features.gain > 0.0 else close() if s.position > 0.0 else hold()
