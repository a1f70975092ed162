"""Several indicators in one: KST, the squeeze, Elder's impulse, pretty good oscillator, bias, BRAR."""

from math import inf, nan, sqrt

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.directional import true_range
from tradewind.features.indicators.macd import next_macd
from tradewind.features.indicators.smoothing import next_exponential, next_simple
from tradewind.features.indicators.volatility import next_atr
from tradewind.features.indicators.window_extremes import highest_of, lowest_of
from tradewind.features.indicators.windows import mean_and_deviation, next_slot, total_of


def next_rate(seen, slot, count, place, total, window, first, x, lag, n):
    """Rate of change over `lag` values in percent, and its mean of n. window: lag values, then n rates. Known once count is n."""
    before = window[first + slot]
    window[first + slot] = x
    slot = next_slot(slot, lag)
    if seen < lag:
        return seen + 1, slot, count, place, total
    rate = 100.0 * (x / before - 1.0) if before != 0.0 else 0.0
    count, place, total = next_simple(count, place, total, window, first + lag, rate, n)
    return seen, slot, count, place, total


@feature(
    kind="momentum",
    inputs=("close",),
    params={
        "roc1": Int(10, 1, 500), "n1": Int(10, 1, 500), "roc2": Int(15, 1, 500), "n2": Int(10, 1, 500),
        "roc3": Int(20, 1, 500), "n3": Int(10, 1, 500), "roc4": Int(30, 1, 500), "n4": Int(15, 1, 500),
        "signal": Int(9, 1, 500),
    },
    outputs={"kst": "percent, weights 1 to 4", "signal": "percent, weights 1 to 4"},
    state=(0, 0, 0, 0, 0.0, 0, 0, 0, 0, 0.0, 0, 0, 0, 0, 0.0, 0, 0, 0, 0, 0.0, 0, 0, 0.0),
    window=lambda p: p.roc1 + p.n1 + p.roc2 + p.n2 + p.roc3 + p.n3 + p.roc4 + p.n4 + p.signal,
    warmup=lambda p: max(p.roc1 + p.n1, p.roc2 + p.n2, p.roc3 + p.n3, p.roc4 + p.n4) + p.signal - 2,
    source="M. J. Pring, Summed Rate of Change (KST), Technical Analysis of Stocks & Commodities 10:9 (1992)",
    reference="talipp KST, 1e-9 relative",
    scaling=0,
)  # fmt: skip
def kst(state, p, window, x):
    """Know sure thing: four rates of change, each averaged, added up with weights 1 to 4; signal: the mean of that.

    NaN until the signal is known. State: for each rate values seen, slot, rates seen, slot and sum; sums seen, slot, sum of the signal.
    """
    s1, i1, c1, j1, t1, s2, i2, c2, j2, t2, s3, i3, c3, j3, t3, s4, i4, c4, j4, t4, seen, slot, total = state
    second = p.roc1 + p.n1
    third = second + p.roc2 + p.n2
    fourth = third + p.roc3 + p.n3
    s1, i1, c1, j1, t1 = next_rate(s1, i1, c1, j1, t1, window, 0, x, p.roc1, p.n1)
    s2, i2, c2, j2, t2 = next_rate(s2, i2, c2, j2, t2, window, second, x, p.roc2, p.n2)
    s3, i3, c3, j3, t3 = next_rate(s3, i3, c3, j3, t3, window, third, x, p.roc3, p.n3)
    s4, i4, c4, j4, t4 = next_rate(s4, i4, c4, j4, t4, window, fourth, x, p.roc4, p.n4)
    value = t1 / p.n1 + 2.0 * t2 / p.n2 + 3.0 * t3 / p.n3 + 4.0 * t4 / p.n4
    if c1 == p.n1 and c2 == p.n2 and c3 == p.n3 and c4 == p.n4:
        seen, slot, total = next_simple(seen, slot, total, window, fourth + p.roc4 + p.n4, value, p.signal)
    state = (s1, i1, c1, j1, t1, s2, i2, c2, j2, t2, s3, i3, c3, j3, t3, s4, i4, c4, j4, t4, seen, slot, total)
    return state, (value, total / p.signal) if seen == p.signal else (nan, nan)


