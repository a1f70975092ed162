"""What a Hilbert transform tells of the cycle in prices: its period and phase, and the averages that adapt to it.

Source of all: J. F. Ehlers, Rocket Science for Traders (2001), ch. 7 to 12; constants and order as TA-Lib has them.
"""

from math import atan, nan, sin

from tradewind.features.declare import Float, feature
from tradewind.features.indicators.transform import (
    CYCLE,
    DEGREES,
    FIRST,
    LATE,
    PRICES,
    SMOOTH,
    dominant_cycle,
    phase_of,
    trend_of,
    trendline_of,
    wave_of,
)

SOURCE = "J. F. Ehlers, Rocket Science for Traders (2001), ch. "
LEAST_TREND = 0.015  # how far (part of the trendline) a smoothed price must be away to be a trend in any case


@feature(
    kind="cycle",
    inputs=("close",),
    outputs={"period": "bars"},
    state=CYCLE,
    window=lambda p: PRICES,
    warmup=lambda p: 32,
    source=SOURCE + "7, the homodyne discriminator",
    reference="TA-Lib HT_DCPERIOD, 1e-9 relative",
    scaling=0,
    mirror="even",
)
def ht_dcperiod(state, p, window, x):
    """Dominant cycle period: how many bars the cycle in prices takes now, 6 to 50.

    The angle between the analytic signal of the smoothed price and the one a bar ago, smoothed. NaN for the first 32 bars.
    State: bars seen, period, smoothed period, and the last bar's parts of the homodyne product.
    """
    state = dominant_cycle(state, window, x, FIRST)
    if state[0] <= 32:
        return state, nan
    return state, state[2]


@feature(
    kind="cycle",
    inputs=("close",),
    outputs={"inphase": "price", "quadrature": "price"},
    state=CYCLE,
    window=lambda p: PRICES,
    warmup=lambda p: 32,
    source=SOURCE + "6",
    reference="TA-Lib HT_PHASOR, 1e-9 relative",
    scaling=1,
    mirror="odd",
)
def ht_phasor(state, p, window, x):
    """Phasor components: the cycle as a vector that turns; in phase with it and a quarter ahead.

    The detrended price three bars ago, and its Hilbert transform. NaN for the first 32 bars. State: as ht_dcperiod.
    """
    state = dominant_cycle(state, window, x, FIRST)
    inphase, quadrature = wave_of(window, state[0] - 1)
    if state[0] <= 32:
        return state, (nan, nan)
    return state, (inphase, quadrature)


@feature(
    kind="cycle",
    inputs=("close",),
    outputs={"phase": "degrees, -45 to 315"},
    state=(*CYCLE, 0.0),
    window=lambda p: PRICES,
    warmup=lambda p: 63,
    source=SOURCE + "9",
    reference="TA-Lib HT_DCPHASE, 1e-9 relative",
    scaling=0,
)
def ht_dcphase(state, p, window, x):
    """Dominant cycle phase: where in its cycle the price stands; 0 at the middle on the way up, 90 at the top.

    The phase of the smoothed price's Fourier component over one dominant cycle. Without meaning where the price stands still.
    NaN for the first 63 bars. State: as ht_dcperiod, and the phase.
    """
    cycle = dominant_cycle(state[:8], window, x, LATE)
    phase = phase_of(window, cycle[0] - 1, cycle[2], state[8]) if cycle[0] > LATE else 0.0
    after = (*cycle, phase)
    if cycle[0] <= 63:
        return after, nan
    return after, phase


@feature(
    kind="cycle",
    inputs=("close",),
    outputs={"sine": "-1 to 1", "lead": "-1 to 1"},
    state=(*CYCLE, 0.0),
    window=lambda p: PRICES,
    warmup=lambda p: 63,
    source=SOURCE + "9",
    reference="TA-Lib HT_SINE, 1e-9 relative",
    scaling=0,
)
def ht_sine(state, p, window, x):
    """Sine wave indicator: the sine of the dominant cycle's phase, and the same an eighth of a cycle ahead; they cross at turns.

    sin(phase), sin(phase + 45 degrees). NaN for the first 63 bars. State: as ht_dcphase.
    """
    cycle = dominant_cycle(state[:8], window, x, LATE)
    phase = phase_of(window, cycle[0] - 1, cycle[2], state[8]) if cycle[0] > LATE else 0.0
    if cycle[0] <= 63:
        return (*cycle, phase), (nan, nan)
    return (*cycle, phase), (sin(phase / DEGREES), sin((phase + 45.0) / DEGREES))


