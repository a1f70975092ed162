"""Events and their canonical bytes: what is hashed, stored and compared."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from decimal import Decimal
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from tradewind.errors import JournalError

GENESIS = bytes(32)  # what the first event's hash is chained to
_INT64 = 1 << 63


@dataclass(frozen=True)
class NewEvent:
    """An event before the journal has given it its number. Times are UTC nanoseconds.

    `id` names the thing (order, decision, command, ...); `cause` is the id of what led to it, or None.
    """

    ts_event: int
    ts_init: int
    kind: str
    id: str
    body: dict[str, Any]
    cause: str | None = None


@dataclass(frozen=True)
class Event:
    """An event as the journal holds it: `seq` is 1, 2, 3, ... without a gap; `body` is what its JSON reads as."""

    seq: int
    ts_event: int
    ts_init: int
    kind: str
    id: str
    cause: str | None
    body: dict[str, Any]

    def canonical(self) -> bytes:
        """The bytes that are hashed: JSON, sorted keys, no white space, ASCII."""
        return canonical(self.seq, self.ts_event, self.ts_init, self.kind, self.id, self.cause, encode(self.body))


def encode(value: Any) -> bytes:
    """Canonical JSON: sorted keys, no white space, ASCII; floats by shortest round trip, integers exact.

    NaN and the infinities, which JSON lacks, become the strings "NaN", "Infinity", "-Infinity" (`float()` reads them
    back); a Decimal becomes its digits as a string; numpy scalars become plain numbers, tuples lists.

    Raises
    ------
    TypeError, ValueError: something else is in it, keys that can't be sorted, or it contains itself.
    """
    try:
        text = _ENCODER.encode(value)
    except ValueError:  # a NaN or an infinity: rare, so only then is the tree walked
        text = _ENCODER.encode(_without_nan(value))
    return text.encode("ascii")


def decode(text: bytes | str) -> Any:
    """The inverse of `encode`, exact for what JSON can hold."""
    return json.loads(text)


def canonical(seq: int, ts_event: int, ts_init: int, kind: str, event_id: str, cause: str | None, body: bytes) -> bytes:
    """The canonical bytes of an event whose body is encoded already (same bytes as encoding the whole)."""
    return b'{"body":%s,"cause":%s,"id":%s,"kind":%s,"seq":%d,"ts_event":%d,"ts_init":%d}' % (
        body,
        b"null" if cause is None else quoted(cause).encode("ascii"),
        quoted(event_id).encode("ascii"),
        quoted(kind).encode("ascii"),
        seq,
        ts_event,
        ts_init,
    )


def chained(previous: bytes, canonical_bytes: bytes) -> bytes:
    """hash_n = sha256(hash_{n-1} || canonical bytes of event n); 32 bytes."""
    return hashlib.sha256(previous + canonical_bytes).digest()


def check_envelope(event: NewEvent) -> None:
    """Raise JournalError unless times are int64 nanoseconds and id and cause are text."""
    for name, value in (("ts_event", event.ts_event), ("ts_init", event.ts_init)):
        if type(value) is not int or not -_INT64 <= value < _INT64:
            raise JournalError(f"event {event.id!r} ({event.kind}): {name} is {value!r}, not int64 nanoseconds")
    if not isinstance(event.id, str) or not event.id:
        raise JournalError(
            f"an event of kind {event.kind!r} has the id {event.id!r}: a text that is not empty is needed"
        )
    if event.cause is not None and not isinstance(event.cause, str):
        raise JournalError(f"event {event.id!r} ({event.kind}): cause is {event.cause!r}, not a text or None")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:  # a numpy scalar, without importing numpy
        plain = value.item()
        return _without_nan(plain) if isinstance(plain, float) else plain
    raise TypeError(f"{type(value).__name__} has no exact form in JSON")


def _without_nan(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return value


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain)
