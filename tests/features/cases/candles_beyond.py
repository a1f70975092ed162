"""Candlesticks that TA-Lib lacks, against whole columns in numpy written from the definitions, and pandas-ta-classic's inside bar."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from pandas_ta_classic.candles.cdl_inside import cdl_inside

from tradewind.market.columns import Bars

from ..candle_rows import Candles, ago
from . import Case

Told = tuple[np.ndarray, np.ndarray]  # the signal at each bar, and the size behind its strength


def told(up: np.ndarray, down: np.ndarray) -> np.ndarray:
    return np.where(up, 100.0, 0.0) - np.where(down, 100.0, 0.0)


def near(a: np.ndarray, b: np.ndarray, width: np.ndarray) -> np.ndarray:
    """Not further apart than `width`, with a hair's breadth for the rounding of cents."""
    return np.abs(a - b) <= width + 1e-9


def extreme(c: Candles, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Highest high and lowest low of the n bars before."""
    return np.max([c.high(k) for k in range(1, n + 1)], axis=0), np.min([c.low(k) for k in range(1, n + 1)], axis=0)


def small_body(c: Candles, k: int = 0) -> np.ndarray:
    return c.body(k) <= 0.1 * c.mean_span(k)


def collapsing(c: Candles) -> Told:
    gaps = (c.high(1) < c.low(2)) & (c.high() < c.low(1))
    found = c.white(2) & small_body(c, 1) & c.black() & gaps & (c.trend(2) > 0)
    return told(np.zeros(len(found)), found), c.body()


def outside_bar(c: Candles) -> Told:
    found = (c.high() > c.high(1)) & (c.low() < c.low(1))
    return np.where(found, 100.0 * c.colour(), 0.0), c.span()


def wide_range(c: Candles) -> Told:
    return np.where(c.span() > 1.5 * c.mean_span(), 100.0 * c.colour(), 0.0), c.body()


def long_day(c: Candles) -> Told:
    found = (c.body() > 3 * c.mean_body()) & (c.upper() < c.body()) & (c.lower() < c.body())
    return np.where(found, 100.0 * c.colour(), 0.0), c.body()


def squeeze(c: Candles) -> Told:
    found = (c.high(2) > c.high(1)) & (c.high(1) > c.high()) & (c.low(2) < c.low(1)) & (c.low(1) < c.low())
    found &= (c.body(2) > c.mean_body(2)) & (c.trend(2) == c.colour(2))
    return np.where(found, -100.0 * c.colour(2), 0.0), c.body(2)


def thrust(c: Candles) -> Told:
    beyond = np.maximum(c.close() - c.high(1), c.low(1) - c.close())
    return told(c.close() > c.high(1), c.close() < c.low(1)), beyond


def window(c: Candles) -> Told:
    gap = np.maximum(c.low() - c.high(1), c.low(1) - c.high())
    return told(c.low() > c.high(1), c.high() < c.low(1)), gap


def three_windows(c: Candles) -> Told:
    """The windows' own list, with the bars between them left out."""
    gaps, size = window(c)
    signal = np.zeros(len(gaps))
    at = np.flatnonzero(gaps)
    turned = np.flatnonzero(np.diff(gaps[at], prepend=0.0) != 0.0)
    signal[[at[t + 2] for t in turned if (gaps[at[t : t + 3]] == gaps[at[t]]).sum() == 3]] = 1.0
    return signal * -gaps, size


def island(c: Candles) -> Told:
    b, found, size = c.bars, np.zeros(len(c.bars)), np.zeros(len(c.bars))
    for i in range(len(b)):
        for n in range(min(7, i - 1), 0, -1):
            top, bottom = b.high[i - n : i].max(), b.low[i - n : i].min()
            above = bottom - max(b.high[i - n - 1], b.high[i])
            below = min(b.low[i - n - 1], b.low[i]) - top
            if max(above, below) > 0.0:
                found[i], size[i] = (-100.0, above) if above > 0.0 else (100.0, below)
    return found, size


def kicker(c: Candles) -> Told:
    long = (c.body() > c.mean_body()) & (c.body(1) > c.mean_body(1))
    up = long & c.white() & c.black(1) & (c.open() >= c.open(1))
    down = long & c.black() & c.white(1) & (c.open() <= c.open(1))
    return told(up, down), c.body()


def gapping_black(c: Candles) -> Told:
    found = c.black(1) & c.black() & (c.high(1) < c.low(2)) & (c.high() < c.high(1)) & (c.trend(2) < 0)
    return told(np.zeros(len(found)), found), c.body()


def oops(c: Candles) -> Told:
    up, down = (c.open() < c.low(1)) & (c.high() > c.low(1)), (c.open() > c.high(1)) & (c.low() < c.high(1))
    return told(up, down), np.maximum(np.where(up, c.close() - c.low(1), c.high(1) - c.close()), 0.0)


def pin(c: Candles) -> Told:
    up, down = c.low() < c.low(1), c.high() > c.high(1)
    up, down = up & (c.lower() >= 0.6 * c.span()), down & (c.upper() >= 0.6 * c.span())
    return told(up, down), np.maximum(c.upper(), c.lower())


def reversal(c: Candles) -> Told:
    top, bottom = extreme(c, 5)
    return told((c.low() < bottom) & (c.close() > c.close(1)), (c.high() > top) & (c.close() < c.close(1))), c.span()


def key_reversal(c: Candles) -> Told:
    top, bottom = extreme(c, 3)
    return told((c.low() < bottom) & (c.close() > c.high(1)), (c.high() > top) & (c.close() < c.low(1))), c.span()


def two_bar(c: Candles) -> Told:
    found = (c.white() != c.white(1)) & (c.bottom(1) >= c.low()) & (c.top(1) <= c.high())
    for k in (0, 1):
        found &= (c.span(k) > c.mean_span(k)) & (np.maximum(c.upper(k), c.lower(k)) <= 0.3 * c.span(k))
    return np.where(found, 100.0 * c.colour(), 0.0), c.body()


def smash(c: Candles) -> Told:
    up, down = (c.close(1) < c.low(2)) & (c.high() > c.high(1)), (c.close(1) > c.high(2)) & (c.low() < c.low(1))
    return told(up, down), np.where(up, c.high() - c.high(1), c.low(1) - c.low())


def shooting(c: Candles) -> Told:
    found = c.white(1) & (c.open() > c.close(1)) & (c.upper() >= 3 * c.body()) & (c.upper() > 0)
    found &= c.lower() <= 0.1 * c.mean_span()
    return told(np.zeros(len(found)), found), c.upper()


def tweezers(c: Candles) -> Told:
    equal = 0.05 * c.mean_span(1, 5)
    return (
        told(
            (c.trend(2) < 0) & near(c.low(), c.low(1), equal),
            (c.trend(2) > 0) & near(c.high(), c.high(1), equal),
        ),
        c.span(),
    )


def last_engulfing(c: Candles) -> Told:
    covers = (c.bottom() <= c.bottom(1)) & (c.top() >= c.top(1)) & (c.white() != c.white(1))
    covers &= (c.bottom() < c.bottom(1)) | (c.top() > c.top(1))
    return told(covers & c.black() & (c.trend(2) < 0), covers & c.white() & (c.trend(2) > 0)), c.body()


def above_stomach(c: Candles) -> Told:
    found = c.black(1) & (c.close() > c.open()) & (2 * c.open() >= c.open(1) + c.close(1)) & (c.trend(2) < 0)
    return told(found, np.zeros(len(found))), c.body()


def below_stomach(c: Candles) -> Told:
    middle = (c.open(1) + c.close(1)) / 2
    found = c.white(1) & (c.body(1) > c.mean_body(1)) & (c.open() < middle) & (c.close() <= middle) & (c.trend(2) > 0)
    return told(np.zeros(len(found)), found), c.body(1)


def one_soldier(c: Candles) -> Told:
    long = c.body(1) > c.mean_body(1)
    soldier = c.black(1) & (c.close() > c.open()) & (c.open() > c.close(1)) & (c.close() > c.high(1)) & (c.trend(2) < 0)
    crow = c.white(1) & c.black() & (c.open() < c.close(1)) & (c.close() < c.low(1)) & (c.trend(2) > 0)
    return told(long & soldier, long & crow), c.body()


def price_lines(c: Candles) -> Told:
    """n rises in a row, and none before them."""
    n = 4

    def lines(rises: np.ndarray) -> np.ndarray:
        return np.all([ago(rises, k) == 1.0 for k in range(n)], axis=0) & (ago(rises, n) != 1.0)

    top, bottom = lines((c.high() > c.high(1)) * 1.0), lines((c.low() < c.low(1)) * 1.0)
    return told(bottom, top), np.where(top, c.high() - c.high(n), c.low(n) - c.low()) / n


def narrowest(c: Candles, n: int) -> tuple[np.ndarray, np.ndarray]:
    least = np.min([c.span(k) for k in range(1, n)], axis=0)
    return c.span() < least, least


def four_price(c: Candles) -> list[np.ndarray]:
    found = np.ptp([c.open(), c.high(), c.low(), c.close()], axis=0) == 0.0
    return [found * 100.0, found * 1.0]


def doji_in(direction: float) -> Callable[[Candles], list[np.ndarray]]:
    def reference(c: Candles) -> list[np.ndarray]:
        signal = np.where(small_body(c) & (c.trend(1) == direction), -100.0 * direction, 0.0)
        return [signal, c.small(signal, c.body(), 0.1 * c.mean_span())]

    return reference


def gapping_doji(c: Candles) -> list[np.ndarray]:
    signal = window(c)[0] * small_body(c)
    return [signal, c.small(signal, c.body(), 0.1 * c.mean_span())]


def inside_bar(c: Candles) -> list[np.ndarray]:
    b = c.bars
    found = cdl_inside(*(pd.Series(x) for x in (b.open, b.high, b.low, b.close)), asbool=True)
    signal = np.asarray(found, dtype=np.float64) * 100.0
    return [signal, c.small(signal, c.span(), c.span(1))]


def narrow(n: int, inside: bool = False) -> Callable[[Candles], list[np.ndarray]]:
    def reference(c: Candles) -> list[np.ndarray]:
        found, least = narrowest(c, n)
        if inside:
            found &= (c.high() < c.high(1)) & (c.low() > c.low(1))
        return [found * 100.0, c.small(found * 100.0, c.span(), least)]

    return reference


def narrow_bars(c: Candles) -> list[np.ndarray]:
    width = np.max([c.high(k) for k in range(3)], axis=0) - np.min([c.low(k) for k in range(3)], axis=0)
    least = np.min([ago(width, k) for k in range(1, 21)], axis=0)
    signal = (width < least) * 100.0
    return [signal, c.small(signal, width, least)]


def ws7(c: Candles) -> list[np.ndarray]:
    most = np.max([c.span(k) for k in range(1, 7)], axis=0)
    signal = np.where(c.span() > most, 100.0 * c.colour(), 0.0)
    ratio = np.divide(c.span(), 2 * most, out=np.ones(len(most)), where=most > 0.0)
    return [signal, np.where(signal == 0.0, 0.0, np.minimum(ratio, 1.0))]


SIZED: dict[str, tuple[dict[str, int | float], Callable[[Candles], Told]]] = {
    "cdl_collapsing_doji_star": ({}, collapsing),
    "cdl_outside_bar": ({}, outside_bar),
    "cdl_wide_range_bar": ({"factor": 1.5}, wide_range),
    "cdl_long_day": ({}, long_day),
    "cdl_squeeze_alert": ({}, squeeze),
    "cdl_thrust_bar": ({}, thrust),
    "cdl_window": ({}, window),
    "cdl_three_windows": ({}, three_windows),
    "cdl_island_reversal": ({"n": 7}, island),
    "cdl_kicker": ({}, kicker),
    "cdl_two_black_gapping": ({}, gapping_black),
    "cdl_oops": ({}, oops),
    "cdl_pin_bar": ({"nose": 0.6}, pin),
    "cdl_reversal_bar": ({"n": 5}, reversal),
    "cdl_key_reversal": ({"n": 3}, key_reversal),
    "cdl_two_bar_reversal": ({"end": 0.3}, two_bar),
    "cdl_smash_day": ({}, smash),
    "cdl_two_line_shooting_star": ({}, shooting),
    "cdl_tweezers": ({}, tweezers),
    "cdl_last_engulfing": ({}, last_engulfing),
    "cdl_above_the_stomach": ({}, above_stomach),
    "cdl_below_the_stomach": ({}, below_stomach),
    "cdl_one_soldier": ({}, one_soldier),
    "cdl_new_price_lines": ({"n": 4}, price_lines),
}
GRADED: dict[str, tuple[dict[str, int | float], Callable[[Candles], list[np.ndarray]]]] = {
    "cdl_four_price_doji": ({}, four_price),
    "cdl_northern_doji": ({}, doji_in(1.0)),
    "cdl_southern_doji": ({}, doji_in(-1.0)),
    "cdl_gapping_doji": ({}, gapping_doji),
    "cdl_inside_bar": ({}, inside_bar),
    "cdl_nr4": ({}, narrow(4)),
    "cdl_nr7": ({}, narrow(7)),
    "cdl_inside_nr4": ({}, narrow(4, inside=True)),
    "cdl_narrow_bars": ({"n": 3}, narrow_bars),
    "cdl_ws7": ({}, ws7),
}


def sized(definition: Callable[[Candles], Told]) -> Callable[[Bars], list[np.ndarray]]:
    def reference(b: Bars) -> list[np.ndarray]:
        c = Candles(b)
        signal, size = definition(c)
        return [signal, c.strength(signal, size)]

    return reference


def graded(definition: Callable[[Candles], list[np.ndarray]]) -> Callable[[Bars], list[np.ndarray]]:
    return lambda b: definition(Candles(b))


CASES = [
    *(Case(name, params, sized(definition)) for name, (params, definition) in SIZED.items()),
    *(Case(name, params, graded(definition)) for name, (params, definition) in GRADED.items()),
]
