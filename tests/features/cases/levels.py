"""Levels, displaced lines, volume weighted prices, turning points: against TA-Lib's parts, or the published formulas in numpy."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import talib

from tradewind.market.columns import Bars
from tradewind.market.time import DAY

from ...randombars import START, random_bars
from . import Case


def intraday(seed: int) -> Bars:
    return random_bars(400, seed, timeframe="1h", volatility=0.005)


def ago(values: np.ndarray, n: int) -> np.ndarray:
    return np.concatenate([np.full(n, np.nan), values[: len(values) - n]])


def ichimoku(b: Bars) -> list[np.ndarray]:
    first, base, slow = (talib.MIDPRICE(b.high, b.low, n) for n in (5, 11, 23))
    lead = (first + base) / 2.0
    return [first, base, ago(lead, 9), ago(slow, 9), lead, slow, ago(b.close, 9)]


def alligator(b: Bars) -> list[np.ndarray]:
    price = talib.MEDPRICE(b.high, b.low)
    return [ago(talib.RMA(price, n), shift) for n, shift in ((11, 6), (7, 4), (4, 0))]


def gator(b: Bars) -> list[np.ndarray]:
    jaw, teeth, lips = alligator(b)
    return [np.abs(jaw - teeth), -np.abs(teeth - lips)]


MOUTH: dict[str, int | float] = {
    "jaw_n": 11,
    "jaw_shift": 6,
    "teeth_n": 7,
    "teeth_shift": 4,
    "lips_n": 4,
    "lips_shift": 0,
}


def by_day(formula: Callable[..., list[float]]) -> Callable[[Bars], list[np.ndarray]]:
    """Levels from formula(open, high, low, close of the day before, today's open), day after day; numpy, from the formula."""

    def levels(b: Bars) -> list[np.ndarray]:
        day = (b.ts_event - 1) // DAY
        rows = [np.flatnonzero(day == d) for d in np.unique(day)]
        table = np.full((len(formula(1.0, 1.0, 1.0, 1.0, 1.0)), len(b)), np.nan)
        for before, today in pairwise(rows):
            of = (b.open[before[0]], b.high[before].max(), b.low[before].min(), b.close[before[-1]], b.open[today[0]])
            table[:, today] = np.array(formula(*of))[:, None]
        return list(table)

    return levels


def classic(o: float, h: float, l: float, c: float, _: float) -> list[float]:
    p = (h + l + c) / 3
    return [p, 2 * p - l, p + h - l, h + 2 * (p - l), 2 * p - h, p - (h - l), l - 2 * (h - p)]


def fibonacci(o: float, h: float, l: float, c: float, _: float) -> list[float]:
    p, ratios = (h + l + c) / 3, (0.382, 0.618, 1.0)
    return [p, *(p + r * (h - l) for r in ratios), *(p - r * (h - l) for r in ratios)]


def camarilla(o: float, h: float, l: float, c: float, _: float) -> list[float]:
    return [c + sign * 1.1 * (h - l) / k for sign in (1, -1) for k in (12, 6, 4, 2)]


def woodie(o: float, h: float, l: float, c: float, today: float) -> list[float]:
    p = (h + l + 2 * today) / 4
    return [p, 2 * p - l, p + h - l, 2 * p - h, p - (h - l)]


def demark(o: float, h: float, l: float, c: float, _: float) -> list[float]:
    x = h + 2 * l + c if c < o else 2 * h + l + c if c > o else h + l + 2 * c
    return [x / 4, x / 2 - l, x / 2 - h]


def weighted(price: np.ndarray, volume: np.ndarray) -> list[np.ndarray]:
    """Mean of all prices so far and 1.5 deviations about it; numpy, from the formula, about the first price."""
    size, d = np.cumsum(volume), price - price[0]
    mean = np.cumsum(volume * d) / size
    wide = 1.5 * np.sqrt(np.maximum(np.cumsum(volume * d * d) / size - mean * mean, 0.0))
    return [price[0] + mean, price[0] + mean + wide, price[0] + mean - wide]


def session(b: Bars) -> list[np.ndarray]:
    price, day = talib.TYPPRICE(b.high, b.low, b.close), (b.ts_event - 1 - 7 * DAY // 24) // DAY
    parts = [weighted(price[day == d], b.volume[day == d]) for d in np.unique(day)]
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


ANCHOR = START // 10**9 + 50 * 3600


def anchored(b: Bars) -> list[np.ndarray]:
    after = b.ts_event > ANCHOR * 10**9
    price = talib.TYPPRICE(b.high, b.low, b.close)[after]
    return [np.concatenate([np.full((~after).sum(), np.nan), v]) for v in weighted(price, b.volume[after])]


def zigzag(b: Bars) -> list[np.ndarray]:
    """From one confirmed turn to the next, each found by a search over the bars after the last; numpy, from the definition."""
    n, share = len(b), 0.04
    turn, price, since = np.zeros(n), np.full(n, np.nan), np.full(n, np.nan)

    def next_turn(first: int, sign: float) -> tuple[int, int] | None:
        """(bar of the extreme, bar that confirms it) of the first turn at or after `first`; sign 1: a high."""
        top, low = (b.high, b.low) if sign > 0 else (-b.low, -b.high)
        for i in range(first + 1, n):
            at = first + int(np.argmax(top[first : i + 1]))
            limit = top[at] * (1.0 - sign * share)
            if at < i and low[i] <= limit:
                return at, i
        return None

    found = [t and (*t, s) for s in (1.0, -1.0) if (t := next_turn(0, s))]
    now = min(found, key=lambda t: (t[1], -t[2])) if found else None
    while now:
        at, known, sign = now
        turn[known] = sign
        price[known:] = (b.high if sign > 0 else b.low)[at]
        since[known:] = np.arange(known, n) - at
        after = next_turn(known, -sign)
        now = (*after, -sign) if after else None
    return [turn, price, since]


def bands_of_a_cycle(b: Bars) -> list[np.ndarray]:
    n = np.nan_to_num(talib.HT_DCPERIOD(b.close) + 0.5).astype(int)
    last = [b.close[max(i + 1 - max(k, 1), 0) : i + 1] for i, k in enumerate(n)]
    mean, deviation = np.array([x.mean() for x in last]), np.array([x.std() for x in last])
    return [mean + 2.5 * deviation, mean, mean - 1.5 * deviation]


CASES = [
    Case("ichimoku", {"conversion_n": 5, "base_n": 11, "slow_n": 23, "shift": 9}, ichimoku),
    Case("alligator", MOUTH, alligator),
    Case("gator", MOUTH, gator),
    Case("pivots_classic", {}, by_day(classic), rows=intraday),
    Case("pivots_fibonacci", {}, by_day(fibonacci), rows=intraday),
    Case("pivots_camarilla", {}, by_day(camarilla), rows=intraday),
    Case("pivots_woodie", {}, by_day(woodie), rows=intraday),
    Case("pivots_demark", {}, by_day(demark), rows=intraday),
    Case("daily_vwap", {"times": 1.5, "starts": 7 * 3600}, session, rows=intraday),
    Case("anchored_vwap", {"times": 1.5, "anchor": ANCHOR}, anchored, rows=intraday),
    Case("zigzag", {"percent": 4.0}, zigzag),
    Case("bbands_cycle", {"up": 2.5, "down": 1.5}, bands_of_a_cycle),
    Case("ma", {"n": 7, "kind": 9}, lambda b: talib.MA(b.close, 7, 9)),  # pyright: ignore[reportArgumentType] (its stub asks for a type that nobody can make)
]
