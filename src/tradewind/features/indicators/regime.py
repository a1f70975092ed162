"""What kind of market this is."""

from math import nan

from tradewind.features.declare import Float, Int, feature


@feature(
    kind="regime",
    inputs=("high", "low", "close"),
    params={"n": Int(100, 5, 2000), "band": Float(1.0, 0.0, 10.0)},
    outputs={"regime": "1 bull, 0 sideways, -1 bear"},
    state=(0.0, 0.0, 0.0, 0.0),
    warmup=lambda p: p.n - 1,
    source="a trend filter after C. D. Kirkpatrick and J. R. Dahlquist, Technical Analysis (2010): price against its average, "
    "with a band of average true ranges",
    reference="recomputed from TA-Lib EMA and its own true range in tests",
    scaling=0,
    mirror="odd",
    draw="none",
)
def trend_regime(state, p, high, low, close):
    """1 where the close is more than `band` mean true ranges above its n-bar average, -1 where as far below, else 0.

    Average and mean true range are exponential with alpha = 2 / (n + 1), started at the first bar.
    NaN for the first n - 1 bars. State: bars seen, last close, average, mean true range.
    """
    seen, previous, average, spread = state
    if seen == 0.0:
        average = close
        spread = high - low
    else:
        alpha = 2.0 / (p.n + 1.0)
        true_range = max(high - low, abs(high - previous), abs(low - previous))
        average = average * (1.0 - alpha) + alpha * close
        spread = spread * (1.0 - alpha) + alpha * true_range
    seen += 1.0
    # Without branches: nobody can predict them.
    regime = 1.0 * (close > average + p.band * spread) - 1.0 * (close < average - p.band * spread)
    return (seen, close, average, spread), regime if seen >= p.n else nan
