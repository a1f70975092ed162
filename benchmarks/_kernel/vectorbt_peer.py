"""vectorbt with its Rust engine: signals with stops, the same with its statistics, a sweep, a million orders."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import vectorbt as vbt

from _kernel import market

DISTRIBUTION = "vectorbt"
vbt.settings["engine"] = "rust"

RULES = {"sl_stop": 0.02, "tp_stop": 0.04, "fees": 0.001, "slippage": 0.0005, "init_cash": 100_000, "freq": "1min"}
METRICS = (
    "total_return", "annualized_return", "annualized_volatility", "sharpe_ratio", "sortino_ratio", "calmar_ratio",
    "omega_ratio", "max_drawdown", "tail_ratio", "value_at_risk",
)  # fmt: skip


def single(rows: int) -> tuple[float, Callable[[], object]]:
    """`from_signals` alone: the averages and their crossings are there already."""
    frame = _frame(rows)
    entries, exits = _crossings(frame["close"], 10, 50)
    return warm(rows, lambda: _signals(frame, entries, exits))


def full(rows: int) -> tuple[float, Callable[[], object]]:
    """Averages, crossings, `from_signals` and `.stats()`."""
    frame = _frame(rows)

    def call() -> object:
        entries, exits = _crossings(frame["close"], 10, 50)
        return _signals(frame, entries, exits).stats()

    return warm(rows, call)


def sweep(rows: int, combos: int, chunk: int) -> tuple[float, Callable[[], object]]:
    """`combos` pairs of averages over the same bars, `chunk` columns at a time, 15 metrics of each."""
    frame = _frame(rows)
    pairs = market.pairs(combos)

    def call() -> object:
        return [_metrics(frame, pairs[k : k + chunk]) for k in range(0, len(pairs), chunk)]

    _metrics(frame, pairs[:2])
    return rows * len(pairs), call


def _metrics(frame: dict[str, pd.Series], pairs: list[tuple[int, int]]) -> pd.DataFrame:
    entries, exits = _crossings(frame["close"], [f for f, _ in pairs], [s for _, s in pairs])
    portfolio = _signals(frame, entries, exits)
    trades = portfolio.trades
    found = {name: getattr(portfolio, name)() for name in METRICS}
    found |= {
        "trades": trades.count(),
        "win_rate": trades.win_rate(),
        "profit_factor": trades.profit_factor(),
        "expectancy": trades.expectancy(),
        "sqn": trades.sqn(),
    }
    return pd.DataFrame(found)


def orders(rows: int, columns: int) -> tuple[float, Callable[[], object]]:
    """An order at every price of a (rows, columns) table: each is filled."""
    index = pd.date_range("2020-01-01", periods=rows, freq="D")
    price, size = (pd.DataFrame(part, index=index) for part in market.table(rows, columns))

    def call() -> vbt.Portfolio:
        return vbt.Portfolio.from_orders(price, size, fees=0.001, slippage=0.0005, init_cash=1e9, freq="D")

    assert len(call().order_records) == rows * columns
    return 0.0, call


def _frame(rows: int) -> dict[str, pd.Series]:
    index = pd.date_range("2020-01-01", periods=rows, freq="min")
    return {name: pd.Series(values, index=index) for name, values in market.bars(rows).items()}


def _crossings(close: pd.Series, fast: int | list[int], slow: int | list[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    quick, calm = (vbt.MA.run(close, window, ewm=True) for window in (fast, slow))
    return quick.ma_crossed_above(calm), quick.ma_crossed_below(calm)


def _signals(frame: dict[str, pd.Series], entries: pd.DataFrame, exits: pd.DataFrame) -> vbt.Portfolio:
    prices = {name: frame[name] for name in ("open", "high", "low")}
    return vbt.Portfolio.from_signals(frame["close"], entries, exits, **prices, **RULES)


def warm(amount: float, call: Callable[[], object]) -> tuple[float, Callable[[], object]]:
    """A first call that is not measured: it loads what the later ones use."""
    call()
    return amount, call