@feature(
    kind="volatility",
    inputs=("high", "low", "close"),
    params={"n": Int(20, 2, 1000), "deviations": Float(2.0, 0.1, 10.0), "ranges": Float(1.5, 0.1, 10.0)},
    outputs={"on": "1 squeezed, 0 not", "momentum": "price"},
    state=(0, 0, -inf, inf, 0.0, 0, 0.0, 0.0, 0.0, 0.0, 0, 0),
    window=lambda p: 4 * p.n,
    warmup=lambda p: 2 * p.n - 2,
    source="J. F. Carter, Mastering the Trade (2005)",
    reference="talipp TTM, 1e-9 relative",
    scaling=None,
)
def squeeze(state, p, window, high, low, close):
    """TTM squeeze: on while the Bollinger bands lie inside the Keltner channel; momentum: where the price leans meanwhile.

    bands: mean of n closes with `deviations` standard deviations; channel: exponential average with `ranges` average true ranges (Wilder);
    momentum: end of the straight line through the last n distances of the close from the mean of the middle of the range and the mean of
    closes. NaN for the first 2n - 2 bars.
    State: bars seen (up to n), slot, highest and lowest of this round, last close; bars, average, the one before and last true range as
    `atr`; exponential average, values of it, distances seen; window: closes, for highest, for lowest, distances.
    """
    seen, slot, top, bottom, previous, bars, spread, before, moved, average, known, count = state
    n = p.n
    top, highest = highest_of(window, n, n, slot, top, high)
    bottom, lowest = lowest_of(window, 2 * n, n, slot, bottom, low)
    window[slot] = close
    bars, spread, before, moved = next_atr(bars, previous, spread, before, moved, high, low, close, n)
    known, average = next_exponential(known, average, close, n, 2.0 / (n + 1.0))
    seen = seen + 1 if seen < n else seen
    on = momentum = nan
    if seen == n:
        mean, deviation = mean_and_deviation(window, n)
        window[3 * n + slot] = close - 0.5 * (0.5 * (highest + lowest) + mean)
        count = count + 1 if count < n else count
        half = p.deviations * deviation * sqrt((n - 1.0) / n)
        far = p.ranges * spread
        on = 1.0 * (mean + half < average + far and mean - half > average - far)
    slot = next_slot(slot, n)
    if count == n:
        momentum = line_end(window, 3 * n, n, slot)
    state = (seen, slot, top, bottom, close, bars, spread, before, moved, average, known, count)
    return state, (on, momentum) if count == n and bars > n else (nan, nan)


def line_end(window, first, n, slot):
    """Where the straight line of least squares through n values ends; slot: where the oldest lies."""
    middle = 0.5 * (n - 1.0)
    total = weighted = 0.0
    for i in range(n):
        y = window[first + (slot + i if slot + i < n else slot + i - n)]
        total += y
        weighted += (i - middle) * y
    return total / n + weighted / (n * (n * n - 1.0) / 12.0) * middle


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(13, 1, 1000), "fast": Int(12, 2, 1000), "slow": Int(26, 2, 1000), "signal": Int(9, 1, 1000)},
    outputs={"impulse": "1 up, 0 neither, -1 down"},
    state=(0, 0.0, 0, 0.0, 0.0, 0.0, 0.0, 0),
    warmup=lambda p: max(p.n, max(p.fast, p.slow) + p.signal - 1),
    source="A. Elder, Come Into My Trading Room (2002), The Impulse System",
    reference="signs of the changes of TA-Lib's EMA and MACD histogram, exact",
    scaling=0,
    mirror="odd",
    draw="marker",
)
def impulse(state, p, x):
    """Elder's impulse system: 1 where both the exponential average of n closes and the MACD histogram rise, -1 where both fall, else 0.

    NaN until both had a value at the bar before. State: values seen and value of the average; as `macd`; last histogram, whether known.
    """
    seen, value, bars, fast, slow, signal, before, ready = state
    last = value
    seen, value = next_exponential(seen, value, x, p.n, 2.0 / (p.n + 1.0))
    n, m = min(p.fast, p.slow), max(p.fast, p.slow)
    bars, fast, slow, signal = next_macd(bars, fast, slow, signal, x, n, m, p.signal, 2.0 / (n + 1.0), 2.0 / (m + 1.0))
    histogram = fast - slow - signal
    known = seen == p.n and bars == m + p.signal - 1
    state = (seen, value, bars, fast, slow, signal, histogram, 1 if known else 0)
    if ready == 0:
        return state, nan
    # Changes no larger than rounding are none.
    still = 1e-13 * abs(value)
    up = value - last > still and histogram - before > still
    down = last - value > still and before - histogram > still
    return state, 1.0 * up - 1.0 * down


