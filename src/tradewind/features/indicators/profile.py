"""Profiles: at which prices the last bars traded, by volume or by time."""

from math import nan

from tradewind.features.declare import Float, Int, feature

_PARAMS = {"n": Int(100, 2, 2000), "bins": Int(24, 4, 200), "share": Float(0.7, 0.1, 1.0)}
_OUTPUTS = {"poc": "price", "value_high": "price", "value_low": "price"}
_SOURCE = (
    "J. P. Steidlmayer and S. B. Hawkins, Steidlmayer on Markets (2003); CBOT, Market Profile (1996), on the value area"
)


def spread_over(window, n, bins, by_volume):
    """Fill window[3 * n : 3 * n + bins]: each bar's weight spread evenly over its range. Returns (lowest low, width of a bin, total)."""
    top = window[0]
    bottom = window[n]
    for i in range(1, n):
        top = max(top, window[i])
        bottom = min(bottom, window[n + i])
    width = (top - bottom) / bins
    for j in range(bins):
        window[3 * n + j] = 0.0
    total = 0.0
    for i in range(n):
        weight = window[2 * n + i] if by_volume else 1.0
        total += weight
        first, last = 0, 0
        if width > 0.0:
            first = min(max(int((window[n + i] - bottom) / width), 0), bins - 1)
            last = min(max(int((window[i] - bottom) / width), first), bins - 1)
        reach = window[i] - window[n + i]
        for j in range(first, last + 1):
            inside = min(window[i], bottom + (j + 1) * width) - max(window[n + i], bottom + j * width)
            window[3 * n + j] += weight * max(inside, 0.0) / reach if reach > 0.0 and first < last else weight
    return bottom, width, total


def value_area(window, at, bins, wanted):
    """The fullest bin, and the bins around it that hold `wanted`: from it on, always the fuller neighbour. Returns (poc, first, last)."""
    poc = 0
    for j in range(1, bins):
        if window[at + j] > window[at + poc]:
            poc = j
    first, last, held = poc, poc, window[at + poc]
    while held < wanted and (first > 0 or last < bins - 1):
        below = window[at + first - 1] if first > 0 else -1.0
        above = window[at + last + 1] if last < bins - 1 else -1.0
        if above >= below:
            last += 1
            held += above
        else:
            first -= 1
            held += below
    return poc, first, last


def profile_step(state, p, window, high, low, volume, by_volume):
    """One more bar of either profile."""
    seen, slot = state
    window[slot] = high
    window[p.n + slot] = low
    window[2 * p.n + slot] = volume
    slot = slot + 1 if slot + 1 < p.n else 0
    seen = min(seen + 1, p.n)
    if seen < p.n:
        return (seen, slot), (nan, nan, nan)
    bottom, width, total = spread_over(window, p.n, p.bins, by_volume)
    if total <= 0.0:
        return (seen, slot), (nan, nan, nan)
    poc, first, last = value_area(window, 3 * p.n, p.bins, p.share * total)
    return (seen, slot), (bottom + (poc + 0.5) * width, bottom + (last + 1) * width, bottom + first * width)


@feature(
    kind="profile",
    inputs=("high", "low", "volume"),
    params=_PARAMS,
    outputs=_OUTPUTS,
    state=(0, 0),
    window=lambda p: 3 * p.n + p.bins,
    warmup=lambda p: p.n - 1,
    source=_SOURCE,
    reference="numpy histogram from the formula, 1e-9 relative",
    scaling=1,
    draw="overlay",
)
def volume_profile(state, p, window, high, low, volume):
    """Volume profile of the last n bars: the price with most volume (point of control) and the value area that holds `share` of it.

    Each bar's volume is spread evenly over its range, in `bins` steps between the lowest low and the highest high. The value area grows
    from the point of control by the fuller neighbour, the upper one of equals. NaN for the first n - 1 bars and without volume.
    """
    return profile_step(state, p, window, high, low, volume, True)


@feature(
    kind="profile",
    inputs=("high", "low"),
    params=_PARAMS,
    outputs=_OUTPUTS,
    state=(0, 0),
    window=lambda p: 3 * p.n + p.bins,
    warmup=lambda p: p.n - 1,
    source=_SOURCE,
    reference="numpy histogram from the formula, 1e-9 relative",
    scaling=1,
    draw="overlay",
)
def market_profile(state, p, window, high, low):
    """Market profile (time at price) of the last n bars: the price at which most time was spent, and the value area around it.

    As `volume_profile`, each bar counting as one. NaN for the first n - 1 bars.
    """
    return profile_step(state, p, window, high, low, 1.0, False)
