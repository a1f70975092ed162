"""A strategy that never returns is ended with a word, in a process of its own: its thread can't be stopped."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from tradewind.errors import StrategyError
from tradewind.kernel.setup import Setup
from tradewind.research.watch import watched
from tradewind.strategies.arrays import from_signals

from ..randombars import random_bars

ENDLESS = """
    import sys
    sys.path.insert(0, {root!r})
    from tests.randombars import random_bars
    from tradewind.errors import StrategyError
    from tradewind.kernel.setup import Setup
    from tradewind.research.watch import watched
    from tradewind.strategies.loading import from_source

    bars = random_bars(50)
    source = '''
    from tradewind.strategies import Strategy, hold

    class Endless(Strategy):
        timeframe = "1d"

        def on_bar(s):
            x = 0.0
            while s.bar.close > 0.0:
                x = x * 0.5 + s.bar.close
                if x < 0.0:
                    break
            return hold()
    '''
    import textwrap
    setup = Setup(from_source(textwrap.dedent(source), "endless.py"), (bars.instrument,), {{}})
    machine = setup.machine()
    try:
        watched(lambda: machine.step(setup.block([bars])), machine, patience=1.0)
    except StrategyError as error:
        print(error, flush=True)
        import os
        os._exit(0)
"""


def test_a_function_that_does_not_return(request) -> None:
    code = textwrap.dedent(ENDLESS).format(root=str(request.config.rootpath))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=250)
    assert "Endless: its function does not return: nothing moved for 1 s at 2024-01-02" in done.stdout, done


def test_errors_and_results_come_through() -> None:
    bars = random_bars(20)
    machine = Setup(from_signals("1d", {bars.instrument.id: {}}), (bars.instrument,), {}).machine()
    assert watched(lambda: 5, machine) == 5

    def fails() -> None:
        raise StrategyError("no")

    with pytest.raises(StrategyError, match="no"):
        watched(fails, machine)
