"""The Hilbert transform of prices and the dominant cycle: shared by the features of hilbert.py.

Source: J. F. Ehlers, Rocket Science for Traders (2001), ch. 6, 7, 9, 10. Rings lie one after the other in the window: 64 prices,
64 smoothed prices, 16 detrended ones, 16 of their quadrature; `now` is the number of the newest bar.
"""

from math import atan, cos, pi, sin

SMOOTH = 64
DETREND = 128
QUARTER = 144
PRICES = 160
FIRST = 12  # the bar at which the transform starts, so that the smoothing has seen what TradeStation's has
LATE = 37  # the same for what needs a whole cycle before its first value
A = 0.0962  # a Hilbert transformer of seven taps, for cycles of 6 to 50 bars
B = 0.5769
TURN = 2.0 * pi
GAIN = 0.54  # of the transformer before there is a period
CYCLE = (0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, GAIN)  # the state before the first bar
DEGREES = 180.0 / pi


def dominant_cycle(state, window, x, start):
    """One price further: state of (bars seen, period, smoothed period, re, im, i2, q2, gain). Before bar `start` prices are kept.

    The transformer's gain follows from the last period, and everything from the gain: it is written as polynomials in it, whose
    factors are known before, so that one bar waits for the last one as short as can be.
    """
    now, period, smoothed, re, im, i2, q2, gain = state
    window[now & 63] = x
    if now < start:
        return now + 1, period, smoothed, re, im, i2, q2, gain
    s, d, q = SMOOTH, DETREND, QUARTER
    smooth = 0.4 * x + 0.3 * window[(now - 1) & 63] + 0.2 * window[(now - 2) & 63] + 0.1 * window[(now - 3) & 63]
    window[s + (now & 63)] = smooth
    two, four, six = (now - 2) & 63, (now - 4) & 63, (now - 6) & 63
    ahead = A * (smooth - window[s + six]) + B * (window[s + two] - window[s + four])
    two, four, six = two & 15, four & 15, six & 15
    inphase = window[d + ((now - 3) & 15)]
    d5, d7, d9 = window[d + ((now - 5) & 15)], window[d + ((now - 7) & 15)], window[d + ((now - 9) & 15)]
    # detrend = ahead gain, quadrature = (A detrend + c1) gain, jq = (A quadrature + c2) gain, ji = c3 gain
    c1 = B * (window[d + two] - window[d + four]) - A * window[d + six]
    c2 = B * (window[q + two] - window[q + four]) - A * window[q + six]
    c3 = A * (inphase - d9) + B * (d5 - d7)
    squared = gain * gain
    window[d + (now & 15)] = ahead * gain
    window[q + (now & 15)] = A * ahead * squared + c1 * gain
    # i2 = 0.2 (inphase - jq) + 0.8 i2, q2 = 0.2 (quadrature + ji) + 0.8 q2
    i_0, i_1, i_2, i_3 = 0.2 * inphase + 0.8 * i2, -0.2 * c2, -0.2 * A * c1, -0.2 * A * A * ahead
    q_0, q_1, q_2 = 0.8 * q2, 0.2 * (c1 + c3), 0.2 * A * ahead
    # re = 0.2 (i2 i2' + q2 q2') + 0.8 re, im = 0.2 (i2 q2' - q2 i2') + 0.8 im, where ' is the last bar's
    a, b = 0.2 * i2, 0.2 * q2
    re = (0.8 * re + (a * i_0 + b * q_0) + (a * i_1 + b * q_1) * gain) + squared * (a * i_2 + b * q_2 + a * i_3 * gain)
    im = (0.8 * im + (b * i_0 - a * q_0) + (b * i_1 - a * q_1) * gain) + squared * (b * i_2 - a * q_2 + b * i_3 * gain)
    i2 = (i_0 + i_1 * gain) + squared * (i_2 + i_3 * gain)
    q2 = (q_0 + q_1 * gain) + squared * q_2
    # The period at which that angle is turned in one bar, held to 0.67 to 1.5 times the last and to 6 to 50 bars.
    least, most = max(0.67 * period, 6.0), max(min(1.5 * period, 50.0), 6.0)
    wanted = min(max(turn(im / re) if im != 0.0 and re != 0.0 else period, least), most)
    gain = 0.015 * wanted + (0.06 * period + GAIN)  # GAIN + 0.075 of the new period
    period = 0.2 * wanted + 0.8 * period
    return now + 1, period, 0.33 * period + 0.67 * smoothed, re, im, i2, q2, gain


def turn(t):
    """2 pi / atan(t) to 2e-13 for |t| up to 1.8; beyond that the sign is right and it is between -6 and 6 (periods that are not used).

    atan(t) / t is a quotient of two polynomials in t**2, fitted at the Chebyshev nodes of 0 to 3.3: no call, one division.
    """
    t = min(max(t, -2.0), 2.0)
    z = t * t
    y = z * z
    above = (
        (0.9999999999998984 + 2.5025472984870762 * z)
        + y * (2.3169009198287633 + 0.9861765055343167 * z)
        + (y * y)
        * ((0.19597339800188252 + 0.016484254889047523 * z) + y * (0.0004502832475193798 + 1.689566815302293e-06 * z))
    )
    below = (
        (1.0 + 2.8358806318062215 * z)
        + y * (3.06219446412443 + 1.5825890061329946 * z)
        + (y * y)
        * ((0.40507889201595226 + 0.04826024287807164 * z) + y * (0.0022461348407879374 + 2.6108137460483637e-05 * z))
    )
    return TURN * below / (t * above)


def wave_of(window, now):
    """(in phase, quadrature) at bar `now`: the detrended price three bars ago and its Hilbert transform."""
    return window[DETREND + ((now - 3) & 15)], window[QUARTER + (now & 15)]


def phase_of(window, now, period, before):
    """Degrees of the smoothed price's Fourier component over one period; `before`: the last phase, kept where there is none."""
    n = int(period + 0.5)
    real, imaginary = 0.0, 0.0
    c, s = cos(TURN / max(n, 1)), sin(TURN / max(n, 1))
    u, v = 1.0, 0.0
    for i in range(n):
        x = window[SMOOTH + ((now - i) & 63)]
        real += v * x
        imaginary += u * x
        u, v = u * c - v * s, v * c + u * s
    phase = before
    if imaginary != 0.0:
        phase = atan(real / imaginary) * DEGREES
    elif real != 0.0:
        phase += 90.0 if real > 0.0 else -90.0
    phase += 90.0 + 360.0 / period  # a bar that the smoothing lags
    if imaginary < 0.0:
        phase += 180.0
    return phase - 360.0 if phase > 315.0 else phase


def trendline_of(window, now, period, one, two, three):
    """(mean of the last period's prices, that and the three means before weighted 4 : 3 : 2 : 1)."""
    n = int(period + 0.5)
    total = 0.0
    for i in range(n):
        total += window[(now - i) & 63]
    mean = total / max(n, 1)
    return mean, (4.0 * mean + 3.0 * one + 2.0 * two + three) / 10.0


def trend_of(crossed, since, turned, period, away):
    """1 trend, 0 cycle: see ht_trendmode."""
    if away:
        return 1.0
    if crossed or since < 0.5 * period:
        return 0.0
    return 0.0 if 0.67 * 360.0 / period < turned < 1.5 * 360.0 / period else 1.0
