"""Fibonacci levels in price: retracements, extensions and projections of the last legs, and where many of them meet."""

from math import exp, log, nan

from tradewind.features.declare import Float, Int, feature
from tradewind.features.structure.swings import SIZE
from tradewind.features.structure.turning import FIELDS, TURNING, price_of, turn
from tradewind.features.structure.units import count_of, spread_of

BORODEN = "C. Boroden, Fibonacci Trading (2008)"
MURPHY = "J. J. Murphy, Technical Analysis of the Financial Markets (1999), ch. 4"
NUMPY = (
    "numpy from the formula over listed turning points, tests/features/cases/fibonacci.py; "
    "published examples, tests/features/test_published_levels.py"
)
LOG = Int(0, 0, 1)
# Levels of one leg that go into clusters: four retracements, two extensions, two projections.
PER_LEG = 8


def along(begin, end, ratio, on_log):
    """The price at `ratio` of the way from begin (0) to end (1); on a logarithmic scale NaN where a price is not above 0."""
    if not on_log:
        return begin + ratio * (end - begin)
    if begin <= 0.0 or end <= 0.0:
        return nan
    return begin * exp(ratio * log(end / begin))


def nearer(level, best, price):
    """Of two levels the one nearer to price; the first if they are equally near."""
    return level if abs(level - price) < abs(best - price) else best


@feature(
    kind="fibonacci",
    inputs=("high", "low", "close"),
    params={"size": SIZE, "log": LOG},
    outputs={
        "r236": "price",
        "r382": "price",
        "r500": "price",
        "r618": "price",
        "r786": "price",
        "nearest": "price",
        "position": "part of the leg that was given back: 0 at its end, 1 at its beginning",
    },
    state=TURNING,
    window=lambda p: 2 * FIELDS,
    source=f"{MURPHY}; {BORODEN}, on price retracements",
    reference=NUMPY,
    scaling=None,
    draw="overlay",
)
def fib_retracement(state, p, window, high, low, close):
    """How far price came back from the last leg: its levels at 23.6, 38.2, 50, 61.8 and 78.6 %, the nearest, and where price stands.

    level = end + ratio * (begin - end) of the last leg between two known turning points (log=1: the same on a logarithmic scale).
    position = (end - close) / (end - begin), below 0 or above 1 where price has left the leg. 50 % is no Fibonacci ratio but W. D. Gann's
    and Dow's; 78.6 % is the root of 61.8 %. NaN until two turning points are known. State: see turning.py; window: two turning points.
    """
    state, _ = turn(state, window, 2, p.size, high, low, close)
    if count_of(state) < 2:
        return state, (nan, nan, nan, nan, nan, nan, nan)
    end, begin = price_of(window, 0), price_of(window, 1)
    a = along(end, begin, 0.236, p.log)
    b = along(end, begin, 0.382, p.log)
    c = along(end, begin, 0.5, p.log)
    d = along(end, begin, 0.618, p.log)
    e = along(end, begin, 0.786, p.log)
    nearest = nearer(e, nearer(d, nearer(c, nearer(b, a, close), close), close), close)
    return state, (a, b, c, d, e, nearest, (end - close) / (end - begin))


@feature(
    kind="fibonacci",
    inputs=("high", "low", "close"),
    params={"size": SIZE, "log": LOG, "back": Int(0, 0, 1)},
    outputs={"e1272": "price", "e1414": "price", "e1618": "price", "e2000": "price", "e2618": "price"},
    state=TURNING,
    window=lambda p: 2 * FIELDS,
    source=f"back=1: {BORODEN}, on price extensions; back=0: the convention of most charting programs",
    reference=NUMPY,
    scaling=1,
    draw="overlay",
)
def fib_extension(state, p, window, high, low, close):
    """Where a leg that goes on could end: its levels at 127.2, 141.4, 161.8, 200 and 261.8 %.

    The literature means two things by it. back=0: begin + ratio * (end - begin), beyond the leg's end in its own direction.
    back=1 (Boroden): end + ratio * (begin - end), a retracement of more than 100 %, beyond the leg's beginning.
    NaN until two turning points are known. State: see turning.py; window: two turning points.
    """
    state, _ = turn(state, window, 2, p.size, high, low, close)
    if count_of(state) < 2:
        return state, (nan, nan, nan, nan, nan)
    zero, one = price_of(window, 1 - p.back), price_of(window, p.back)
    return state, (
        along(zero, one, 1.272, p.log),
        along(zero, one, 1.414, p.log),
        along(zero, one, 1.618, p.log),
        along(zero, one, 2.0, p.log),
        along(zero, one, 2.618, p.log),
    )


