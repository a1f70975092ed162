"""A result's tables as Polars frames: one row a thing, times in UTC with nanoseconds, money in the account's currency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import polars.selectors as cs

from tradewind.errors import UsageError
from tradewind.ledger import words
from tradewind.ledger.position import held_as
from tradewind.ledger.translate import PURPOSES, SIDES, TYPES
from tradewind.research.account_path import position_rows
from tradewind.research.costs import costs_by_kind
from tradewind.research.metrics import deepest, underwater
from tradewind.research.order_history import order_rows

if TYPE_CHECKING:
    from tradewind.research.backtest import BacktestResult
    from tradewind.research.trade_record import TradeRecord

TIME = pl.Datetime("ns", "UTC")
_FATE: dict[str, Any] = {
    "status": pl.String,
    "filled": pl.Float64,
    "fill_price": pl.Float64,
    "fees": pl.Float64,
    "fills": pl.Int64,
    "done_ts": pl.Int64,
    "reason": pl.String,
}
_SOURCE = pl.Struct(
    {
        "source": pl.String,
        "direction": pl.String,
        "confidence": pl.Float64,
        "strength": pl.String,
        "weight": pl.Float64,
        "contribution": pl.Float64,
    }
)


def table(result: BacktestResult, name: str) -> pl.DataFrame:
    """One of TABLES. What is not known or not defined is null.

    Raises
    ------
    UsageError: there is no such table.
    """
    if name not in TABLES:
        raise UsageError(f"a result has no table {name!r}", try_=", ".join(TABLES))
    return TABLES[name](result).with_columns(cs.float().fill_nan(None))


def trades(result: BacktestResult) -> pl.DataFrame:
    """One row for each round trip: the whole trade record."""
    columns = {name: (kind, of) for name, kind, of in _TRADE}
    rows = {name: [of(record) for record in result.trade_records] for name, (_, of) in columns.items()}
    made = pl.DataFrame(rows, schema={name: kind for name, (kind, _) in columns.items()})
    whose = _whose(result, [t.row for t in result.trades])
    return made.insert_column(2, whose["strategy"]) if whose else made


def orders(result: BacktestResult) -> pl.DataFrame:
    """One row for each order: what it asked for and what became of it."""
    o, became = result.orders, order_rows(result)
    return (
        pl.DataFrame(
            {
                "order": _ids("O", o["order"]),
                "time": _times(o["ts"]),
                "decision": _ids("D", o["decision"]),
                **_about(result, o),
                "quantity": o["quantity"],
                "limit": o["limit"],
                "trigger": o["trigger"],
                **{name: pl.Series(became[name], dtype=kind) for name, kind in _FATE.items()},
            }
        )
        .with_columns(pl.col("done_ts").cast(TIME))
        .rename({"done_ts": "done"})
    )


def fills(result: BacktestResult) -> pl.DataFrame:
    """One row for each fill, with what it cost."""
    f, costs = result.fills, result.fill_costs
    return pl.DataFrame(
        {
            "fill": _ids("F", f["fill"]),
            "time": _times(f["ts"]),
            "order": _ids("O", f["order"]),
            "decision": _ids("D", f["decision"]),
            **_about(result, f),
            "quantity": f["quantity"],
            "price": f["price"],
            "price_before_costs": costs.reference,
            "maker": costs.maker,
            "fee": costs.fee,
            "spread": costs.spread,
            "slippage": costs.slippage,
            "other_price_cost": costs.other,
            "notional": costs.notional,
            "realised": f["realised"],
            "cash": f["cash"],
        }
    )


def positions(result: BacktestResult) -> pl.DataFrame:
    """One row after each fill: what is held then."""
    f, rows = result.fills, position_rows(result)
    columns = {"time": _times(f["ts"]), "fill": _ids("F", f["fill"]), **_rows(result, f["instrument"])}
    return pl.DataFrame({**columns, "quantity": f["position"], **rows})


def equity(result: BacktestResult) -> pl.DataFrame:
    """One row for each event, in the kernel's order: equity right after it."""
    of = _rows(result, result.block.index)
    return pl.DataFrame({"time": _times(result.block.times), **of, "equity": result.output.equity})


