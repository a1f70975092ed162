"""What all candlestick patterns share: the last bars, what counts as long, short, near and equal, and how strong a pattern is.

Not a feature. A step's window holds the last 16 bars (a ring of each of the four prices) and, behind them, the running sums of
bodies, ranges or shadows with which bars are compared: each is over the bars before the one that is judged. The limits are TA-Lib's
defaults, after G. L. Morris, Candlestick Charting Explained (3rd ed., 2006), ch. 2: a body is long if above the mean body of ten
bars and short if below it; a doji's body is at most a tenth of the mean range of ten bars and so is a very short shadow; a long
shadow is longer than the bar's own body, a very long one twice as long; near is a fifth, far three fifths and equal a twentieth of
the mean range of five bars. The sums are kept in the order in which TA-Lib keeps them, so that not even a tie is decided differently.

State of every pattern: bars since its first value (negative before), bars seen.

Strength says how large a pattern is for its market, 0 to 1: the body or shadow that its docstring names over the typical range, the
mean high - low of the ten bars before (of all before if there are fewer), at most 1; 0 where there is no pattern. For a doji it is
how small the body is: 1 where open and close are equal, 0 at the limit. (Morris, ch. 2 and 6, judges days against the mean of the
days before; S. Nison, Japanese Candlestick Charting Techniques, 2nd ed. 2001, ch. 8, has the strongest doji without body.)
"""

import types
from collections.abc import Callable, Mapping
from math import nan

from tradewind.features.declare import FeatureKind, Float, feature
from tradewind.features.inputs import BAR_INPUTS
from tradewind.features.parameters import Parameter

BARS = 16
HIGH, LOW, CLOSE, SUMS = BARS, 2 * BARS, 3 * BARS, 4 * BARS
MASK = BARS - 1
LONG, SHORT = 10, 5  # bars in the averages
DOJI = VERY_SHORT = 0.1
TIE = 1e-12  # rounding decides no tie
NEAR, FAR, EQUAL = 0.2, 0.6, 0.05
PENETRATION = Float(0.3, 0.0, 1.0)
HALF = Float(0.5, 0.0, 1.0)
NISON = "S. Nison, Japanese Candlestick Charting Techniques (2nd ed., 2001)"
MORRIS = "G. L. Morris, Candlestick Charting Explained (3rd ed., 2006)"
BULKOWSKI = "T. N. Bulkowski, Encyclopedia of Candlestick Charts (2008)"


# What every pattern's description ends with, for who reads no other.
TERMS = """
    A body is long above, short below the mean body of the ten bars before it. A doji's body and a very short shadow are at most a tenth of
    the mean range of those. Near is a fifth, far three fifths, equal a twentieth of the mean range of five bars. White: the close is not
    below the open. Strength: the size that is named over the mean range of the ten bars before, at most 1; how small: 1 - size / limit."""
STATE = "\n    State: bars since the first value, bars seen; window: the last 16 bars, then running sums."


def candle(
    talib: str | None,
    lookback: int,
    source: str,
    *,
    sums: int = 0,
    more: int = 0,
    params: Mapping[str, Parameter] | None = None,
    signal: str = "100 up, -100 down, 0 none",
    reference: str = "numpy, from the published definition, exactly",
    mirror: bool = False,
    state: tuple[float | int, ...] | None = None,
) -> Callable[..., FeatureKind]:
    """Declare a candlestick pattern: its first value is at bar `lookback`, counted from 0.

    talib: TA-Lib's function with whose values it agrees, or None. sums: running sums that it keeps. more: further numbers in its
    window, behind the sums. mirror: upside down it is the same. state: its state where it keeps another than most.
    """
    declare = feature(
        kind="candlestick",
        inputs=BAR_INPUTS[:4],
        params=dict(params or {}),
        outputs={"signal": signal, "strength": "0 to 1"},
        state=(-lookback, 0) if state is None else state,
        window=lambda p: SUMS + sums + more,
        warmup=lambda p: lookback,
        source=source,
        reference=f"TA-Lib {talib}, exactly; strength: numpy" if talib else reference,
        scaling=0,
        mirror="even" if mirror else None,
        draw="marker",
    )

    def explained(step: types.FunctionType) -> FeatureKind:
        step.__doc__ = f"{(step.__doc__ or '').rstrip()}\n{TERMS}{'' if state else STATE}"
        return declare(step)

    return explained


def push(state, window, first, high, low, last):
    """Keep one more bar."""
    slot = state[1] & MASK
    window[slot] = first
    window[slot + HIGH] = high
    window[slot + LOW] = low
    window[slot + CLOSE] = last


def bar(state, window, k):
    """Open, high, low and close k bars ago (0: this one)."""
    slot = (state[1] - k) & MASK
    return window[slot], window[slot + HIGH], window[slot + LOW], window[slot + CLOSE]


def body(first, last):
    return abs(last - first)


def white(first, last):
    return last >= first


def colour(first, last):
    """1.0 where the close is not below the open, else -1.0."""
    return 1.0 if last >= first else -1.0


