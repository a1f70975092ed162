"""Block bootstrap: confidence intervals for statistics of dependent data."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tradewind.errors import ModelError

Indices = NDArray[np.intp]
_CELLS = 2_000_000  # indices drawn at a time, so that memory stays small


def block_length(n: int, horizon: int = 1) -> int:
    """Mean block length: n ** (1/3), optimal in order (Politis & White 2004), or twice the horizon if longer."""
    return int(min(n, max(2 * horizon, round(n ** (1 / 3)), 1)))


def stationary_indices(
    n: int, mean_block: float, draws: int, rng: np.random.Generator, length: int | None = None
) -> Indices:
    """Rows of `draws` resamples, blocks of geometric length that wrap around. Returns (draws, length); length: None for n.

    Source: D. Politis, J. Romano, The Stationary Bootstrap, JASA 89 (1994).
    """
    length = n if length is None else length
    _require(n, mean_block, draws)
    _require(length, mean_block, draws)
    fresh = rng.random((draws, length)) < 1.0 / mean_block
    fresh[:, 0] = True
    starts = rng.integers(n, size=(draws, length))
    at = np.arange(length)
    block = np.maximum.accumulate(np.where(fresh, at, 0), axis=1)
    return (np.take_along_axis(starts, block, axis=1) + at - block) % n


def circular_indices(n: int, block: int, draws: int, rng: np.random.Generator) -> Indices:
    """Rows of `draws` resamples, blocks of one length that wrap around. Returns (draws, n).

    Source: D. Politis, J. Romano, A circular block-resampling procedure for stationary data (1992).
    """
    _require(n, block, draws)
    starts = rng.integers(n, size=(draws, -(-n // block)))
    return ((starts[:, :, None] + np.arange(block)) % n).reshape(draws, -1)[:, :n]


def resamples(n: int, mean_block: float, draws: int, seed: int) -> Iterator[Indices]:
    """Stationary resamples in chunks (c, n) that together make `draws`; the same for a seed wherever they run."""
    rng = np.random.default_rng(seed)
    chunk = max(1, _CELLS // max(n, 1))
    for done in range(0, draws, chunk):
        yield stationary_indices(n, mean_block, min(chunk, draws - done), rng)


def interval(statistics: NDArray[np.floating], level: float = 0.95) -> tuple[float, float]:
    """Percentile interval of resampled statistics; (NaN, NaN) when more than 5% of them are undefined.

    Source: B. Efron, R. Tibshirani, An Introduction to the Bootstrap (1993), ch. 13.
    """
    known = statistics[np.isfinite(statistics)]
    if len(known) < 0.95 * len(statistics) or len(known) == 0:
        return float("nan"), float("nan")
    tail = 50.0 * (1.0 - level)
    low, high = np.percentile(known, [tail, 100.0 - tail])
    return float(low), float(high)


def _require(n: int, block: float, draws: int) -> None:
    if n < 1 or draws < 1 or not block >= 1:
        raise ModelError(f"bootstrap of {n} rows, block {block}, {draws} draws; each must be at least 1")
