"""Prices that can't be: not a number, not positive, outside their own bar, crossed."""

from __future__ import annotations

import numpy as np

from tradewind.data.quality.finding import Finding, Severity, finding
from tradewind.market.columns import Bars, Floats, Times
from tradewind.market.instrument import AssetClass

# These may trade at or below zero: crude oil did on 20 April 2020, interest rates did for years.
MAY_BE_NEGATIVE = frozenset({AssetClass.FUTURE, AssetClass.COMMODITY, AssetClass.RATE, AssetClass.OPTION})


def not_finite(columns: dict[str, Floats], times: Times) -> list[Finding]:
    """Rows with NaN or an infinity in any column."""
    bad = np.zeros(len(times), dtype=bool)
    for values in columns.values():
        bad |= ~np.isfinite(values)
    return finding("nan", np.flatnonzero(bad), times, Severity.ERROR, "{count} rows hold NaN or infinity")


def not_positive(columns: dict[str, Floats], times: Times, asset_class: AssetClass) -> list[Finding]:
    """Rows with a price of zero or below; only a warning for what may trade there."""
    bad = np.zeros(len(times), dtype=bool)
    for values in columns.values():
        bad |= values <= 0
    severity = Severity.WARNING if asset_class in MAY_BE_NEGATIVE else Severity.ERROR
    return finding("not_positive", np.flatnonzero(bad), times, severity, "{count} rows have a price of 0 or below")


def ohlc(bars: Bars) -> list[Finding]:
    """Bars whose high is below open, low or close, or whose low is above one of them."""
    bad = (bars.high < np.maximum(bars.open, bars.close)) | (bars.low > np.minimum(bars.open, bars.close))
    bad |= bars.high < bars.low
    what = "{count} bars whose high or low does not hold open and close"
    return finding("ohlc", np.flatnonzero(bad), bars.ts_event, Severity.ERROR, what)


def negative_volume(bars: Bars) -> list[Finding]:
    """Bars with a volume below zero."""
    return finding("volume", np.flatnonzero(bars.volume < 0), bars.ts_event, Severity.ERROR, "{count} negative volumes")


def crossed(bid: Floats, ask: Floats, times: Times) -> list[Finding]:
    """Quotes whose bid is above their ask, and (information) those whose bid equals it. One-sided quotes count as
    neither.
    """
    both = (bid > 0) & (ask > 0)
    over, locked = np.flatnonzero(both & (bid > ask)), np.flatnonzero(both & (bid == ask))
    return [
        *finding("crossed", over, times, Severity.ERROR, "{count} quotes with bid above ask"),
        *finding("zero_spread", locked, times, Severity.INFO, "{count} quotes with bid equal to ask"),
    ]


def one_sided(bid: Floats, ask: Floats, times: Times) -> list[Finding]:
    """Quotes with only one of their sides above zero."""
    rows = np.flatnonzero((bid > 0) != (ask > 0))
    return finding("one_sided", rows, times, Severity.INFO, "{count} quotes have one side only")
