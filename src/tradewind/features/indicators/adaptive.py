"""Averages that choose their own speed."""

from math import exp, log, nan

from tradewind.compiler.index import at, put
from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.windows import next_slot, older, roll_sum


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(30, 2, 5000), "fast": Int(2, 1, 1000), "slow": Int(30, 1, 1000)},
    outputs={"average": "unit of the input"},
    state=(0, 0, 0.0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="P. J. Kaufman, Smarter Trading (1995)",
    reference="TA-Lib KAMA (fast 2, slow 30), 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def kama(state, p, window, x):
    """Kaufman's adaptive moving average: as quick as an exponential average of `fast` bars in a straight move, of `slow` in noise.

    er = |x_t - x_{t-n}| / sum of the last n absolute changes (1 where nothing moved); alpha = (er (2 / (fast + 1) - 2 / (slow + 1))
    + 2 / (slow + 1))**2; kama_t = kama_{t-1} + alpha (x_t - kama_{t-1}), started at x_{n-1}. NaN for the first n values.
    State: age, slot, last value, sum of the absolute changes, average; window: the last n values and the last n changes.
    """
    age, slot, last, path, value = state
    before = at(window, slot)
    put(window, slot, x)
    if age == 0:
        # The first value has no change before it: slot 0 of the changes is filled when it comes round again.
        return (1, next_slot(0, p.n), x, 0.0, x), nan
    path = roll_sum(window, p.n, p.n, slot, age, path, abs(x - last))
    if age < p.n:
        return (age + 1, next_slot(slot, p.n), x, path, x), nan
    slow, fast = 2.0 / (p.slow + 1.0), 2.0 / (p.fast + 1.0)
    way = abs(x - before)
    root = (way / path if path > way else 1.0) * (fast - slow) + slow
    alpha = root * root
    value = value * (1.0 - alpha) + x * alpha
    return (older(age, p.n), next_slot(slot, p.n), x, path, value), value


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(14, 1, 1000), "momentum_n": Int(9, 1, 1000)},
    outputs={"average": "unit of the input"},
    state=(0, 0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: 2 * p.momentum_n,
    warmup=lambda p: p.momentum_n,
    source="T. S. Chande, Adapting Moving Averages To Market Volatility, Technical Analysis of Stocks & Commodities 10:3 (1992), "
    "whose index is a deviation; with his momentum oscillator: T. S. Chande and S. Kroll, The New Technical Trader (1994)",
    reference="numpy, from the formula",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def vidya(state, p, window, x):
    """Variable index dynamic average: an exponential average that is quick where momentum is one-sided.

    alpha = 2 / (n + 1) |up - down| / (up + down), sums of the last momentum_n gains and losses (0 where nothing moved);
    vidya_t = vidya_{t-1} + alpha (x_t - vidya_{t-1}), started at the value before the first. NaN for the first momentum_n values.
    State: age, slot, last value, both sums, average; window: gains and losses.
    """
    age, slot, last, up, down, value = state
    if age == 0:
        return (1, 0, x, 0.0, 0.0, x), nan
    n = p.momentum_n
    # age counts the values, one more than the changes: a sum is due anew when n changes are there.
    up = roll_sum(window, 0, n, slot, age - 1, up, max(x - last, 0.0))
    down = roll_sum(window, n, n, slot, age - 1, down, max(last - x, 0.0))
    moved = up + down
    if age >= n:
        alpha = 2.0 / (p.n + 1.0) * (abs(up - down) / moved if moved > 0.0 else 0.0)
        value = value * (1.0 - alpha) + x * alpha
    else:
        value = x
    state = (older(age - 1, n) + 1, next_slot(slot, n), x, up, down, value)
    if age < n:
        return state, nan
    return state, value


@feature(
    kind="average",
    inputs=("high", "low", "close"),
    params={"n": Int(16, 4, 1000), "fastest": Float(1.0, 0.01, 1.0), "slowest": Float(0.01, 0.0001, 1.0)},
    outputs={"average": "price"},
    state=(0, 0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="J. F. Ehlers, Fractal Adaptive Moving Average, Technical Analysis of Stocks & Commodities 23:10 (2005)",
    reference="numpy, from the formula",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def frama(state, p, window, high, low, close):
    """Fractal adaptive moving average of the middle of the bar: quick where prices run in a line, slow where they fill the range.

    With m = n // 2 and r = highest high - lowest low: d = (ln(r(newest m) / m + r(oldest m) / m) - ln(r(2 m) / (2 m))) / ln 2 and
    alpha = exp(-4.6 (d - 1)) within slowest to fastest (fastest where nothing moved). Started at the first bar's middle that has
    a window. NaN for the first n - 1 bars. State: bars seen (up to n), slot, average; window: n highs, n lows.
    """
    seen, slot, value = state
    window[slot] = high
    window[p.n + slot] = low
    price = 0.5 * (high + low)
    seen = seen + 1 if seen < p.n else seen
    newest = slot
    slot = next_slot(slot, p.n)
    if seen < p.n:
        return (seen, slot, price), nan
    half = p.n // 2
    top, bottom, place = span_of(window, p.n, half, newest)
    top_before, bottom_before, place = span_of(window, p.n, half, place)
    near, far = top - bottom, top_before - bottom_before
    whole = max(top, top_before) - min(bottom, bottom_before)
    alpha = p.fastest
    if near + far > 0.0:
        dimension = (log((near + far) / half) - log(whole / (2.0 * half))) / log(2.0)
        alpha = min(max(exp(-4.6 * (dimension - 1.0)), p.slowest), p.fastest)
    value = value * (1.0 - alpha) + price * alpha
    return (seen, slot, value), value


def span_of(window, n, count, place):
    """(highest high, lowest low, slot before them) of `count` bars back from slot `place`."""
    top, bottom = window[place], window[n + place]
    for _ in range(count):
        top = max(top, window[place])
        bottom = min(bottom, window[n + place])
        place = place - 1 if place > 0 else n - 1
    return top, bottom, place
