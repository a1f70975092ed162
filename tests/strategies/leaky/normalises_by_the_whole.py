from tradewind.strategies import Strategy, close, column, hold, long


def standardised(bars):
    return (bars.close - bars.close.mean()) / bars.close.std()


class NormalisesByTheWhole(Strategy):
    """Knows the mean of prices that are still to come."""

    features = dict(
        score=column(standardised),
    )

    def on_bar(s):
        return long(0.9) if s.features.score < -1.0 else close() if s.position > 0.0 else hold()
