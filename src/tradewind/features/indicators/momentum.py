"""How fast and how far prices have gone."""

from math import log, nan, sqrt

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.windows import mean_and_deviation, next_slot, total_of


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(1, 1, 5000)},
    outputs={"change": "log return over n bars"},
    state=(0.0,),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="J. Y. Campbell, A. W. Lo, A. C. MacKinlay, The Econometrics of Financial Markets (1997)",
    reference="numpy log differences, exact to 1e-12",
    scaling=0,
)
def log_return(state, p, window, x):
    """ln(x_t / x_{t-n}). NaN for the first n bars. State: bars seen; window: the last n values."""
    (seen,) = state
    slot = int(seen) % p.n
    before = window[slot]
    window[slot] = x
    return (seen + 1.0,), log(x / before) if seen >= p.n else nan


def next_rsi(seen, previous, up, down, x, n):
    """Wilder's averages of gains and losses after one more value. Returns values seen (up to n + 1), both, and the index (NaN until known)."""
    if seen == 0:
        return 1, 0.0, 0.0, nan
    change = x - previous
    gain = change if change > 0.0 else 0.0
    loss = -change if change < 0.0 else 0.0
    if seen > n:
        kept = (n - 1.0) / n
        up = up * kept + gain * (1.0 / n)
        down = down * kept + loss * (1.0 / n)
    else:
        up += gain
        down += loss
        seen += 1
        if seen <= n:
            return seen, up, down, nan
        up /= n
        down /= n
    return seen, up, down, 100.0 * up / (up + down) if up + down > 0.0 else 0.0


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(14, 2, 1000)},
    outputs={"strength": "0 to 100"},
    state=(0, 0.0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source="J. W. Wilder, New Concepts in Technical Trading Systems (1978), section VI",
    reference="TA-Lib RSI, 1e-9 relative",
    scaling=0,
)
def rsi(state, p, x):
    """Relative strength index with Wilder's smoothing: 100 * up / (up + down); 0 where nothing moved, as TA-Lib has it.

    NaN for the first n bars. State: bars seen (up to n + 1), last value, average gain, average loss (sums while starting).
    """
    seen, previous, up, down = state
    seen, up, down, value = next_rsi(seen, previous, up, down, x, p.n)
    return (seen, x, up, down), value


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(60, 5, 2000), "bars_per_year": Float(252.0, 1.0, 1e8)},
    outputs={"sharpe": "a year"},
    state=(0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="W. F. Sharpe, The Sharpe Ratio, Journal of Portfolio Management 21:1 (1994), zero riskless rate",
    reference="numpy mean / std(ddof=1) of log returns, 1e-9 relative",
    scaling=0,
)
def rolling_sharpe(state, p, window, close):
    """Annualised Sharpe ratio of holding the instrument over the last n bars; 0 where nothing moved.

    NaN for the first n bars. State: bars seen, last close; window: the last n log returns.
    """
    seen, previous = state
    if seen == 0.0:
        return (1.0, close), nan
    window[int(seen - 1.0) % p.n] = log(close / previous)
    seen += 1.0
    if seen <= p.n:
        return (seen, close), nan
    mean, deviation = mean_and_deviation(window, p.n)
    return (seen, close), mean / deviation * sqrt(p.bars_per_year) if deviation > 0.0 else 0.0