def projected(a, b, c, ratio, on_log):
    """C + ratio * (B - A), or its equal in logarithms."""
    if not on_log:
        return c + ratio * (b - a)
    return c * exp(ratio * log(b / a)) if a > 0.0 and b > 0.0 and c > 0.0 else nan


@feature(
    kind="fibonacci",
    inputs=("high", "low", "close"),
    params={"size": SIZE, "log": LOG},
    outputs={"p618": "price", "p1000": "price", "p1618": "price"},
    state=TURNING,
    window=lambda p: 3 * FIELDS,
    source=f"{BORODEN}, on price projections; {MURPHY}, on measured moves",
    reference=NUMPY,
    scaling=1,
    draw="overlay",
)
def fib_projection(state, p, window, high, low, close):
    """How far the leg that began at the last turning point C could go if it is like the leg A-B before: 61.8, 100 and 161.8 % of it.

    level = C + ratio * (B - A) for the last three known turning points A, B, C (log=1: the same on a logarithmic scale).
    NaN until three turning points are known. State: see turning.py; window: three turning points.
    """
    state, _ = turn(state, window, 3, p.size, high, low, close)
    if count_of(state) < 3:
        return state, (nan, nan, nan)
    a, b, c = price_of(window, 2), price_of(window, 1), price_of(window, 0)
    return state, (
        projected(a, b, c, 0.618, p.log),
        projected(a, b, c, 1.0, p.log),
        projected(a, b, c, 1.618, p.log),
    )


def put(window, first, n, level):
    """Add a level to the n sorted ones that begin at `first`."""
    i = first + n
    while i > first and window[i - 1] > level:
        window[i] = window[i - 1]
        i -= 1
    window[i] = level


def all_levels(window, first, legs, count):
    """Write the levels of the last legs that are known, in order of price; how many they are."""
    n = 0
    for j in range(min(legs, count - 1)):
        end, begin = price_of(window, j), price_of(window, j + 1)
        back = begin - end
        put(window, first, n, end + 0.382 * back)
        put(window, first, n + 1, end + 0.5 * back)
        put(window, first, n + 2, end + 0.618 * back)
        put(window, first, n + 3, end + 0.786 * back)
        put(window, first, n + 4, end + 1.272 * back)
        put(window, first, n + 5, end + 1.618 * back)
        n += 6
        if j + 2 < count:
            move = begin - price_of(window, j + 2)
            put(window, first, n, end + move)
            put(window, first, n + 1, end + 1.618 * move)
            n += 2
    return n


@feature(
    kind="fibonacci",
    inputs=("high", "low", "close"),
    params={"size": SIZE, "legs": Int(4, 1, 12), "tolerance": Float(0.5, 0.0, 10.0), "least": Int(3, 2, 20)},
    outputs={
        "above": "price",
        "above_strength": "levels in the cluster",
        "below": "price",
        "below_strength": "levels in the cluster",
    },
    state=(*TURNING, 0, 0.0),
    window=lambda p: (p.legs + 2) * FIELDS + p.legs * PER_LEG,
    source=f"{BORODEN}, on price clusters",
    reference=NUMPY,
    scaling=None,
    draw="overlay",
)
def fib_cluster(state, p, window, high, low, close):
    """The nearest prices above and below where at least `least` Fibonacci levels of the last `legs` legs lie close together.

    Levels: of each leg its retracements of 38.2, 50, 61.8, 78.6, 127.2 and 161.8 %, and 100 and 161.8 % of the leg before it, from its end.
    A cluster is all levels within `tolerance` average true ranges upwards from one of them; its price is the middle between its
    lowest and its highest. Boroden asks for three levels and leaves "close together" to the eye. Many levels lie in clusters by chance.
    Price NaN and strength 0 where there is none on that side; NaN until two turning points are known.
    State: see turning.py, number of levels, width; window: turning points, then the levels in order.
    """
    before, n, width = state[:9], state[9], state[10]
    depth = p.legs + 2
    turning, turned = turn(before, window, depth, p.size, high, low, close)
    first = depth * FIELDS
    if turned != 0:
        n, width = all_levels(window, first, p.legs, count_of(turning)), p.tolerance * spread_of(turning)
    if count_of(turning) < 2:
        return (*turning, n, width), (nan, nan, nan, nan)
    above, below, over, under, j = nan, nan, 0, 0, 0
    for i in range(n):
        lowest = window[first + i]
        if i > 0 and lowest == window[first + i - 1]:
            continue
        while j + 1 < n and window[first + j + 1] <= lowest + width:
            j += 1
        if j - i + 1 < p.least:
            continue
        middle = 0.5 * (lowest + window[first + j])
        if middle <= close:
            below, under = middle, j - i + 1
        elif over == 0:
            above, over = middle, j - i + 1
    return (*turning, n, width), (above, 1.0 * over, below, 1.0 * under)
