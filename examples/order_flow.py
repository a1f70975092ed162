"""Order flow at the best prices: acts at quotes, between bars, on what the quotes themselves say.

tradewind backtest examples/order_flow.py --data BTCUSDT --events quotes
"""

from tradewind.strategies import (
    Float,
    Int,
    Strategy,
    atr,
    close,
    hold,
    long,
    microprice,
    mid_price,
    order_flow_imbalance,
    quoted_depth,
    sma,
)


class OrderFlow(Strategy):
    """Long when buyers pile up at the best prices and the microprice leans their way; out when the flow has turned."""

    timeframe = "1m"
    n = Int(100, 10, 5000)
    enter = Float(3.0, 0.1, 50.0)
    features = dict(
        flow=order_flow_imbalance(n="n"),
        size=quoted_depth(),
        usual=sma("size_depth", n="n"),
        micro=microprice(),
        middle=mid_price(),
        range=atr(n=14),
    )

    def on_event(s):
        now, before = s.features, s.previous
        if s.position > 0 and now.flow < 0:
            return close()
        level = s.params.enter * now.usual
        if s.position == 0 and before.flow <= level < now.flow and now.micro > now.middle:
            return long(0.9, stop=s.quote.bid - 3 * now.range, target=s.quote.ask + 3 * now.range)
        return hold()
