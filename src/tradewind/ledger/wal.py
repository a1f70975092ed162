"""Reads SQLite's write-ahead log byte by byte, to say which pages it holds and up to where it is whole.

Format: https://www.sqlite.org/fileformat2.html#walformat (section 4).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

HEADER, FRAME = 32, 24
_MAGIC_LITTLE, _MAGIC_BIG = 0x377F0682, 0x377F0683


@dataclass(frozen=True)
class Wal:
    """`pages` have a committed version in the log; `count`: pages of the database after the last commit (0: none).

    Bytes from `end` on carry no information: an unfinished transaction, or what an earlier round of the log left.
    """

    pages: frozenset[int]
    count: int
    end: int
    fault: str | None = None


EMPTY = Wal(frozenset(), 0, 0)


def path_of(journal: Path) -> Path:
    return journal.with_name(journal.name + "-wal")


def scan(path: Path) -> Wal:
    """The committed part of the log; a missing or empty file, or one whose header is all zero, is an empty log."""
    if not path.exists():
        return EMPTY
    data = path.read_bytes()
    header = data[:HEADER]
    if not header.strip(b"\0"):
        return EMPTY
    if len(header) < HEADER:
        return Wal(frozenset(), 0, 0, f"its header is cut off at byte {len(header)}")
    magic, version, page_size, _, salt1, salt2, sum1, sum2 = struct.unpack(">8I", header)
    order = {_MAGIC_LITTLE: "<", _MAGIC_BIG: ">"}.get(magic)
    if order is None or version != 3_007_000 or _checksum(header[:24], (0, 0), order) != (sum1, sum2):
        return Wal(frozenset(), 0, 0, "its header (bytes 0 to 31) was changed")
    return _frames(data, page_size, (salt1, salt2), (sum1, sum2), order)


def _frames(data: bytes, page_size: int, salts: tuple[int, int], running: tuple[int, int], order: str) -> Wal:
    seen: set[int] = set()
    pages: frozenset[int] = frozenset()
    count, end, at = 0, HEADER, HEADER
    while at + FRAME + page_size <= len(data):
        page, commit, salt1, salt2, sum1, sum2 = struct.unpack_from(">6I", data, at)
        if (salt1, salt2) != salts:
            break
        running = _checksum(data[at : at + 8], running, order)
        running = _checksum(data[at + FRAME : at + FRAME + page_size], running, order)
        if running != (sum1, sum2):
            break
        at += FRAME + page_size
        seen.add(page)
        if commit:
            pages, count, end = frozenset(seen), commit, at
    return Wal(pages, count, end)


def _checksum(data: bytes, start: tuple[int, int], order: str) -> tuple[int, int]:
    s0, s1 = start
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for x0, x1 in zip(words[::2], words[1::2], strict=True):
        s0 = (s0 + x0 + s1) & 0xFFFFFFFF
        s1 = (s1 + x1 + s0) & 0xFFFFFFFF
    return s0, s1


def newest_pages(path: Path, frames: int, page_size: int) -> tuple[dict[int, bytes], int]:
    """Page -> its newest content among the first `frames` frames of the writer's own log; and the database's pages.

    The writer takes contents from here and not from the database file, because closing any handle on that file would
    drop SQLite's locks on it (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    """
    newest: dict[int, int] = {}
    count, step = 0, FRAME + page_size
    with path.open("rb") as file:
        for frame in range(frames):
            file.seek(HEADER + frame * step)
            page, commit = struct.unpack(">2I", file.read(8))
            newest[page], count = frame, commit or count
        contents = {}
        for page, frame in newest.items():
            file.seek(HEADER + frame * step + FRAME)
            contents[page] = file.read(page_size)
    return contents, count
