"""Prices that jump away and come back, and jumps that look like a split or a change of unit."""

from __future__ import annotations

import numpy as np

from tradewind.data.quality.finding import Finding, Severity, finding
from tradewind.market.columns import Floats, Times

# Market returns have fat tails: 20 robust standard deviations on a bar happen (news); going there and back is a bad
# print.
SPIKE_Z = 20.0
_REVERTS = 0.7
# A day's move by a third that stays is rarer than an unadjusted split.
_LEVEL = np.log(1.5)
# Five times the price from one row to the next is no market's move in a series of any length.
_ABSURD = np.log(5.0)
_MIN_ROWS = 30
# 1 / Phi^-1(3/4): makes the median absolute deviation a standard deviation for normal data (Rousseeuw and Croux 1993).
_MAD_TO_SD = 1.4826


def spikes(close: Floats) -> np.ndarray:
    """Row numbers of closes that jump over 20 robust standard deviations and return by 70 % or more with the next row.

    z_t = |r_t - median(r)| / (1.4826 * median(|r - median(r)|)),   r_t = ln(close_t / close_{t-1}); where over half
    of the returns are the same, the mean absolute deviation (times 1.2533) takes the place of the median one.
    """
    r = _returns(close)
    if len(r) < _MIN_ROWS:
        return np.zeros(0, dtype=np.int64)
    centred = r - np.median(r)
    scale = _scale(centred)
    if scale == 0:
        return np.zeros(0, dtype=np.int64)
    here, after = centred[:-1], centred[1:]
    big = np.abs(here) > SPIKE_Z * scale
    back = (np.sign(here) != np.sign(after)) & (np.abs(after) >= _REVERTS * np.abs(here))
    return np.flatnonzero(big & back) + 1


def outliers(close: Floats, times: Times) -> list[Finding]:
    """Spikes, as a finding."""
    what = f"{{count}} prices jump over {SPIKE_Z:g} robust standard deviations and come back"
    return finding("outlier", spikes(close), times, Severity.WARNING, what)


def level_shifts(close: Floats, times: Times) -> list[Finding]:
    """Jumps by half or more (or a third down) that are outliers and stay: an unadjusted split, another unit, another
    contract.
    """
    r = _returns(close)
    big = np.abs(r) >= _ABSURD
    if len(r) >= _MIN_ROWS:
        big |= np.abs(r) > np.maximum(_LEVEL - 1e-9, SPIKE_Z / 2 * _scale(r - np.median(r)))
    rows = np.setdiff1d(np.flatnonzero(big) + 1, [*(s := spikes(close)), *(s + 1)])
    what = "{count} jumps by a third or more that stay: unadjusted splits, another unit or contract"
    return finding("level_shift", rows, times, Severity.WARNING, what)


def _returns(close: Floats) -> Floats:
    with np.errstate(all="ignore"):
        r = np.diff(np.log(np.where(close > 0, close, np.nan)))
    return np.where(np.isfinite(r), r, 0.0)


def _scale(centred: Floats) -> float:
    mad = _MAD_TO_SD * float(np.median(np.abs(centred)))
    return mad if mad > 0 else 1.2533 * float(np.mean(np.abs(centred)))
