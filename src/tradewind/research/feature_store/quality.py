"""Quality of feature columns: what is missing, stands still or is infinite, and how far the newest values have drifted from a reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tradewind.errors import UsageError
from tradewind.features.sets import NamedSet

BINS = 10
LEAST = 200  # rows on either side below which drift says nothing: with ten bins chance alone gives a PSI of 9 / 200 + 9 / 200 = 0.09


@dataclass(frozen=True)
class Thresholds:
    """From where on a column is over.

    missing: share of rows without a value since the column's first. psi: population stability index; 0.1 to 0.25 is commonly taken for a
    moderate, more for a major change (N. Siddiqi, Credit Risk Scorecards (2006), ch. 8). ks: Kolmogorov-Smirnov distance. Its p-value
    is told, but not judged by: it takes rows to be independent, which bars' features are not, and calls anything a change.
    """

    missing: float = 0.05
    psi: float = 0.25
    ks: float = 0.25


@dataclass(frozen=True)
class ColumnQuality:
    """One column. Drift is None where it says nothing: too few values, or a column in units of price, which drifts as price does."""

    column: str
    values: int
    missing: float
    infinite: int
    constant: bool
    psi: float | None
    ks: float | None
    ks_p: float | None
    over: tuple[str, ...]


def quality(
    chosen: NamedSet, columns: Mapping[str, np.ndarray], reference: int, thresholds: Thresholds | None = None
) -> list[ColumnQuality]:
    """One entry a column. reference: how many of the first rows are the reference; the others are held against them.

    Raises
    ------
    UsageError: no rows on one side of the reference's end.
    """
    limits = thresholds or Thresholds()
    rows = len(next(iter(columns.values())))
    if not 0 < reference < rows:
        raise UsageError(f"a reference of {reference} of {rows} rows leaves nothing to hold against it")
    in_price = _in_price(chosen)
    return [_column(n, v, reference, limits, judged=n not in in_price) for n, v in columns.items()]


def _in_price(chosen: NamedSet) -> set[str]:
    """Columns in units of price: those that scale with their inputs, of prices or of columns in units of price."""
    found = {"open", "high", "low", "close"}
    for name, use in chosen.uses.items():
        if use.kind.scaling == 1 and any(i in found or "." in i for i in use.inputs):
            found.update(use.columns(name))
    return found


def stability_index(reference: np.ndarray, newest: np.ndarray) -> float:
    """Population stability index: sum over bins of (q - p) ln(q / p), p and q the shares of the reference and of the newest values.

    Bins are the reference's deciles, or its values where there are no more of them than bins. Half a row is added to each bin, so that
    an empty one has a logarithm. The sum is Kullback and Leibler's symmetric divergence (On Information and Sufficiency, 1951).
    """
    distinct = np.unique(reference)
    edges = (
        (distinct[1:] + distinct[:-1]) / 2.0
        if len(distinct) <= BINS
        else np.unique(np.quantile(reference, np.arange(1, BINS) / BINS))
    )
    p, q = (_shares(v, edges) for v in (reference, newest))
    return float(((q - p) * np.log(q / p)).sum())


def _shares(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    counts = np.bincount(np.searchsorted(edges, values, side="right"), minlength=len(edges) + 1) + 0.5
    return counts / counts.sum()


def _column(name: str, values: np.ndarray, reference: int, limits: Thresholds, *, judged: bool) -> ColumnQuality:
    finite = np.isfinite(values)
    infinite = int(np.isinf(values).sum())
    known = values[finite]
    first = int(finite.argmax()) if finite.any() else 0
    missing = float(np.isnan(values[first:]).mean())
    constant = bool(len(known)) and bool((known == known[0]).all())
    psi = ks = p = None
    before, after = values[:reference][finite[:reference]], values[reference:][finite[reference:]]
    if judged and min(len(before), len(after)) >= LEAST:
        from scipy.stats import ks_2samp

        psi = stability_index(before, after)
        ks, p = (float(x) for x in tuple(ks_2samp(before, after, method="asymp")))
    over = [
        text
        for holds, text in (
            (infinite > 0, f"{infinite} infinite"),
            (missing > limits.missing, f"missing {missing:.1%} > {limits.missing:.1%}"),
            (constant, "constant"),
            (psi is not None and psi > limits.psi, f"PSI {psi or 0:.3f} > {limits.psi:g}"),
            (ks is not None and ks > limits.ks, f"KS {ks or 0:.3f} > {limits.ks:g}"),
        )
        if holds
    ]
    return ColumnQuality(name, len(known), missing, infinite, constant, psi, ks, p, tuple(over))
