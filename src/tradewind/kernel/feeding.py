"""Whether a run brings what its strategy's features are computed over."""

from __future__ import annotations

from collections.abc import Sequence

from tradewind.errors import StrategyError
from tradewind.features.compute import TABLES
from tradewind.features.row_kinds import rows_of_each
from tradewind.kernel.history import history_of
from tradewind.market.columns import Bars
from tradewind.strategies.strategy import StrategyDefinition


def check_fed(strategy: StrategyDefinition, bars: Sequence[Bars], try_: str = "") -> None:
    """Make sure that each instrument has the quotes, trades or depth that a feature wants, be they empty in this stretch of time.

    bars: of each instrument, or a History. try_: what to do (default: the option that reads them from the lake).

    Raises
    ------
    StrategyError: names the feature, the kind of events and the instrument that has none.
    """
    of_each, beside = rows_of_each(strategy.features), history_of(bars).beside
    for name, rows in of_each.items():
        if rows == "bars":
            continue
        fed = {source.instrument.id for source in beside if isinstance(source, TABLES[rows])}
        missing = [b.instrument.id for b in bars if b.instrument.id not in fed]
        if missing:
            kinds = dict.fromkeys(r for r in of_each.values() if r != "bars")
            raise StrategyError(
                f"{strategy.name}: its feature {name!r} ({strategy.features[name].text()}) is computed over {rows}, and this run has no "
                f"{rows} of {missing[0]}",
                try_=try_ or f"--events {','.join(kinds)}",
            )
