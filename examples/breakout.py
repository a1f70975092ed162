"""Order intents: a resting stop entry above the range, with its own size, stop and target.

tradewind backtest examples/breakout.py --data IBM
"""

from tradewind.strategies import Float, Int, Strategy, atr, buy, close, hold, range_position, sma


class Breakout(Strategy):
    """Buys when a calm market leaves its range upwards; the order waits at the trigger until the price comes."""

    timeframe = "1d"
    units = Int(10, 1, 10_000)
    reach = Float(0.5, 0.1, 5.0)
    features = dict(range=atr(n=14), trend=sma(n=100), position=range_position(n=20))

    def on_bar(s):
        price, range_ = s.bar.close, s.features.range
        if s.position > 0 and price < s.features.trend:
            return close()
        if s.position == 0 and s.previous.position < 0.8 and s.features.position > 0.8 and price > s.features.trend:
            trigger = price + s.params.reach * range_
            return buy(s.params.units, trigger=trigger, stop=trigger - 2 * range_, target=trigger + 4 * range_)
        return hold()
