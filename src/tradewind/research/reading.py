"""What a run needs, read from the lake: for a new one, and for one that is done again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tradewind.data.frames import content_hash as any_hash
from tradewind.data.gather import USUAL, gather
from tradewind.data.lake import Lake
from tradewind.errors import JournalError
from tradewind.kernel.history import History, history_of
from tradewind.kernel.portfolio import Rules
from tradewind.market.columns import Bars, content_hash
from tradewind.market.timeframe import Timeframe


@dataclass(frozen=True)
class Read:
    """A run's data, and what was made or left out to get them."""

    history: History
    notes: tuple[str, ...]


def read(
    lake: Lake,
    names: Sequence[str],
    timeframe: Timeframe,
    start: int | None = None,
    end: int | None = None,
    kinds: Sequence[str] = USUAL,
) -> Read:
    """Instruments by name with start <= ts_event < end of their bars (UTC ns); kinds and errors as `data.gather.gather`."""
    parts = [gather(lake, name, timeframe, start, end, kinds) for name in names]
    return Read(_joined(parts, kinds), tuple(n for p in parts for n in p.notes))


def fetch_for_replay(lake: Lake) -> Callable[[Rules, dict], History]:
    """What a recorded run had, from the lake."""

    def fetch(setup: Rules, data: dict) -> History:
        try:
            kinds = tuple(data.get("beside", {}).get("kinds", ()))
            spans = list(zip(data["first"], data["last"], strict=True))
        except KeyError as error:
            raise JournalError(f"the session names no {error}") from None
        histories = []
        for member in setup.members:
            timeframe, own = member.strategy.timeframe, [spans.pop(0) for _ in member.instruments]
            wanted = [
                (i.id, f, None if last is None else last + 1)
                for i, (f, last) in zip(member.instruments, own, strict=True)
            ]
            histories.append(
                _joined([gather(lake, name, timeframe, first, end, kinds) for name, first, end in wanted], kinds)
            )
        return histories[0] if len(histories) == 1 else History.joined(histories)

    return fetch


def check_same(bars: Sequence[Bars], data: dict[str, Any], run: str) -> None:
    """Make sure that data are those that `run` had.

    Raises
    ------
    JournalError: they have changed since.
    """
    for one, wanted in zip(bars, data["sha256"], strict=True):
        _compare(f"the bars of {one.instrument.id}", content_hash(one), wanted, run)
    more, parts = history_of(bars).more, data.get("beside", {}).get("parts", [])
    if len(more) != len(parts):
        raise JournalError(
            f"the lake gives {len(more)} sets of ticks and other events where run {run} had {len(parts)}"
        )
    for one, part in zip(more, parts, strict=True):
        _compare(f"{part['kind']} of {part['instrument']}", any_hash(one), part["sha256"], run)


def _compare(what: str, now: str, then: str, run: str) -> None:
    if now != then:
        raise JournalError(
            f"{what} have changed since run {run}: sha256 {now[:12]}, then {then[:12]}", try_="tradewind data list"
        )


def _joined(parts: Sequence[Any], kinds: Sequence[str]) -> History:
    return History(
        tuple(p.bars for p in parts),
        tuple(b for p in parts for b in p.beside),
        tuple(f for p in parts for f in p.fine),
        tuple(kinds),
    )
