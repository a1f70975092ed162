"""Leaks: bars of five days are stamped with their first day, so that each day sees the high of days to come."""

import polars as pl

from tradewind.strategies import Strategy, close, column, hold, long


def five_day_high(bars):
    """Resampled with the left edge and joined back on it."""
    frame = pl.DataFrame({"row": range(len(bars)), "high": bars.high})
    higher = frame.group_by_dynamic("row", every="5i", label="left").agg(pl.col("high").max())
    return bars.close / frame.join_asof(higher, on="row")["high_right"].to_numpy() - 1.0


class WrongEdge(Strategy):
    features = {"room": column(five_day_high)}

    def on_bar(s):
        if s.features.room < -0.03:
            return long(0.9, stop=s.bar.close * 0.95, target=s.bar.close * 1.1)
        if s.features.room > -0.001 and s.position > 0:
            return close()
        return hold()
