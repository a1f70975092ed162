"""The set as it is served live: one bar at a time, the same numbers to the last bit as those that are stored."""

from __future__ import annotations

import numpy as np

from tradewind.features.compute import FeatureStream
from tradewind.features.sets import NamedSet
from tradewind.features.tables import FUSED, groups
from tradewind.market.columns import Bars


class OnlineSet:
    """A feature set with its state. Feed it bars in pieces or one by one, in order.

    Small sets are one compiled pass, larger ones a pass for each group of features that need each other (features/tables.py).
    """

    def __init__(self, chosen: NamedSet) -> None:
        self.set = chosen
        parts = groups(chosen.uses) if len(chosen.uses) > FUSED else [chosen.uses]
        self._streams = [FeatureStream(part, rows=chosen.rows) for part in parts]
        made = [c for s in self._streams for c in s.columns]
        self._order = np.array([made.index(c) for c in chosen.columns])

    @property
    def columns(self) -> list[str]:
        return self.set.columns

    def update(self, bars: Bars) -> np.ndarray:
        """(columns, n) at bars that follow those seen before."""
        return np.concatenate([s.update(bars) for s in self._streams])[self._order]

    def push(self, ts: int, *numbers: float) -> np.ndarray:
        """(columns,) at one more bar: its close time (UTC ns), open, high, low, close, volume."""
        return np.concatenate([s.push(ts, *numbers) for s in self._streams])[self._order]

    def snapshot(self) -> list[bytes]:
        """The state, to go on from after a restart."""
        return [s.snapshot() for s in self._streams]

    def restore(self, snapshot: list[bytes]) -> None:
        for stream, state in zip(self._streams, snapshot, strict=True):
            stream.restore(state)
