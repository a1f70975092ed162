"""The headline of a report: whether the figures are evidence of an edge, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tradewind.research.metrics import MetricValue
from tradewind.research.report.numbers import plain

MIN_TRADES = 30
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Verdict:
    """found: whether every condition held. missing: those that failed, in words."""

    found: bool
    sentence: str
    missing: tuple[str, ...] = ()


def judge(metrics: Mapping[str, MetricValue]) -> Verdict:
    """Evidence of an edge needs all of these, net of costs:

    the interval of the Sharpe ratio lies above 0; so does that of its difference to the benchmark (if there is one);
    the deflated Sharpe probability, which counts the trials, is at least 0.95; at least 30 trades were closed.

    It says nothing about how the strategy's rules and parameters were found: on the same data, they are in-sample, and
    only the number of trials speaks of it. A metric that is unknown fails its condition.
    """
    sharpe = metrics["sharpe"]
    conditions = {
        "the Sharpe ratio's interval reaches 0 or below": sharpe.low > 0,
        "the trials behind it could have found it by luck": metrics["deflated_sharpe"].value >= CONFIDENCE,
        f"fewer than {MIN_TRADES} trades": metrics["trade_count"].value >= MIN_TRADES,
    }
    versus = ""
    if "sharpe_difference" in metrics:
        gap = metrics["sharpe_difference"]
        conditions["it does not beat the benchmark beyond chance"] = gap.low > 0
        versus = f", the benchmark {plain(sharpe.value - gap.value, 2)}"
    missing = tuple(text for text, held in conditions.items() if not held)
    head = "No evidence of an edge" if missing else "Evidence of an edge"
    figure = f"Sharpe {plain(sharpe.value, 2)} [{plain(sharpe.low, 2)}, {plain(sharpe.high, 2)}] net of costs{versus}"
    why = f"; {missing[0]}." if missing else "."
    return Verdict(not missing, f"{head}: {figure}{why}", missing)
