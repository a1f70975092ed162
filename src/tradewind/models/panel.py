"""What a model is trained on: one instrument's feature matrix, or several pooled into one table of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradewind.errors import ModelError
from tradewind.models.labels import UNKNOWN, direction, forward_return, label_end

Floats = NDArray[np.float64]
Times = NDArray[np.int64]


@dataclass(frozen=True)
class Series:
    """One instrument's bars as a model sees them.

    ts_event: (n,) int64 nanoseconds, each bar's close, strictly rising. close: (n,) float64, > 0.
    features: (n, k) float64, known at `ts_event`; NaN where a feature is not warm yet.
    """

    instrument: str
    ts_event: Times
    close: Floats
    features: Floats


@dataclass(frozen=True)
class Panel:
    """All instruments' rows, stacked instrument by instrument, with labels and their end times: (n,) and (n, k)."""

    names: tuple[str, ...]
    instruments: tuple[str, ...]
    instrument: NDArray[np.intp]
    ts: Times
    close: Floats
    features: Floats
    label: NDArray[np.int8]
    label_end: Times

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Rows whose features are all known."""
        return np.asarray(~np.isnan(self.features).any(axis=1))

    @property
    def moved(self) -> NDArray[np.bool_]:
        """Rows whose label is up or down: no move and unknown neither train nor count as right or wrong."""
        return (self.label == 1) | (self.label == -1)

    def rows_of(self, number: int) -> NDArray[np.intp]:
        """Rows of the instrument with this number, in order of time."""
        return np.flatnonzero(self.instrument == number)


def pool(series: Sequence[Series], names: Sequence[str], *, horizon: int, band: float) -> Panel:
    """Stack instruments into one panel and label it.

    Raises
    ------
    ModelError: no series, an instrument twice, shapes that do not fit, infinite features, or what `labels` refuses.
    """
    if not series:
        raise ModelError("nothing to train on: no instrument was given", try_="tradewind data list")
    ids = tuple(s.instrument for s in series)
    if len(set(ids)) != len(ids):
        raise ModelError(f"an instrument is given twice among {', '.join(ids)}")
    for one in series:
        _require_shapes(one, names)
    return Panel(
        names=tuple(names),
        instruments=ids,
        instrument=np.repeat(np.arange(len(series)), [len(s.ts_event) for s in series]),
        ts=np.concatenate([np.asarray(s.ts_event, dtype=np.int64) for s in series]),
        close=np.concatenate([np.asarray(s.close, dtype=np.float64) for s in series]),
        features=np.concatenate([np.asarray(s.features, dtype=np.float64) for s in series]),
        label=np.concatenate([direction(forward_return(s.close, horizon), band) for s in series]),
        label_end=np.concatenate([label_end(s.ts_event, horizon) for s in series]),
    )


def _require_shapes(one: Series, names: Sequence[str]) -> None:
    n = len(one.ts_event)
    if len(one.close) != n or one.features.shape != (n, len(names)):
        raise ModelError(
            f"{one.instrument}: {n} times, {len(one.close)} closes, features {one.features.shape}; "
            f"expected ({n}, {len(names)})"
        )
    infinite = np.isinf(one.features)
    if infinite.any():
        row, column = np.argwhere(infinite)[0]
        raise ModelError(
            f"{one.instrument}: feature {names[column]} is infinite at row {row}", try_="tradewind data check"
        )


assert UNKNOWN not in (1, -1)
