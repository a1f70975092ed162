"""Several strategies in one account: each is asked at the events of its own rows of instruments, in the order of the block."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tradewind.compiler.arrays import ArrayType
from tradewind.compiler.entry import entry
from tradewind.compiler.invoke import invoker, words_of_entry
from tradewind.decision.combine import VOTE_COLUMNS
from tradewind.kernel.block import Block
from tradewind.kernel.layout import World
from tradewind.kernel.member import Member
from tradewind.kernel.program import RUN

invoke = invoker(words_of_entry(list(RUN.values())))


def take_turns(addresses, words, stretches, owners, index, bounds):
    """Step through events `bounds[0]` to `bounds[1]` and return the first that was not got to.

    addresses: of each strategy's loop. words: what each is called with. stretches: the `bounds` of each. owners: of which strategy a row
    of instruments is.
    """
    i = bounds[0]
    while i < bounds[1]:
        owner = owners[index[i]]
        end = i + 1
        while end < bounds[1] and owners[index[end]] == owner:
            end += 1
        stretches[owner, 0] = i
        stretches[owner, 1] = end
        reached = invoke(addresses[owner], words, owner)
        if reached < end:
            return reached
        i = end
    return i


_INTEGERS, _TABLE = ArrayType(np.dtype("i8")), ArrayType(np.dtype("i8"), 2)


class Turns:
    """The loop over all strategies' loops, and what each of them writes for itself.

    Parameters
    ----------
    owners: (k,) int64, of which of `members` each row of instruments is.
    """

    def __init__(self, members: Sequence[Member], owners: np.ndarray) -> None:
        self._members, self._owners = members, owners
        self._stretches = np.zeros((len(members), 4), np.int64)
        for member, stretch in zip(members, self._stretches, strict=True):
            member.bounds = stretch
        # The same whatever the strategies.
        self._run = entry(take_turns, [_INTEGERS, _TABLE, _TABLE, _INTEGERS, ArrayType(np.dtype("i4")), _INTEGERS])

    def advance(self, world: World, block: Block, first: int, equity: np.ndarray, traced: Sequence[np.ndarray]) -> int:
        """Let events from `first` on happen; the first that there was no room for or that failed, or the block's end."""
        given = [m.arguments(world, block, equity, t) for m, t in zip(self._members, traced, strict=True)]
        loops = [m.program.run for m in self._members]
        words = np.array([loop.words(g) for loop, g in zip(loops, given, strict=True)], np.int64)
        addresses = np.array([loop.address for loop in loops], np.int64)
        bounds = np.array([first, len(block)], np.int64)
        return self._run([addresses, words, self._stretches, self._owners, block.index, bounds])

    def make_room(self, decisions: int, kept: int) -> None:
        """Room for each strategy's votes on so many decisions; those on the first `kept` stay."""
        for member in self._members:
            m = len(member.weights)
            longer = np.zeros((decisions * m, VOTE_COLUMNS))
            longer[: kept * m] = member.own_votes[: kept * m]
            member.own_votes = longer

    def votes(self, instruments: np.ndarray) -> np.ndarray:
        """(n, most sources, 5) the votes on the first n decisions, which were about these rows; unused rows are 0."""
        n, most = len(instruments), max(len(m.weights) for m in self._members)
        joined = np.zeros((n, most, VOTE_COLUMNS))
        for i, member in enumerate(self._members):
            mine, m = self._owners[instruments] == i, len(member.weights)
            joined[mine, :m] = member.own_votes[: n * m].reshape(n, m, VOTE_COLUMNS)[mine]
        return joined

    def traces(self, block: Block, traced: Sequence[np.ndarray]) -> np.ndarray:
        """(n, most features): each row those of the strategy whose event it is; nan beside them."""
        joined = np.full((max(len(t) for t in traced), max(t.shape[1] for t in traced)), np.nan)
        for i, own in enumerate(traced):
            mine = self._owners[block.index[: len(own)]] == i
            joined[mine, : own.shape[1]] = own[mine]
        return joined
