"""TA-Lib's 61 candlesticks against TA-Lib, and their strength against numpy: the size that each docstring names over the typical range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import talib
from talib import abstract

from tradewind.market.columns import Bars

from ..candle_rows import Candles
from . import Case

Size = Callable[[Candles], np.ndarray]


def body(k: int = 0) -> Size:
    return lambda c: c.body(k)


def lower(k: int = 0) -> Size:
    return lambda c: c.lower(k)


def upper(c: Candles) -> np.ndarray:
    return c.upper()


def span(c: Candles) -> np.ndarray:
    return c.span()


def longer(c: Candles) -> np.ndarray:
    return np.maximum(c.upper(), c.lower())


def shorter(c: Candles) -> np.ndarray:
    return np.minimum(c.upper(), c.lower())


def longest_body(c: Candles) -> np.ndarray:
    return np.maximum(c.body(), c.body(1))


def away(c: Candles) -> np.ndarray:
    return np.abs(c.close(1) - c.close(2))


def doji(c: Candles) -> np.ndarray:
    return 0.1 * c.mean_span()


def average(c: Candles) -> np.ndarray:
    return c.mean_body()


# Ours: TA-Lib's, and what measures its strength.
TALIB: dict[str, tuple[str, Size]] = {
    "cdl_dragonfly_doji": ("CDLDRAGONFLYDOJI", lower()),
    "cdl_gravestone_doji": ("CDLGRAVESTONEDOJI", upper),
    "cdl_long_legged_doji": ("CDLLONGLEGGEDDOJI", longer),
    "cdl_rickshaw_man": ("CDLRICKSHAWMAN", shorter),
    "cdl_takuri": ("CDLTAKURI", lower()),
    "cdl_high_wave": ("CDLHIGHWAVE", shorter),
    "cdl_spinning_top": ("CDLSPINNINGTOP", shorter),
    "cdl_marubozu": ("CDLMARUBOZU", body()),
    "cdl_closing_marubozu": ("CDLCLOSINGMARUBOZU", body()),
    "cdl_belt_hold": ("CDLBELTHOLD", body()),
    "cdl_long_line": ("CDLLONGLINE", body()),
    "cdl_hammer": ("CDLHAMMER", lower()),
    "cdl_hanging_man": ("CDLHANGINGMAN", lower()),
    "cdl_inverted_hammer": ("CDLINVERTEDHAMMER", upper),
    "cdl_shooting_star": ("CDLSHOOTINGSTAR", upper),
    "cdl_engulfing": ("CDLENGULFING", body()),
    "cdl_harami": ("CDLHARAMI", body(1)),
    "cdl_harami_cross": ("CDLHARAMICROSS", body(1)),
    "cdl_counterattack": ("CDLCOUNTERATTACK", body()),
    "cdl_dark_cloud_cover": ("CDLDARKCLOUDCOVER", body()),
    "cdl_piercing": ("CDLPIERCING", body()),
    "cdl_in_neck": ("CDLINNECK", body(1)),
    "cdl_on_neck": ("CDLONNECK", body(1)),
    "cdl_thrusting": ("CDLTHRUSTING", body(1)),
    "cdl_matching_low": ("CDLMATCHINGLOW", body(1)),
    "cdl_homing_pigeon": ("CDLHOMINGPIGEON", body(1)),
    "cdl_separating_lines": ("CDLSEPARATINGLINES", body()),
    "cdl_kicking": ("CDLKICKING", body()),
    "cdl_kicking_by_length": ("CDLKICKINGBYLENGTH", longest_body),
    "cdl_morning_star": ("CDLMORNINGSTAR", body()),
    "cdl_morning_doji_star": ("CDLMORNINGDOJISTAR", body()),
    "cdl_evening_star": ("CDLEVENINGSTAR", body()),
    "cdl_evening_doji_star": ("CDLEVENINGDOJISTAR", body()),
    "cdl_abandoned_baby": ("CDLABANDONEDBABY", body()),
    "cdl_tri_star": ("CDLTRISTAR", away),
    "cdl_two_crows": ("CDL2CROWS", body()),
    "cdl_upside_gap_two_crows": ("CDLUPSIDEGAP2CROWS", body()),
    "cdl_unique_three_river": ("CDLUNIQUE3RIVER", body(2)),
    "cdl_three_white_soldiers": ("CDL3WHITESOLDIERS", body()),
    "cdl_advance_block": ("CDLADVANCEBLOCK", body(2)),
    "cdl_stalled_pattern": ("CDLSTALLEDPATTERN", body(1)),
    "cdl_three_black_crows": ("CDL3BLACKCROWS", body()),
    "cdl_identical_three_crows": ("CDLIDENTICAL3CROWS", body()),
    "cdl_three_inside": ("CDL3INSIDE", body()),
    "cdl_three_outside": ("CDL3OUTSIDE", body(1)),
    "cdl_three_stars_in_the_south": ("CDL3STARSINSOUTH", lower(2)),
    "cdl_stick_sandwich": ("CDLSTICKSANDWICH", body()),
    "cdl_gap_side_by_side_white": ("CDLGAPSIDESIDEWHITE", body()),
    "cdl_tasuki_gap": ("CDLTASUKIGAP", body(1)),
    "cdl_side_gap_three_methods": ("CDLXSIDEGAP3METHODS", body(1)),
    "cdl_three_line_strike": ("CDL3LINESTRIKE", body()),
    "cdl_concealing_baby_swallow": ("CDLCONCEALBABYSWALL", body()),
    "cdl_breakaway": ("CDLBREAKAWAY", body()),
    "cdl_ladder_bottom": ("CDLLADDERBOTTOM", body()),
    "cdl_mat_hold": ("CDLMATHOLD", body()),
    "cdl_rise_fall_three_methods": ("CDLRISEFALL3METHODS", body()),
    "cdl_hikkake": ("CDLHIKKAKE", span),
    "cdl_modified_hikkake": ("CDLHIKKAKEMOD", span),
}
PENETRATION = {
    "cdl_dark_cloud_cover": 0.4,
    "cdl_morning_star": 0.1,
    "cdl_morning_doji_star": 0.1,
    "cdl_evening_star": 0.1,
    "cdl_evening_doji_star": 0.1,
    "cdl_abandoned_baby": 0.1,
    "cdl_mat_hold": 0.8,
}
# Those whose strength says how small the body is, and the limit.
SMALL: dict[str, tuple[str, Size]] = {
    "cdl_doji": ("CDLDOJI", doji),
    "cdl_short_line": ("CDLSHORTLINE", average),
    "cdl_doji_star": ("CDLDOJISTAR", doji),
}


# Morris's counterparts: TA-Lib's functions on the chart upside down.
TURNED = {
    "cdl_two_rabbits": "cdl_two_crows",
    "cdl_downside_gap_two_rabbits": "cdl_upside_gap_two_crows",
    "cdl_unique_three_mountain": "cdl_unique_three_river",
    "cdl_three_stars_in_the_north": "cdl_three_stars_in_the_south",
    "cdl_ladder_top": "cdl_ladder_bottom",
    "cdl_bearish_stick_sandwich": "cdl_stick_sandwich",
    "cdl_descending_hawk": "cdl_homing_pigeon",
    "cdl_matching_high": "cdl_matching_low",
    "cdl_descent_block": "cdl_advance_block",
    "cdl_bullish_stalled_pattern": "cdl_stalled_pattern",
    "cdl_bullish_on_neck": "cdl_on_neck",
    "cdl_bullish_in_neck": "cdl_in_neck",
    "cdl_bullish_thrusting": "cdl_thrusting",
    "cdl_bearish_mat_hold": "cdl_mat_hold",
    "cdl_gap_side_by_side_black": "cdl_gap_side_by_side_white",
}


def signal(b: Bars, function: str, penetration: list[float]) -> np.ndarray:
    """TA-Lib's integers, with NaN for the bars that it can't judge (it has 0 there)."""
    found = getattr(talib, function)(b.open, b.high, b.low, b.close, *penetration).astype(np.float64)
    found[: getattr(abstract, function).lookback] = np.nan
    return found


def large(name: str) -> Callable[[Bars], list[np.ndarray]]:
    function, size = TALIB[name]
    penetration = [PENETRATION[name]] if name in PENETRATION else []

    def reference(b: Bars) -> list[np.ndarray]:
        found, c = signal(b, function, penetration), Candles(b)
        return [found, c.strength(found, size(c))]

    return reference


def turned(name: str) -> Callable[[Bars], list[np.ndarray]]:
    def reference(b: Bars) -> list[np.ndarray]:
        below = replace(b, open=-b.open, high=-b.low, low=-b.high, close=-b.close)
        found, strength = large(name)(below)
        return [0.0 - found, strength]

    return reference


def small(function: str, limit: Size) -> Callable[[Bars], list[np.ndarray]]:
    def reference(b: Bars) -> list[np.ndarray]:
        found, c = signal(b, function, []), Candles(b)
        return [found, c.small(found, c.body(), limit(c))]

    return reference


CASES = [
    *(Case(n, {"penetration": PENETRATION[n]} if n in PENETRATION else {}, large(n)) for n in TALIB),
    *(Case(n, {"penetration": PENETRATION[o]} if o in PENETRATION else {}, turned(o)) for n, o in TURNED.items()),
    *(Case(n, {}, small(*known)) for n, known in SMALL.items()),
]
