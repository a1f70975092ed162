"""How much prices move."""

from math import log, nan, sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.directional import true_range
from tradewind.features.indicators.smoothing import next_exponential, next_simple
from tradewind.features.indicators.windows import mean_and_deviation, next_slot


def next_atr(seen, previous, value, before, moved, high, low, close, n):
    """Wilder's average true range after one more bar. Returns bars seen (up to n + 2), average, the average before, true range.

    value, before: the last two averages; moved: the last true range. Each average is made from the last but one, in two steps at once:
    one after the other they would wait for each other.
    """
    now = true_range(high, low, previous)
    kept = (n - 1.0) / n
    if seen > n + 1:  # nearly always, so it is asked first
        return seen, before * (kept * kept) + (moved * (kept / n) + now * (1.0 / n)), value, now
    if seen == 0:
        return 1, 0.0, 0.0, 0.0
    if seen <= n:
        value += now
        return seen + 1, value / n if seen == n else value, 0.0, now
    return seen + 1, value * kept + now * (1.0 / n), value, now


@feature(
    kind="volatility",
    inputs=("high", "low", "close"),
    params={"n": Int(14, 1, 1000)},
    outputs={"range": "price"},
    state=(0, 0.0, 0.0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source="J. W. Wilder, New Concepts in Technical Trading Systems (1978), section III",
    reference="TA-Lib ATR, 1e-9 relative",
    scaling=1,
    mirror="even",
)
def atr(state, p, high, low, close):
    """Average true range with Wilder's smoothing, started with the mean of the first n true ranges.

    tr_t = max(high - low, |high - close_{t-1}|, |low - close_{t-1}|); atr_t = atr_{t-1} + (tr_t - atr_{t-1}) / n.
    NaN for the first n bars (the first bar has no true range).
    State: bars seen (up to n + 2), last close, last two averages (or sum so far), last true range.
    """
    seen, previous, value, before, moved = state
    seen, value, before, moved = next_atr(seen, previous, value, before, moved, high, low, close, p.n)
    return (seen, close, value, before, moved), value if seen > p.n else nan


@feature(
    kind="volatility",
    inputs=("high", "low", "close"),
    params={"n": Int(14, 1, 1000)},
    outputs={"range": "percent of the close"},
    state=(0, 0.0, 0.0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source="J. Forman, Cross-Market Evaluations With Normalized Average True Range, Technical Analysis of Stocks & Commodities (May 2006)",
    reference="TA-Lib NATR, 1e-9 relative",
    scaling=0,
)
def natr(state, p, high, low, close):
    """Average true range in percent of the close; 0 where the close is 0.

    NaN for the first n bars. State: as `atr`.
    """
    seen, previous, value, before, moved = state
    seen, value, before, moved = next_atr(seen, previous, value, before, moved, high, low, close, p.n)
    known = seen > p.n
    return (seen, close, value, before, moved), (100.0 * value / close if close != 0.0 else 0.0) if known else nan


@feature(
    kind="volatility",
    inputs=("high", "low", "close"),
    outputs={"range": "price"},
    state=(0, 0.0),
    warmup=lambda p: 1,
    source="J. W. Wilder, New Concepts in Technical Trading Systems (1978), section III",
    reference="TA-Lib TRANGE, 1e-9 relative",
    scaling=1,
    mirror="even",
)
def trange(state, p, high, low, close):
    """True range: how far the price went since the last close, max(high - low, |high - last close|, |low - last close|).

    NaN at the first bar. State: whether a bar was seen, last close.
    """
    seen, previous = state
    return (1, close), true_range(high, low, previous) if seen != 0 else nan


@feature(
    kind="volatility",
    inputs=("high", "low"),
    params={"n": Int(14, 1, 2000)},
    outputs={"range": "price"},
    state=(0, 0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="TA-Lib 0.8, Average Daily Range",
    reference="TA-Lib ADR, 1e-9 relative",
    scaling=1,
    mirror="even",
)
def adr(state, p, window, high, low):
    """Average daily range: the mean of high - low over n bars, gaps not counted.

    NaN for the first n - 1 bars. State: bars seen (up to n), slot, sum; window: n ranges.
    """
    seen, slot, total = state
    seen, slot, total = next_simple(seen, slot, total, window, 0, high - low, p.n)
    return (seen, slot, total), total / p.n if seen == p.n else nan


@feature(
    kind="volatility",
    inputs=("high", "low"),
    params={"n": Int(10, 1, 2000), "change": Int(10, 1, 2000)},
    outputs={"change": "percent"},
    state=(0, 0.0, 0, 0),
    window=lambda p: p.change,
    warmup=lambda p: p.n + p.change - 1,
    source="M. Chaikin, Chaikin volatility; S. B. Achelis, Technical Analysis from A to Z (2nd ed. 2000)",
    reference="TA-Lib CVI, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def cvi(state, p, window, high, low):
    """Chaikin volatility: by how many percent the exponential average of high - low over n bars changed in `change` bars.

    0 where it was 0 then. NaN for the first n + change - 1 bars.
    State: bars seen (up to n), average, averages seen (up to `change`), slot; window: the last averages.
    """
    seen, value, known, slot = state
    seen, value = next_exponential(seen, value, high - low, p.n, 2.0 / (p.n + 1.0))
    if seen < p.n:
        return (seen, value, 0, 0), nan
    before = window[slot]
    window[slot] = value
    slot = next_slot(slot, p.change)
    if known < p.change:
        return (seen, value, known + 1, slot), nan
    return (seen, value, known, slot), 100.0 * (value - before) / before if before > 0.0 else 0.0


@feature(
    kind="volatility",
    inputs=("high", "low"),
    params={"n": Int(9, 1, 1000), "total": Int(25, 1, 2000)},
    outputs={"index": "about `total`"},
    state=(0, 0.0, 0, 0.0, 0, 0, 0.0),
    window=lambda p: p.total,
    warmup=lambda p: 2 * (p.n - 1) + p.total - 1,
    source="D. Dorsey, The Mass Index, Technical Analysis of Stocks & Commodities 10:6 (1992)",
    reference="TA-Lib MASSI, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def massi(state, p, window, high, low):
    """Mass index: exponential average of high - low over that average's own average, added up over `total` bars; a bulge warns of a turn.

    A bar where no range was known counts as 1. NaN for the first 2n + total - 3 bars.
    State: values seen and value of both averages; ratios seen (up to `total`), slot, sum; window: the last ratios.
    """
    seen_a, a, seen_b, b, seen, slot, total = state
    alpha = 2.0 / (p.n + 1.0)
    seen_a, a = next_exponential(seen_a, a, high - low, p.n, alpha)
    if seen_a == p.n:
        seen_b, b = next_exponential(seen_b, b, a, p.n, alpha)
        if seen_b == p.n:
            seen, slot, total = next_simple(seen, slot, total, window, 0, a / b if b > 0.0 else 1.0, p.total)
    return (seen_a, a, seen_b, b, seen, slot, total), total if seen == p.total else nan


@feature(
    kind="volatility",
    inputs=("close",),
    params={"n": Int(14, 1, 2000), "deviation": Int(10, 2, 500)},
    outputs={"index": "0 to 100"},
    state=(0, 0, 0.0, 0, 0.0, 0.0),
    window=lambda p: p.deviation,
    warmup=lambda p: p.deviation + p.n - 2,
    source="D. Dorsey, The Relative Volatility Index, Technical Analysis of Stocks & Commodities 11:6 (1993)",
    reference="TA-Lib RVI, 1e-9 relative",
    scaling=0,
)
def rvi(state, p, window, x):
    """Relative volatility index: which part of the standard deviation of closes came in rising bars; `rvgi` is relative vigor.

    Deviations (over `deviation` closes) of rising and of falling bars are averaged apart, as Wilder does over n bars. 50 where there
    were none. NaN for the first deviation + n - 2 bars.
    State: values seen (up to `deviation`), slot, last value; averages seen, up and down; window: the last values.
    """
    seen, slot, previous, known, up, down = state
    window[slot] = x
    slot = next_slot(slot, p.deviation)
    if seen + 1 < p.deviation:
        return (seen + 1, slot, x, 0, 0.0, 0.0), nan
    spread = mean_and_deviation(window, p.deviation)[1] * sqrt((p.deviation - 1.0) / p.deviation)
    up = next_exponential(known, up, spread * (x > previous), p.n, 1.0 / p.n)[1]
    known, down = next_exponential(known, down, spread * (x < previous), p.n, 1.0 / p.n)
    state = (seen, slot, x, known, up, down)
    if known < p.n:
        return state, nan
    return state, 100.0 * up / (up + down) if up + down > 0.0 else 50.0


@feature(
    kind="volatility",
    inputs=("close",),
    params={"n": Int(20, 2, 1000)},
    outputs={"volatility": "fraction per bar"},
    state=(0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="J. C. Hull, Options, Futures and Other Derivatives",
    reference="numpy std(ddof=1) of log returns, 1e-9 relative",
    scaling=0,
)
def realised_volatility(state, p, window, close):
    """Sample standard deviation of the last n log returns.

    NaN for the first n bars. State: bars seen, last close; window: the last n returns.
    """
    seen, previous = state
    if seen == 0.0:
        return (1.0, close), nan
    window[int(seen - 1.0) % p.n] = log(close / previous)
    seen += 1.0
    if seen <= p.n:
        return (seen, close), nan
    return (seen, close), mean_and_deviation(window, p.n)[1]
