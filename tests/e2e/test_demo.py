"""`tradewind demo` as a newcomer runs it: to the end, again, and what can be asked of it afterwards."""

from __future__ import annotations

import json

import pytest

from .conftest import free_port, tradewind

pytestmark = pytest.mark.slow


def test_the_main_job_end_to_end_twice(tmp_path):
    first = tradewind(tmp_path, "demo", "--port", free_port(), TRADEWIND_DEMO_SECONDS="4")
    assert first.returncode == 0, first.stderr
    for step in range(1, 6):
        assert f"[{step}/5]" in first.stderr
    for told in ("46 instruments", "vidence of an edge", "report:", "dashboard: http://127.0.0.1:", "begins"):
        assert told in first.stdout + first.stderr
    assert "tradewind data fetch binance BTC/USDT 15m --since 2y" in first.stdout
    events = status(tmp_path)["events"]

    second = tradewind(tmp_path, "demo", "--port", free_port(), TRADEWIND_DEMO_SECONDS="4")
    assert second.returncode == 0, second.stderr
    assert "is there" in second.stdout and "there is run" in second.stdout and "goes on" in second.stdout
    assert status(tmp_path)["events"] > events

    replay = tradewind(tmp_path, "replay", "last")
    assert replay.returncode == 0 and replay.stdout.startswith("identical: ")
    audit = tradewind(tmp_path, "audit", "verify", "last", "--json")
    assert audit.returncode == 0 and json.loads(audit.stdout)["result"]["ok"] is True


def status(folder) -> dict:
    (account,) = json.loads(tradewind(folder, "status", "--json").stdout)
    return account
