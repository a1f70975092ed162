from tradewind.strategies import Float, Strategy, atr, close, ema, hold, long, prediction, short


class ModelDirection(Strategy):
    """A trained model's odds of a rise and the trend vote; both must speak the same way before anything is bought or sold.

    A probability of 0.5 + `full` counts as full conviction; below 0.5 + `edge` the model says nothing.
    """

    edge, full = Float(0.01, 0.0, 0.3), Float(0.08, 0.01, 0.5)
    stop, target = Float(2.5, 0.1, 20.0), Float(5.0, 0.1, 40.0)
    sources = {"model": 2.0, "trend": 1.0}
    features = dict(up=prediction("direction"), fast=ema(n=20), slow=ema(n=100), atr=atr(n=14))

    def on_bar(s):
        odds = s.features.up - 0.5
        if s.position * odds < 0.0:
            return close(), hold()
        risk, price = s.features.atr, s.bar.close
        model = trend = hold()
        conviction = min(1.0, 0.5 + 0.5 * abs(odds) / s.params.full)
        if odds > s.params.edge:
            model = long(conviction, stop=price - s.params.stop * risk, target=price + s.params.target * risk)
        elif odds < -s.params.edge:
            model = short(conviction, stop=price + s.params.stop * risk, target=price - s.params.target * risk)
        if s.features.fast > s.features.slow:
            trend = long(0.65)
        elif s.features.fast < s.features.slow:
            trend = short(0.65)
        return model, trend
