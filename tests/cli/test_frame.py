"""The frame of the command line: abbreviations, exit codes, one-line errors, speed of the small answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tradewind.cli.registry import COMMANDS

SOURCE = Path(__file__).parents[2] / "src"


def tradewind(*arguments: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TRADEWIND_")}
    env = kept | {"PYTHONPATH": str(SOURCE), "COLUMNS": "120"} | environ
    command = [sys.executable, "-m", "tradewind", *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False)


def test_version(tmp_path):
    done = tradewind("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout.split()[0]) == (0, "tradewind")


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_small_answers_come_at_once(tmp_path, argument):
    """Best of five: a busy machine makes any single run slow."""
    tradewind(argument, cwd=tmp_path)
    seconds = []
    for _ in range(5):
        begun = time.perf_counter()
        tradewind(argument, cwd=tmp_path)
        seconds.append(time.perf_counter() - begun)
    assert min(seconds) < 0.5


def test_help_lists_every_command(tmp_path):
    said = tradewind("--help", cwd=tmp_path).stdout
    assert all(name in said for name in COMMANDS)


def test_a_clear_prefix_is_enough(tmp_path):
    done = tradewind("conf", "sh", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads(done.stdout), list | dict)


WRONG = {
    "ambiguous": (("re",), "could be"),
    "unknown": (("nonsense",), "no command"),
    "unknown subcommand": (("config", "nonsense"), "no config command"),
    "unknown option": (("config", "show", "--nonsense"), "--nonsense"),
    "unknown setting": (("config", "show", "--set", "risk.max_dayly_loss=1"), "did you mean risk.max_daily_loss?"),
    "set without a value": (("config", "show", "--set", "risk"), "section.key=value"),
    "unknown profile": (("config", "show", "--profile", "prod"), "production"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_use_is_one_line_and_exit_code_2(tmp_path, kind):
    arguments, said = WRONG[kind]
    done = tradewind(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.strip().splitlines()) == 1
    assert said in done.stderr


def test_config_show_says_where_a_value_came_from(tmp_path):
    done = tradewind("config", "show", "--json", cwd=tmp_path, TRADEWIND_SERVER__PORT="9001")
    rows = json.loads(done.stdout)
    rows = rows["settings"] if isinstance(rows, dict) else rows
    port = next(row for row in rows if "server.port" in row.values())
    assert (port["value"], port["from"]) == (9001, "environment TRADEWIND_SERVER__PORT")


def test_init_never_overwrites(tmp_path):
    assert tradewind("init", "desk", cwd=tmp_path).returncode == 0
    before = {p: p.read_bytes() for p in (tmp_path / "desk").rglob("*") if p.is_file()}
    assert tmp_path / "desk" / "tradewind.toml" in before
    again = tradewind("init", "desk", cwd=tmp_path)
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert {p: p.read_bytes() for p in (tmp_path / "desk").rglob("*") if p.is_file()} == before


def test_doctor_finds_a_port_that_answers_and_a_broken_file(tmp_path):
    done = tradewind("doctor", "--json", cwd=tmp_path)
    examined = {one["what"]: one for one in json.loads(done.stdout)["result"]["examined"]}
    assert {"tradewind", "python", "workspace", "disk", "dashboard", "machine"} <= set(examined)
    (tmp_path / "tradewind.toml").write_text("[server]\nport = -1\n")
    done = tradewind("doctor", "--json", cwd=tmp_path)
    result = json.loads(done.stdout)["result"]
    assert done.returncode == 1
    assert not result["ok"]
    assert "tradewind.toml line 2: server.port" in " ".join(result["findings"])


def test_importing_the_settings_does_not_import_the_heavy_rooms(tmp_path):
    code = "import sys, tradewind.settings; print([m for m in ('polars', 'numba', 'numpy') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
