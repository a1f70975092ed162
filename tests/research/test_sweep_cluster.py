"""A sweep on a Dask cluster that runs on this machine gives the bits of one without."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tradewind.errors import UsageError
from tradewind.kernel.setup import Setup
from tradewind.research.sweep.engine import StopRule, sweep
from tradewind.research.sweep.space import space
from tradewind.strategies.loading import load

from ..randombars import instrument, random_bars

BARS = [random_bars(600, 3, of=instrument(), timeframe="1d", volatility=0.015)]
SETUP = Setup(load("moving_average_cross"), (instrument(),), {})
SPACE = space(SETUP.strategy, {"fast": "2:14", "slow": "20:60:5", "stop": "1:3"}, method="latin", trials=200)


@pytest.fixture(scope="module")
def cluster():
    """Address of a scheduler with one worker of two threads, each in a process of its own."""
    pytest.importorskip("distributed")
    env = os.environ | {
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        "DASK_DISTRIBUTED__WORKER__DAEMON": "False",
        "PYTHONUNBUFFERED": "1",
    }
    scheduler = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"],
        env=env, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    worker = None
    try:
        assert scheduler.stderr is not None
        address = next(m.group() for line in scheduler.stderr if (m := re.search(r"tcp://127\.0\.0\.1:\d+", line)))
        worker = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "2", "--no-dashboard", "--no-nanny"],
            env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        from distributed import Client

        with Client(address, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=60)
        yield address
    finally:
        for process in (worker, scheduler):
            if process is not None:
                process.terminate()
                process.wait(30)


@pytest.mark.slow
def test_a_cluster_gives_the_same_bits(cluster):
    rule = StopRule(max_drawdown=0.2)
    ticks = []
    here = sweep(SETUP, BARS, SPACE, rule=rule, workers=1)
    there = sweep(SETUP, BARS, SPACE, rule=rule, cluster=cluster, progress=lambda done, total: ticks.append(done))
    assert there.figures.tobytes() == here.figures.tobytes()
    assert there.ended.tobytes() == here.ended.tobytes()
    assert ticks[-1] == len(SPACE)


@pytest.mark.slow
def test_a_second_sweep_on_the_same_cluster_is_not_mistaken_for_the_first(cluster):
    shorter = [BARS[0][:400]]
    here = sweep(SETUP, shorter, SPACE, workers=1)
    assert sweep(SETUP, shorter, SPACE, cluster=cluster).figures.tobytes() == here.figures.tobytes()


def test_an_address_where_nobody_answers_is_one_clear_error(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("tradewind.research.sweep.cluster._CONNECT_SECONDS", 1)
    with pytest.raises(UsageError, match="no Dask scheduler at tcp://127.0.0.1:9"):
        sweep(SETUP, BARS, SPACE, cluster="tcp://127.0.0.1:9")


def test_without_the_extra_the_error_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'tradewind\[cluster\]'"):
        sweep(SETUP, BARS, SPACE, cluster="tcp://127.0.0.1:8786")
