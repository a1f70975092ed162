"""Loading the settings: defaults, risk profile, tradewind.toml, its profile section, environment, command line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tradewind.errors import ConfigError
from tradewind.settings.layers import Layer, check_names, from_assignments, from_environment
from tradewind.settings.riskprofiles import read_risk_profile
from tradewind.settings.tomlfile import FILE_NAME, read_toml
from tradewind.settings.tree import Settings, keys

PROFILES = ("development", "staging", "production")
WORKSPACE_VARIABLE = "TRADEWIND_WORKSPACE"  # the workspace of commands that run where no tradewind.toml is above them


@dataclass(frozen=True)
class Configuration:
    """The settings, and where each came from.

    origins: `section.key` to `default`, `risk profile NAME`, `FILE line N`, `environment NAME` or `command line`.
    """

    settings: Settings
    origins: Mapping[str, str]
    file: Path | None
    profile: str | None
    folder: Path

    def value(self, key: str) -> Any:
        """The value of `section.key`."""
        section, name = key.split(".")
        return getattr(getattr(self.settings, section), name)


def load_configuration(
    start: Path | None = None,
    *,
    profile: str | None = None,
    assignments: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Configuration:
    """Read every layer.

    Parameters
    ----------
    start: folder from which tradewind.toml is looked for, upwards; the current one by default.
    profile: `development`, `staging` or `production`; by default TRADEWIND_PROFILE, else none.
    assignments: `section.key` to text, from the command line; wins over everything.
    environ: by default the process's environment.

    Raises
    ------
    ConfigError: a value is unknown, of the wrong type or out of range; names file, line and key.
    """
    environ = os.environ if environ is None else environ
    start = (start or Path.cwd()).resolve()
    profile = profile or environ.get("TRADEWIND_PROFILE") or None
    if profile is not None and profile not in PROFILES:
        raise ConfigError(f"profile {profile!r} is not one of {', '.join(PROFILES)}")
    file = find_file(start)
    layers = [*_file_layers(file, profile), from_environment(environ), from_assignments(assignments or {})]
    for layer in layers:
        check_names(layer)
    layers.insert(0, _risk_layer(layers))
    settings, origins = _merge(layers)
    if file is None and not settings.workspace.folder and environ.get(WORKSPACE_VARIABLE):
        settings = _with_folder(settings, environ[WORKSPACE_VARIABLE])
        origins["workspace.folder"] = f"environment {WORKSPACE_VARIABLE}"
    folder = _workspace(settings, origins, file, start)
    return Configuration(_with_folder(settings, str(folder)), origins, file, profile, folder)


def load(
    start: Path | None = None, *, profile: str | None = None, overrides: Mapping[str, Any] | None = None
) -> Settings:
    """The settings alone, `workspace.path` resolved; `overrides` as `{"risk.max_daily_loss": 0.02}`."""
    assignments = {key: str(value) for key, value in (overrides or {}).items()}
    return load_configuration(start, profile=profile, assignments=assignments).settings


def find_file(start: Path) -> Path | None:
    """tradewind.toml in `start` or the nearest folder above it."""
    return next((p / FILE_NAME for p in (start, *start.parents) if (p / FILE_NAME).is_file()), None)


def _file_layers(file: Path | None, profile: str | None) -> list[Layer]:
    if file is None:
        return []
    tables = read_toml(file)
    profiles = tables.pop("profile", {})
    base = Layer("file", tables, file)
    check_names(base)
    if not isinstance(profiles, Mapping):
        raise ConfigError(f"{base.place('profile')}: profile is a section, not a value", try_="[profile.production]")
    chosen: list[Layer] = []
    for name, values in profiles.items():
        layer = Layer("file", values if isinstance(values, Mapping) else {}, file, f"profile.{name}.")
        if name not in PROFILES or not isinstance(values, Mapping):
            place = base.place(f"profile.{name}")
            raise ConfigError(f"{place}: profile.{name} is not one of {', '.join(f'[profile.{p}]' for p in PROFILES)}")
        check_names(layer)
        _merge([base, layer])  # a broken profile is reported even while another one is chosen
        if name == profile:
            chosen = [layer]
    return [base, *chosen]


def _risk_layer(layers: list[Layer]) -> Layer:
    name, place = "default", "risk.profile"
    for layer in layers:
        if "profile" in (table := layer.values.get("risk", {})):
            name, place = str(table["profile"]), layer.place("risk.profile")
    return Layer(f"risk profile {name}", {"risk": read_risk_profile(name, place=place)})


def _merge(layers: list[Layer]) -> tuple[Settings, dict[str, str]]:
    merged: dict[str, dict[str, Any]] = {}
    given: dict[str, Layer] = {}
    for layer in layers:
        for key, value in layer.leaves():
            section, name = key.split(".")
            merged.setdefault(section, {})[name] = value
            given[key] = layer
    try:
        settings = Settings(**merged)  # type: ignore[arg-type]
    except ValidationError as error:
        raise _explain(error, given) from None
    return settings, {key: _origin(given[key], key) if key in given else "default" for key in keys()}


def _origin(layer: Layer, key: str) -> str:
    return f"environment {layer.place(key)}" if layer.name == "environment" else layer.place(key)


def _explain(error: ValidationError, given: Mapping[str, Layer]) -> ConfigError:
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"][:2])
    message = first["msg"][0].lower() + first["msg"][1:]
    place = given[key].place(key) if key in given else "settings"
    return ConfigError(f"{place}: {key} = {first['input']!r}: {message}")


def _with_folder(settings: Settings, folder: str) -> Settings:
    return settings.model_copy(update={"workspace": settings.workspace.model_copy(update={"folder": folder})})


def _workspace(settings: Settings, origins: Mapping[str, str], file: Path | None, start: Path) -> Path:
    """A relative folder in the file is relative to the file, elsewhere to where the command runs."""
    folder = settings.workspace.folder
    if not folder:
        return file.parent if file else start / "tradewind-home"
    from_file = file is not None and origins["workspace.folder"].startswith(str(file))
    return ((file.parent if file and from_file else start) / Path(folder).expanduser()).resolve()
