"""Columns that are computed outside the kernel and handed in: a model's predictions, or a function over the whole history.

A step can't look ahead by construction. A column can: its function sees every bar that it is given. That is why
`tradewind check` computes every column again on prefixes of the data and compares.
"""

from __future__ import annotations

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
    compute: bars -> (n,) float64, NaN where there is no value yet.
    label: as shown in checks and hashed, e.g. `prediction(direction@3f2a)`.
    """

    compute: Callable[[Bars], np.ndarray]
    label: str

    def values(self, bars: Bars, others: Sequence[Bars] = ()) -> np.ndarray:
        """(n,) contiguous float64.

        Raises
        ------
        StrategyError: the function failed, or gave another number of values than there are bars.
        """
        try:
            values = np.ascontiguousarray(self.compute(bars), dtype=np.float64)
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

    def text(self) -> str:
        return f"column({self.label})"


def column(function: Callable[[Bars], np.ndarray]) -> Column:
    """Use your own function of the bars as a feature: `features = {"score": column(my_function)}`."""
    return Column(function, getattr(function, "__name__", "column"))