def upper_shadow(first, high, last):
    return high - (last if last >= first else first)


def lower_shadow(first, low, last):
    return (first if last >= first else last) - low


def body_at(state, window, k):
    slot = (state[1] - k) & MASK
    return abs(window[slot + CLOSE] - window[slot])


def range_at(state, window, k):
    slot = (state[1] - k) & MASK
    return window[slot + HIGH] - window[slot + LOW]


def shadows_at(state, window, k):
    first, high, low, last = bar(state, window, k)
    return upper_shadow(first, high, last) + lower_shadow(first, low, last)


def mean_body(state, window, j, k):
    """Mean body of the ten bars before that of k bars ago. Uses the j-th sum; call it at every bar."""
    if state[0] > -LONG:
        gone = body_at(state, window, k + 1 + LONG) if state[0] > 0 else 0.0
        window[SUMS + j] += body_at(state, window, k + 1) - gone
    return window[SUMS + j] / LONG


def mean_range(state, window, j, k):
    """Mean high - low of the ten bars before that of k bars ago. Uses the j-th sum; call it at every bar."""
    if state[0] > -LONG:
        gone = range_at(state, window, k + 1 + LONG) if state[0] > 0 else 0.0
        window[SUMS + j] += range_at(state, window, k + 1) - gone
    return window[SUMS + j] / LONG


def short_range(state, window, j, k):
    """Mean high - low of the five bars before that of k bars ago. Uses the j-th sum; call it at every bar."""
    if state[0] > -SHORT:
        gone = range_at(state, window, k + 1 + SHORT) if state[0] > 0 else 0.0
        window[SUMS + j] += range_at(state, window, k + 1) - gone
    return window[SUMS + j] / SHORT


def mean_shadow(state, window, j, k):
    """Mean shadow (half of both) of the ten bars before that of k bars ago. Uses the j-th sum; call it at every bar."""
    if state[0] > -LONG:
        gone = shadows_at(state, window, k + 1 + LONG) if state[0] > 0 else 0.0
        window[SUMS + j] += shadows_at(state, window, k + 1) - gone
    return window[SUMS + j] / LONG / 2.0


def typical_range(state, window):
    """Mean high - low of the ten bars before this one, or of all before it while there are fewer."""
    n = min(LONG, state[1])
    total = 0.0
    for k in range(1, n + 1):
        total += range_at(state, window, k)
    return total / n if n > 0 else 0.0


def answer(state, window, signal, size):
    """The step's result: NaN in the warm-up, else the signal with the size of what made it over the typical range."""
    after = (state[0] + 1, state[1] + 1)
    if state[0] < 0:
        return after, (nan, nan)
    if signal == 0.0:
        return after, (0.0, 0.0)
    typical = typical_range(state, window)
    return after, (signal, size / typical if size < typical else 1.0)


def graded(state, signal, small, limit):
    """The step's result for a body that must be small: the strength is 1 where it is 0 and 0 at the limit."""
    after = (state[0] + 1, state[1] + 1)
    if state[0] < 0:
        return after, (nan, nan)
    if signal == 0.0:
        return after, (0.0, 0.0)
    return after, (signal, 1.0 - small / limit if limit > 0.0 else 1.0)


def rolled(window, bars, total, spread):
    """Sum of the last ten ranges with this one in it, for a step that keeps no prices: its window's first 16 numbers are ranges."""
    gone = window[(bars - LONG) & MASK]
    window[bars & MASK] = spread
    return total + (spread - gone)


def body_gap_up(first1, last1, first0, last0):
    """The whole body lies above the one before."""
    return min(first0, last0) > max(first1, last1)


def body_gap_down(first1, last1, first0, last0):
    """The whole body lies below the one before."""
    return max(first0, last0) < min(first1, last1)


def within(value, middle, width):
    """Not further from `middle` than `width`."""
    return middle - width <= value <= middle + width


def trend(state, window, k):
    """1.0 where the bar k bars ago closed above the mean of ten closes up to it, -1.0 where below, else 0.0.

    Morris, ch. 6, judges the trend before a pattern by an exponential average of ten days; the plain mean forgets what is older.
    """
    total = 0.0
    for j in range(LONG):
        total += window[((state[1] - k - j) & MASK) + CLOSE]
    last = LONG * window[((state[1] - k) & MASK) + CLOSE]
    if abs(last - total) <= TIE * abs(last):
        return 0.0
    return 1.0 if last > total else -1.0


def highest(state, window, newest, oldest):
    """The highest high from `newest` to `oldest` bars ago."""
    top = window[((state[1] - newest) & MASK) + HIGH]
    for k in range(newest + 1, oldest + 1):
        top = max(top, window[((state[1] - k) & MASK) + HIGH])
    return top


def lowest(state, window, newest, oldest):
    """The lowest low from `newest` to `oldest` bars ago."""
    bottom = window[((state[1] - newest) & MASK) + LOW]
    for k in range(newest + 1, oldest + 1):
        bottom = min(bottom, window[((state[1] - k) & MASK) + LOW])
    return bottom
