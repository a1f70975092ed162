"""A run that keeps fills alone does the same as one that keeps everything."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.kernel.codes import FILL, FINANCING
from tradewind.kernel.commands import KILL
from tradewind.kernel.keeping import Keep
from tradewind.kernel.machine import Machine, Output, command
from tradewind.kernel.opening import Account

from .random_runs import COSTS, joined, random_block, two
from .scenario import told_machine


def run(keep: Keep, seed: int, cut: int, account: Account) -> tuple[Machine, Output]:
    """Random orders on two instruments, in two steps, and a kill at the end."""
    machine = told_machine(two(), costs=COSTS, account=account, keep=keep)
    block = random_block(seed, 150, two())
    parts = [machine.step(block[:cut]), machine.step(block[cut:])]
    parts.append(machine.step(command(KILL, int(block.times[-1]))))
    return machine, joined(parts)


def kept(output: Output) -> np.ndarray:
    kinds = output.records["kind"]
    return output.records[(kinds == FILL) | (kinds >= FINANCING)]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 299), st.booleans())
def test_what_is_kept_changes_nothing(seed: int, cut: int, hedging: bool) -> None:
    account = Account(hedging=hedging, debit_rate=0.05)
    everything, whole = run(Keep.EVERYTHING, seed, cut, account)
    fills, less = run(Keep.FILLS, seed, cut, account)
    assert kept(whole).tobytes() == less.records.tobytes()
    assert whole.equity.tobytes() == less.equity.tobytes()
    assert not len(less.decisions)
    fills.world.account["keep"] = Keep.EVERYTHING
    assert everything.snapshot() == fills.snapshot()


def test_a_snapshot_does_not_say_what_is_kept() -> None:
    """A machine that keeps fills goes on doing so from the snapshot of one that keeps everything."""
    block = random_block(4, 150, two())
    everything, fills = (told_machine(two(), costs=COSTS, keep=keep) for keep in Keep)
    everything.step(block[:100])
    fills.restore(everything.snapshot())
    whole, less = everything.step(block[100:]), fills.step(block[100:])
    assert len(less.records) > 10
    assert kept(whole).tobytes() == less.records.tobytes()
    assert len(whole.decisions) > len(less.decisions) == 0
