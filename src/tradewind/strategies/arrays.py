"""A strategy from signal arrays: one value a bar of what a strategy's `on_bar` would have answered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from tradewind.errors import StrategyError
from tradewind.features.column import Column
from tradewind.market.columns import Bars
from tradewind.strategies.actions import close, hold, long, short
from tradewind.strategies.strategy import Strategy, StrategyDefinition, define

NAMES = ("direction", "confidence", "leave", "stop", "target")
_DEFAULTS = {"direction": 0.0, "confidence": 1.0, "leave": 0.0, "stop": np.nan, "target": np.nan}


def on_bar(s: Any) -> Any:
    """What the arrays say: leave first, then a signal, else nothing."""
    f = s.features
    if f.leave > 0.0:
        return close()
    if f.direction > 0.0:
        return long(f.confidence, stop=f.stop, target=f.target)
    if f.direction < 0.0:
        return short(f.confidence, stop=f.stop, target=f.target)
    return hold()


def from_signals(
    timeframe: str, signals: Mapping[str, Mapping[str, np.ndarray]], name: str = "Signals"
) -> StrategyDefinition:
    """A strategy that answers what arrays say, for the same kernel, risk and journal as any other.

    Parameters
    ----------
    timeframe: of the bars. signals: instrument id (or symbol) -> arrays as long as its bars, of `direction` (1 long, -1 short, 0
    nothing), and if wanted `confidence` (default 1), `leave` (above 0: close the position), `stop` and `target` (prices, nan: none).
    They are known at the close of their bar, and acted upon from the next bar on.

    Raises
    ------
    StrategyError: an unknown array name, or one that is not as long as the bars it is run on.
    """
    kept: dict[str, dict[str, np.ndarray]] = {}
    digest = hashlib.sha256(timeframe.encode())
    for instrument, arrays in signals.items():
        unknown = sorted(set(arrays) - set(NAMES))
        if unknown:
            raise StrategyError(f"signals of {instrument}: unknown array {unknown[0]!r}", try_=", ".join(NAMES))
        kept[instrument] = {n: np.ascontiguousarray(a, dtype=np.float64) for n, a in arrays.items()}
        for n, a in sorted(kept[instrument].items()):
            digest.update(f"{instrument} {n}".encode() + a.tobytes())
    features = {n: _column(n, kept, digest.hexdigest()[:12]) for n in NAMES}
    cls = type(
        name,
        (Strategy,),
        {"timeframe": timeframe, "features": features, "on_bar": on_bar, "instruments": tuple(signals)},
    )
    return define(cls, source=f"from_signals({timeframe!r}, arrays {digest.hexdigest()})")


def _column(name: str, kept: dict[str, dict[str, np.ndarray]], digest: str) -> Column:
    def values(bars: Bars) -> np.ndarray:
        arrays = kept.get(bars.instrument.id, kept.get(bars.instrument.symbol))
        if arrays is None:
            raise StrategyError(f"no signals for {bars.instrument.id}; there are some for {', '.join(kept)}")
        return arrays.get(name, np.full(len(bars), _DEFAULTS[name]))

    return Column(values, f"{name}@{digest}")
