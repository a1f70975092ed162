"""Which way, and how strongly: Wilder's directional movement, Vortex, Aroon."""

from math import inf, nan

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.window_extremes import highest_since, lowest_since
from tradewind.features.indicators.windows import next_slot, total_of

_WILDER = "J. W. Wilder, New Concepts in Technical Trading Systems (1978), section IV"


def true_range(high, low, previous):
    """How far the price went since the last close, `previous`: the greatest of high - low, |high - previous| and |low - previous|."""
    return max(high, previous) - min(low, previous)


def plus_move(up, down):
    """Wilder's +DM: how far this high is above the last, where that is more than this low is below the last."""
    return up if up > down and up > 0.0 else 0.0


def next_sum(seen, total, x, n):
    """Wilder's sum: that of the first n - 1 values, then total - total / n + x. seen: values before this one."""
    return total + x if seen < n else total * (1.0 - 1.0 / n) + x


def next_movement(seen, state, high, low, close, n):
    """Wilder's sums of +DM, -DM and true range after one more bar. state: high, low and close of the bar before, and the three; seen: bars before."""
    high_then, low_then, close_then, plus, minus, spread = state
    if seen == 0:
        return (high, low, close, 0.0, 0.0, 0.0)
    up = high - high_then
    down = low_then - low
    plus = next_sum(seen, plus, plus_move(up, down), n)
    minus = next_sum(seen, minus, plus_move(down, up), n)
    return (high, low, close, plus, minus, next_sum(seen, spread, true_range(high, low, close_then), n))


def next_dx(before, plus, minus, spread):
    """Directional movement index; where nothing moved that of the bar before."""
    return 100.0 * abs(plus - minus) / (plus + minus) if plus + minus > 0.0 and spread > 0.0 else before


@feature(
    kind="trend",
    inputs=("high", "low"),
    params={"n": Int(14, 2, 2000)},
    outputs={"movement": "price"},
    state=(0, 0.0, 0.0, 0.0),
    warmup=lambda p: p.n - 1,
    source=_WILDER,
    reference="TA-Lib PLUS_DM, 1e-9 relative",
    scaling=1,
)
def plus_dm(state, p, high, low):
    """Wilder's upward movement (+DM): how far each high is above the last, where it went further up than down.

    Smoothed as Wilder does: the sum of the first n - 1 moves, then sum - sum / n + move. NaN for the first n - 1 bars.
    State: bars seen (up to n), last high, last low, sum.
    """
    seen, high_then, low_then, total = state
    if seen == 0:
        return (1, high, low, 0.0), nan
    total = next_sum(seen, total, plus_move(high - high_then, low_then - low), p.n)
    known = seen >= p.n - 1
    return (seen + 1 if seen < p.n else seen, high, low, total), total if known else nan


@feature(
    kind="trend",
    inputs=("high", "low"),
    params={"n": Int(14, 2, 2000)},
    outputs={"movement": "price"},
    state=(0, 0.0, 0.0, 0.0),
    warmup=lambda p: p.n - 1,
    source=_WILDER,
    reference="TA-Lib MINUS_DM, 1e-9 relative",
    scaling=1,
)
def minus_dm(state, p, high, low):
    """Wilder's downward movement (-DM): how far each low is below the last, where it went further down than up.

    Smoothed as Wilder does: the sum of the first n - 1 moves, then sum - sum / n + move. NaN for the first n - 1 bars.
    State: bars seen (up to n), last high, last low, sum.
    """
    seen, high_then, low_then, total = state
    if seen == 0:
        return (1, high, low, 0.0), nan
    total = next_sum(seen, total, plus_move(low_then - low, high - high_then), p.n)
    known = seen >= p.n - 1
    return (seen + 1 if seen < p.n else seen, high, low, total), total if known else nan


