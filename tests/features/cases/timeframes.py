"""Agreement of timeframes, divergence and the ladder: against TA-Lib, numpy and the lists of turning points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import talib

from tradewind.market.columns import Bars
from tradewind.market.time import MINUTE

from ...randombars import random_bars
from . import Case
from .swings import turning_points


def signed(seed: int) -> Bars:
    """Bars whose numbers are trends: between -2 and 2, some of them 0. No prices."""
    rng = np.random.default_rng(seed)
    bars = random_bars(400, seed)
    made = {n: np.round(rng.uniform(-2.0, 2.0, 400), 1) for n in ("open", "high", "low", "close")}
    return replace(bars, **made)


def columns(b: Bars) -> np.ndarray:
    return np.stack([b.open, b.close, b.high])


def agreement(b: Bars) -> list[np.ndarray]:
    signs = np.sign(columns(b))
    score = np.average(signs, axis=0, weights=[1.0, 2.0, 3.0])
    return [score, np.where(score == 0.0, 0.0, (signs == np.sign(score)).mean(axis=0))]


def together(b: Bars) -> list[np.ndarray]:
    held = np.clip(columns(b), -1.0, 1.0)
    return [np.average(held, axis=0, weights=[1.0, 1.0 / 2.0, 1.0 / 3.0]), np.ptp(held, axis=0)]


def timing(b: Bars, pullback: int = 2) -> list[np.ndarray]:
    """Asks at each bar how long the lower trend has gone against the higher one without a break."""
    wave, tide = np.sign(b.open), np.sign(b.close)
    n = len(b)
    waiting, entry = np.zeros(n), np.zeros(n)
    for i in range(n):
        # Back from here: all bars of this tide in which the lower did not go with it; those against it count.
        j, against = i, 0
        while j >= 0 and tide[j] == tide[i] and wave[j] != tide[i]:
            against += wave[j] == -tide[i]
            j -= 1
        waiting[i] = tide[i] if tide[i] != 0.0 and against >= pullback else 0.0
        if i and tide[i] != 0.0 and wave[i] == tide[i] and tide[i - 1] == tide[i] and waiting[i - 1] == tide[i]:
            entry[i] = tide[i]
    return [entry, waiting]


def diverging(b: Bars, oscillator: np.ndarray, size: float) -> list[np.ndarray]:
    out = np.zeros((3, len(b)))
    last: dict[int, tuple[float, float]] = {}
    for known, kind, price, bar in turning_points(b, size):
        now = (price, oscillator[bar])
        if kind in last and not np.isnan([now[1], last[kind][1]]).any():
            further, stronger = kind * (now[0] - last[kind][0]), kind * (now[1] - last[kind][1])
            if further * stronger < 0.0:
                out[0 if further > 0.0 else 1, known] = -kind
                out[2, known] = known - bar
        last[kind] = now
    return list(out)


def rsi_diverging(b: Bars) -> list[np.ndarray]:
    found = diverging(b, talib.RSI(b.close, 9), 1.5)
    return [np.concatenate([np.full(9, np.nan), f[9:]]) for f in found]


def ladder(b: Bars) -> list[np.ndarray]:
    rungs = [talib.RSI(b.close, 5), higher(b, 2 * 1440 * MINUTE), higher(b, 5 * 1440 * MINUTE)]
    return [*rungs, np.mean(np.sign(np.stack(rungs) - 50.0), axis=0)]


def higher(b: Bars, length: int) -> np.ndarray:
    """RSI of the last higher bar that had ended by each base bar's close."""
    ends = ((b.ts_event - 1) // length + 1) * length
    lasts = np.append(np.flatnonzero(np.diff(ends)), len(b) - 1)
    values = talib.RSI(b.close[lasts], 5)
    known = np.searchsorted(ends[lasts], b.ts_event, side="right") - 1
    return np.where(known >= 0, values[np.maximum(known, 0)], np.nan)


CASES = [
    Case("timeframe_strength", {"n": 12}, lambda b: talib.CORREL(b.close, np.arange(1.0, len(b) + 1.0), 12)),
    Case("trend_agreement", {"weights": 1}, agreement, inputs=("open", "close", "high"), rows=signed),
    Case("confluence", {"weights": 2}, together, inputs=("open", "close", "high"), rows=signed),
    Case("entry_timing", {"pullback": 2}, timing, inputs=("open", "close"), rows=signed),
    Case(
        "divergence",
        {"size": 1.5},
        lambda b: diverging(b, b.volume, 1.5),
        inputs=("high", "low", "close", "volume"),
    ),
    Case("rsi_divergence", {"n": 9, "size": 1.5}, rsi_diverging),
    Case("rsi_ladder", {"n": 5, "middle": 2 * 1440, "high": 5 * 1440}, ladder),
]
