"""Dependence that correlation does not see: mutual information, and transfer entropy with its significance."""

from math import log2, nan, sqrt

from tradewind.features.cross.pairs import moments, pair_returns
from tradewind.features.declare import Float, Int, feature

PAIR = ("close", "other")
SYMBOLS = 3
CUBE = SYMBOLS**3
ONE = 1.0 / 2147483647.0  # of the generator's range


@feature(
    kind="information",
    inputs=PAIR,
    params={"n": Int(250, 20, 2000), "bins": Int(5, 2, 20)},
    outputs={"bits": "bits"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n + p.bins * (p.bins + 2),
    warmup=lambda p: p.n,
    source="C. E. Shannon, A Mathematical Theory of Communication (1948); T. M. Cover, J. A. Thomas, Elements of Information Theory, ch. 2",
    reference="sklearn.metrics.mutual_info_score of numpy.histogram2d, 1e-9",
    scaling=0,
)
def mutual_information(state, p, window, x, other):
    """How much two instruments' log returns tell of each other, in bits, straight line or not: 0 where they have nothing to do with it.

    sum of p(a, b) log2(p(a, b) / (p(a) p(b))) over `bins` equally wide bins between smallest and largest of the last n returns. Of few
    values it is too large by about (bins - 1)^2 / (2 n ln 2). NaN for the first n bars, and where one stood still.
    State: bars seen, slot, last prices; window: n returns of each, then counts.
    """
    state = pair_returns(state, p.n, window, x, other)
    if state[0] <= p.n:
        return state, nan
    low_x, high_x = ends(window, 0, p.n)
    low_y, high_y = ends(window, p.n, p.n)
    if not (high_x > low_x and high_y > low_y):
        return state, nan
    joint = 2 * p.n
    left = joint + p.bins * p.bins
    right = left + p.bins
    for i in range(p.bins * (p.bins + 2)):
        window[joint + i] = 0.0
    for i in range(p.n):
        a = min(p.bins - 1, int((window[i] - low_x) / (high_x - low_x) * p.bins))
        b = min(p.bins - 1, int((window[p.n + i] - low_y) / (high_y - low_y) * p.bins))
        window[joint + a * p.bins + b] += 1.0
        window[left + a] += 1.0
        window[right + b] += 1.0
    bits = 0.0
    for a in range(p.bins):
        for b in range(p.bins):
            count = window[joint + a * p.bins + b]
            if count > 0.0:
                bits += count * log2(count * p.n / (window[left + a] * window[right + b]))
    return state, max(0.0, bits / p.n)


def ends(window, first, n):
    """Smallest and largest of window[first:first + n]."""
    low = window[first]
    high = window[first]
    for i in range(1, n):
        low = min(low, window[first + i])
        high = max(high, window[first + i])
    return low, high


@feature(
    kind="information",
    inputs=PAIR,
    params={"n": Int(250, 30, 2000), "band": Float(0.5, 0.0, 3.0), "shuffles": Int(19, 1, 200), "seed": Int(1, 1, 2_000_000_000)},
    outputs={"bits": "bits", "excess": "bits above the shuffled mean", "p_value": "0 to 1"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: 4 * p.n + CUBE,
    warmup=lambda p: p.n,
    source="T. Schreiber, Measuring Information Transfer, Physical Review Letters 85 (2000), eq. 4; symbols and shuffling: R. Marschinski, "
    "H. Kantz, Analysing the information flow between financial time series, European Physical Journal B 30 (2002)",
    reference="numpy entropies of the same symbols, and the same shuffles, 1e-9",
    scaling=0,
)  # fmt: skip
def transfer_entropy(state, p, window, x, other):
    """How much the other's last bar tells of this one's next, beyond its own last bar, in bits; and whether that could be chance.

    Log returns become down, flat or up: flat is within `band` standard deviations of the mean of the last n. bits: sum of p(x1, x0, y0)
    log2(p(x1 | x0, y0) / p(x1 | x0)). excess: bits less the mean of `shuffles` series of the other in a random order; p_value:
    (1 + shuffles with as many bits) / (1 + shuffles). The same seed gives the same shuffles at every bar. NaN for the first n bars, and
    where one stood still. State: bars seen, slot, last prices; window: n returns of each, n symbols of each, then counts.
    """
    state = pair_returns(state, p.n, window, x, other)
    if state[0] <= p.n:
        return state, (nan, nan, nan)
    mean_x, mean_y, xx, yy, _ = moments(window, p.n, 0, p.n)
    if not (xx > 0.0 and yy > 0.0):
        return state, (nan, nan, nan)
    symbols(window, p.n, 0, state[1], mean_x, p.band * sqrt(xx / p.n))
    symbols(window, p.n, p.n, state[1], mean_y, p.band * sqrt(yy / p.n))
    for t in range(p.n - 1, 0, -1):
        window[2 * p.n + t] += SYMBOLS * SYMBOLS * window[2 * p.n + t - 1]
    bits = transferred(window, p.n)
    chance = p.seed % 2147483647
    total = 0.0
    reached = 1.0
    for _ in range(p.shuffles):
        chance = shuffle(window, 3 * p.n, p.n, chance)
        one = transferred(window, p.n)
        total += one
        # What is equal but for rounding counts.
        reached += 1.0 * (one >= bits - 1e-12)
    return state, (bits, bits - total / p.shuffles, reached / (p.shuffles + 1.0))


def symbols(window, n, first, slot, mean, band):
    """Returns from window[first] on as 0 (down), 1 (flat) or 2 (up), oldest first, 2n further on."""
    here = slot
    for i in range(n):
        d = window[first + here] - mean
        window[2 * n + first + i] = 1.0 + (d > band) - (d < -band)
        here = here + 1 if here + 1 < n else 0


def transferred(window, n):
    """Transfer entropy, in bits, from the symbols y at 3n to the x of which 2n has 9 * x0 + x1, x0 the one before x1."""
    cube = 4 * n
    for i in range(CUBE):
        window[cube + i] = 0.0
    for t in range(1, n):
        window[cube + int(window[2 * n + t] + SYMBOLS * window[3 * n + t - 1])] += 1.0
    bits = 0.0
    for x0 in range(SYMBOLS):
        of_x0 = 0.0
        for i in range(SYMBOLS * SYMBOLS):
            of_x0 += window[cube + x0 * SYMBOLS * SYMBOLS + i]
        for x1 in range(SYMBOLS):
            of_both = 0.0
            for y0 in range(SYMBOLS):
                of_both += window[cube + (x0 * SYMBOLS + y0) * SYMBOLS + x1]
            for y0 in range(SYMBOLS):
                count = window[cube + (x0 * SYMBOLS + y0) * SYMBOLS + x1]
                if count > 0.0:
                    given = 0.0
                    for other in range(SYMBOLS):
                        given += window[cube + (x0 * SYMBOLS + y0) * SYMBOLS + other]
                    bits += count * log2(count * of_x0 / (given * of_both))
    return max(0.0, bits / (n - 1.0))


def shuffle(window, first, n, chance):
    """window[first:first + n] in a random order (R. A. Fisher, F. Yates); the generator's next state (Park and Miller's, 48271)."""
    for i in range(n - 1, 0, -1):
        # The remainder by 2**31 - 1 without a division: 2**31 leaves 1.
        chance = 48271 * chance
        chance = (chance & 2147483647) + (chance >> 31)
        if chance >= 2147483647:
            chance -= 2147483647
        j = int(chance * ONE * (i + 1.0))  # uniform in 0 .. i: a product, for a division would take five times as long
        held = window[first + i]
        window[first + i] = window[first + j]
        window[first + j] = held
    return chance
