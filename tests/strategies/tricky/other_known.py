"""Clean: a second instrument, joined by the last of its bars that had closed."""

import numpy as np

from tradewind.strategies import Strategy, close, column, hold, long, sma


def leader(bars, others):
    ibm = others["IBM"]
    last = np.searchsorted(ibm.ts_event, bars.ts_event, side="right") - 1
    return np.where(last >= 0, ibm.close[np.maximum(last, 0)], np.nan)


class OtherKnown(Strategy):
    features = {"leader": column(leader), "smooth": sma("IBM.close", n=10)}

    def on_bar(s):
        if s.position == 0 and s.features.leader > s.features.smooth:
            return long(0.9, stop=s.bar.close * 0.95)
        if s.position > 0 and s.features.leader < s.features.smooth:
            return close()
        return hold()
