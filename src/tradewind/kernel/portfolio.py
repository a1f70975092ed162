"""Several strategies in one account: they share cash, margin, limits and what the market has to offer, and each keeps positions of its own.

Each strategy has rows of instruments, positions and orders of its own, so two strategies in the same instrument don't see each other's
orders, and one may be long while the other is short. An account at a venue that nets would hold the difference: cash, costs and profit are
the same, margin is never less here than there. Limits are the account's: a position limit counts what all strategies have on that side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from tradewind.errors import UsageError
from tradewind.kernel.block import Block
from tradewind.kernel.conditions import Conditions
from tradewind.kernel.events_block import rank_of
from tradewind.kernel.history import History, history_of
from tradewind.kernel.keeping import Keep
from tradewind.kernel.machine import Machine
from tradewind.kernel.member import Member
from tradewind.kernel.opening import Account, Costs
from tradewind.kernel.program import Program
from tradewind.kernel.setup import Setup, under
from tradewind.market.columns import Bars
from tradewind.market.instrument import Instrument
from tradewind.risk.limits import Limits

_SHARED = ("costs", "cash", "currency", "account", "conditions")


@dataclass(frozen=True)
class Portfolio:
    """A session of several strategies: a setup for each, which agree about the account.

    Raises
    ------
    UsageError: fewer than two, or two that want different accounts.
    """

    members: tuple[Setup, ...]

    def __post_init__(self) -> None:
        if len(self.members) < 2:
            raise UsageError(f"a portfolio of {len(self.members)} strategies", try_="two or more, or a Setup for one")
        first = self.members[0]
        for other in self.members[1:]:
            for name in _SHARED:
                mine, its = getattr(first, name), getattr(other, name)
                if mine != its:
                    raise UsageError(f"{first.name} has {name} {mine}, {other.name} has {its}; they share one account")
            if replace(first.limits, authorisation=other.limits.authorisation) != other.limits:
                raise UsageError(f"{first.name} and {other.name} have different limits; they share one account")

    @cached_property
    def names(self) -> tuple[str, ...]:
        return told_apart([m.strategy.name for m in self.members])

    @property
    def name(self) -> str:
        return " + ".join(self.names)

    @cached_property
    def instruments(self) -> tuple[Instrument, ...]:
        """Those of the first strategy, then those of the next: one that several trade is there for each."""
        return tuple(i for m in self.members for i in m.instruments)

    @cached_property
    def owners(self) -> list[int]:
        """Number of the strategy that each of `instruments` is of."""
        return [s for s, m in enumerate(self.members) for _ in m.instruments]

    @property
    def limits(self) -> Limits:
        """The account's; its authorisation is the strictest that any strategy asks for."""
        return replace(self.members[0].limits, authorisation=max(m.limits.authorisation for m in self.members))

    @property
    def costs(self) -> Costs:
        return self.members[0].costs

    @property
    def cash(self) -> float:
        return self.members[0].cash

    @property
    def currency(self) -> str:
        return self.members[0].currency

    @property
    def account(self) -> Account:
        return self.members[0].account

    @property
    def conditions(self) -> Conditions:
        return self.members[0].conditions

    @property
    def params(self) -> dict[str, int | float]:
        """Of all strategies, as `strategy.parameter`."""
        return {f"{name}.{p}": v for name, m in zip(self.names, self.members, strict=True) for p, v in m.params.items()}

    def changed(self, **changes: Any) -> Portfolio:
        """Other numbers for the same loops, see `Setup.changed`."""
        made = Portfolio(tuple(m.changed(**changes) for m in self.members))
        made.__dict__["programs"] = self.programs
        return made

    @cached_property
    def programs(self) -> tuple[Program, ...]:
        return tuple(
            Program(m.strategy, m.limits, instruments=len(self.instruments), on_compile=m.on_compile)
            for m in self.members
        )

    def machine(self, keep: Keep = Keep.EVERYTHING) -> Machine:
        """A new account at its start."""
        members = [
            Member(program, m.params, len(self.instruments), name=name, alone=False)
            for program, m, name in zip(self.programs, self.members, self.names, strict=True)
        ]
        machine = Machine(
            members, self.instruments, limits=self.limits, costs=self.costs, cash=self.cash, owners=self.owners, account=self.account,
            currency=self.currency, keep=keep,
        )  # fmt: skip
        return under(machine, replace(self.conditions, orders=self.conditions.orders * len(self.members)))

    def block(self, bars: Sequence[Bars]) -> Block:
        """Events of all strategies by time, then by what they are (events_block.RANKS), then by strategy in the order given.

        bars: of each of `instruments`; a joined History brings each strategy's own.
        """
        return _merged([m.block(h) for m, h in zip(self.members, self._histories(bars), strict=True)], self.members)

    def _histories(self, bars: Sequence[Bars]) -> list[History]:
        history = history_of(bars)
        if history.parts:
            return list(history.parts)
        ends = np.cumsum([len(m.instruments) for m in self.members]).tolist()
        return [History(history.bars[e - len(m.instruments) : e]) for e, m in zip(ends, self.members, strict=True)]


def told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """One name for each strategy; where two have the same, the later ones are numbered: `trend`, `trend 2`."""
    return tuple(
        name if name not in names[:i] else f"{name} {list(names[: i + 1]).count(name)}" for i, name in enumerate(names)
    )


# What a session can be run with.
Rules = Setup | Portfolio


def _merged(blocks: Sequence[Block], members: Sequence[Setup]) -> Block:
    """One block; rows of instruments are counted on from strategy to strategy."""
    first = np.cumsum([0, *(len(m.instruments) for m in members)])
    columns = np.full((max(len(b.columns) for b in blocks), sum(len(b) for b in blocks)), np.nan)
    start = 0
    for block in blocks:
        columns[: len(block.columns), start : start + len(block)] = block.columns
        start += len(block)
    kinds = np.concatenate([b.kinds if len(b.kinds) else np.zeros(len(b), np.int8) for b in blocks])
    times = np.concatenate([b.times for b in blocks])
    # Stable: of all else equal, the order of the strategies and in each of them.
    order = np.lexsort((rank_of(kinds), times))
    opens, highs, lows, closes, volumes = (
        np.concatenate([getattr(b, n) for b in blocks])[order] for n in ("opens", "highs", "lows", "closes", "volumes")
    )
    index = np.concatenate([b.index + np.int32(f) for b, f in zip(blocks, first, strict=False)]).astype(np.int32)
    return Block(
        times[order], index[order], opens, highs, lows, closes, volumes,
        np.ascontiguousarray(columns[:, order]), kinds[order] if kinds.any() else np.empty(0, np.int8),
    )  # fmt: skip
