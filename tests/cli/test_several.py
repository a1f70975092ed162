"""`tradewind backtest a.py b.py`: which data and parameters are whose, what each earned, and the run done again."""

from __future__ import annotations

import pytest

from tradewind.cli.several import whose_data, whose_parameters
from tradewind.errors import UsageError

from .conftest import refused

CROSS = "moving_average_cross"


def test_two_strategies_share_an_account(tradewind):
    given = (
        "--data",
        "AAPL,IBM",
        "--since",
        "2008-01-01",
        "--param",
        f"{CROSS}.fast=5",
        "--param",
        f"{CROSS} 2.fast=12",
    )
    answer = tradewind("backtest", CROSS, CROSS, *given, "--json")
    assert answer.code == 0, answer.err
    result = answer.json["result"]
    lines = {row["strategy"]: row for row in result["strategies"]}
    assert list(lines) == ["MovingAverageCross", "MovingAverageCross 2", "account"]
    assert all(lines[name]["fills"] for name in list(lines)[:2])
    assert sum(row["total"] for row in lines.values()) == pytest.approx(result["final_equity_usd"] - 10_000.0, abs=1e-6)
    assert "identical" in tradewind("replay", "last").out
    why = tradewind("explain", "--at", "2012-03-08", "AAPL (MovingAverageCross 2)")
    assert why.code == 0 and "Features: " in why.out
    refused(tradewind("explain", "--at", "2012-03-08", "AAPL"), "no instrument 'AAPL' in this session")
    plain = tradewind("backtest", CROSS, CROSS, *given)
    assert "MovingAverageCross 2" in plain.out


def test_a_name_that_is_not_there_is_refused(tradewind):
    refused(tradewind("backtest", CROSS, CROSS, "--data", "trend=AAPL"), "there is no strategy 'trend'")
    refused(
        tradewind("backtest", CROSS, CROSS, "--data", "AAPL", "--param", "fats=3"), "no strategy has such a parameter"
    )


def test_whose_data() -> None:
    names = ("Trend", "Reversal")
    assert whose_data(names, ["AAPL,IBM"]) == [["AAPL,IBM"], ["AAPL,IBM"]]
    assert whose_data(names, ["AAPL", "reversal=EURUSD"]) == [["AAPL"], ["EURUSD"]]
    assert whose_data(names, None) == [None, None]


def test_whose_parameters() -> None:
    names, known = ("Trend", "Trend 2"), [{"fast", "slow"}, {"fast"}]
    assert whose_parameters(names, known, {"fast": 3.0}) == [{"fast": 3.0}, {"fast": 3.0}]
    assert whose_parameters(names, known, {"slow": 9.0, "trend 2.fast": 4.0}) == [{"slow": 9.0}, {"fast": 4.0}]
    assert whose_parameters(("Trend",), known[:1], {"unknown": 1.0}) == [{"unknown": 1.0}], (
        "the strategy itself says it"
    )
    with pytest.raises(UsageError, match=r"Trend 2\.fast"):
        whose_parameters(names, known, {"volume": 1.0})
