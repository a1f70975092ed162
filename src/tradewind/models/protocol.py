"""The protocol of a training run: everything its figures depend on besides the data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tradewind.errors import ModelError
from tradewind.models.labels import require_horizon
from tradewind.models.splits import WalkForward
from tradewind.models.trading_rule import Rule


@dataclass(frozen=True)
class Protocol:
    """horizon: bars ahead. cost: of one side of a trade, fraction of the notional. trials: tried in all, this one too.

    rule, margin: how probabilities are traded (`trading_rule.positions`). shuffles: runs with meaningless labels.
    draws, level: of the bootstrap. seed: of the bootstrap and the shuffles.
    """

    horizon: int
    splits: WalkForward
    cost: float
    seed: int
    estimator: str = ""
    rule: Rule = "long_flat"
    margin: float = 0.0
    shuffles: int = 20
    draws: int = 1000
    level: float = 0.95
    trials: int = 1

    def __post_init__(self) -> None:
        require_horizon(self.horizon)
        if not (np.isfinite(self.cost) and 0.0 <= self.cost < 0.5):
            raise ModelError(f"cost of one side is {self.cost}; it must be a fraction from 0 to below 0.5")
        if self.rule not in ("long_flat", "long_short"):
            raise ModelError(f"rule is {self.rule!r}; it must be long_flat or long_short")
        if not 0.0 <= self.margin < 0.5 or not 0.5 <= self.level < 1.0:
            raise ModelError(f"margin {self.margin} must lie in [0, 0.5), level {self.level} in [0.5, 1)")
        if self.trials < 1 or self.draws < 1 or self.shuffles < 0 or self.seed < 0:
            raise ModelError(
                f"trials {self.trials} and draws {self.draws} must be at least 1, "
                f"shuffles {self.shuffles} and seed {self.seed} at least 0"
            )

    @property
    def band(self) -> float:
        """A move below this fraction is no move: the cost of both sides."""
        return 2.0 * self.cost

    @property
    def shuffle_block(self) -> int:
        """Rows that stay together when labels are shuffled: twice the labels' overlap, at least 20."""
        return max(20, 2 * self.horizon)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        ahead = "1 bar" if self.horizon == 1 else f"{self.horizon} bars"
        tried = "1 trial" if self.trials == 1 else f"{self.trials} trials"
        return f"direction {ahead} ahead; {self.splits}; {self.cost:.4%} a side; {tried}; seed {self.seed}"
