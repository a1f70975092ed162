"""A higher timeframe: weekly averages decide, daily bars trade. A weekly value changes only once the week is over.

tradewind backtest examples/weekly_trend.py --data AAPL
"""

from tradewind.strategies import Int, Strategy, close, ema, hold, long, rsi


class WeeklyTrend(Strategy):
    """In while the weekly averages rise, entered on a daily dip. Stop and target are the account's (risk.stop_atr)."""

    timeframe = "1d"
    dip = Int(45, 5, 60)
    features = dict(fast=ema(n=10, timeframe="1w"), slow=ema(n=30, timeframe="1w"), strength=rsi(n=7))

    def on_bar(s):
        if s.position > 0 and s.features.fast < s.features.slow:
            return close()
        if s.position == 0 and s.features.fast > s.features.slow and s.features.strength < s.params.dip:
            return long(0.75)
        return hold()
