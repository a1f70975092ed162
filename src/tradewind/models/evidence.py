"""Whether a training run shows evidence of an edge, in one honest sentence."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tradewind.models.measuring import Figure
from tradewind.models.training import WalkForwardResult

MIN_TRADES = 30
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Evidence:
    """found: whether every condition held. sentence: the verdict. missing: the conditions that failed, in words."""

    found: bool
    sentence: str
    missing: tuple[str, ...]
    shuffle_p: float


def evidence(result: WalkForwardResult) -> Evidence:
    """Say whether there is evidence of an edge. "Found" needs **all** of these, out of sample and net of costs:

    1. the Sharpe ratio's confidence interval lies above 0;
    2. so does that of its paired difference to buy-and-hold;
    3. the confidence interval of the ROC AUC lies above 0.5;
    4. at most 5% of the shuffled-label runs reach the Sharpe ratio, by the permutation p-value
       (1 + reached) / (1 + runs): fewer than 19 runs can never suffice;
    5. the deflated Sharpe ratio, which counts the trials, is at least 0.95;
    6. the rule traded at least 30 times.

    An unknown figure fails its condition. The rule errs on the side of "no": what it lets through may still be luck in
    a market that does not come back, what it refuses may still be an edge that needs more data.

    Source of the p-value: B. Phipson, G. Smyth, Permutation P-values Should Never Be Zero (2010).
    """
    sharpe, hold = result.measured.model["sharpe"], result.measured.hold["sharpe"]
    reached = [run["sharpe"] for run in result.shuffled]
    p = (1 + sum(not value < sharpe.value for value in reached)) / (1 + len(reached))
    conditions = {
        "the Sharpe ratio's interval reaches 0 or below": sharpe.low > 0,
        "it does not beat buy-and-hold beyond chance": result.measured.gap.low > 0,
        "its directions are no better than a coin beyond chance": result.measured.model["roc_auc"].low > 0.5,
        f"shuffled labels do as well (p = {p:.2f})": p <= 1 - CONFIDENCE,
        f"{_trials(result.protocol.trials)} could have found it by luck": result.measured.dsr >= CONFIDENCE,
        f"fewer than {MIN_TRADES} trades": result.measured.model["trades"].value >= MIN_TRADES,
    }
    missing = tuple(text for text, held in conditions.items() if not held)
    verdict = "No evidence of an edge" if missing else "Evidence of an edge"
    best = f"shuffled labels reach {_best(reached)} (best of {len(reached)})" if reached else "no shuffled-label run"
    sentence = (
        f"{verdict}: out-of-sample Sharpe {_figure(sharpe)} net of costs vs buy-and-hold {_number(hold.value)}; {best}"
        + (f"; {missing[0]}." if missing else ".")
    )
    return Evidence(not missing, sentence, missing, p)


def _figure(figure: Figure) -> str:
    return f"{_number(figure.value)} [{_number(figure.low)}, {_number(figure.high)}]"


def _best(values: list[float]) -> str:
    return _number(max((v for v in values if math.isfinite(v)), default=math.nan))


def _number(value: float) -> str:
    """Two digits, a true minus, no negative zero; n/a where unknown (a rule that never traded has no Sharpe ratio)."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−") if math.isfinite(value) else "n/a"


def _trials(count: int) -> str:
    return "1 trial" if count == 1 else f"the best of {count} trials"
