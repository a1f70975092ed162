from tradewind.strategies import Float, Int, Strategy, atr, close, ema, hold, long


class MovingAverageCross(Strategy):
    """Long when the fast average crosses above the slow one; a stop and a target in average true ranges."""

    fast, slow = Int(10, 2, 200), Int(50, 5, 400)
    stop, target = Float(2.0, 0.1, 20.0), Float(4.0, 0.1, 40.0)
    features = dict(fast=ema(n="fast"), slow=ema(n="slow"), atr=atr(n=14))

    def on_bar(s):
        if s.features.fast < s.features.slow and s.position > 0:
            return close()
        if s.previous.fast <= s.previous.slow and s.features.fast > s.features.slow:
            risk = s.features.atr
            return long(0.7, stop=s.bar.close - s.params.stop * risk, target=s.bar.close + s.params.target * risk)
        return hold()