@feature(
    kind="cycle",
    inputs=("close",),
    outputs={"trend": "1 trend, 0 cycle"},
    state=(*CYCLE, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: PRICES,
    warmup=lambda p: 63,
    source=SOURCE + "10 and 11",
    reference="TA-Lib HT_TRENDMODE, the same number at each bar",
    scaling=0,
)
def ht_trendmode(state, p, window, x):
    """Trend or cycle: 1 where prices trend, 0 where they turn in a cycle.

    A cycle for half a period after the sine wave lines cross, and while the phase moves on as a cycle of that period does
    (0.67 to 1.5 times 360 / period degrees); a trend in any case where the smoothed price is 1.5 % away from the trendline.
    NaN for the first 63 bars. State: as ht_dcphase, the two sine lines, bars since they crossed, the trendline's last three means.
    """
    cycle = dominant_cycle(state[:8], window, x, LATE)
    seen, period, before = cycle[0], cycle[2], state[8]
    if seen <= LATE:
        return (*cycle, *state[8:]), nan
    phase = phase_of(window, seen - 1, period, before)
    sine, lead = sin(phase / DEGREES), sin((phase + 45.0) / DEGREES)
    crossed = (sine > lead and state[9] <= state[10]) or (sine < lead and state[9] >= state[10])
    since = 1.0 if crossed else state[11] + 1.0
    mean, line = trendline_of(window, seen - 1, period, state[12], state[13], state[14])
    away = abs(window[SMOOTH + ((seen - 1) & 63)] - line) >= LEAST_TREND * abs(line)
    trend = trend_of(crossed, since, phase - before, period, away and line != 0.0)
    after = (*cycle, phase, sine, lead, since, mean, state[12], state[13])
    if seen <= 63:
        return after, nan
    return after, trend


@feature(
    kind="cycle",
    inputs=("close",),
    outputs={"trendline": "unit of the input"},
    state=(*CYCLE, 0.0, 0.0, 0.0),
    window=lambda p: PRICES,
    warmup=lambda p: 63,
    source=SOURCE + "10",
    reference="TA-Lib HT_TRENDLINE, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def ht_trendline(state, p, window, x):
    """Instantaneous trendline: the price with its dominant cycle averaged away.

    The mean of the last `period` prices, weighted 4 : 3 : 2 : 1 with the means of the three bars before. NaN for the first 63 bars.
    State: as ht_dcperiod, and those three means.
    """
    cycle = dominant_cycle(state[:8], window, x, LATE)
    if cycle[0] <= LATE:
        return (*cycle, *state[8:]), nan
    mean, line = trendline_of(window, cycle[0] - 1, cycle[2], state[8], state[9], state[10])
    after = (*cycle, mean, state[8], state[9])
    if cycle[0] <= 63:
        return after, nan
    return after, line


@feature(
    kind="average",
    inputs=("close",),
    params={"fast": Float(0.5, 0.01, 0.99), "slow": Float(0.05, 0.01, 0.99)},
    outputs={"mama": "unit of the input", "fama": "unit of the input"},
    state=(*CYCLE, 0.0, 0.0, 0.0),
    window=lambda p: PRICES,
    warmup=lambda p: 32,
    source=SOURCE + "17 (MESA adaptive moving averages)",
    reference="TA-Lib MAMA, 1e-9 relative once it has forgotten that it starts at 0; ours starts at the price",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def mama(state, p, window, x):
    """MESA adaptive moving average: quick when the cycle's phase moves fast, slow when it does not; and the one that follows it.

    alpha = fast / (degrees the phase has moved, at least 1), at least slow; mama = alpha x + (1 - alpha) mama; fama follows mama
    with alpha / 2. NaN for the first 32 bars. State: as ht_dcperiod, the phase in degrees, mama, fama.
    """
    cycle = dominant_cycle(state[:8], window, x, FIRST)
    if cycle[0] <= FIRST:
        return (*cycle, 0.0, x, x), (nan, nan)
    inphase, quadrature = wave_of(window, cycle[0] - 1)
    phase = atan(quadrature / inphase) * DEGREES if inphase != 0.0 else 0.0
    alpha = max(p.fast / max(state[8] - phase, 1.0), p.slow)
    if state[8] - phase <= 1.0:
        alpha = p.fast
    value = alpha * x + (1.0 - alpha) * state[9]
    follower = 0.5 * alpha * value + (1.0 - 0.5 * alpha) * state[10]
    after = (*cycle, phase, value, follower)
    if cycle[0] <= 32:
        return after, (nan, nan)
    return after, (value, follower)
