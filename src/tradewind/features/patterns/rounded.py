"""Rounded turns: rounding bottom and top, cup and handle. They look at the shape of the closes, so the last 256 of them are kept."""

from tradewind.features.declare import Float, Int, feature
from tradewind.features.patterns.shapes import (
    BULKOWSKI,
    INPUTS,
    OUTPUTS,
    REFERENCE,
    ROOM,
    age_out,
    begin,
    follow,
    is_free,
    mark,
    shown,
    wait,
)
from tradewind.features.structure.turning import FIELDS, TURNING, bar_of, price_of, turn

DEPTH = 10
AT = FIELDS * DEPTH
CLOSES = AT + ROOM
RING = 256
ROUND = {
    "shortest": Int(25, 10, 200),
    "longest": Int(120, 20, 250),
    "depth": Float(4.0, 0.5, 50.0),
    "fit": Float(0.7, 0.1, 0.99),
}
OFF_MIDDLE = 0.4


def room(p):
    """The last turning points, the pattern's life, and the last closes."""
    return CLOSES + RING


@feature(
    kind="pattern", inputs=INPUTS, params=ROUND, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Rounding Bottoms", reference=REFERENCE,
)  # fmt: skip
def rounding_bottom(state, p, window, high, low, close):
    """Price falls ever slower and then rises ever faster, like a bowl; confirmed when it closes above the rim at which the bowl began.

    The rim is the farthest earlier close, `shortest` to `longest` bars back, that is below this close and above all closes since.
    A parabola through those closes by least squares must open upwards, explain `fit` of their variance (R squared), and have its lowest
    point within 0.4 of half the length from the middle; rim to lowest close at least `depth` average true ranges.
    Target: that depth above the rim. Invalidation: the lowest close. Confidence: mean of how well the parabola fits, how much its lowest
    point is in the middle, and how many closes lie in the lower half (full mark at three quarters; a V has half of them there).
    NaN where no confirmed pattern is alive. State: turning.py (for the true range); window: shapes.py and the last 256 closes.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    return bowl(state, p, window, high, low, close, 1)


@feature(
    kind="pattern", inputs=INPUTS, params=ROUND, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    source=BULKOWSKI + "Rounding Tops", reference=REFERENCE,
)  # fmt: skip
def rounding_top(state, p, window, high, low, close):
    """Price rises ever slower and then falls ever faster, like a dome; confirmed when it closes below where the dome began.

    `rounding_bottom` upside down: see there for rules, target, invalidation, confidence, NaN, state and window.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    return bowl(state, p, window, high, low, close, -1)


def bowl(state, p, window, high, low, close, sign):
    """One bar of such a feature: sign 1 for a bottom, -1 for a top."""
    state, _ = turn(state, window, 1, 3.0, high, low, close)
    bar = state[0] - 1
    age_out(window, AT, bar, high, low)
    broke = 0
    if bar > p.shortest and is_free(window, AT) and sign * (close - window[CLOSES + ((bar - 1) & (RING - 1))]) > 0.0:
        rim = rim_of(window, bar, close, sign, p.longest)
        if bar - rim >= p.shortest:
            broke = end_of_bowl(window, bar, rim, close, sign, p.depth * state[8], p.fit)
    window[CLOSES + (bar & (RING - 1))] = close
    return state, shown(window, AT, bar, broke)


def rim_of(window, bar, close, sign, longest):
    """The farthest bar whose close lies below this one (times the sign) and above all closes since."""
    rim, record = bar, sign * window[CLOSES + ((bar - 1) & (RING - 1))]
    for k in range(bar - 2, max(bar - longest, 0) - 1, -1):
        price = sign * window[CLOSES + (k & (RING - 1))]
        if price >= sign * close:
            return rim
        if price > record:
            rim, record = k, price
    return rim


