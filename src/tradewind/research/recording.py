"""Keep a backtest: a run folder with journal, report and figures; every trial on the same data is counted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tradewind.ledger.journal import Journal
from tradewind.ledger.runs import Run, Runs
from tradewind.ledger.session import session_body
from tradewind.ledger.translate import events
from tradewind.market.time import to_iso
from tradewind.research.assumptions import assumption_sheet
from tradewind.research.backtest import BacktestResult
from tradewind.research.costs import costs_by_kind
from tradewind.research.metrics import MetricValue
from tradewind.research.report import Assumption, Cost, Earned, PricePath, ReportData, judge, model_rows, write_report
from tradewind.research.titles import hashes_of, timeframes_of, title_of
from tradewind.research.train import Trained
from tradewind.risk.limits import RULES

# What a run's JSON shows of the metrics, with the unit in the name.
FIGURES = {
    "total_return": ("total_return_pct", 100.0),
    "cagr": ("cagr_pct", 100.0),
    "sharpe": ("sharpe", 1.0),
    "sortino": ("sortino", 1.0),
    "max_drawdown": ("max_drawdown_pct", 100.0),
    "win_rate": ("win_rate_pct", 100.0),
    "profit_factor": ("profit_factor", 1.0),
    "deflated_sharpe": ("deflated_sharpe", 1.0),
    "trade_count": ("trades", 1.0),
}


@dataclass(frozen=True)
class Recorded:
    """A backtest as it was kept."""

    run: Run
    metrics: dict[str, MetricValue]
    figures: dict[str, Any]
    sentence: str
    trials: int
    assumptions: tuple[Assumption, ...] = ()


def record(
    result: BacktestResult,
    runs: Runs,
    *,
    ts: int,
    models: dict[str, str] | None = None,
    trained: Trained | None = None,
    draws: int = 300,
) -> Recorded:
    """Write `runs/ID/` with run.json, journal and report. ts: wall time, ns. models: versions that the strategy used."""
    setup = result.setup
    meta = {
        "strategy": setup.name,
        "params": setup.params,
        "instruments": list(dict.fromkeys(i.id for i in setup.instruments)),
        "timeframe": timeframes_of(setup),
    }
    trials = 1 + count_trials(runs, meta)
    run = runs.create("backtest", meta, ts=ts)
    try:
        return _write(run, result, trials, models or {}, trained, draws)
    except BaseException:
        run.discard()  # a full disk, or Ctrl-C: no half of a run is left, which a later `last` would find
        raise


def _write(
    run: Run, result: BacktestResult, trials: int, models: dict[str, str], trained: Trained | None, draws: int
) -> Recorded:
    setup = result.setup
    body = session_body(setup, result.bars, mode="backtest", run=run.id, models=models)
    with Journal.create(run.journal, body, int(result.times[0])) as journal:
        made = events(result.output, result.machine)
        for start in range(0, len(made), 5000):
            journal.append(made[start : start + 5000])
    report = report_data(result, run.id, trials, trained, draws)
    write_report(report, run.report)
    figures = figures_of(report.metrics, setup.currency, result)
    run = run.update(figures=figures, trials=trials, verdict=report.verdict.sentence)
    return Recorded(run, report.metrics, figures, report.verdict.sentence, trials, tuple(report.assumptions))


_SEARCHES = ("walkforward", "sweep")  # kinds of runs that try many parameter sets


def count_trials(runs: Runs, meta: dict[str, Any]) -> int:
    """What was tried before on the same instruments and timeframe: backtests of anything, and the parameter sets of walk-forwards and sweeps.

    A repetition of one trial, or of one search, is counted once, this one not at all.
    """
    same = [r.meta for r in runs.list() if all(r.meta.get(name) == meta[name] for name in ("instruments", "timeframe"))]
    tried = {_trial(m) for m in same if m["kind"] == "backtest"}
    searched = {_trial(m): int(m.get("parameter_sets", 0)) for m in same if m["kind"] in _SEARCHES}
    own = _trial(meta)
    return len(tried - {own}) + sum(count for trial, count in searched.items() if trial != own)


def _trial(meta: dict[str, Any]) -> tuple[str, ...]:
    search = json.dumps(meta.get("search"), sort_keys=True)
    return str(meta.get("strategy")), str(sorted(meta.get("params", {}).items())), search


def report_data(
    result: BacktestResult, run: str, trials: int, trained: Trained | None = None, draws: int = 300
) -> ReportData:
    """All that the report shows."""
    setup = result.setup
    several = len(setup.members) > 1
    hold = result.buy_and_hold()
    metrics = result.metrics(draws=draws, trials=trials)
    return ReportData(
        title=title_of(setup),
        run=run,
        currency=setup.currency,
        verdict=judge(metrics),
        protocol=f"One backtest from {to_iso(result.times[0])[:10]} to {to_iso(result.times[-1])[:10]} with the parameters as given; "
        f"costs as listed; trial {trials} on these data. Rules and parameters that were chosen on the same data are in-sample."
        + _refusals(result),
        ts=result.times,
        equity=result.equity,
        metrics=metrics,
        trades=result.trades,
        prices=[
            PricePath(b.instrument.id, b.ts_event, b.open, b.high, b.low, b.close)
            for b in {b.instrument.id: b for b in reversed(result.bars)}.values()
        ][::-1],
        benchmark=hold,
        costs=costs_paid(result),
        assumptions=assumption_sheet(result),
        earned=earned(result),
        owners=[setup.names[owner] for owner in setup.owners] if several else (),
        model=() if trained is None else model_rows(trained.artefact.record),
        model_sentence="" if trained is None else trained.evidence.sentence,
        meta=[
            ("strategy sha256", hashes_of(setup)),
            ("parameters", ", ".join(f"{k}={v}" for k, v in setup.params.items()) or "none"),
            ("bars", f"{len(result.block):,}"),
        ],
    )


def earned(result: BacktestResult) -> list[Earned]:
    """What each of several strategies brought."""
    if len(result.setup.members) == 1:
        return []
    fields = ("gains", "fees", "financing", "total", "fills")
    return [Earned(name, *(getattr(c, n) for n in fields)) for name, c in result.contributions().items()]


def costs_paid(result: BacktestResult) -> list[Cost]:
    """Every kind of cost that was paid."""
    return [Cost(kind.name, kind.amount, kind.note) for kind in costs_by_kind(result.fill_costs) if kind.amount]


def figures_of(metrics: dict[str, MetricValue], currency: str, result: BacktestResult) -> dict[str, Any]:
    """Headline numbers, units in their names."""
    made: dict[str, Any] = {
        name: _number(metrics[key].value * scale) for key, (name, scale) in FIGURES.items() if key in metrics
    }
    money = currency.lower()
    made[f"final_equity_{money}"] = float(result.equity[-1])
    made[f"buy_and_hold_{money}"] = float(result.buy_and_hold()[-1])
    made[f"fees_{money}"] = float(result.fills["fee"].sum())
    made["vetoes"] = vetoes(result)
    if "sharpe" in metrics:
        made["sharpe_interval"] = [_number(metrics["sharpe"].low), _number(metrics["sharpe"].high)]
    return made


def vetoes(result: BacktestResult) -> dict[str, dict[str, Any]]:
    """How often each rule refused an entry, and when first: a limit that ended trading must not go unnoticed."""
    found = {}
    refused = result.output.decisions[result.output.decisions["violations"] != 0]
    for rule in RULES:
        rows = refused[(refused["violations"] >> rule.code) & 1 == 1]
        if len(rows):
            found[rule.name] = {"count": len(rows), "first": to_iso(rows["ts"][0])}
    return found


def _refusals(result: BacktestResult) -> str:
    """What risk kept the strategy from doing, for the report's first lines; empty if nothing."""
    told = [
        f"{next(r.title for r in RULES if r.name == name).lower()} {veto['count']:,} times from {veto['first'][:10]}"
        for name, veto in vetoes(result).items()
    ]
    return f" Risk refused entries: {'; '.join(told)}." if told else ""


def _number(value: float) -> float | None:
    return float(value) if value == value and abs(value) != float("inf") else None
