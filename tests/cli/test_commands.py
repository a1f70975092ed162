"""Every command has a help with an example, answers to clear prefixes, and prints JSON where it is asked for."""

from __future__ import annotations

import contextlib
import io
import re

import pytest

from tradewind.cli.main import find, main
from tradewind.cli.registry import COMMANDS
from tradewind.errors import UsageError

from .conftest import refused


def said(*arguments: str) -> tuple[int, str]:
    """Exit code and standard output of a command that needs no workspace, in this process."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0), out.getvalue()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_with_an_example(name, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit) as ended:
        main([*name.split(), "--help"])
    text = capsys.readouterr().out
    assert ended.value.code in (0, None), text
    assert re.search(rf"Example: tradewind {name}\b", text), text


def test_help_names_every_command():
    code, text = said("--help")
    assert code == 0
    assert all(f"  {name} " in text for name in COMMANDS)
    assert said("data", "--help")[1].count("\n  data ") == sum(n.startswith("data ") for n in COMMANDS)
    assert said("data")[0] == 2, "a group alone is no command"


@pytest.mark.parametrize("name", COMMANDS)
def test_any_clear_beginning_of_a_name_will_do(name):
    first, *second = name.split()
    firsts = {n.split()[0] for n in COMMANDS}
    for length in range(1, len(first) + 1):
        fitting = {f for f in firsts if f.startswith(first[:length])}
        tokens = [first[:length], *second, "rest"]
        if first[:length] in firsts or len(fitting) == 1:
            assert find(tokens) == (name, ["rest"])
        else:
            with pytest.raises(UsageError, match="could be"):
                find(tokens)


def test_the_version_is_one_line():
    from tradewind import __version__

    assert said("--version") == (0, f"tradewind {__version__}\n") == said("-V")


@pytest.fixture(scope="module")
def worked(tmp_path_factory, _stocked):
    """A workspace in which a backtest and a paper session were run."""
    import shutil

    from .conftest import run

    folder = tmp_path_factory.mktemp("worked")
    shutil.copytree(_stocked / "tradewind-home", folder / "tradewind-home")

    def call(*arguments, **more):
        return run(folder, *arguments, **more)

    call.folder = folder
    call.backtest = call("backtest", "moving_average_cross", "--data", "AAPL,IBM", "--param", "fast=5", "--json")
    assert call.backtest.code == 0, call.backtest.err
    call.paper = call(
        "paper", "moving_average_cross", "--data", "AAPL", "--account", "demo", "--speed", "0", "--no-serve"
    )
    assert call.paper.code == 0, call.paper.err
    return call


def test_a_backtest_gives_a_result_with_units(worked):
    result = worked.backtest.json["result"]
    assert result["ok"] is True and result["findings"] == []
    for name in (
        "run",
        "max_drawdown_pct",
        "fees_usd",
        "sharpe",
        "trades",
        "final_equity_usd",
        "total_return_pct",
        "trials",
    ):
        assert name in result
    folder = worked.folder / "tradewind-home" / "runs" / result["run"]
    assert {"run.json", "journal.db", "report.html"} <= {p.name for p in folder.iterdir()}


def test_replay_gives_a_result(worked):
    for name, code in (("0001", 0), ("last", 0)):
        answer = worked("replay", name, "--json")
        assert answer.code == code, answer.err
        result = answer.json["result"]
        assert result["ok"] is True and result["findings"] == [] and result["events"] > 100
        assert {"run", "decisions", "orders", "fills", "text"} <= result.keys()


def test_check_gives_a_result(worked):
    answer = worked("check", "moving_average_cross", "--data", "AAPL", "--since", "2012-01-01", "--cuts", "6", "--json")
    assert answer.code == 0, answer.err
    result = answer.json["result"]
    assert result["ok"] is True and result["values_compared"] > 1000


@pytest.mark.parametrize("kind", ["features", "strategies", "venues"])
def test_lists_have_the_fields_that_tools_rely_on(worked, kind):
    rows = worked(kind, "list", "--json").json
    assert rows and all({"name", "kind", "source", "reference"} <= row.keys() for row in rows)
    assert all(row["source"] and row["reference"] for row in rows)


@pytest.mark.parametrize(
    "arguments",
    [
        ["models", "list"], ["data", "list"], ["data", "show", "AAPL"], ["data", "check", "AAPL"], ["status"], ["runs"],
        ["config", "show"], ["audit", "verify"], ["explain", "D1", "--run", "0001"], ["explain", "AAPL", "--at", "2012-03-08"],
        ["pause", "--account", "demo"], ["resume", "--account", "demo"],
    ],
)  # fmt: skip
def test_json_is_one_document_and_nothing_else(worked, arguments):
    answer = worked(*arguments, "--json")
    assert answer.code == 0, answer.err
    assert answer.json is not None
    plain = worked(*arguments)
    assert plain.code == 0 and plain.out.strip()


def test_the_journal_is_one_document_a_line(worked):
    import json

    answer = worked("journal", "0001", "--kind", "fill", "--limit", "3", "--json")
    rows = [json.loads(line) for line in answer.out.splitlines()]
    assert len(rows) == 3
    assert all(row.keys() == {"seq", "time", "kind", "id", "cause", "body"} and row["kind"] == "fill" for row in rows)


def test_runs_are_found_by_a_clear_beginning(worked):
    refused(worked("replay", "9999"), "no run begins with '9999'; the newest is 0002", "the name 'last'")
    refused(worked("replay", "000"), "2 runs begin with '000': 0001")
    refused(worked("explain", "D99999", "--run", "0001"), "has no decision 'D99999'", "tradewind journal 0001")
    refused(worked("explain", "AAPL", "--at", "1999-01-01", "--run", "0001"), "no data: no bar of AAPL.XNAS closed")
    refused(worked("journal", "0001", "--kind", "fil"), "fil")


def test_a_senseless_approval_is_refused_and_leaves_the_account_usable(worked):
    for name in ("D²", "D" + "9" * 40, "nonsense", "D999"):
        refused(worked("approve", name, "--account", "demo"), "account demo: decision", "does not wait for an answer")
    assert worked("status", "--json").json[0]["state"] == "running"
    assert worked("replay", "0002").code == 0


def test_the_simulated_market_is_set_on_the_command_line(tradewind):
    """Latency of a day and a small share of the volume: other fills, and the sheet says both."""

    def run(*more: str) -> dict:
        answer = tradewind("backtest", "moving_average_cross", "--data", "AAPL", "--json", *more)
        assert answer.code == 0, answer.err
        return answer.json["result"]

    plain, late = run(), run("--set", "execution.latency_ms=86400000")
    assert plain["final_equity_usd"] != late["final_equity_usd"]
    assumed = {a["name"]: a["value"] for a in late["assumptions"]}
    assert assumed["Latency"] == "86400 s to the venue"
    small = run("--set", "execution.participation=1e-8")
    assert small["trades"] != plain["trades"]
    again = tradewind("replay", late["run"])
    assert again.code == 0, again.out
    assert again.out.startswith("identical")


def test_a_share_of_more_than_all_is_refused(tradewind):
    answer = tradewind("backtest", "moving_average_cross", "--data", "AAPL", "--set", "execution.participation=1.5")
    refused(answer, "execution.participation", "1.5")