def end_of_bowl(window, bar, rim, close, sign, least, fit):
    """The sign if the closes from the rim on are a bowl that this close leaves, else 0."""
    edge = sign * window[CLOSES + (rim & (RING - 1))]
    n = bar - rim
    middle, half = 0.5 * (n - 1), 0.5 * n
    sum_y, sum_xy, sum_xxy, sum_xx, sum_x4, sum_yy, bottom = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, edge
    for i in range(n):
        # Measured from the rim, so that squares of prices lose nothing.
        y, x = sign * window[CLOSES + ((rim + i) & (RING - 1))] - edge, (i - middle) / half
        bottom = min(bottom, y + edge)
        sum_y, sum_xy, sum_xxy, sum_yy = sum_y + y, sum_xy + x * y, sum_xxy + x * x * y, sum_yy + y * y
        sum_xx, sum_x4 = sum_xx + x * x, sum_x4 + x * x * x * x
    depth, spread = edge - bottom, sum_yy - sum_y * sum_y / n
    bend = (n * sum_xxy - sum_xx * sum_y) / (n * sum_x4 - sum_xx * sum_xx)
    if depth < least or depth <= 0.0 or spread <= 0.0 or bend <= 0.0:
        return 0
    tilt = sum_xy / sum_xx
    explained = (tilt * sum_xy + bend * (sum_xxy - sum_xx * sum_y / n)) / spread
    lowest = abs(tilt / (2.0 * bend))
    if explained < fit or lowest > OFF_MIDDLE:
        return 0
    low_half = share_below(window, rim, bar, sign, bottom + 0.5 * depth)
    sure = ((explained - fit) / (1.0 - fit) + 1.0 - lowest / OFF_MIDDLE + mark(4.0 * low_half - 2.0)) / 3.0
    begin(window, AT, bar, close, sign, sign * (edge + depth), sign * bottom, sure, rim)
    return sign


def share_below(window, first, after, sign, level):
    """How many of the closes from bar `first` to before `after` lie below the level, as a fraction."""
    below = 0
    for i in range(first, after):
        if sign * window[CLOSES + (i & (RING - 1))] < level:
            below += 1
    return below / (after - first)


@feature(
    kind="pattern", inputs=INPUTS, outputs=OUTPUTS, state=TURNING, window=room, scaling=None, draw="marker",
    params={"size": Float(2.0, 0.5, 50.0), "tolerance": Float(0.25, 0.01, 1.0), "shortest": Int(25, 5, 200)},
    source="W. O'Neil, How to Make Money in Stocks (1988), Cup with Handle; " + BULKOWSKI + "Cup with Handle",
    reference=REFERENCE,
)  # fmt: skip
def cup_and_handle(state, p, window, high, low, close):
    """A round bottom between two equal tops and a small dip after it; confirmed when price closes above the right top.

    The tops differ by at most `tolerance` of the depth and are `shortest` to 250 bars apart; turning points between them stay in the lower
    0.7 of the cup; at least 0.55 of its closes lie in its lower half (a V has half of them there). The handle stays in the upper half and
    takes at most half as long as the cup. O'Neil's rise before the cup (30 %, for stocks) is not asked for.
    Target: the depth above the right top. Invalidation: the handle's low. Confidence: mean of how equal the tops are, how much of the cup
    lies in its lower half (full mark at three quarters), and how shallow the handle is.
    NaN where no confirmed pattern is alive. State: turning.py; window: ten turning points, shapes.py and the last 256 closes.
    Fires as often on noise as on real prices: docs/guide/chart-patterns.md.
    """
    state, turned = turn(state, window, DEPTH, p.size, high, low, close)
    bar = state[0] - 1
    window[CLOSES + (bar & (RING - 1))] = close
    if turned == -1 and is_free(window, AT):
        for left in range(3, DEPTH, 2):
            if left < state[6] and find_cup(window, bar, left, p.tolerance, p.shortest):
                break
    return state, follow(window, AT, bar, high, low, close)


def find_cup(window, bar, left, tolerance, shortest):
    """Whether the turning points `left` (left top), 1 (right top) and 0 (handle) make a cup with handle; if so it waits."""
    first, last, handle = int(bar_of(window, left)), int(bar_of(window, 1)), bar_of(window, 0)
    rim, other = price_of(window, 1), price_of(window, left)
    bottom = rim
    for j in range(2, left, 2):
        bottom = min(bottom, price_of(window, j))
    depth = max(rim, other) - bottom
    length = last - first
    unequal, dip = abs(rim - other) / depth, (rim - price_of(window, 0)) / depth
    if unequal > tolerance or length < shortest or bar - first >= RING or dip > 0.5 or 2.0 * (handle - last) > length:
        return False
    for j in range(3, left, 2):
        if price_of(window, j) > bottom + 0.7 * depth:
            return False
    low_half = share_below(window, first, last, 1, bottom + 0.5 * depth)
    if low_half < 0.55:
        return False
    sure = (1.0 - unequal / tolerance + mark(4.0 * low_half - 2.0) + 1.0 - 2.0 * dip) / 3.0
    wait(window, AT, 1.0, first, handle, rim, 0.0, price_of(window, 0), 0.0, depth, sure, handle + 0.5 * length)
    return True
