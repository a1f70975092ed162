"""Noise in prices that are sampled often: how large it is, and variance and prices without it. `close` may be any price."""

from math import log, nan, sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.windows import next_slot
from tradewind.features.microstructure.rolling import slide

_TALE = "L. Zhang, P. A. Mykland, Y. Ait-Sahalia, A Tale of Two Time Scales, JASA 100:472 (2005)"
_JACOD = (
    "J. Jacod, Y. Li, P. A. Mykland, M. Podolskij, M. Vetter, Microstructure Noise in the Continuous Case: The Pre-Averaging Approach, "
    "Stochastic Processes and their Applications 119 (2009), section 3, weights min(x, 1 - x)"
)
_FORMULA = "numpy, from the formula, 1e-9"


@feature(
    kind="noise",
    inputs=("close",),
    params={"n": Int(100, 2, 5000)},
    outputs={"variance": "squared log return of one price", "deviation": "basis points"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source=_TALE + ", section 2.2: E(noise^2) = RV / 2n",
    reference=_FORMULA,
    scaling=0,
)
def noise_variance(state, p, window, close):
    """Variance of the noise in each price: the sum of the last n squared log returns over 2n; and its root in basis points.

    Right where returns are so short that noise is most of them (ticks, seconds); of slow bars it is half their variance. NaN for the
    first n bars. State: bars seen, slot, sum, last log price; window: the last n squared returns.
    """
    seen, slot, total, before = state
    now = log(close) if close > 0.0 else before
    if seen == 0:
        return (1, 0, 0.0, now), (nan, nan)
    total = slide(window, 0, slot, p.n, total, (now - before) * (now - before))
    seen = min(seen + 1, p.n + 1)
    state = (seen, next_slot(slot, p.n), total, now)
    if seen <= p.n:
        return state, (nan, nan)
    variance = max(total, 0.0) / (2.0 * p.n)
    return state, (variance, 10_000.0 * sqrt(variance))


@feature(
    kind="noise",
    inputs=("close",),
    params={"n": Int(200, 10, 5000), "scale": Int(10, 2, 500)},
    outputs={"variance": "of the log price over n bars, may be below 0"},
    state=(0, 0, 0.0, 0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n + p.scale,
    warmup=lambda p: p.n,
    source=_TALE + ", eq. 55 (TSRV)",
    reference=_FORMULA,
    scaling=0,
)
def two_scales_variance(state, p, window, close):
    """Realised variance of the last n bars without the noise: that of returns over `scale` bars, less what noise adds to it.

    [Y, Y]_K - (m / n) [Y, Y]_1, with [Y, Y]_K the sum of squared K-bar returns over K (there are n - K + 1, m = (n - K + 1) / K). NaN
    for the first n bars; also always where scale is above n / 2. State: bars seen, slot of returns, sum of their squares, slots of
    the K-bar returns and of old prices, sum of their squares, last log price; window: n squares, n squares, the last K log prices.
    """
    seen, slot, fast, wide, old, slow, before = state
    now = log(close) if close > 0.0 else before
    if seen == 0:
        window[2 * p.n] = now
        return (1, 0, 0.0, 0, next_slot(0, p.scale), 0.0, now), nan
    fast = slide(window, 0, slot, p.n, fast, (now - before) * (now - before))
    terms = max(p.n - p.scale + 1, 1)
    if seen >= p.scale:
        move = now - window[2 * p.n + old]
        slow = slide(window, p.n, wide, terms, slow, move * move)
        wide = next_slot(wide, terms)
    window[2 * p.n + old] = now
    seen = min(seen + 1, p.n + p.scale + 1)
    state = (seen, next_slot(slot, p.n), fast, wide, next_slot(old, p.scale), slow, now)
    if seen <= p.n or 2 * p.scale > p.n:
        return state, nan
    return state, slow / p.scale - terms / (1.0 * p.scale) / p.n * fast


def weight(i, k):
    """min(x, 1 - x) at x = i / k."""
    return min(i, k - i) / (1.0 * k)


@feature(
    kind="noise",
    inputs=("close",),
    params={"n": Int(10, 2, 500)},
    outputs={"price": "price"},
    state=(0, 0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source=_JACOD,
    reference=_FORMULA,
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def pre_averaged_price(state, p, window, close):
    """The price with its noise averaged out: mean of the last n, weighted as min(x, 1 - x), so most in the middle of them.

    It lags by half of n. NaN for the first n - 1 bars. State: bars seen, slot of the oldest; window: the last n prices.
    """
    seen, slot = state
    window[slot] = close
    slot = next_slot(slot, p.n)
    seen = min(seen + 1, p.n)
    if seen < p.n:
        return (seen, slot), nan
    total, weights = 0.0, 0.0
    at = slot
    for i in range(1, p.n + 1):
        w = weight(i, p.n + 1)
        total += w * window[at]
        weights += w
        at = next_slot(at, p.n)
    return (seen, slot), total / weights


@feature(
    kind="noise",
    inputs=("close",),
    params={"n": Int(200, 10, 5000), "k": Int(10, 2, 200)},
    outputs={"variance": "of the log price over n bars, may be below 0"},
    state=(0, 0, 0, 0, 0.0, 0.0, 0.0),
    window=lambda p: 2 * p.n + p.k,
    warmup=lambda p: p.n,
    source=_JACOD + ", with sums over k in place of the integrals psi",
    reference=_FORMULA,
    scaling=0,
)
def pre_averaged_variance(state, p, window, close):
    """Realised variance of the last n bars without the noise, from averages of k returns in place of single ones.

    sum(Y_i^2) / (k psi_2) - psi_1 / (2 k^2 psi_2) * sum(r_i^2), times n / (n - k + 2), Y_i = sum over j = 1 .. k - 1 of g(j / k)
    r_{i + j}, g(x) = min(x, 1 - x), psi_1 = k sum (g((j+1)/k) - g(j/k))^2, psi_2 = sum g(j/k)^2 / k. The authors take k near a third
    to one times sqrt(n). NaN for the first n bars; always where k is above n / 2. State: bars seen, slots of returns, of averages and
    of the last k returns, sums of both squares, last log price; window: n squared returns, n squared averages, k - 1 returns.
    """
    seen, slot, wide, last, fast, slow, before = state
    now = log(close) if close > 0.0 else before
    if seen == 0:
        return (1, 0, 0, 0, 0.0, 0.0, now), nan
    r = now - before
    length = p.k - 1
    base = 2 * p.n
    fast = slide(window, 0, slot, p.n, fast, r * r)
    window[base + last] = r
    last = next_slot(last, length)
    terms = max(p.n - p.k + 2, 1)
    if seen >= length:
        average = 0.0
        at = last
        for j in range(1, p.k):
            average += weight(j, p.k) * window[base + at]
            at = next_slot(at, length)
        slow = slide(window, p.n, wide, terms, slow, average * average)
        wide = next_slot(wide, terms)
    seen = min(seen + 1, p.n + 1)
    state = (seen, next_slot(slot, p.n), wide, last, fast, slow, now)
    if seen <= p.n or 2 * p.k > p.n:
        return state, nan
    steps, squares = 0.0, 0.0
    for j in range(p.k):
        here = weight(j, p.k)
        up = weight(j + 1, p.k) - here
        steps += up * up
        squares += here * here
    psi_1, psi_2 = p.k * steps, squares / p.k
    known = slow / (p.k * psi_2) * p.n / terms - psi_1 / (2.0 * p.k * p.k * psi_2) * fast
    return state, known
