"""Leaks: a second instrument is joined by the next of its bars, not by the last."""

import numpy as np

from tradewind.strategies import Strategy, close, column, hold, long


def leader(bars, others):
    """What IBM makes until its next close."""
    ibm = others["IBM"]
    after = np.searchsorted(ibm.ts_event, bars.ts_event, side="right")
    known = np.minimum(after, len(ibm) - 1)
    return ibm.close[known] / ibm.close[np.maximum(known - 1, 0)] - 1.0


class FutureJoined(Strategy):
    features = {"leader": column(leader)}

    def on_bar(s):
        if s.features.leader > 0.01:
            return long(0.9, stop=s.bar.close * 0.95, target=s.bar.close * 1.1)
        if s.features.leader < -0.01 and s.position > 0:
            return close()
        return hold()
