"""What several timeframes say together. Their inputs are other features' columns, such as `timeframe_strength(timeframe="4h")`.

The lowest timeframe comes first, the highest last.
"""

from math import nan, sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.regression import PAIR_STATE
from tradewind.features.indicators.windows import next_slot, roll_pair

# 0: each timeframe counts the same; 1: the k-th counts k times (the highest most); 2: the k-th counts 1 / k (the lowest most).
WEIGHTS = Int(0, 0, 2)
SCREENS = "A. Elder, Trading for a Living (1993), triple screen: the trends of several timeframes are taken together"


def weight_of(k, choice):
    """Weight of the k-th timeframe, k from 0."""
    if choice == 1:
        return k + 1.0
    return 1.0 / (k + 1.0) if choice == 2 else 1.0


@feature(
    kind="timeframes",
    inputs=("close",),
    params={"n": Int(20, 3, 2000)},
    outputs={"strength": "-1 to 1"},
    state=PAIR_STATE,
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="M. G. Kendall and A. Stuart, The Advanced Theory of Statistics, vol. 2 (1973): correlation with time",
    reference="TA-Lib CORREL of the close and the bar's number, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def timeframe_strength(state, p, window, x):
    """Strength and direction of a timeframe's trend: 1 is a straight line up, -1 a straight line down, 0 no trend.

    Correlation of the last n closes with time; 0 where price did not move. Use it with `timeframe=`. NaN for the first n - 1 values.
    State: values seen, slot, sums of roll_pair; window: closes, places in time (round and round, so that they stay exact).
    """
    seen, slot = state[0], state[1]
    # Time is counted from the oldest value: within a window that is all that correlation sees.
    sums, xx, yy, xy = roll_pair(
        window, p.n, slot, state[2:], x, window[p.n + (slot - 1 if slot > 0 else p.n - 1)] + 1.0
    )
    seen = seen + 1 if seen < p.n else seen
    after = (seen, next_slot(slot, p.n), *sums)
    if seen < p.n:
        return after, nan
    return after, xy / sqrt(xx * yy) if xx * yy > 0.0 else 0.0


@feature(
    kind="timeframes",
    inputs=("first", ...),
    params={"weights": WEIGHTS},
    outputs={"score": "-1 to 1", "agree": "0 to 1"},
    source=SCREENS,
    reference="numpy signs and np.average, 1e-12",
    scaling=0,
    mirror=None,
)
def trend_agreement(state, p, *trends):
    """How far the trends of several timeframes agree: 1 all up, -1 all down, 0 as many up as down.

    score: mean of the signs of the inputs, weighted by `weights` (0 all alike, 1 the k-th counts k times, 2 it counts 1 / k).
    agree: share of the inputs that go the way of the score; 0 where there is no way. An input of 0 goes neither way.
    A value once all inputs have one. State: none.
    """
    total = weight = 0.0
    up = down = k = 0
    for trend in trends:
        w = weight_of(k, p.weights)
        up += 1 if trend > 0.0 else 0
        down += 1 if trend < 0.0 else 0
        total += w if trend > 0.0 else (-w if trend < 0.0 else 0.0)
        weight += w
        k += 1
    score = total / weight
    return state, (score, (up if score > 0.0 else (down if score < 0.0 else 0)) / (1.0 * k))


@feature(
    kind="timeframes",
    inputs=("first", ...),
    params={"weights": WEIGHTS},
    outputs={"score": "-1 to 1", "split": "0 to 2"},
    source=SCREENS,
    reference="numpy clip, np.average and ptp, 1e-12",
    scaling=None,
    mirror=None,
)
def confluence(state, p, *strengths):
    """How strong several timeframes are together: the mean of their strengths, and how far the strongest and weakest are apart.

    score: mean of the inputs, each held within -1 and 1, weighted as in trend_agreement. split: highest less lowest input; near 0 the
    timeframes say the same, near 2 they pull against each other. A value once all inputs have one. State: none.
    """
    total = weight = 0.0
    highest, lowest = -1.0, 1.0
    for k, strength in enumerate(strengths):
        w = weight_of(k, p.weights)
        held = 1.0 if strength > 1.0 else (-1.0 if strength < -1.0 else strength)
        highest = held if held > highest else highest
        lowest = held if held < lowest else lowest
        total += w * held
        weight += w
    return state, (total / weight, highest - lowest)


@feature(
    kind="timeframes",
    inputs=("lower", "higher"),
    params={"pullback": Int(1, 1, 1000), "early": Int(0, 0, 1)},
    outputs={"entry": "1 long, -1 short, 0 none", "waiting": "1 for a long, -1 for a short, 0 not"},
    state=(0, 0),
    source="A. Elder, Trading for a Living (1993), triple screen: trade a lower wave's turn into the direction of the higher tide",
    reference="a second implementation over the whole columns, tests/features/cases/timeframes.py",
    scaling=0,
    mirror="odd",
    draw="marker",
)
def entry_timing(state, p, lower, higher):
    """Entry in the direction of the higher timeframe, at the bar where the lower one turns into it after a pullback.

    Inputs are trends; their signs count. waiting: the lower has gone against the higher for at least `pullback` bars. entry: it waited
    at the last bar, the higher still goes that way, and now the lower goes with it (early=1: or stands still).
    State: bars that the lower has gone against the higher, the higher's direction then.
    """
    against, way = state
    tide = 1 if higher > 0.0 else (-1 if higher < 0.0 else 0)
    wave = 1 if lower > 0.0 else (-1 if lower < 0.0 else 0)
    if tide != way:
        against = 0
    turned = wave == tide or (p.early == 1 and wave == 0)
    entry = tide if tide != 0 and against >= p.pullback and turned else 0
    if tide != 0 and wave == -tide:
        against = min(against + 1, p.pullback)
    elif tide == 0 or turned:
        against = 0
    waiting = tide if against >= p.pullback else 0
    return (against, tide), (1.0 * entry, 1.0 * waiting)
