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
DEGREES = 180.0 / pi


def dominant_cycle(state, window, x, start):
    """One price further: state of (bars seen, period, smoothed period, re, im, i2, q2). Before bar `start` prices are kept, no more."""
    now, period, smoothed, re, im, i2, q2 = state
    window[now & 63] = x
    if now < start:
        return now + 1, period, smoothed, re, im, i2, q2
    smooth = 0.4 * x + 0.3 * window[(now - 1) & 63] + 0.2 * window[(now - 2) & 63] + 0.1 * window[(now - 3) & 63]
    gain = 0.075 * period + 0.54  # the transformer's gain falls with the period
    s = SMOOTH
    window[s + (now & 63)] = smooth
    ahead = A * (smooth - window[s + ((now - 6) & 63)]) + B * (
        window[s + ((now - 2) & 63)] - window[s + ((now - 4) & 63)]
    )
    d, q = DETREND, QUARTER
    detrend = ahead * gain
    d2, d4, d6 = window[d + ((now - 2) & 15)], window[d + ((now - 4) & 15)], window[d + ((now - 6) & 15)]
    quadrature = (A * (detrend - d6) + B * (d2 - d4)) * gain
    inphase = window[d + ((now - 3) & 15)]
    d5, d7, d9 = window[d + ((now - 5) & 15)], window[d + ((now - 7) & 15)], window[d + ((now - 9) & 15)]
    ji = (A * (inphase - d9) + B * (d5 - d7)) * gain
    q2_, q4, q6 = window[q + ((now - 2) & 15)], window[q + ((now - 4) & 15)], window[q + ((now - 6) & 15)]
    jq = (A * (quadrature - q6) + B * (q2_ - q4)) * gain
    window[d + (now & 15)] = detrend
    window[q + (now & 15)] = quadrature
    i2_new = 0.2 * (inphase - jq) + 0.8 * i2
    q2_new = 0.2 * (quadrature + ji) + 0.8 * q2
    re = 0.2 * (i2_new * i2 + q2_new * q2) + 0.8 * re
    im = 0.2 * (i2_new * q2 - q2_new * i2) + 0.8 * im
    period = next_period(period, re, im)
    return now + 1, period, 0.33 * period + 0.67 * smoothed, re, im, i2_new, q2_new


def next_period(period, re, im):
    """The period at which the angle of (re, im) is turned in one bar, held to 0.67 to 1.5 times the last and to 6 to 50 bars, smoothed."""
    wanted = period
    if im != 0.0 and re != 0.0:
        wanted = TURN / atan(im / re)
    wanted = max(min(wanted, 1.5 * period), 0.67 * period)
    wanted = min(max(wanted, 6.0), 50.0)
    return 0.2 * wanted + 0.8 * period


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