@feature(
    kind="momentum",
    inputs=("high", "low", "close"),
    params={"n": Int(14, 1, 1000)},
    outputs={"oscillator": "mean true ranges"},
    state=(0, 0, 0.0, 0, 0.0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="M. Johnson, Pretty Good trendiness oscillator (code of 19 October 1999), as charting programs have it",
    reference="numpy, from TA-Lib SMA, EMA and TRANGE, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def pgo(state, p, window, high, low, close):
    """Pretty good oscillator: how far the close is from the mean of n closes, in exponential averages of the true range.

    0 where nothing moved. NaN for the first n bars.
    State: closes seen, slot, sum; whether a bar was seen, last close; true ranges seen, average; window: n closes.
    """
    seen, slot, total, begun, previous, known, spread = state
    seen, slot, total = next_simple(seen, slot, total, window, 0, close, p.n)
    if begun != 0:
        known, spread = next_exponential(known, spread, true_range(high, low, previous), p.n, 2.0 / (p.n + 1.0))
    state = (seen, slot, total, 1, close, known, spread)
    if known < p.n:
        return state, nan
    return state, (close - total / p.n) / spread if spread > 0.0 else 0.0


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(26, 1, 2000)},
    outputs={"bias": "fraction"},
    state=(0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="S. Nison, Beyond Candlesticks (1994), disparity index",
    reference="pandas-ta-classic bias, 1e-9 relative",
    scaling=0,
)
def bias(state, p, window, x):
    """Bias, or disparity: by what fraction the close is above its mean of n values; 0 where the mean is 0.

    NaN for the first n - 1 bars. State: values seen (up to n), slot, sum; window: n values.
    """
    seen, slot, total = state
    seen, slot, total = next_simple(seen, slot, total, window, 0, x, p.n)
    if seen < p.n:
        return (seen, slot, total), nan
    return (seen, slot, total), x * p.n / total - 1.0 if total != 0.0 else 0.0


@feature(
    kind="momentum",
    inputs=("open", "high", "low", "close"),
    params={"n": Int(26, 1, 1000)},
    outputs={"ar": "percent", "br": "percent"},
    state=(0, 0, 0.0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: 4 * p.n,
    warmup=lambda p: p.n,
    source="BRAR (sentiment AR and BR) of Japanese and Chinese trading software; pandas-ta, brar",
    reference="pandas-ta-classic brar, 1e-9 relative",
    scaling=0,
)
def brar(state, p, window, open, high, low, close):
    """BRAR: how far bars reached up over how far they reached down, from the open (AR) and from the last close (BR), summed over n bars.

    NaN where nothing reached down. NaN for the first n bars. State: bars seen (up to n + 1), slot, last close, four sums; window: n of
    each: up and down from the open, up and down from the last close.
    """
    seen, slot, previous, up, down, above, below = state
    if seen == 0:
        return (1, 0, close, 0.0, 0.0, 0.0, 0.0), (nan, nan)
    n = p.n
    reach, drop = high - open, open - low
    gain, loss = max(high - previous, 0.0), max(previous - low, 0.0)
    up += reach - window[slot]
    down += drop - window[n + slot]
    above += gain - window[2 * n + slot]
    below += loss - window[3 * n + slot]
    window[slot] = reach
    window[n + slot] = drop
    window[2 * n + slot] = gain
    window[3 * n + slot] = loss
    slot = next_slot(slot, n)
    if slot == 0:
        up, down = total_of(window, 0, n), total_of(window, n, n)
        above, below = total_of(window, 2 * n, n), total_of(window, 3 * n, n)
    state = (seen + 1 if seen < n else seen, slot, close, up, down, above, below)
    if seen < n:
        return state, (nan, nan)
    least = 1e-12 * abs(close)  # what is left of sums when all was taken away again
    return state, (100.0 * up / down if down > least else nan, 100.0 * above / below if below > least else nan)


@feature(
    kind="momentum",
    inputs=("high", "low", "close"),
    outputs={"strength": "0 (low) to 1 (high)"},
    source="A. S. Pagonidis, The IBS Effect: Mean Reversion in Equity ETFs (NAAIM, 2014)",
    reference="talipp IBS, 1e-9 relative",
    scaling=0,
)
def ibs(state, p, high, low, close):
    """Internal bar strength: where the bar closed within its range, 0 at the low, 1 at the high; 0.5 where it has no range."""
    return state, (close - low) / (high - low) if high > low else 0.5
