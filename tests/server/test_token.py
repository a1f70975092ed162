"""The token is made once, whole, and for its owner's eyes alone."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from tradewind.errors import ConfigError
from tradewind.server import token
from tradewind.server.token import load_or_create


def test_the_first_start_makes_it_and_later_ones_read_it(tmp_path: Path):
    path = tmp_path / "new" / "token"
    made = load_or_create(path)
    assert len(made) >= 43 and load_or_create(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path], "nothing is left beside it"
    assert load_or_create(tmp_path / "other") != made


def test_many_first_starts_at_once_agree(tmp_path: Path):
    found: list[str] = []
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        found.append(load_or_create(tmp_path / "token"))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1


def test_a_token_that_others_may_read_is_refused(tmp_path: Path):
    path = tmp_path / "token"
    load_or_create(path)
    path.chmod(0o644)
    with pytest.raises(ConfigError, match=r"644.*chmod 600"):
        load_or_create(path)


@pytest.mark.parametrize("content", [b"", b"short\n", b"with space " * 8, b"\xff" * 50])
def test_what_is_no_token_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "token"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="access token"):
        load_or_create(path)


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(token.os, "fsync", full)
    with pytest.raises(ConfigError, match="No space left"):
        load_or_create(tmp_path / "token")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_not_ours_is_said_so(tmp_path: Path):
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigError, match="Permission denied"):
        load_or_create(tmp_path / "token")
