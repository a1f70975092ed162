"""Levels of the day from the day before: pivots as five schools have them. A day is a UTC day; a bar belongs to the day before its close."""

from math import nan

from tradewind.features.declare import feature

DAY = 86_400 * 10**9
BEFORE = (-1, 0.0, 0.0, 0.0, 0.0, nan, nan, nan, nan)  # before the first bar
SIX = {"pivot": "price", "r1": "price", "r2": "price", "r3": "price", "s1": "price", "s2": "price", "s3": "price"}


def next_day(state, ts, open, high, low, close):
    """State of (day, its open, high, low, close so far, and the last whole day's) after one bar more."""
    day, o, h, l, c, last_o, last_h, last_l, last_c = state
    today = (ts - 1) // DAY
    if today == day:
        return day, o, max(h, high), min(l, low), close, last_o, last_h, last_l, last_c
    if day < 0:
        return today, open, high, low, close, last_o, last_h, last_l, last_c
    return today, open, high, low, close, o, h, l, c


@feature(
    kind="levels",
    inputs=("ts", "open", "high", "low", "close"),
    outputs=SIX,
    state=BEFORE,
    warmup=lambda p: 1,
    source="J. L. Person, A Complete Guide to Technical Trading Tactics (2004)",
    reference="numpy, from the formula",
    scaling=1,
    draw="overlay",
)
def pivots_classic(state, p, ts, open, high, low, close):
    """Classic (floor traders') pivots of the day: a middle, three resistances, three supports.

    Of the last day's high H, low L, close C: P = (H + L + C) / 3, r1 = 2 P - L, s1 = 2 P - H, r2 = P + (H - L), s2 = P - (H - L),
    r3 = H + 2 (P - L), s3 = L - 2 (H - P). NaN on the first day; the second day's come from what was seen of it.
    State: day, its open, high, low and close so far, those of the day before.
    """
    state = next_day(state, ts, open, high, low, close)
    h, l, c = state[6], state[7], state[8]
    middle, wide = (h + l + c) / 3.0, h - l
    return state, (
        middle, 2.0 * middle - l, middle + wide, h + 2.0 * (middle - l), 2.0 * middle - h, middle - wide,
        l - 2.0 * (h - middle),
    )  # fmt: skip


@feature(
    kind="levels",
    inputs=("ts", "open", "high", "low", "close"),
    outputs=SIX,
    state=BEFORE,
    warmup=lambda p: 1,
    source="the floor traders' middle with the ratios 0.382, 0.618 and 1 of the last day's range: TradingView, Pivot Points Standard",
    reference="numpy, from the formula",
    scaling=1,
    draw="overlay",
)
def pivots_fibonacci(state, p, ts, open, high, low, close):
    """Fibonacci pivots of the day: the classic middle, and 0.382, 0.618 and 1 times the last day's range from it.

    NaN on the first day. State: as pivots_classic.
    """
    state = next_day(state, ts, open, high, low, close)
    h, l, c = state[6], state[7], state[8]
    middle, wide = (h + l + c) / 3.0, h - l
    return state, (
        middle, middle + 0.382 * wide, middle + 0.618 * wide, middle + wide, middle - 0.382 * wide,
        middle - 0.618 * wide, middle - wide,
    )  # fmt: skip


@feature(
    kind="levels",
    inputs=("ts", "open", "high", "low", "close"),
    outputs={
        "r1": "price", "r2": "price", "r3": "price", "r4": "price", "s1": "price", "s2": "price", "s3": "price", "s4": "price"
    },
    state=BEFORE,
    warmup=lambda p: 1,
    source="N. Scott's Camarilla equation (1989): J. L. Person, Candlestick and Pivot Point Trading Triggers (2007)",
    reference="numpy, from the formula",
    scaling=1,
    draw="overlay",
)  # fmt: skip
def pivots_camarilla(state, p, ts, open, high, low, close):
    """Camarilla pivots of the day: four levels each way around the last close; 3 to turn at, 4 to break out at.

    close +- 1.1 (H - L) / 12, / 6, / 4, / 2. NaN on the first day. State: as pivots_classic.
    """
    state = next_day(state, ts, open, high, low, close)
    c, wide = state[8], 1.1 * (state[6] - state[7])
    return state, (
        c + wide / 12.0, c + wide / 6.0, c + wide / 4.0, c + wide / 2.0, c - wide / 12.0, c - wide / 6.0, c - wide / 4.0,
        c - wide / 2.0,
    )  # fmt: skip


@feature(
    kind="levels",
    inputs=("ts", "open", "high", "low", "close"),
    outputs={"pivot": "price", "r1": "price", "r2": "price", "s1": "price", "s2": "price"},
    state=BEFORE,
    warmup=lambda p: 1,
    source="K. Wood's pivots: J. L. Person, Candlestick and Pivot Point Trading Triggers (2007)",
    reference="numpy, from the formula",
    scaling=1,
    draw="overlay",
)
def pivots_woodie(state, p, ts, open, high, low, close):
    """Woodie's pivots of the day: the middle counts today's open twice, and not the last close.

    P = (H + L + 2 O) / 4 with today's open O; r1 = 2 P - L, s1 = 2 P - H, r2 = P + (H - L), s2 = P - (H - L).
    NaN on the first day. State: as pivots_classic.
    """
    state = next_day(state, ts, open, high, low, close)
    o, h, l = state[1], state[6], state[7]
    middle = 0.25 * (h + l + 2.0 * o)
    return state, (middle, 2.0 * middle - l, middle + (h - l), 2.0 * middle - h, middle - (h - l))


@feature(
    kind="levels",
    inputs=("ts", "open", "high", "low", "close"),
    outputs={"pivot": "price", "r1": "price", "s1": "price"},
    state=BEFORE,
    warmup=lambda p: 1,
    source="T. R. DeMark, The New Science of Technical Analysis (1994)",
    reference="numpy, from the formula",
    scaling=1,
    draw="overlay",
)
def pivots_demark(state, p, ts, open, high, low, close):
    """DeMark's projected range of the day: one level each way, by which way the last day closed.

    X = H + 2 L + C where it closed below its open, 2 H + L + C above, H + L + 2 C at it; P = X / 4, r1 = X / 2 - L, s1 = X / 2 - H.
    NaN on the first day. State: as pivots_classic.
    """
    state = next_day(state, ts, open, high, low, close)
    o, h, l, c = state[5], state[6], state[7], state[8]
    x = h + l + c + (l if c < o else h if c > o else c)
    return state, (0.25 * x, 0.5 * x - l, 0.5 * x - h)