def ago(state, window, n, x):
    """(state, the value n before x, NaN where there is none). state: values seen (up to n), slot of the oldest; window: the last n values."""
    seen, slot = state
    before = window[slot] if seen == n else nan
    window[slot] = x
    return (seen + 1 if seen < n else n, next_slot(slot, n)), before


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(10, 1, 5000)},
    outputs={"change": "unit of the input"},
    state=(0, 0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999)",
    reference="TA-Lib MOM, 1e-9 relative",
    scaling=1,
    mirror="odd",
)
def mom(state, p, window, x):
    """Momentum: how far the price has gone in n bars, x_t - x_{t-n}.

    NaN for the first n bars. State: bars seen (up to n), slot of the oldest; window: the last n values.
    """
    state, before = ago(state, window, p.n, x)
    return state, x - before


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(10, 1, 5000)},
    outputs={"change": "percent"},
    state=(0, 0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999)",
    reference="TA-Lib ROC, 1e-9 relative",
    scaling=0,
)
def roc(state, p, window, x):
    """Rate of change in n bars in percent: 100 * (x_t / x_{t-n} - 1); 0 where the value then was 0.

    NaN for the first n bars. State: bars seen (up to n), slot of the oldest; window: the last n values.
    """
    state, before = ago(state, window, p.n, x)
    return state, (x / before - 1.0) * 100.0 if before != 0.0 else 0.0


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(10, 1, 5000)},
    outputs={"change": "fraction"},
    state=(0, 0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999)",
    reference="TA-Lib ROCP, 1e-9 relative",
    scaling=0,
)
def rocp(state, p, window, x):
    """Rate of change in n bars as a fraction: (x_t - x_{t-n}) / x_{t-n}; 0 where the value then was 0.

    NaN for the first n bars. State: bars seen (up to n), slot of the oldest; window: the last n values.
    """
    state, before = ago(state, window, p.n, x)
    return state, (x - before) / before if before != 0.0 else 0.0


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(10, 1, 5000)},
    outputs={"ratio": "times"},
    state=(0, 0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999)",
    reference="TA-Lib ROCR, 1e-9 relative",
    scaling=0,
)
def rocr(state, p, window, x):
    """Price over the price n bars ago: x_t / x_{t-n}; 0 where the value then was 0.

    NaN for the first n bars. State: bars seen (up to n), slot of the oldest; window: the last n values.
    """
    state, before = ago(state, window, p.n, x)
    return state, x / before if before != 0.0 else 0.0


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(10, 1, 5000)},
    outputs={"ratio": "percent of the price then"},
    state=(0, 0),
    window=lambda p: p.n,
    warmup=lambda p: p.n,
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999)",
    reference="TA-Lib ROCR100, 1e-9 relative",
    scaling=0,
)
def rocr100(state, p, window, x):
    """Price in percent of the price n bars ago: 100 * x_t / x_{t-n}; 0 where the value then was 0.

    NaN for the first n bars. State: bars seen (up to n), slot of the oldest; window: the last n values.
    """
    state, before = ago(state, window, p.n, x)
    return state, x / before * 100.0 if before != 0.0 else 0.0


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(14, 2, 1000)},
    outputs={"momentum": "-100 to 100"},
    state=(0, 0.0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source="T. S. Chande and S. Kroll, The New Technical Trader (1994); smoothed as Wilder does",
    reference="TA-Lib CMO, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def cmo(state, p, x):
    """Chande momentum oscillator with Wilder's smoothing, as TA-Lib has it: 100 * (up - down) / (up + down) = 2 * RSI - 100.

    up, down: averages of the rises and of the falls; `cmou` is Chande's own, without smoothing. 0 where nothing moved. NaN for the first n bars.
    State: bars seen (up to n + 1), last value, average rise, average fall (sums while starting).
    """
    seen, previous, up, down = state
    seen, up, down, value = next_rsi(seen, previous, up, down, x, p.n)
    return (seen, x, up, down), 2.0 * value - 100.0 if up + down > 0.0 or seen <= p.n else 0.0


@feature(
    kind="momentum",
    inputs=("close",),
    params={"n": Int(14, 1, 2000)},
    outputs={"momentum": "-100 to 100"},
    state=(0, 0, 0, 0.0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="T. S. Chande and S. Kroll, The New Technical Trader (1994)",
    reference="TA-Lib CMOU, 1e-9 relative",
    scaling=0,
    mirror="odd",
)
def cmou(state, p, window, x):
    """Chande momentum oscillator as Chande wrote it, unsmoothed: 100 * (rises - falls) / (rises + falls) over the last n changes.

    0 where nothing moved. NaN for the first n bars.
    State: changes seen (up to n), slot, bars since the last change of price, last value, both sums; window: n rises, n falls.
    """
    seen, slot, quiet, previous, up, down = state
    if seen == 0:
        return (1, 0, 0, x, 0.0, 0.0), nan
    change = x - previous
    rise = change if change > 0.0 else 0.0
    fall = -change if change < 0.0 else 0.0
    quiet = quiet + 1 if change == 0.0 else 0
    up += rise - window[slot]
    down += fall - window[p.n + slot]
    window[slot] = rise
    window[p.n + slot] = fall
    slot = next_slot(slot, p.n)
    if slot == 0:
        up = total_of(window, 0, p.n)
        down = total_of(window, p.n, p.n)
    if seen < p.n:
        return (seen + 1, slot, quiet, x, up, down), nan
    value = 100.0 * (up - down) / (up + down) if quiet < p.n and up + down > 0.0 else 0.0
    return (seen, slot, quiet, x, up, down), value


@feature(
    kind="momentum",
    inputs=("open", "close"),
    params={"n": Int(14, 1, 2000)},
    outputs={"index": "0 to 100"},
    state=(0, 0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="T. S. Chande and S. Kroll, The New Technical Trader (1994)",
    reference="TA-Lib IMI, 1e-9 relative",
    scaling=0,
)
def imi(state, p, window, open, close):
    """Intraday momentum index: the bodies of rising bars in percent of all bodies of the last n bars; 50 where no bar has a body.

    NaN for the first n - 1 bars. State: bars seen (up to n), slot, bars without a body in a row, both sums; window: n rises, n falls.
    """
    seen, slot, quiet, up, down = state
    body = close - open
    rise = body if body > 0.0 else 0.0
    fall = -body if body < 0.0 else 0.0
    quiet = quiet + 1 if body == 0.0 else 0
    up += rise - window[slot]
    down += fall - window[p.n + slot]
    window[slot] = rise
    window[p.n + slot] = fall
    slot = next_slot(slot, p.n)
    if slot == 0:
        up = total_of(window, 0, p.n)
        down = total_of(window, p.n, p.n)
    seen = seen + 1 if seen < p.n else seen
    if seen < p.n:
        return (seen, slot, quiet, up, down), nan
    return (seen, slot, quiet, up, down), 100.0 * up / (up + down) if quiet < p.n and up + down > 0.0 else 50.0
