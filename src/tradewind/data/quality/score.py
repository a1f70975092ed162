"""One number for a series: 100 minus what its findings cost."""

from __future__ import annotations

from collections.abc import Iterable

from tradewind.data.quality.finding import Finding

# kind: (points that it costs at most, share of rows at which it costs them all)
WEIGHTS: dict[str, tuple[float, float]] = {
    "nan": (40, 0.01),
    "not_positive": (30, 0.01),
    "ohlc": (30, 0.01),
    "backward_time": (40, 0.01),
    "duplicate": (20, 0.05),
    "gap": (40, 0.20),
    "outside_hours": (10, 0.05),
    "wrong_zone": (40, 0.01),
    "outlier": (20, 0.005),
    "level_shift": (20, 0.005),
    "crossed": (30, 0.05),
    "stale": (15, 0.20),
    "zero_volume": (10, 0.50),
    "volume": (10, 0.01),
    "few_rows": (30, 1.00),
    "one_sided": (0, 1.00),
    "zero_spread": (0, 1.00),
    "not_fresh": (0, 1.00),
}
# What is found once costs this part of its points, so that nothing is free.
_FLOOR = 0.1


def score(findings: Iterable[Finding]) -> float:
    """Quality from 0 to 100.

    score = max(0, 100 - sum_k weight_k * max(0.1, min(1, share_k / full_k)))   over the findings k, rounded to one
    decimal; weight_k and full_k are in `WEIGHTS`. `not_fresh`, `one_sided` and `zero_spread` cost nothing: they tell
    of the source's kind, not of a defect. Source of the weights: our own choice, by how far a defect can bend a
    backtest's result.
    """
    lost = 0.0
    for found in findings:
        weight, full = WEIGHTS[found.kind]
        lost += weight * max(_FLOOR, min(1.0, found.share / full))
    return round(max(0.0, 100.0 - lost), 1)
