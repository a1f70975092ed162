"""Made bars and orders for both sides of a comparison: prices off every grid, so that no two levels are ever equal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FEE = 0.001


@dataclass(frozen=True)
class Walk:
    """opens, highs, lows, closes: (n,); a walk whose bars gap from close to open."""

    opens: np.ndarray
    highs: np.ndarray
    lows: np.ndarray
    closes: np.ndarray

    @property
    def rows(self) -> np.ndarray:
        """(n, 4), as `by_hand` takes them."""
        return np.column_stack([self.opens, self.highs, self.lows, self.closes])

    def __len__(self) -> int:
        return len(self.closes)


def walk(n: int, seed: int, *, gaps: bool = True) -> Walk:
    """Of 1% a bar, some bars much wider, so that stops and targets are met inside bars, at gaps, and both in one bar."""
    rng = np.random.default_rng(seed)
    closes = 100 * np.exp(np.cumsum(rng.normal(0, 0.01, n)))
    before = np.concatenate(([100.0], closes[:-1]))
    opens = before * np.exp(rng.normal(0, 0.006, n)) if gaps else before
    reach = np.exp(np.abs(rng.normal(0, 0.006, (2, n))) * rng.choice([1.0, 4.0], (2, n), p=[0.85, 0.15]))
    return Walk(opens, np.maximum(opens, closes) * reach[0], np.minimum(opens, closes) / reach[1], closes)
