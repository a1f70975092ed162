"""Bad input of every kind: one clear line that names the thing and the next step, exit code 2, nothing half-written."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import refused

WINDOW = ("--data", "AAPL", "--since", "2012-01-01")
STRATEGY = """from tradewind.strategies import Float, Strategy, ema, hold, long

class Own(Strategy):
    stop = Float(2.0, 0.1, 20.0)
    features = dict(fast=ema(n=10))

    def on_bar(s):
        {body}
        return hold()
"""


def files(folder: Path) -> set[str]:
    """Everything but caches."""
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if "__pycache__" not in p.parts}


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["backtets"], ["no command 'backtets'. Try: backtest"]),
        (["xyzzy"], ["no command 'xyzzy'. Try: tradewind --help"]),
        (["re"], ["'re' could be replay, rearm, resume, refuse"]),
        (["data", "shw"], ["no data command 'shw'. Try: show"]),
        (["backtest"], ["tradewind backtest", "--help"]),
        (["backtest", "moving_average_cross", "--frobnicate", "3"], ["--frobnicate", "tradewind backtest --help"]),
        (["backtest", "moving_average_cross"], ["names no instruments. Try: --data NAME (in the lake: AAPL, IBM)"]),
        (["backtest", "moving_average_cross", "--data", "AAPK"], ["AAPK", "AAPL"]),
        (
            ["backtest", "moving_average_cross", "--data", "AAPL", "--since", "2024-01-01"],
            ["AAPL", "2024-01-01", "Try: tradewind"],
        ),
        (["backtest", "moving_average_cross", "--data", "AAPL", "--since", "someday"], ["someday"]),
        (
            ["backtest", "moving_average_kross", "--data", "AAPL"],
            ["no strategy 'moving_average_kross'", "moving_average_cross"],
        ),
        (["backtest", "missing.py", "--data", "AAPL"], ["missing.py", "tradewind new strategy"]),
        (["backtest", "moving_average_cross", *WINDOW, "--param", "fasst=3"], ["fasst", "fast"]),
        (["backtest", "moving_average_cross", *WINDOW, "--param", "fast=3000"], ["fast", "3000", "200"]),
        (["backtest", "moving_average_cross", *WINDOW, "--param", "fast=2.5"], ["fast", "2.5"]),
        (["backtest", "moving_average_cross", *WINDOW, "--param", "fast=nan"], ["fast", "nan"]),
        (["backtest", "moving_average_cross", *WINDOW, "--param", "fast=inf"], ["fast", "inf"]),
        (
            ["backtest", "moving_average_cross", *WINDOW, "--param", "fast"],
            ["--param 'fast' is not NAME=NUMBER. Try: --param fast=10"],
        ),
        (["data", "show", "TSLA"], ["TSLA"]),
        (["data", "show", "AAPL", "--timeframe", "7x"], ["7x"]),
        (["data", "show", "AAPL", "--timeframe", "1m"], ["AAPL", "1m", "Try: tradewind data"]),
        (["data", "repair", "AAPL", "polish"], ["polish"]),
        (["data", "import", "missing.csv"], ["missing.csv"]),
        (["replay"], ["there is no run", "tradewind backtest or tradewind paper"]),
        (["replay", "0001abc"], ["there is no run"]),
        (["explain", "D1"], ["there is no run"]),
        (["journal"], ["there is no run"]),
        (["audit", "verify"], ["there is no run"]),
        (["audit", "verify", "nowhere.db"], ["nowhere.db"]),
        (
            ["kill", "--account", "nobody"],
            ["no account 'nobody'; accounts: none yet. Try: tradewind paper or tradewind demo"],
        ),
        (["status", "--account", "nobody"], ["no account 'nobody'"]),
        (["status", "--account", "../../etc/passwd"], ["no account"]),
        (["serve", "--account", "nobody"], ["no account 'nobody'"]),
        (["approve", "D1", "--account", "nobody"], ["no account 'nobody'"]),
        (
            ["check", "moving_average_cross", "--data", "AAPL", "--since", "2013-02-20"],
            ["bars are too few to check", "50"],
        ),
        (["new", "strategy", "9lives"], ["'9lives' can't be a strategy's name"]),
        (["train", "direction", "--data", "TSLA"], ["TSLA"]),
        (["--set", "risk.max_daily_loss", "status"], ["--set risk.max_daily_loss is not section.key=value"]),
        (["--set", "risk.max_daly_loss=0.1", "status"], ["risk.max_daly_loss", "max_daily_loss"]),
        (["--set", "risk.max_daily_loss=lots", "status"], ["risk.max_daily_loss", "lots"]),
        (["--set", "risk.max_daily_loss=-3", "status"], ["risk.max_daily_loss", "-3"]),
        (["--profile", "reckless", "status"], ["reckless"]),
        (["--set"], ["--set needs a value"]),
        (["paper", "moving_average_cross", *WINDOW, "--account", "a/b", "--no-serve"], ["a/b"]),
        (["paper", "moving_average_cross", *WINDOW, "--speed", "-3", "--no-serve"], ["-3"]),
        (["journal", "--limit", "many"], ["many"]),
    ],
)
def test_one_clear_line_and_nothing_written(folder, tradewind, arguments, parts):
    before = files(folder)
    refused(tradewind(*arguments), *parts)
    assert {f for f in files(folder) - before if not f.endswith(("runs", "accounts", "lake/.lock"))} == set()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("class Own(Strategy:\n    pass\n", ["error: own.py line 1: "]),
        ("import nothing_like_it\n", ["own.py line 1: ModuleNotFoundError", "nothing_like_it"]),
        ("x = 1\n", ["own.py declares 0 strategies"]),
        (STRATEGY.format(body="x = 1 / 0"), ["own.py line 8: on_bar failed at bar 0 (", "ZeroDivisionError"]),
        (STRATEGY.format(body="x = s.features.slow"), ["own.py line 8: on_bar failed", "slow", "features: fast"]),
        (STRATEGY.format(body="return 5"), ["own.py: on_bar returned 5 at bar 0", "hold(), long(...)"]),
        (STRATEGY.format(body="return None"), ["own.py: on_bar returned None"]),
        (STRATEGY.format(body="return open('x', 'w')"), ["own.py"]),
        (STRATEGY.replace("ema(n=10)", "ema(n=-1)").format(body="pass"), ["own.py", "-1"]),
        (STRATEGY.replace("ema(n=10)", "ema(length=10)").format(body="pass"), ["own.py", "length"]),
        (
            STRATEGY.replace("Float(2.0, 0.1, 20.0)", "Float(50.0, 0.1, 20.0)").format(body="pass"),
            ["own.py: Own.stop = 50.0 is out of range; allowed 0.1 to 20.0"],
        ),
        ("\x00\x01", ["own.py"]),
    ],
)
def test_a_strategy_s_mistake_is_named_with_file_and_line(folder, tradewind, text, parts):
    (folder / "own.py").write_text(text)
    before = files(folder)
    refused(tradewind("backtest", "own.py", *WINDOW), *parts)
    assert files(folder) - before <= {"x"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[risk\nmax_daily_loss = 0.1\n", ["tradewind.toml", "line 1"]),
        ("[risk]\nmax_daily_loss = 0.1\nmax_daily_loss = 0.2\n", ["tradewind.toml", "line 3"]),
        ("[risk]\n\nmax_daly_loss = 0.1\n", ["tradewind.toml", "line 3", "risk.max_daly_loss", "max_daily_loss"]),
        ("[risks]\nmax_daily_loss = 0.1\n", ["tradewind.toml", "line 1", "risks"]),
        ('[risk]\nmax_daily_loss = "lots"\n', ["tradewind.toml", "line 2", "risk.max_daily_loss", "lots"]),
        ("[risk]\nmax_daily_loss = 7\n", ["tradewind.toml", "line 2", "risk.max_daily_loss", "7"]),
        ("[server]\nport = 700000\n", ["tradewind.toml", "line 2", "server.port", "700000"]),
        ('[risk]\nprofile = "reckless"\n', ["tradewind.toml", "line 2", "risk.profile", "reckless"]),
        ("risk = 3\n", ["tradewind.toml", "line 1", "risk"]),
    ],
)
def test_a_broken_configuration_names_file_line_and_key(folder, tradewind, text, parts):
    (folder / "tradewind.toml").write_text(text)
    refused(tradewind("status"), *parts)


def test_a_broken_profile_names_file_line_and_key(folder, tradewind):
    (folder / "tradewind.toml").write_text("\n[profile.production.risk]\nmax_daly_loss = 0.1\n")
    for given in (("--profile", "production"), ()):
        refused(tradewind(*given, "status"), "tradewind.toml", "line 3", "risk.max_daly_loss")


def test_a_configuration_that_is_no_text(folder, tradewind):
    (folder / "tradewind.toml").write_bytes(b"\xff\xfe\x00[")
    refused(tradewind("status"), "tradewind.toml")