def account(result: BacktestResult) -> pl.DataFrame:
    """One row for each moment: money, exposure, margin use, turnover, drawdown, and units held of each instrument."""
    path = result.account
    rows = range(len(result.setup.instruments))
    whose = _whose(result, rows).get("strategy", [None] * len(rows))
    names = [held_as(i.id, None, s) for i, s in zip(result.setup.instruments, whose, strict=True)]
    held = {f"held {name}": path.positions[:, k] for k, name in enumerate(names)}
    return pl.DataFrame(
        {
            "time": _times(path.times),
            "equity": path.equity,
            "cash": path.cash,
            "gross": path.gross,
            "net": path.net,
            "exposure": path.exposure,
            "margin": path.margin,
            "margin_use": path.margin_use,
            "traded": path.traded,
            "drawdown": underwater(path.equity),
            **held,
        }
    )


def decisions(result: BacktestResult) -> pl.DataFrame:
    """One row for each decision that was recorded."""
    d = result.output.decisions
    return pl.DataFrame(
        {
            "decision": _ids("D", d["id"]),
            "time": _times(d["ts"]),
            **_rows(result, d["instrument"]),
            "level": [words.LEVEL_NAMES[v] for v in d["level"].tolist()],
            "outcome": [words.OUTCOMES[v] for v in d["outcome"].tolist()],
            "regime": [words.regime(v) for v in d["regime"].tolist()],
            **{n: d[n] for n in ("price", "score", "confidence", "quantity", "stop", "target", "equity", "position")},
        },
        schema_overrides={"level": pl.String, "outcome": pl.String, "regime": pl.String},
    )


def costs(result: BacktestResult) -> pl.DataFrame:
    """One row for each kind of cost."""
    kinds = costs_by_kind(result.fill_costs)
    columns = ("name", "amount", "fraction", "fills", "note")
    return pl.DataFrame({n: [getattr(kind, n) for kind in kinds] for n in columns})


def drawdowns(result: BacktestResult) -> pl.DataFrame:
    """The ten deepest drawdowns, deepest first."""
    found = deepest(result.times, result.equity, 10)
    columns = {n: [getattr(d, n) for d in found] for n in ("peak", "trough", "end", "depth", "bars")}
    schema = {"peak": pl.Int64, "trough": pl.Int64, "end": pl.Int64, "depth": pl.Float64, "bars": pl.Int64}
    return pl.DataFrame(columns, schema=schema).with_columns(pl.col("peak", "trough", "end").cast(TIME))


def metrics(result: BacktestResult) -> pl.DataFrame:
    """One row for each metric: value, unit, annualisation, definition, source; none where a run has a single moment."""
    values = result.metrics().values() if len(result.times) > 1 else ()
    fields = ("title", "unit", "annualised", "better", "definition", "source")
    rows: dict[str, Any] = {"name": [v.metric.name for v in values], "value": [v.value for v in values]}
    rows |= {n: [getattr(v.metric, n) for v in values] for n in fields}
    return pl.DataFrame(rows, schema={n: pl.Float64 if n == "value" else pl.String for n in rows})


def strategies(result: BacktestResult) -> pl.DataFrame:
    """One row for each strategy (of one alone: each of its sources) and one for the account; the totals sum to the change of equity."""
    lines = result.contributions()
    columns = ("gains", "fees", "financing", "total", "fills")
    return pl.DataFrame({"strategy": list(lines), **{n: [getattr(c, n) for c in lines.values()] for n in columns}})


TABLES: dict[str, Callable[[BacktestResult], pl.DataFrame]] = {
    "trades": trades,
    "orders": orders,
    "fills": fills,
    "positions": positions,
    "equity": equity,
    "account": account,
    "decisions": decisions,
    "costs": costs,
    "drawdowns": drawdowns,
    "strategies": strategies,
    "metrics": metrics,
}


def _decided(name: str) -> Callable[[TradeRecord], Any]:
    return lambda record: None if record.decision is None else record.decision[name]