@feature(
    kind="trend",
    inputs=("high", "low", "close"),
    params={"n": Int(14, 2, 2000)},
    outputs={"indicator": "0 to 100"},
    state=(0, 0.0, 0.0, 0.0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source=_WILDER,
    reference="TA-Lib PLUS_DI, 1e-9 relative",
    scaling=0,
)
def plus_di(state, p, high, low, close):
    """Wilder's +DI: upward movement in percent of the true range.

    Both summed as Wilder does: the sum of the first n - 1 values, then sum - sum / n + value. 0 where nothing moved.
    NaN for the first n bars. State: bars seen (up to n), last high, low and close, both sums.
    """
    seen, high_then, low_then, close_then, total, spread = state
    if seen == 0:
        return (1, high, low, close, 0.0, 0.0), nan
    total = next_sum(seen, total, plus_move(high - high_then, low_then - low), p.n)
    spread = next_sum(seen, spread, true_range(high, low, close_then), p.n)
    state = (seen + 1 if seen < p.n else seen, high, low, close, total, spread)
    if seen < p.n:
        return state, nan
    return state, 100.0 * total / spread if spread > 0.0 else 0.0


@feature(
    kind="trend",
    inputs=("high", "low", "close"),
    params={"n": Int(14, 2, 2000)},
    outputs={"indicator": "0 to 100"},
    state=(0, 0.0, 0.0, 0.0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source=_WILDER,
    reference="TA-Lib MINUS_DI, 1e-9 relative",
    scaling=0,
)
def minus_di(state, p, high, low, close):
    """Wilder's -DI: downward movement in percent of the true range.

    Both summed as Wilder does: the sum of the first n - 1 values, then sum - sum / n + value. 0 where nothing moved.
    NaN for the first n bars. State: bars seen (up to n), last high, low and close, both sums.
    """
    seen, high_then, low_then, close_then, total, spread = state
    if seen == 0:
        return (1, high, low, close, 0.0, 0.0), nan
    total = next_sum(seen, total, plus_move(low_then - low, high - high_then), p.n)
    spread = next_sum(seen, spread, true_range(high, low, close_then), p.n)
    state = (seen + 1 if seen < p.n else seen, high, low, close, total, spread)
    if seen < p.n:
        return state, nan
    return state, 100.0 * total / spread if spread > 0.0 else 0.0


@feature(
    kind="trend",
    inputs=("high", "low", "close"),
    params={"n": Int(14, 2, 2000)},
    outputs={"index": "0 to 100"},
    state=(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source=_WILDER,
    reference="TA-Lib DX, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def dx(state, p, high, low, close):
    """Wilder's directional movement index: how one-sided the movement was, 100 * |+DM - -DM| / (+DM + -DM).

    Where nothing moved that of the bar before (0 at first). NaN for the first n bars.
    State: bars seen (up to n), last high, low and close, the three sums, last index.
    """
    seen, high_then, low_then, close_then, plus, minus, spread, value = state
    moved = next_movement(seen, (high_then, low_then, close_then, plus, minus, spread), high, low, close, p.n)
    high_then, low_then, close_then, plus, minus, spread = moved
    if seen < p.n:
        return (seen + 1, high_then, low_then, close_then, plus, minus, spread, 0.0), nan
    value = next_dx(value, plus, minus, spread)
    return (seen, high_then, low_then, close_then, plus, minus, spread, value), value


def next_adx(seen, value, plus, minus, spread, n):
    """Wilder's average of the directional movement index: the mean of the first n, smoothed from then on. seen: bars before."""
    if seen < n:
        return 0.0
    if seen < 2 * n:
        value += next_dx(0.0, plus, minus, spread)
        return value / n if seen == 2 * n - 1 else value
    moved = plus + minus
    if moved <= 0.0 or spread <= 0.0:
        return value
    return value * (1.0 - 1.0 / n) + 100.0 * abs(plus - minus) / moved * (1.0 / n)


@feature(
    kind="trend",
    inputs=("high", "low", "close"),
    params={"n": Int(14, 2, 1000)},
    outputs={"index": "0 to 100"},
    state=(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    warmup=lambda p: 2 * p.n - 1,
    source=_WILDER,
    reference="TA-Lib ADX, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def adx(state, p, high, low, close):
    """Average directional index: how strong the trend is, whichever way; the directional movement index smoothed as Wilder does.

    A bar at which nothing moved leaves it as it is. NaN for the first 2n - 1 bars.
    State: bars seen (up to 2n), last high, low and close, the three sums, average (or sum so far).
    """
    seen, high_then, low_then, close_then, plus, minus, spread, value = state
    moved = next_movement(seen, (high_then, low_then, close_then, plus, minus, spread), high, low, close, p.n)
    high_then, low_then, close_then, plus, minus, spread = moved
    value = next_adx(seen, value, plus, minus, spread, p.n)
    if seen < 2 * p.n - 1:
        return (seen + 1, high_then, low_then, close_then, plus, minus, spread, value), nan
    return (2 * p.n, high_then, low_then, close_then, plus, minus, spread, value), value


@feature(
    kind="trend",
    inputs=("high", "low", "close"),
    params={"n": Int(14, 2, 1000)},
    outputs={"index": "0 to 100"},
    state=(0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: p.n - 1,
    warmup=lambda p: 3 * p.n - 2,
    source=_WILDER,
    reference="TA-Lib ADXR, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def adxr(state, p, window, high, low, close):
    """Average directional index rating: the mean of today's ADX and that of n - 1 bars ago.

    NaN for the first 3n - 2 bars. State: bars seen (up to 3n), slot, then as `adx`; window: the last n - 1 ADX.
    """
    seen, slot, high_then, low_then, close_then, plus, minus, spread, value = state
    moved = next_movement(seen, (high_then, low_then, close_then, plus, minus, spread), high, low, close, p.n)
    high_then, low_then, close_then, plus, minus, spread = moved
    value = next_adx(seen, value, plus, minus, spread, p.n)
    before = window[slot]
    if seen >= 2 * p.n - 1:
        window[slot] = value
        slot = next_slot(slot, p.n - 1)
    rating = 0.5 * (value + before) if seen >= 3 * p.n - 2 else nan
    return (min(seen + 1, 3 * p.n), slot, high_then, low_then, close_then, plus, minus, spread, value), rating


@feature(
    kind="trend",
    inputs=("high", "low", "close"),
    params={"n": Int(14, 1, 2000)},
    outputs={"plus": "times the true range", "minus": "times the true range"},
    state=(0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: 3 * p.n,
    warmup=lambda p: p.n,
    source="E. Botes and D. Siepman, The Vortex Indicator, Technical Analysis of Stocks & Commodities 28:1 (2010)",
    reference="TA-Lib VORTEX, 1e-9 relative",
    scaling=0,
)
def vortex(state, p, window, high, low, close):
    """Vortex: |high - last low| (plus) and |low - last high| (minus), each summed over n bars and divided by the sum of true ranges.

    0 where nothing moved. NaN for the first n bars.
    State: bars seen (up to n), slot, bars without a true range in a row, last high, low, close, three sums; window: n of each.
    """
    seen, slot, quiet, high_then, low_then, close_then, plus, minus, spread = state
    if seen == 0:
        return (1, 0, 0, high, low, close, 0.0, 0.0, 0.0), (nan, nan)
    n = p.n
    moved = true_range(high, low, close_then)
    quiet = 0 if moved > 0.0 else quiet + 1
    plus += abs(high - low_then) - window[slot]
    minus += abs(low - high_then) - window[n + slot]
    spread += moved - window[2 * n + slot]
    window[slot] = abs(high - low_then)
    window[n + slot] = abs(low - high_then)
    window[2 * n + slot] = moved
    slot = next_slot(slot, n)
    if slot == 0:
        plus, minus, spread = total_of(window, 0, n), total_of(window, n, n), total_of(window, 2 * n, n)
    state = (seen + 1 if seen < n else seen, slot, quiet, high, low, close, plus, minus, spread)
    if seen < n:
        return state, (nan, nan)
    if quiet >= n or spread <= 0.0:
        return state, (0.0, 0.0)
    return state, (plus / spread, minus / spread)


@feature(
    kind="trend",
    inputs=("high", "low"),
    params={"n": Int(14, 2, 2000)},
    outputs={"down": "0 to 100", "up": "0 to 100"},
    state=(0, 0, inf, 0, -inf, 0),
    window=lambda p: 2 * (p.n + 1),
    warmup=lambda p: p.n,
    source="T. S. Chande, A Time Price Oscillator, Technical Analysis of Stocks & Commodities 13:9 (1995)",
    reference="TA-Lib AROON, 1e-9 relative",
    scaling=0,
)
def aroon(state, p, window, high, low):
    """Aroon: how long ago the lowest low (down) and the highest high (up) of n + 1 bars were; 100 is now, 0 is n bars ago.

    Of equal extremes the latest counts. NaN for the first n bars.
    State: bars seen (up to n), slot, lowest low and its age, highest high and its age; window: n + 1 lows, n + 1 highs.
    """
    seen, slot, bottom, low_age, top, high_age = state
    bottom, low_age = lowest_since(window, 0, p.n + 1, slot, bottom, low_age, low)
    top, high_age = highest_since(window, p.n + 1, p.n + 1, slot, top, high_age, high)
    state = (seen + 1 if seen < p.n else seen, next_slot(slot, p.n + 1), bottom, low_age, top, high_age)
    if seen < p.n:
        return state, (nan, nan)
    unit = 100.0 / p.n
    return state, (unit * (p.n - low_age), unit * (p.n - high_age))


@feature(
    kind="trend",
    inputs=("high", "low"),
    params={"n": Int(14, 2, 2000)},
    outputs={"oscillator": "-100 to 100"},
    state=(0, 0, inf, 0, -inf, 0),
    window=lambda p: 2 * (p.n + 1),
    warmup=lambda p: p.n,
    source="T. S. Chande, A Time Price Oscillator, Technical Analysis of Stocks & Commodities 13:9 (1995)",
    reference="TA-Lib AROONOSC, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def aroonosc(state, p, window, high, low):
    """Aroon oscillator: Aroon up less Aroon down, above 0 where the highest high is later than the lowest low.

    NaN for the first n bars. State and window as `aroon`.
    """
    seen, slot, bottom, low_age, top, high_age = state
    bottom, low_age = lowest_since(window, 0, p.n + 1, slot, bottom, low_age, low)
    top, high_age = highest_since(window, p.n + 1, p.n + 1, slot, top, high_age, high)
    state = (seen + 1 if seen < p.n else seen, next_slot(slot, p.n + 1), bottom, low_age, top, high_age)
    return state, nan if seen < p.n else 100.0 / p.n * (low_age - high_age)
