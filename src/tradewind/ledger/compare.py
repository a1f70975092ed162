"""Where two journals part: the first event, field and values that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from tradewind.ledger.event import Event, encode

_FIELDS = ("seq", "kind", "id", "cause", "ts_event", "ts_init", "body")


class _Absent:
    def __repr__(self) -> str:
        return "(absent)"


ABSENT = _Absent()


@dataclass(frozen=True)
class Difference:
    """The first difference: `path` is such as `body.contributions[2].weight`; ABSENT where one has nothing."""

    seq: int
    kind: str
    id: str
    path: str
    a: Any
    b: Any

    def __str__(self) -> str:
        return f"event {self.seq}: {self.kind} {self.id} {self.path}: {self.a!r} against {self.b!r}"


def first_difference(a: Iterable[Event], b: Iterable[Event]) -> Difference | None:
    """The first event of `a` that is not bit for bit that of `b`, or None if they are the same to the end."""
    for left, right in zip_longest(a, b):
        if left is None or right is None:
            there = left or right
            assert there is not None
            return Difference(there.seq, there.kind, there.id, "event", left or ABSENT, right or ABSENT)
        for field in _FIELDS:
            found = next(_parts(field, getattr(left, field), getattr(right, field)), None)
            if found:
                return Difference(left.seq, left.kind, left.id, *found)
    return None


def _parts(path: str, a: Any, b: Any) -> Iterator[tuple[str, Any, Any]]:
    """(path, a, b) of what differs, depth first. Numbers are compared as written: 1 and 1.0, 0.0 and -0.0 differ."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(a.keys() | b.keys()):
            yield from _parts(f"{path}.{key}", a.get(key, ABSENT), b.get(key, ABSENT))
    elif isinstance(a, list) and isinstance(b, list):
        for i, (left, right) in enumerate(zip_longest(a, b, fillvalue=ABSENT)):
            yield from _parts(f"{path}[{i}]", left, right)
    elif a is ABSENT or b is ABSENT or encode(a) != encode(b):
        yield path, a, b
