"""The head mark `journal.db.head`: number and hash of the newest acknowledged event, so that a cut-off tail is noticed.

It is overwritten in place, inside one disk sector, after each commit and without waiting for the disk: it may be behind
the journal after a power cut, it is never ahead of it. Ahead means that the journal lost acknowledged events.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

_MAGIC = b"TWHEAD1\n"
_PLAIN = struct.Struct(">8sQ32s")
SIZE = _PLAIN.size + 32


@dataclass(frozen=True)
class Head:
    seq: int
    hash: bytes

    def packed(self) -> bytes:
        plain = _PLAIN.pack(_MAGIC, self.seq, self.hash)
        return plain + hashlib.sha256(plain).digest()


def unpack(data: bytes) -> Head:
    """Raise ValueError, saying what is wrong, unless `data` is a whole mark with the right checksum."""
    if len(data) != SIZE:
        raise ValueError(f"{len(data)} bytes long, not {SIZE}")
    plain, checksum = data[: _PLAIN.size], data[_PLAIN.size :]
    magic, seq, value = _PLAIN.unpack(plain)
    if magic != _MAGIC or hashlib.sha256(plain).digest() != checksum:
        raise ValueError("its checksum does not match")
    return Head(seq, value)


def path_of(journal: Path) -> Path:
    return journal.with_name(journal.name + ".head")
