"""Bands around the price, and the trailing line that two of them make."""

from math import inf, nan, sqrt

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.exponential import seeded
from tradewind.features.indicators.transform import CYCLE, FIRST, PRICES, dominant_cycle
from tradewind.features.indicators.window_extremes import highest_of, lowest_of
from tradewind.features.indicators.windows import next_slot, older, roll_moments, roll_sum

BANDS = {"upper": "price", "middle": "price", "lower": "price"}


@feature(
    kind="bands",
    inputs=("close",),
    params={"n": Int(20, 2, 5000), "up": Float(2.0, 0.0, 100.0), "down": Float(2.0, 0.0, 100.0)},
    outputs=BANDS,
    state=(0, 0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="J. Bollinger, Bollinger on Bollinger Bands (2001)",
    reference="TA-Lib BBANDS with simple averages, 1e-9 relative",
    scaling=1,
    draw="overlay",
)
def bbands(state, p, window, x):
    """Bollinger bands: the mean of the last n values, and `up` and `down` standard deviations (dividing by n) from it.

    NaN for the first n - 1 values. State: values seen (up to n), slot, sums of roll_moments.
    """
    seen, slot, about, s1, s2, doubt = state
    about, s1, s2, doubt, spread = roll_moments(window, p.n, slot, about, s1, s2, doubt, x)
    seen = seen + 1 if seen < p.n else seen
    state = (seen, next_slot(slot, p.n), about, s1, s2, doubt)
    if seen < p.n:
        return state, (nan, nan, nan)
    middle, deviation = about + s1 * (1.0 / p.n), sqrt(spread * (1.0 / p.n))
    return state, (middle + p.up * deviation, middle, middle - p.down * deviation)


@feature(
    kind="bands",
    inputs=("close",),
    params={"up": Float(2.0, 0.0, 100.0), "down": Float(2.0, 0.0, 100.0)},
    outputs=BANDS,
    state=CYCLE,
    window=lambda p: PRICES,
    warmup=lambda p: 63,
    source="J. Bollinger, Bollinger on Bollinger Bands (2001); the period: J. F. Ehlers, Rocket Science for Traders (2001), ch. 7",
    reference="numpy mean and std of as many closes as TA-Lib HT_DCPERIOD says, 1e-9 relative",
    scaling=1,
    draw="overlay",
)
def bbands_cycle(state, p, window, x):
    """Bollinger bands over one dominant cycle: their length follows ht_dcperiod, rounded, 6 to 50 bars.

    NaN for the first 63 values. State: as ht_dcperiod.
    """
    state = dominant_cycle(state, window, x, FIRST)
    now = state[0] - 1
    if now < 63:
        return state, (nan, nan, nan)
    n = int(state[2] + 0.5)
    total, squares = 0.0, 0.0
    for i in range(n):
        d = window[(now - i) & 63] - x
        total += d
        squares += d * d
    deviation = sqrt(max(squares / n - (total / n) * (total / n), 0.0))
    middle = x + total / n
    return state, (middle + p.up * deviation, middle, middle - p.down * deviation)


@feature(
    kind="bands",
    inputs=("high", "low", "close"),
    params={"n": Int(20, 2, 5000), "width": Float(4.0, 0.0, 100.0)},
    outputs=BANDS,
    state=(0, 0, 0.0, 0.0, 0.0),
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n - 1,
    source="P. Headley, Big Trends in Trading (2002)",
    reference="TA-Lib ACCBANDS (width 4), 1e-9 relative",
    scaling=1,
    draw="overlay",
)
def accbands(state, p, window, high, low, close):
    """Acceleration bands: averages of the highs and lows, stretched by how wide the bars are; closes outside tell of a strong move.

    With r = width (high - low) / (high + low), the n-bar means of high (1 + r), close and low (1 - r). NaN for the first n - 1 bars.
    State: age, slot, three sums.
    """
    age, slot, top, middle, bottom = state
    stretch = p.width * (high - low) / (high + low) if high + low != 0.0 else 0.0
    top = roll_sum(window, 0, p.n, slot, age, top, high * (1.0 + stretch))
    middle = roll_sum(window, p.n, p.n, slot, age, middle, close)
    bottom = roll_sum(window, 2 * p.n, p.n, slot, age, bottom, low * (1.0 - stretch))
    state = (older(age, p.n), next_slot(slot, p.n), top, middle, bottom)
    if age + 1 < p.n:
        return state, (nan, nan, nan)
    return state, (top / p.n, middle / p.n, bottom / p.n)


@feature(
    kind="bands",
    inputs=("high", "low"),
    params={"n": Int(20, 2, 5000)},
    outputs=BANDS,
    state=(0, 0, -inf, inf),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="R. Donchian's four-week rule: J. J. Murphy, Technical Analysis of the Financial Markets (1999)",
    reference="TA-Lib DONCHIAN, the same numbers",
    scaling=1,
    draw="overlay",
)
def donchian(state, p, window, high, low):
    """Donchian channel: the highest high and the lowest low of the last n bars, this one among them, and the middle between them.

    NaN for the first n - 1 bars. State: bars seen (up to n), slot, highest and lowest since slot 0.
    """
    seen, slot, above, below = state
    above, top = highest_of(window, 0, p.n, slot, above, high)
    below, bottom = lowest_of(window, p.n, p.n, slot, below, low)
    seen = seen + 1 if seen < p.n else seen
    state = (seen, next_slot(slot, p.n), above, below)
    if seen < p.n:
        return state, (nan, nan, nan)
    return state, (top, 0.5 * (top + bottom), bottom)


@feature(
    kind="bands",
    inputs=("high", "low", "close"),
    params={"n": Int(20, 1, 5000), "atr_n": Int(10, 1, 5000), "times": Float(2.0, 0.0, 100.0)},
    outputs=BANDS,
    state=(0, 0.0, 0.0, 0.0),
    warmup=lambda p: max(p.n - 1, p.atr_n),
    source="C. W. Keltner, How To Make Money in Commodities (1960); with average true ranges: L. B. Raschke and L. A. Connors, "
    "Street Smarts (1995)",
    reference="TA-Lib KC, 1e-9 relative",
    scaling=1,
    draw="overlay",
)
def keltner(state, p, high, low, close):
    """Keltner channel: the exponential average of typical prices, and `times` the average true range (Wilder's) above and below.

    Both averages start with a mean, of such values that both are there at the same bar for the first time.
    NaN for the first max(n - 1, atr_n) bars. State: bars seen, last close, average (or sum), average true range (or sum).
    """
    seen, previous, average, spread = state
    warm = max(p.n - 1, p.atr_n)
    average = seeded(average, (high + low + close) / 3.0, seen - (warm - (p.n - 1)), p.n, 2.0 / (p.n + 1.0))
    true_range = max(high - low, abs(high - previous), abs(low - previous))
    spread = seeded(spread, true_range, seen - (warm - p.atr_n) - 1, p.atr_n, 1.0 / p.atr_n)
    if seen < warm:
        return (seen + 1, close, average, spread), (nan, nan, nan)
    return (seen + 1, close, average, spread), (average + p.times * spread, average, average - p.times * spread)


@feature(
    kind="trend",
    inputs=("high", "low", "close"),
    params={"n": Int(10, 1, 5000), "times": Float(3.0, 0.0, 100.0)},
    outputs={"line": "price", "trend": "1 up, -1 down"},
    state=(0, 0.0, 0.0, 0.0, 0.0, 1.0),
    warmup=lambda p: p.n,
    source="O. Seban, Tout le monde mérite d'être riche, the SuperTrend; first trend up, as TA-Lib and ta4j have it",
    reference="TA-Lib SUPERTREND, 1e-9 relative",
    scaling=None,
    draw="overlay",
)
def supertrend(state, p, high, low, close):
    """SuperTrend: a trailing line `times` average true ranges from the middle of the bar, below in an up trend, above in a down trend.

    Each band only moves towards the price, until a close beyond it lets it go; a close beyond the line turns the trend.
    NaN for the first n bars. State: bars seen, last close, average true range (or sum), upper band, lower band, trend.
    """
    seen, previous, spread, upper, lower, trend = state
    true_range = max(high - low, abs(high - previous), abs(low - previous))
    spread = seeded(spread, true_range, seen - 1, p.n, 1.0 / p.n)
    if seen < p.n:
        return (seen + 1, close, spread, upper, lower, trend), (nan, nan)
    above, below = 0.5 * (high + low) + p.times * spread, 0.5 * (high + low) - p.times * spread
    if seen == p.n:
        return (seen + 1, close, spread, above, below, 1.0), (below, 1.0)
    upper = above if above < upper or previous > upper else upper
    lower = below if below > lower or previous < lower else lower
    if trend > 0.0:
        trend = -1.0 if close < lower else 1.0
    else:
        trend = 1.0 if close > upper else -1.0
    return (seen + 1, close, spread, upper, lower, trend), (lower if trend > 0.0 else upper, trend)
