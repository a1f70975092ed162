"""What was traded within a session, and how much of it a time of day usually sees."""

from math import log, nan, sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.sessions.daylight import DAY, LONDON, NEW_YORK, local_seconds
from tradewind.features.sessions.hours import SESSION_NUMBERS, in_session


@feature(
    kind="session",
    inputs=("ts", "high", "low", "close", "volume"),
    params={"session": Int(NEW_YORK, 0, 5)},
    outputs={"vwap": "price", "deviation": "price"},
    state=(-1, 0.0, 0.0, 0.0),
    source="S. A. Berkowitz, D. E. Logue, E. A. Noser, The Total Cost of Transactions on the NYSE, Journal of Finance 43:1 (1988); "
    "of a bar by its typical price (high + low + close) / 3",
    reference="pandas: weighted means and deviations of bars grouped by local day, 1e-9",
    scaling=1,
    draw="overlay",
)
def session_vwap(state, p, ts, high, low, close, volume):
    """Volume-weighted average price since the session opened, and the volume-weighted standard deviation of prices around it.

    session: 0 the UTC day, 1 New York, 2 London, 3 Sydney, 4 Tokyo, 5 the day from 17:00 in New York. NaN while it is closed, and
    before it has any volume. State: day, volume, mean, volume-weighted sum of squares around the mean (updated as by West, 1979).
    """
    held, total, mean, squares = state
    day, _, is_open = in_session(p.session, ts)
    if is_open == 0:
        return (held, total, mean, squares), (nan, nan)
    price = (high + low + close) / 3.0
    if day != held:
        held, total, mean, squares = day, 0.0, price, 0.0
    if volume > 0.0:
        total += volume
        away = price - mean
        mean += away * (volume / total)
        squares += volume * away * (price - mean)
    if total == 0.0:
        return (held, total, mean, squares), (nan, nan)
    return (held, total, mean, squares), (mean, sqrt(max(squares, 0.0) / total))


@feature(
    kind="session",
    inputs=("ts", "open", "close"),
    params={"session": Int(LONDON, 0, 5)},
    outputs={"volatility": "fraction since the session opened", "last": "the same of the last whole session"},
    state=(-1, 0.0, 0.0, nan),
    source="T. G. Andersen, T. Bollerslev, Answering the Skeptics: Yes, Standard Volatility Models Do Provide Accurate Forecasts, "
    "International Economic Review 39:4 (1998): realised volatility, here of one session",
    reference="pandas: squared log returns summed by local day, 1e-9",
    scaling=0,
    draw="overlay",
)
def session_volatility(state, p, ts, open, close):
    """How much the price has moved since the session opened: root of the sum of squared log returns; and the last session's in all.

    The first return is from the bar's open. session: as for `session_vwap`. The first output is NaN while it is closed, the second
    before one is over. State: day, last close, sum of squares, root of the last session's.
    """
    held, before, squares, last = state
    day, _, is_open = in_session(p.session, ts)
    if held >= 0 and (is_open == 0 or day != held):
        last = sqrt(squares)
        held = -1
    if is_open == 0:
        return (held, before, squares, last), (nan, last)
    if held < 0:
        held, before, squares = day, open, 0.0
    change = log(close / before) if close > 0.0 and before > 0.0 else 0.0
    squares += change * change
    return (held, close, squares, last), (sqrt(squares), last)


@feature(
    kind="session",
    inputs=("ts", "volume"),
    params={"session": Int(NEW_YORK, 0, 5)},
    outputs={"volume": "units since the session opened", "share": "fraction of the last whole session's volume"},
    state=(-1, 0.0, nan),
    source=f"running sums; sessions: {SESSION_NUMBERS}",
    reference="pandas: volume summed by local day, 1e-12",
    scaling=0,
    draw="none",
)
def session_volume(state, p, ts, volume):
    """Volume since the session opened, and how large a part of the last session's whole volume that is.

    session: as for `session_vwap`. NaN while it is closed; the share also before one is over, or where that one had no volume.
    State: day, volume so far, volume of the last session.
    """
    held, total, last = state
    day, _, is_open = in_session(p.session, ts)
    if held >= 0 and (is_open == 0 or day != held):
        last = total
        held = -1
    if is_open == 0:
        return (held, total, last), (nan, nan)
    total = volume if held < 0 else total + volume
    return (day, total, last), (total, total / last if last > 0.0 else nan)


@feature(
    kind="session",
    inputs=("ts", "volume"),
    params={"n": Int(20, 1, 60), "zone": Int(NEW_YORK, 0, 4)},
    outputs={"relative": "times the usual", "usual": "units"},
    window=lambda p: (p.n + 2) * 1440,
    warmup=lambda p: 1,
    source="P. C. Jain, G.-H. Joh, The Dependence between Hourly Prices and Trading Volume, JFQA 23:3 (1988): volume has a profile over "
    "the day; relative volume is a bar's over that profile",
    reference="pandas: means of the bars before, grouped by local minute of day, 1e-9",
    scaling=0,
)
def time_of_day_volume(state, p, window, ts, volume):
    """Volume beside what is usual at this minute of the day: over the mean of the last n days' bars at the same minute, local time.

    zone: 0 UTC, 1 New York, 2 London, 3 Sydney, 4 Tokyo. Until there are n the mean is of those there are; NaN at a minute's first
    bar, and the ratio where the usual is 0. No state; window: n volumes of each minute, then how many and the next slot.
    """
    minute = local_seconds(p.zone, ts - 1) % DAY // 60
    first = minute * p.n
    count = p.n * 1440 + minute
    slot = count + 1440
    usual = nan
    if window[count] > 0.0:
        usual = 0.0
        for i in range(int(window[count])):
            usual += window[first + i]
        usual /= window[count]
    here = int(window[slot])
    window[first + here] = volume
    window[slot] = here + 1.0 if here + 1 < p.n else 0.0
    window[count] = min(window[count] + 1.0, 1.0 * p.n)
    return state, (volume / usual if usual > 0.0 else nan, usual)
