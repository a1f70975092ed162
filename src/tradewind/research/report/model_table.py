"""A model's out-of-sample figures as rows, beside buy-and-hold and beside shuffled labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tradewind.research.report.numbers import plain

_TITLES = {
    "accuracy": ("Accuracy", "Share of right directions among the bars that moved more than the costs."),
    "balanced_accuracy": (
        "Balanced accuracy",
        "Mean of the shares of ups and of downs that were foreseen; 0.5 is a coin.",
    ),
    "roc_auc": ("ROC AUC", "Probability that an up bar was given the higher forecast; 0.5 is a coin."),
    "mcc": ("Matthews correlation", "Correlation of forecast and outcome; 0 is a coin."),
    "brier": ("Brier score", "Mean squared error of the probability; lower is better, 0.25 is a coin."),
    "log_loss": ("Log loss", "Mean surprise at what happened; lower is better, 0.693 is a coin."),
    "net_return": ("Net return", "Of the simple rule that trades the forecasts, after costs."),
    "sharpe": ("Sharpe ratio", "Of the simple rule, annualised, after costs."),
    "max_drawdown": ("Largest drawdown", "Of the simple rule."),
    "trades": ("Trades", "Entries of the simple rule."),
}
_PERCENT = ("net_return", "max_drawdown")


@dataclass(frozen=True)
class ModelRow:
    """One figure, as text: the model's with interval, buy-and-hold's, and the range of the shuffled-label runs."""

    title: str
    definition: str
    model: str
    interval: str
    hold: str
    shuffled: str


def model_rows(record: Mapping[str, Any]) -> list[ModelRow]:
    """Rows from an artefact's record (`Artefact.record`)."""
    rows = []
    for name, (title, definition) in _TITLES.items():
        value, low, high = record["figures"][name]
        held = record["buy_and_hold"].get(name)
        runs = [run[name] for run in record["shuffled"] if run[name] is not None]
        rows.append(
            ModelRow(
                title,
                definition,
                _text(name, value),
                f"{_text(name, low)} to {_text(name, high)}" if low is not None else "",
                _text(name, held[0]) if held else "",
                f"{_text(name, min(runs))} to {_text(name, max(runs))}" if runs else "",
            )
        )
    return rows


def _text(name: str, value: float | None) -> str:
    if value is None:
        return "n/a"
    if name == "trades":
        return plain(value, 0)
    return f"{plain(100 * value, 1)}%" if name in _PERCENT else plain(value, 3)
