"""Clean: a stop that follows the price, whose place depends on every bar since the entry."""

from tradewind.market.orders import OrderType, Trail
from tradewind.strategies import Strategy, ema, hold
from tradewind.strategies.desk import cancel_all, place

TRAILING = int(OrderType.TRAILING_STOP)
PERCENT = int(Trail.PERCENT)


class TrailingStop(Strategy):
    features = {"fast": ema(n=5), "slow": ema(n=20)}

    def on_bar(s):
        if s.position == 0 and s.features.fast > s.features.slow:
            cancel_all(s.desk)
            place(s.desk, 1.0, 10.0)
        elif s.position > 0 and s.previous.fast <= s.previous.slow:
            place(s.desk, -1.0, 10.0, order_type=TRAILING, trail_kind=PERCENT, trail=0.02)
        return hold()
