"""Risk profiles: files in `tradewind/risk/profiles`, each a set of starting values for the section `risk`."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

from tradewind.errors import ConfigError

_FOLDER = files("tradewind").joinpath("risk", "profiles")


def risk_profile_names() -> list[str]:
    """Names of the profiles that are there."""
    return sorted(f.name.removesuffix(".toml") for f in _FOLDER.iterdir() if f.name.endswith(".toml"))


def read_risk_profile(name: str, *, place: str = "risk.profile") -> dict[str, Any]:
    """The profile's values for the section `risk`.

    Raises
    ------
    ConfigError: there is no profile of that name; those that are there are listed.
    """
    if name not in risk_profile_names():
        raise ConfigError(f"{place}: risk.profile = {name!r} is not there; profiles: {', '.join(risk_profile_names())}")
    return tomllib.loads(_FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
