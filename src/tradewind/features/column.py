"""Columns that are computed outside the kernel and handed in: a model's predictions, or a function over the whole history.

A step can't look ahead by construction. A column can: its function sees every bar that it is given. That is why
`tradewind check` computes every column again on prefixes of the data and compares.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tradewind.errors import StrategyError
from tradewind.market.columns import Bars


@dataclass(frozen=True, eq=False)
class Column:
    """Values for each bar from a function of all bars up to now.

    Parameters
    ----------
    compute: bars -> (n,) float64, NaN where there is no value yet; or (bars, others) -> the same, where `others` are the bars of all
    instruments of the run by symbol, as far as they are known.
    label: as shown in checks and hashed, e.g. `prediction(direction@3f2a)`.
    """

    compute: Callable[..., np.ndarray]
    label: str

    def values(self, bars: Bars, others: Sequence[Bars] = ()) -> np.ndarray:
        """(n,) contiguous float64.

        Raises
        ------
        StrategyError: the function failed, or gave another number of values than there are bars.
        """
        try:
            given = (
                (bars, {b.instrument.symbol: b for b in (*others, bars)}) if _wants_others(self.compute) else (bars,)
            )
            values = np.ascontiguousarray(self.compute(*given), dtype=np.float64)
        except StrategyError:
            raise
        except Exception as error:
            raise StrategyError(
                f"feature column {self.label} failed on {bars.instrument.id}: {type(error).__name__}: {error}"
            ) from error
        if values.shape != (len(bars),):
            raise StrategyError(
                f"feature column {self.label} gave {values.shape} values for {len(bars)} bars of {bars.instrument.id}"
            )
        return values

    def last(self, bars: Bars, others: Sequence[Bars] = ()) -> float:
        """The value at the last bar: the function wants all of them."""
        return float(self.values(bars, others)[-1])

    def text(self) -> str:
        return f"column({self.label})"


def _wants_others(function: Callable[..., np.ndarray]) -> bool:
    """Whether it takes the other instruments' bars as a second argument."""
    code = getattr(function, "__code__", None)
    return isinstance(function, types.FunctionType) and code is not None and code.co_argcount == 2


def column(function: Callable[..., np.ndarray]) -> Column:
    """Use your own function of the bars as a feature: `features = {"score": column(my_function)}`."""
    return Column(function, getattr(function, "__name__", "column"))
