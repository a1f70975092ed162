"""Clean: averages of weeks that are over, and the day's own."""

from tradewind.strategies import Strategy, close, ema, hold, long


class ClosedWeek(Strategy):
    features = {"day": ema(n=5), "week": ema(n=4, timeframe="1w")}

    def on_bar(s):
        if s.position == 0 and s.features.day > s.features.week:
            return long(0.9, stop=s.bar.close * 0.95)
        if s.position > 0 and s.features.day < s.features.week:
            return close()
        return hold()
