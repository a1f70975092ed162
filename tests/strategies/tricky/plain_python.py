"""Clean: plain Python that counts, with orders of its own beside the signal, amended and taken back."""

from tradewind.strategies import Strategy, ema, hold
from tradewind.strategies.desk import cancel_all, place


class PlainPython(Strategy):
    compiled = False
    features = {"fast": ema(n=5), "slow": ema(n=30)}

    def on_bar(s):
        if s.position == 0 and s.features.fast > s.features.slow:
            cancel_all(s.desk)
            place(s.desk, 1, 10.0, limit=round(s.bar.close * 0.999, 2))
        elif s.position > 0 and s.features.fast < s.features.slow:
            place(s.desk, -1, s.position)
        return hold()
