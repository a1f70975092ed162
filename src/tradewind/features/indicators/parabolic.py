"""Stops that trail the price: parabolic SAR, Chandelier exit."""

from math import inf, nan

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.exponential import seeded
from tradewind.features.indicators.window_extremes import highest_of, lowest_of
from tradewind.features.indicators.windows import next_slot


@feature(
    kind="trend",
    inputs=("high", "low"),
    params={"step": Float(0.02, 0.0, 1.0), "most": Float(0.2, 0.0, 1.0)},
    outputs={"stop": "price"},
    state=(0, 0.0, 0.0, 0.0, 0.0, 0.0),
    warmup=lambda p: 1,
    source="J. W. Wilder, New Concepts in Technical Trading Systems (1978), section II; the start as TA-Lib and MetaStock have it",
    reference="TA-Lib SAR, 1e-9 relative",
    scaling=1,
    draw="overlay",
)
def sar(state, p, high, low):
    """Parabolic stop and reverse: a stop that follows the price faster the longer the move lasts, and changes sides when it is hit.

    sar_t+1 = sar_t + factor (extreme - sar_t), never inside the last two bars; the factor starts at `step` and grows by it with each
    new extreme, up to `most`. Long first, unless the second bar went further down than up. NaN for the first bar.
    State: bars seen (up to 2; negative while short), stop of the next bar, extreme, factor, last high, last low.
    """
    way, stop, extreme, factor, last_high, last_low = state
    step = min(p.step, p.most)
    if way == 0:
        return (2, 0.0, 0.0, 0.0, high, low), nan
    if way == 2:
        short = last_low - low > max(high - last_high, 0.0)
        way, stop, extreme, factor = (-1, last_high, low, step) if short else (1, last_low, high, step)
        last_high, last_low = high, low
    if way > 0:
        if low <= stop:
            shown = max(extreme, last_high, high)
            return (-1, max(shown + step * (low - shown), last_high, high), low, step, high, low), shown
        shown = stop
        if high > extreme:
            extreme = high
            factor = min(factor + step, p.most)
        return (1, min(stop + factor * (extreme - stop), last_low, low), extreme, factor, high, low), shown
    if high >= stop:
        shown = min(extreme, last_low, low)
        return (1, min(shown + step * (high - shown), last_low, low), high, step, high, low), shown
    shown = stop
    if low < extreme:
        extreme = low
        factor = min(factor + step, p.most)
    return (-1, max(stop + factor * (extreme - stop), last_high, high), extreme, factor, high, low), shown


@feature(
    kind="trend",
    inputs=("high", "low"),
    params={
        "start": Float(0.0, -1e9, 1e9),
        "offset": Float(0.0, 0.0, 1.0),
        "long_start": Float(0.02, 0.0, 1.0),
        "long_step": Float(0.02, 0.0, 1.0),
        "long_most": Float(0.2, 0.0, 1.0),
        "short_start": Float(0.02, 0.0, 1.0),
        "short_step": Float(0.02, 0.0, 1.0),
        "short_most": Float(0.2, 0.0, 1.0),
    },
    outputs={"stop": "price, negative while short"},
    state=(0, 0.0, 0.0, 0.0, 0.0, 0.0),
    warmup=lambda p: 1,
    source="TA-Lib, SAREXT; J. W. Wilder, New Concepts in Technical Trading Systems (1978), section II",
    reference="TA-Lib SAREXT, 1e-9 relative",
    scaling=1,
    draw="overlay",
)
def sarext(state, p, high, low):
    """Parabolic stop and reverse with factors of its own for each side; negative while short.

    As sar, but: `start` above 0 begins long with that stop, below 0 short with its absolute value, 0 as sar does; where it
    reverses the stop is moved away from the price by `offset` (a part of it). NaN for the first bar. State: as sar.
    """
    way, stop, extreme, factor, last_high, last_low = state
    long_start, short_start = min(p.long_start, p.long_most), min(p.short_start, p.short_most)
    if way == 0:
        return (2, 0.0, 0.0, 0.0, high, low), nan
    if way == 2:
        short = p.start < 0.0 or (p.start == 0.0 and last_low - low > max(high - last_high, 0.0))
        way, stop, extreme, factor = (-1, last_high, low, short_start) if short else (1, last_low, high, long_start)
        stop = abs(p.start) if p.start != 0.0 else stop
        last_high, last_low = high, low
    if way > 0:
        if low <= stop:
            shown = max(extreme, last_high, high) * (1.0 + p.offset)
            stop = max(shown + short_start * (low - shown), last_high, high)
            return (-1, stop, low, short_start, high, low), -shown
        shown = stop
        if high > extreme:
            extreme = high
            factor = min(factor + min(p.long_step, p.long_most), p.long_most)
        return (1, min(stop + factor * (extreme - stop), last_low, low), extreme, factor, high, low), shown
    if high >= stop:
        shown = min(extreme, last_low, low) * (1.0 - p.offset)
        return (1, min(shown + long_start * (high - shown), last_low, low), high, long_start, high, low), shown
    shown = stop
    if low < extreme:
        extreme = low
        factor = min(factor + min(p.short_step, p.short_most), p.short_most)
    return (-1, max(stop + factor * (extreme - stop), last_high, high), extreme, factor, high, low), -shown


@feature(
    kind="trend",
    inputs=("high", "low", "close"),
    params={"n": Int(22, 1, 5000), "times": Float(3.0, 0.0, 100.0)},
    outputs={"long": "price", "short": "price"},
    state=(0, 0, -inf, inf, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="C. LeBeau's Chandelier exit: A. Elder, Come Into My Trading Room (2002)",
    reference="from TA-Lib MAX, MIN and ATR, 1e-9 relative",
    scaling=1,
    draw="overlay",
)
def chandelier(state, p, window, high, low, close):
    """Chandelier exit: the stop of a long position hangs `times` average true ranges under the highest high of n bars; short the same.

    long = highest high - times * atr(n), short = lowest low + times * atr(n). NaN for the first n bars.
    State: bars seen, slot, highest and lowest since slot 0, last close, average true range (or sum).
    """
    seen, slot, above, below, previous, spread = state
    above, top = highest_of(window, 0, p.n, slot, above, high)
    below, bottom = lowest_of(window, p.n, p.n, slot, below, low)
    true_range = max(high - low, abs(high - previous), abs(low - previous))
    spread = seeded(spread, true_range, seen - 1, p.n, 1.0 / p.n)
    state = (seen + 1, next_slot(slot, p.n), above, below, close, spread)
    if seen < p.n:
        return state, (nan, nan)
    return state, (top - p.times * spread, bottom + p.times * spread)
