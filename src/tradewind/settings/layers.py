"""The layers of settings, lowest first, and what is wrong in one of them, said with its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_settings import EnvSettingsSource
from pydantic_settings.exceptions import SettingsError

from tradewind.errors import ConfigError
from tradewind.settings.tomlfile import line_of
from tradewind.settings.tree import Settings, keys, sections

PREFIX = "TRADEWIND_"
_SECRET_WORDS = ("secret", "password", "api_key", "apikey", "token", "private_key")


@dataclass(frozen=True)
class Layer:
    """Values of one place. `file` and `table` say where a key of it stands, when it is a file's."""

    name: str
    values: Mapping[str, Any]
    file: Path | None = None
    table: str = ""

    def place(self, key: str) -> str:
        """Where `section.key` stands, for a message."""
        if self.file is None:
            return PREFIX + key.upper().replace(".", "__") if self.name == "environment" else self.name
        line = line_of(self.file, f"{self.table}{key}")
        return f"{self.file} line {line}" if line else str(self.file)

    def leaves(self) -> Iterator[tuple[str, Any]]:
        """Each `section.key` with its value; a section that is no table is named by itself."""
        for section, table in self.values.items():
            if isinstance(table, Mapping):
                yield from ((f"{section}.{key}", value) for key, value in table.items())
            else:
                yield section, table


def check_names(layer: Layer) -> None:
    """Every key of the layer is one that Tradewind knows.

    Raises
    ------
    ConfigError: names the place, the key, and the nearest known name.
    """
    known = set(keys())
    for section in layer.values:
        if section not in sections():
            raise ConfigError(f"{layer.place(section)}: unknown section {section}{_nearest(section, list(sections()))}")
    for key, _ in layer.leaves():
        if key in sections():
            raise ConfigError(
                f"{layer.place(key)}: {key} is a section, not a value", try_=f"[{key}] on a line of its own"
            )
        if key not in known:
            raise ConfigError(f"{layer.place(key)}: unknown key {key}{_hint(key)}")


def from_environment(environ: Mapping[str, str]) -> Layer:
    """`TRADEWIND_RISK__MAX_DAILY_LOSS=0.02` is `risk.max_daily_loss`.

    Names without `__` are no settings, but one that only lacks an underscore is a mistake that would pass in silence.
    """
    meant = {PREFIX + key.upper().replace(".", "_"): PREFIX + key.upper().replace(".", "__") for key in keys()}
    for name in environ:
        if name.upper() in meant:
            raise ConfigError(f"{name}: no such setting; did you mean {meant[name.upper()]}?")
    given = {name: value for name, value in environ.items() if name.upper().startswith(PREFIX) and "__" in name}
    for name in given:
        section = name[len(PREFIX) :].lower().split("__")[0]
        if section not in sections():
            raise ConfigError(f"{name}: unknown section {section}{_nearest(section, list(sections()))}")
    source = EnvSettingsSource(Settings, case_sensitive=False)
    source.env_vars = {name.lower(): _listed(name, value) for name, value in given.items()}
    try:
        return Layer("environment", source())
    except SettingsError as error:
        raise ConfigError(f"environment: {error}") from None


def from_assignments(assignments: Mapping[str, str]) -> Layer:
    """`{"risk.max_daily_loss": "0.02"}`, as the command line's `--set` gives it."""
    values: dict[str, dict[str, Any]] = {}
    for key, text in assignments.items():
        section, dot, name = key.partition(".")
        if not dot:
            raise ConfigError(f"--set {key}={text}: {key} is no section.key{_hint(key)}")
        wants_list = f"{section}.{name}" in _list_keys()
        values.setdefault(section, {})[name] = [t.strip() for t in text.split(",") if t.strip()] if wants_list else text
    return Layer("command line", values)


def _listed(name: str, value: str) -> str:
    """Let a list in the environment be written `a,b` as well as JSON."""
    import json

    key = name[len(PREFIX) :].lower().replace("__", ".", 1)
    if key in _list_keys() and not value.lstrip().startswith("["):
        return json.dumps([part.strip() for part in value.split(",") if part.strip()])
    return value


def _list_keys() -> set[str]:
    return {
        f"{s}.{k}" for s, cls in sections().items() for k, f in cls.model_fields.items() if f.annotation == list[str]
    }


def _hint(key: str) -> str:
    if any(word in key.lower() for word in _SECRET_WORDS):
        name = "TRADEWIND_SECRET_" + key.rpartition(".")[2].upper()
        return f"; secrets are read from the environment only ({name})"
    section, _, name = key.rpartition(".")
    inside = [k for k in keys() if k.startswith(section + ".")]
    near = difflib.get_close_matches(key, inside, n=1, cutoff=0.6) or difflib.get_close_matches(
        key, keys(), n=1, cutoff=0.5
    )
    same = [k for k in keys() if k.endswith("." + name)]
    found = (near or same)[:1]
    return f"; did you mean {found[0]}?" if found else f"; known: {', '.join(inside or sections())}"


def _nearest(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else f"; known: {', '.join(names)}"
