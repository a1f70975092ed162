"""The page checksums `journal.db.sum`: one digest for each page of the checkpointed database file, free space included.

Written after each checkpoint and before SQLite may overwrite the write-ahead log, so that at every moment a page either
matches its digest here or has its newest version in the log, which carries checksums of its own.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_MAGIC = b"TWSUM1\n\0"
_PLAIN = struct.Struct(">8sII")
DIGEST = 16


@dataclass(frozen=True)
class Sums:
    """`digests` is the 16-byte BLAKE2b of each page, one after another."""

    page_size: int
    digests: bytes

    def __len__(self) -> int:
        return len(self.digests) // DIGEST

    def of(self, page: int) -> bytes:
        """The digest of page 1, 2, 3, ..."""
        return self.digests[(page - 1) * DIGEST : page * DIGEST]

    def packed(self) -> bytes:
        plain = _PLAIN.pack(_MAGIC, self.page_size, len(self)) + self.digests
        return plain + hashlib.sha256(plain).digest()

    def renewed(self, digests: Mapping[int, bytes], count: int) -> Sums:
        """With these pages' digests (page -> 16 bytes) put in, for a database that is now `count` pages long."""
        table = bytearray(self.digests[: count * DIGEST]).ljust(count * DIGEST, b"\0")
        for page, value in digests.items():
            table[(page - 1) * DIGEST : page * DIGEST] = value
        return Sums(self.page_size, bytes(table))


def digest(page: bytes) -> bytes:
    return hashlib.blake2b(page, digest_size=DIGEST).digest()


def unpack(data: bytes) -> Sums:
    """Raise ValueError, saying what is wrong, unless `data` is a whole table with the right checksum."""
    if len(data) < _PLAIN.size + 32:
        raise ValueError(f"only {len(data)} bytes long")
    plain, checksum = data[:-32], data[-32:]
    magic, page_size, count = _PLAIN.unpack(plain[: _PLAIN.size])
    if hashlib.sha256(plain).digest() != checksum or magic != _MAGIC or len(plain) != _PLAIN.size + count * DIGEST:
        raise ValueError("its checksum does not match")
    return Sums(page_size, plain[_PLAIN.size :])


def take(database: Path, page_size: int) -> Sums:
    """The checksums of a whole file."""
    return Sums(page_size, b"".join(digest(page) for page in pages_of(database, page_size)))


def pages_of(database: Path, page_size: int) -> Iterator[bytes]:
    with database.open("rb") as file:
        while page := file.read(page_size):
            yield page


def path_of(journal: Path) -> Path:
    return journal.with_name(journal.name + ".sum")
