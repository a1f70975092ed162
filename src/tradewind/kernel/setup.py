"""Everything that decides how a session goes beside its data: strategy, parameters, instruments, limits, costs, cash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from tradewind.errors import DataError
from tradewind.features.external import External, external_columns
from tradewind.kernel.block import Block, merge
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.events_block import events_block
from tradewind.kernel.feeding import check_fed
from tradewind.kernel.history import history_of
from tradewind.kernel.keeping import Keep
from tradewind.kernel.machine import Machine
from tradewind.kernel.member import Member
from tradewind.kernel.opening import Account, Costs, currencies
from tradewind.kernel.program import Program
from tradewind.market.columns import Bars
from tradewind.market.instrument import Instrument
from tradewind.risk.limits import Limits
from tradewind.strategies.strategy import StrategyDefinition


@dataclass(frozen=True)
class Setup:
    """A session's rules. The same setup and the same bars give the same journal, in research, on paper and live.

    Raises
    ------
    DataError: no instrument, or one that is paid in another currency than the account's while nothing gives that currency's rate.
    """

    strategy: StrategyDefinition
    instruments: tuple[Instrument, ...]
    params: dict[str, int | float]
    limits: Limits = field(default_factory=Limits)
    costs: Costs = field(default_factory=Costs)
    cash: float = 10_000.0
    currency: str = "USD"
    on_compile: Callable[[], None] | None = field(default=None, compare=False, repr=False)
    account: Account = field(default_factory=Account)
    conditions: Conditions = field(default_factory=Conditions)

    def __post_init__(self) -> None:
        if not self.instruments:
            raise DataError(
                f"{self.strategy.name} has no instrument to trade", try_="--data NAME, or instruments = (...) in it"
            )
        currencies(self.instruments, self.currency, self.account)
        object.__setattr__(self, "params", self.strategy.values(self.params))
        object.__setattr__(self, "limits", replace(self.limits, authorisation=self._authorisation()))

    def _authorisation(self) -> int:
        """The stricter of what the strategy and the account ask for."""
        return max(int(self.strategy.authorisation), self.limits.authorisation)

    @property
    def members(self) -> tuple[Setup, ...]:
        """Itself alone; a portfolio has several."""
        return (self,)

    @property
    def name(self) -> str:
        return self.strategy.name

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    @property
    def owners(self) -> list[int]:
        """Number of the strategy that each of `instruments` is of."""
        return [0] * len(self.instruments)

    @property
    def programs(self) -> tuple[Program, ...]:
        return (self.program,)

    @cached_property
    def program(self) -> Program:
        return Program(self.strategy, self.limits, instruments=len(self.instruments), on_compile=self.on_compile)

    def changed(self, *, each_instrument: Callable[[Instrument], Instrument] | None = None, **changes: Any) -> Setup:
        """Other numbers for the same loop, which is not compiled again: costs, conditions, account; and of each instrument."""
        if each_instrument is not None:
            changes["instruments"] = tuple(map(each_instrument, self.instruments))
        made = replace(self, **changes)
        if "program" in self.__dict__:
            made.__dict__["program"] = self.program
        return made

    @cached_property
    def fills_program(self) -> Program:
        """The same for runs of which fills and equity alone are read: it does not measure what only a decision's record says."""
        return Program(
            self.strategy, self.limits, instruments=len(self.instruments), keep=Keep.FILLS, on_compile=self.on_compile
        )

    @cached_property
    def columns(self) -> dict[str, External]:
        """What the strategy's features want from outside the kernel: own columns, studies, other instruments' prices."""
        return external_columns(self.strategy.features, self.params)

    def machine(self, keep: Keep = Keep.EVERYTHING, program: Program | None = None) -> Machine:
        """A new account at its start. keep: how much of what happens is handed out. program: of a setup with other parameters alone."""
        machine = Machine(
            [Member(program or self.program, self.params, len(self.instruments))], self.instruments, limits=self.limits, costs=self.costs,
            cash=self.cash, account=self.account, currency=self.currency, keep=keep,
        )  # fmt: skip
        return under(machine, self.conditions)

    def block(self, bars: Sequence[Bars]) -> Block:
        """Bars of each instrument, in the order of `instruments`, with the external columns computed over all of them.

        A History (kernel/history.py) brings everything else that happened into the block; with a feed latency all of it is known later.
        """
        ids = [b.instrument.id for b in bars]
        if ids != [i.id for i in self.instruments]:
            raise DataError(f"bars of {ids} for a session of {[i.id for i in self.instruments]}")
        wrong = [b for b in bars if b.timeframe != self.strategy.timeframe]
        if wrong:
            raise DataError(
                f"{wrong[0].instrument.id}: {wrong[0].timeframe} bars for a strategy on {self.strategy.timeframe}"
            )
        check_fed(self.strategy, bars)
        columns: list[list[np.ndarray]] = [[c.values(b, bars) for c in self.columns.values()] for b in bars]
        history = history_of(bars)
        if history.more or self.conditions.feed_latency:
            return events_block(
                self.instruments, (*history.bars, *history.beside), fine=history.fine, columns=columns,
                delay=self.conditions.feed_latency,
            )  # fmt: skip
        return merge(bars, columns)


def under(machine: Machine, conditions: Conditions) -> Machine:
    """The machine at its start, under these conditions of the market."""
    if conditions != Conditions():
        machine.world = conditions.on(machine.world)
    return machine
