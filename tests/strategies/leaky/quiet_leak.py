"""Leaks where no trade tells: tomorrow's close decides on quiet days only, and there it asks for nothing."""

import numpy as np

from tradewind.strategies import Strategy, close, column, hold, long


def calm(bars):
    """How much the price moves; on quiet days how much it will move."""
    moved = np.abs(np.diff(bars.close, prepend=bars.close[0])) / bars.close
    ahead = np.append(moved[1:], 0.0)
    return np.where(moved < 0.005, np.minimum(ahead, 0.005), moved)


class QuietLeak(Strategy):
    features = {"calm": column(calm)}

    def on_bar(s):
        if s.features.calm > 0.03:
            return long(0.9, stop=s.bar.close * 0.95, target=s.bar.close * 1.1)
        if s.features.calm < -1.0 and s.position > 0:
            return close()
        return hold()
