"""Gives new events their numbers, their canonical bodies and their place in the chain."""

from __future__ import annotations

from collections.abc import Sequence

from tradewind.errors import JournalError
from tradewind.ledger import kinds
from tradewind.ledger.event import Event, NewEvent, canonical, chained, check_envelope, decode, encode


def numbered(events: Sequence[NewEvent], seq: int, previous: bytes) -> tuple[list[Event], list[tuple]]:
    """The events as a reader will read them, and their rows with the chain's hashes."""
    kept, rows = [], []
    for new in events:
        body, seq = checked_body(new), seq + 1
        chain = canonical(seq, new.ts_event, new.ts_init, new.kind, new.id, new.cause, body)
        previous = chained(previous, chain)
        text = body.decode("ascii")
        rows.append((seq, new.ts_event, new.ts_init, new.kind, new.id, new.cause, previous, text))
        kept.append(Event(seq, new.ts_event, new.ts_init, new.kind, new.id, new.cause, decode(text)))
    return kept, rows


def checked_body(new: NewEvent) -> bytes:
    check_envelope(new)
    kinds.check(new.kind, new.body, new.id)
    try:
        return encode(new.body)
    except (TypeError, ValueError, RecursionError) as error:
        raise JournalError(f"event {new.id!r} ({new.kind}) can't be written: {error}") from None
