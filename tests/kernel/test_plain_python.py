"""The program's very source, run as plain Python over numpy records, gives the bytes that the compiled one gives."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.kernel.block import Block
from tradewind.kernel.layout import World
from tradewind.kernel.machine import Machine
from tradewind.kernel.plain import Records
from tradewind.kernel.program import RUN, _scope

from .random_runs import COSTS, random_block, same, two
from .scenario import told_machine


def plain(value: np.ndarray | World) -> Any:
    """An argument of the loop as plain Python can use it."""
    if isinstance(value, World):
        return World(*(plain(a) for a in value))
    return Records(value) if value.dtype.names else value


def as_python(machine: Machine) -> None:
    """Give `machine` the unlinked functions instead of machine code."""
    (member,) = machine.members
    program = member.program
    visible = program.strategy.columns()
    scope = {**program.features.names(), **_scope(program.strategy, visible)}
    exec(compile(program.source, "<plain>", "exec"), scope)

    class Plain:
        def __call__(self, arrays: list[np.ndarray]) -> int:
            with np.errstate(all="ignore"):
                return scope["run"](*(plain(a) for a in arrays))

    assert len(RUN) == scope["run"].__code__.co_argcount
    program.run = Plain()  # type: ignore[assignment]
    member.words = lambda world: world  # type: ignore[method-assign]


def compare(block: Block, of) -> None:
    plain, compiled = told_machine(of, costs=COSTS), told_machine(of, costs=COSTS)
    as_python(plain)
    for machine in (plain, compiled):
        machine.world.decisions.view("u1")[:] = 0
    same(plain.step(block, trace=True, every_decision=True), compiled.step(block, trace=True, every_decision=True))
    assert plain.snapshot() == compiled.snapshot()


@settings(max_examples=12)
@given(st.integers(0, 2**31), st.integers(1, 150))
def test_one_instrument(seed: int, n: int) -> None:
    compare(random_block(seed, n), None)


@settings(max_examples=8)
@given(st.integers(0, 2**31))
def test_two_instruments(seed: int) -> None:
    compare(random_block(seed, 80, two()), two())
