"""What metrics are computed from: an equity curve, its round trips, and perhaps a benchmark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradewind.errors import DataError

Floats = NDArray[np.floating]
Times = NDArray[np.int64]

YEAR_NS = 365.25 * 86_400e9

TRIP = np.dtype(
    [
        ("entry_ts", "i8"),
        ("exit_ts", "i8"),
        ("pnl", "f8"),  # after fees, account currency
        ("traded", "f8"),  # notional of entry and exit, account currency
    ]
)


@dataclass(frozen=True)
class RoundTrips:
    """Closed positions, by time of exit. All (m,).

    pnl: after all fees, account currency. traded: notional of entry and exit together, account currency. Times in ns.
    """

    entry_ts: Times
    exit_ts: Times
    pnl: Floats
    traded: Floats

    @property
    def rows(self) -> NDArray[np.void]:
        """(m,) TRIP, as compiled code takes them."""
        rows = np.empty(len(self.pnl), TRIP)
        for name in TRIP.names or ():
            rows[name] = getattr(self, name)
        return rows

    def take(self, rows: NDArray[np.intp]) -> RoundTrips:
        """These rows, in this order."""
        return RoundTrips(self.entry_ts[rows], self.exit_ts[rows], self.pnl[rows], self.traded[rows])

    @classmethod
    def none(cls) -> RoundTrips:
        """No trade at all."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0))


@dataclass(frozen=True)
class Sample:
    """An account's history.

    ts: (n,) int64 ns, rising. equity: (n,) account currency, the first value being the start. benchmark: (n,) equity of
    what it is compared with, or None. periods_per_year: rows of `ts` in a year (252 for daily stocks).
    trials: strategies tried to arrive at this one, itself included.
    """

    ts: Times
    equity: Floats
    periods_per_year: float
    trades: RoundTrips
    benchmark: Floats | None = None
    trials: int = 1

    def __post_init__(self) -> None:
        n = len(self.ts)
        if n < 2 or len(self.equity) != n or (self.benchmark is not None and len(self.benchmark) != n):
            found = f"equity curve of {len(self.equity)} values on {n} times"
            raise DataError(f"{found}; it needs 2 or more, one a time")
        if not np.isfinite(self.equity).all() or self.equity[0] <= 0:
            raise DataError(f"equity curve starts at {self.equity[0]} or holds values that are not finite")
        if (self.ts[1:] <= self.ts[:-1]).any():
            raise DataError("times of the equity curve do not rise")
        if not self.periods_per_year > 0 or self.trials < 1:
            raise DataError(
                f"periods_per_year {self.periods_per_year} must be above 0, trials {self.trials} at least 1"
            )

    @property
    def returns(self) -> Floats:
        """Simple returns of the account, see `simple_returns`."""
        return simple_returns(self.equity)

    @property
    def years(self) -> float:
        """Length in calendar years of 365.25 days."""
        return float(self.ts[-1] - self.ts[0]) / YEAR_NS


def simple_returns(equity: Floats) -> Floats:
    """equity[t] / equity[t-1] - 1, up to the first time that nothing is left (equity <= 0): -1, the last.

    equity: (n,). Returns at most (n - 1,).
    """
    gone = equity <= 0
    if gone.any():
        equity = np.concatenate([equity[: gone.argmax()], [0.0]])
    return equity[1:] / equity[:-1] - 1.0
