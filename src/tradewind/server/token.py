"""The access token: made at the first start, kept in a file that only its owner may read."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import tempfile
from pathlib import Path

from tradewind.errors import ConfigError

_BYTES = 32
_SHORTEST = 32  # characters; below this a token could be guessed


def load_or_create(path: Path) -> str:
    """The token in the file at `path`; made there (mode 0600, whole or not at all) if there is none.

    Raises
    ------
    ConfigError: the file can't be read or written, others may read it, or what it holds is no token.
    """
    path = Path(path).expanduser()
    try:
        if not path.exists():
            _create(path)
        return _load(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not text"
        raise ConfigError(f"access token {path}: {reason}", try_="check the folder's owner and permissions") from None


def _load(path: Path) -> str:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise ConfigError(
            f"access token {path} may be read by others (mode {mode:o}, limit 600)", try_=f"chmod 600 {path}"
        )
    token = path.read_text(encoding="ascii").strip()
    if len(token) < _SHORTEST or not token.isprintable() or " " in token:
        raise ConfigError(
            f"access token {path} holds no token: {len(token)} characters, at least {_SHORTEST}",
            try_=f"rm {path}; the next start makes a new one",
        )
    return token


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600 from the beginning
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link fails where the name exists: of two processes at their first start, one makes the token for both.
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)
