"""Quotes one after another: order flow at the best prices, how often they change, and how much of it is noise."""

from math import log, nan, sqrt

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.windows import next_slot
from tradewind.features.microstructure.rolling import decay, slide

_SIZED = ("bid", "ask", "bid_size", "ask_size")


@feature(
    kind="quotes",
    rows="quotes",
    inputs=_SIZED,
    params={"n": Int(50, 1, 5000)},
    outputs={"flow": "units, above 0 towards buying"},
    state=(0, 0, 0.0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="R. Cont, A. Kukanov, S. Stoikov, The Price Impact of Order Book Events, Journal of Financial Econometrics 12:1 (2014), section 2",
    reference="numpy, from the formula, 1e-9",
    scaling=0,
)
def order_flow_imbalance(state, p, window, bid, ask, bid_size, ask_size):
    """Orders that came less orders that left at the best prices over the last n quotes, on the bid less on the ask.

    e = [bid >= bid before] * bid size - [bid <= bid before] * bid size before - [ask <= ask before] * ask size + [ask >= ask before]
    * ask size before, summed. NaN for the first n quotes. State: quotes seen, slot, sum, last quote; window: the last n e.
    """
    seen, slot, total, b, a, b_size, a_size = state
    if seen == 0:
        return (1, 0, 0.0, bid, ask, bid_size, ask_size), nan
    e = 0.0
    if bid >= b:
        e += bid_size
    if bid <= b:
        e -= b_size
    if ask <= a:
        e -= ask_size
    if ask >= a:
        e += a_size
    total = slide(window, 0, slot, p.n, total, e)
    seen = min(seen + 1, p.n + 1)
    return (seen, next_slot(slot, p.n), total, bid, ask, bid_size, ask_size), total if seen > p.n else nan


@feature(
    kind="quotes",
    rows="quotes",
    inputs=("ts",),
    params={"seconds": Float(60.0, 0.001, 1e6)},
    outputs={"intensity": "quotes a second"},
    state=(0, 0.0),
    source="A. G. Hawkes, Spectra of Some Self-Exciting and Mutually Exciting Point Processes, Biometrika 58:1 (1971): exponential kernel",
    reference="numpy: the sum over all quotes before, from the formula, 1e-9",
    scaling=0,
)
def quote_intensity(state, p, ts):
    """How fast quotes come: sum over all so far of exp(-(t - t_i) / seconds) / seconds, this one included.

    Begins at 1 / seconds and takes a few times `seconds` to fill. Times count in microseconds. State: last time, sum.
    """
    last, total = state
    now = ts // 1000
    total = total * decay(now - last, p.seconds) + 1.0
    return (now, total), total / p.seconds


@feature(
    kind="quotes",
    rows="quotes",
    inputs=("bid", "ask"),
    params={"n": Int(100, 2, 5000)},
    outputs={"variance": "squared log return of one quote", "deviation": "basis points"},
    state=(0, 0, 0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="L. Zhang, P. A. Mykland, Y. Ait-Sahalia, A Tale of Two Time Scales, JASA 100:472 (2005), section 2.2: E(noise^2) = RV / 2n",
    reference="numpy, from the formula, 1e-9",
    scaling=0,
)
def quote_noise(state, p, window, bid, ask):
    """Variance of the noise in the mid: the sum of its last n squared log returns over 2n; and its root in basis points.

    Sampled quote by quote, nearly all of the realised variance is noise. NaN for the first n quotes. State: quotes seen, slot, sum,
    last mid; window: the last n squared returns.
    """
    seen, slot, total, before = state
    mid = 0.5 * (bid + ask)
    if seen == 0:
        return (1, 0, 0.0, mid), (nan, nan)
    change = log(mid / before) if mid > 0.0 and before > 0.0 else 0.0
    total = slide(window, 0, slot, p.n, total, change * change)
    seen = min(seen + 1, p.n + 1)
    state = (seen, next_slot(slot, p.n), total, mid)
    if seen <= p.n:
        return state, (nan, nan)
    variance = max(total, 0.0) / (2.0 * p.n)
    return state, (variance, 10_000.0 * sqrt(variance))


@feature(
    kind="quotes",
    rows="quotes",
    inputs=("ts", "bid", "ask"),
    params={"n": Int(100, 1, 5000)},
    outputs={"spread": "price"},
    state=(0, 0, 0.0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="C. W. Holden, S. Jacobsen, Liquidity Measurement Problems in Fast, Competitive Markets, Journal of Finance 69:4 (2014): "
    "time-weighted quoted spread",
    reference="numpy, from the formula, 1e-9",
    scaling=1,
    mirror="even",
)
def average_spread(state, p, window, ts, bid, ask):
    """The quoted spread, averaged over the last n quotes that were replaced, each for as long as it stood.

    sum(spread_i * (t_{i+1} - t_i)) / sum(t_{i+1} - t_i); the newest quote has not stood yet. The last one's where no time passed.
    NaN for the first n quotes. Times count in microseconds. State: quotes seen, slot, last spread, last time, both sums.
    """
    seen, slot, before, last, total, time = state
    now = ts // 1000
    if seen == 0:
        return (1, 0, ask - bid, now, 0.0, 0.0), nan
    stood = 1e-6 * (now - last)
    total = slide(window, 0, slot, p.n, total, before * stood)
    time = slide(window, p.n, slot, p.n, time, stood)
    seen = min(seen + 1, p.n + 1)
    state = (seen, next_slot(slot, p.n), ask - bid, now, total, time)
    if seen <= p.n:
        return state, nan
    return state, total / time if time > 0.0 else before


@feature(
    kind="quotes",
    rows="quotes",
    inputs=("ts", "bid", "ask"),
    outputs={
        "direction": "1 up, -1 down, 0 not moved yet",
        "run": "moves in that direction in a row",
        "age": "seconds",
    },
    state=(0, 0, 0, 0.0),
    source="R. F. Engle, J. R. Russell, Autoregressive Conditional Duration, Econometrica 66:5 (1998): price durations",
    reference="pandas: runs of the sign of changes, exact",
    scaling=0,
    draw="none",
)
def mid_moves(state, p, ts, bid, ask):
    """Which way the mid last moved, how many moves in a row went that way, and how long ago the last was.

    Before the first move direction and run are 0, and age counts from the first quote. State: direction, run,
    time of the last move in microseconds, last mid.
    """
    direction, run, moved, before = state
    now = ts // 1000
    mid = 0.5 * (bid + ask)
    if moved == 0:
        moved, before = now, mid
    sign = 1 if mid > before else (-1 if mid < before else 0)
    if sign != 0:
        run = run + 1 if sign == direction else 1
        direction, moved = sign, now
    return (direction, run, moved, mid), (1.0 * direction, 1.0 * run, 1e-6 * (now - moved))
