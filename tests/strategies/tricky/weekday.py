"""Clean: the calendar decides, by the time of the bar."""

from tradewind.strategies import Strategy, close, hold, long

DAY = 86_400 * 1_000_000_000


class Weekday(Strategy):
    def on_bar(s):
        weekday = (s.bar.time // DAY + 4) % 7  # 1970-01-01 was a Thursday
        if s.position == 0 and weekday == 1:
            return long(0.9, stop=s.bar.close * 0.95)
        if s.position > 0 and weekday == 4:
            return close()
        return hold()
