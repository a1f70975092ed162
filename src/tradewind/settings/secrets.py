"""Secrets: never in a file. From the environment today; a keyring or a Vault is another class of the same shape."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Protocol

from tradewind.errors import ConfigError


class Secrets(Protocol):
    """Where secrets come from."""

    def get(self, name: str) -> str | None:
        """The secret of that name, such as `binance_api_key`; None where there is none."""
        ...


class EnvironmentSecrets:
    """`TRADEWIND_SECRET_BINANCE_API_KEY` is the secret `binance_api_key`."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = os.environ if environ is None else environ

    def get(self, name: str) -> str | None:
        return self._environ.get(variable_of(name)) or None

    def require(self, name: str) -> str:
        """The secret, or a ConfigError that names the variable to set."""
        value = self.get(name)
        if value is None:
            raise ConfigError(f"secret {name} is not set", try_=f"export {variable_of(name)}=…")
        return value


def variable_of(name: str) -> str:
    """Name of the environment variable that holds a secret."""
    return "TRADEWIND_SECRET_" + name.upper()
