"""Write empyrical.json: what empyrical-reloaded says of one series of returns, for tests/research/test_metrics.py.

    python -m venv /tmp/other && /tmp/other/bin/pip install empyrical-reloaded && /tmp/other/bin/python write_empyrical.py

In an environment of its own: it wants an older peewee than other packages of the tests. The series are in the file, so that no
generator of random numbers has to stay the same.
"""

from __future__ import annotations

import json
from pathlib import Path

import empyrical as e  # pyright: ignore[reportMissingImports]
import numpy as np
import pandas as pd

PERIODS = 252


def main() -> None:
    """A year and a half of fat-tailed daily returns, and a benchmark that they lean on."""
    rng = np.random.default_rng(23)
    market = np.round(0.009 * rng.standard_t(4, 380) + 0.0003, 6)
    made = np.round(0.7 * market + 0.006 * rng.standard_t(5, 380) + 0.0005, 6)
    days = pd.date_range("2020-01-01", periods=len(made), freq="B")
    r, b = pd.Series(made, days), pd.Series(market, days)
    values = {
        "cum_returns_final": e.cum_returns_final(r),
        "annual_return": e.annual_return(r, annualization=PERIODS),
        "annual_volatility": e.annual_volatility(r, annualization=PERIODS),
        "sharpe_ratio": e.sharpe_ratio(r, annualization=PERIODS),
        "sortino_ratio": e.sortino_ratio(r, annualization=PERIODS),
        "max_drawdown": e.max_drawdown(r),
        "calmar_ratio": e.calmar_ratio(r, annualization=PERIODS),
        "omega_ratio": e.omega_ratio(r, annualization=PERIODS),
        "tail_ratio": e.tail_ratio(r),
        "value_at_risk": e.value_at_risk(r, 0.05),
        "conditional_value_at_risk": e.conditional_value_at_risk(r, 0.05),
        "alpha": e.alpha(r, b, annualization=PERIODS),
        "beta": e.beta(r, b),
        "excess_sharpe": e.excess_sharpe(r, b),
    }
    told = {
        "version": e.__version__,
        "periods": PERIODS,
        "returns": made.tolist(),
        "benchmark": market.tolist(),
        "values": {name: float(value) for name, value in values.items()},
    }
    Path(__file__).with_name("empyrical.json").write_text(json.dumps(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