def _of(name: str) -> Callable[[TradeRecord], Any]:
    return lambda record: getattr(record.trade, name)


def _own(name: str) -> Callable[[TradeRecord], Any]:
    return lambda record: getattr(record, name)


# Column, type, and where it comes from.
_TRADE: list[tuple[str, Any, Callable[[TradeRecord], Any]]] = [
    ("trade", pl.String, _own("id")),
    ("instrument", pl.String, _of("instrument")),
    ("side", pl.String, _of("side")),
    ("entry", TIME, _of("entry_ts")),
    ("exit", TIME, _of("exit_ts")),
    ("duration", pl.Duration("ns"), _of("duration")),
    ("bars", pl.Int64, _own("bars")),
    ("quantity", pl.Float64, _of("quantity")),
    ("entry_price", pl.Float64, _of("entry_price")),
    ("exit_price", pl.Float64, _of("exit_price")),
    ("fills", pl.Int64, lambda record: sum(leg.price != 0 for leg in record.trade.legs)),
    ("gross", pl.Float64, _of("gross")),
    ("fees", pl.Float64, _of("fees")),
    ("funding", pl.Float64, _of("funding")),
    ("swap", pl.Float64, _of("swap")),
    ("borrow", pl.Float64, _of("borrow")),
    ("dividends", pl.Float64, _of("dividends")),
    ("pnl", pl.Float64, _of("pnl")),
    ("return", pl.Float64, _of("fraction")),
    ("mfe", pl.Float64, _of("mfe")),
    ("mae", pl.Float64, _of("mae")),
    ("exit_reason", pl.String, _of("exit_reason")),
    ("exit_efficiency", pl.Float64, _of("exit_efficiency")),
    ("volatility", pl.Float64, _own("volatility")),
    ("volatility_adjusted_return", pl.Float64, _own("volatility_adjusted_return")),
    ("account_correlation", pl.Float64, _own("account_correlation")),
    ("risk", pl.Float64, _own("risk")),
    ("risk_multiple", pl.Float64, _own("risk_multiple")),
    ("source", pl.String, _own("source")),
    ("decision", pl.String, lambda record: None if record.decision is None else record.trade.decision),
    ("level", pl.String, _decided("level")),
    ("score", pl.Float64, _decided("score")),
    ("confidence", pl.Float64, _decided("confidence")),
    ("regime", pl.String, _decided("regime")),
    ("stop", pl.Float64, _decided("stop")),
    ("target", pl.Float64, _decided("target")),
    ("equity_then", pl.Float64, _decided("equity")),
    ("contributions", pl.List(_SOURCE), _decided("contributions")),
    ("reasoning", pl.String, _decided("text")),
]


def _about(result: BacktestResult, records: np.ndarray) -> dict[str, pl.Series]:
    named = {"side": SIDES, "type": TYPES, "purpose": PURPOSES}
    columns = {n: pl.Series([names[v] for v in records[n].tolist()], dtype=pl.String) for n, names in named.items()}
    return {**_rows(result, records["instrument"]), **columns}


def _rows(result: BacktestResult, rows: np.ndarray) -> dict[str, pl.Series]:
    """Of each row its instrument and, where several strategies share the account, whose it is."""
    names = [i.id for i in result.setup.instruments]
    of = pl.Series([names[k] for k in rows.tolist()], dtype=pl.String)
    return {"instrument": of, **_whose(result, rows.tolist())}


def _whose(result: BacktestResult, rows: Sequence[int]) -> dict[str, pl.Series]:
    if len(result.setup.members) == 1:
        return {}
    return {"strategy": pl.Series("strategy", [result.machine.member(k).name for k in rows], dtype=pl.String)}


def _ids(letter: str, numbers: np.ndarray) -> pl.Series:
    return pl.Series([f"{letter}{n}" if n else None for n in numbers.tolist()], dtype=pl.String)


def _times(ns: np.ndarray) -> pl.Series:
    return pl.Series(np.ascontiguousarray(ns)).cast(TIME)
