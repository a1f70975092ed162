"""The options that every command takes: which profile, which workspace, which settings for this one call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tradewind.errors import UsageError

if TYPE_CHECKING:
    from tradewind.settings import Configuration

HELP = "Every command also takes --workspace FOLDER, --profile NAME and --set section.key=value."


@dataclass
class GlobalOptions:
    """What was given of them in this call."""

    profile: str | None = None
    assignments: dict[str, str] = field(default_factory=dict)


_given = GlobalOptions()


def take_global_options(argv: list[str]) -> list[str]:
    """Remember the global options and return the other tokens; what follows `--` is left alone."""
    global _given
    _given = GlobalOptions()
    rest: list[str] = []
    sweeps = len(argv[0]) > 1 and "sweep".startswith(argv[0]) if argv else False
    tokens = iter(argv)
    for token in tokens:
        name, equals, value = token.partition("=")
        if token == "--":
            return [*rest, token, *tokens]
        if name not in ("--profile", "--set", "--workspace"):
            rest.append(token)
            continue
        value = value if equals else next(tokens, "")
        if not value:
            raise UsageError(f"{name} needs a value", try_=f"{name} {_SHAPE[name]}")
        if sweeps and name == "--set" and "." not in value.partition("=")[0]:
            rest += [name, value]  # a strategy's parameter: settings have a section before a dot
            continue
        _remember(name, value)
    return rest


_SHAPE = {"--profile": "production", "--set": "risk.max_daily_loss=0.02", "--workspace": "FOLDER"}


def _remember(name: str, value: str) -> None:
    if name == "--profile":
        _given.profile = value
    elif name == "--workspace":
        _given.assignments["workspace.folder"] = value
    else:
        key, equals, text = value.partition("=")
        if not equals:
            raise UsageError(f"--set {value} is not section.key=value", try_=f"--set {_SHAPE['--set']}")
        _given.assignments[key.strip()] = text.strip()


def configuration(more: dict[str, str] | None = None) -> Configuration:
    """The settings of this call, with the global options and then a command's own on top."""
    from pathlib import Path

    from tradewind.settings import load_configuration

    folder = _given.assignments.get("workspace.folder")
    start = Path(folder).expanduser() if folder else None
    return load_configuration(
        start,
        profile=_given.profile,
        assignments=_given.assignments | ({"workspace.folder": str(start.absolute())} if start else {}) | (more or {}),
    )
