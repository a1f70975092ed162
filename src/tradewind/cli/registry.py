"""The commands: one file each in `commands/`, whose name is the command (`data_list.py` is `tradewind data list`).

A file holds `run` (its parameters are the command's, its docstring the help) and `EXAMPLE` (one line, shown below the
help). Nothing else has to be told of a new command. Only the file of the command that is called is imported.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tradewind.errors import UsageError

if TYPE_CHECKING:
    from cyclopts import App

_FOLDER = Path(__file__).parent / "commands"

GROUPS = {
    "audit": "Check that a journal is whole.",
    "config": "Look at the settings.",
    "data": "Get, check and look at market data.",
    "features": "Look at the features.",
    "models": "Look at trained models.",
    "new": "Start something from a commented template.",
    "runs": "Look at past backtests and sessions.",
    "strategies": "Look at the strategies.",
    "venues": "Look at the venues.",
}


def commands() -> dict[tuple[str, ...], str]:
    """The words of each command to its module's name."""
    names = sorted(path.stem for path in _FOLDER.glob("[a-z]*.py"))
    return {tuple(name.split("_")): f"tradewind.cli.commands.{name}" for name in names}


def resolve(tokens: Sequence[str]) -> list[str]:
    """Complete abbreviated words of a command: `tw conf sh` is `tradewind config show`.

    Raises
    ------
    UsageError: no command begins so, or several do; they are listed.
    """
    known = commands()
    words: tuple[str, ...] = ()
    rest = list(tokens)
    while rest and not rest[0].startswith("-") and words not in known:
        words = (*words, _complete(words, rest.pop(0), known))
    return [*words, *rest]


def _complete(before: tuple[str, ...], word: str, known: dict[tuple[str, ...], str]) -> str:
    depth = len(before)
    choices = sorted({c[depth] for c in known if c[:depth] == before and len(c) > depth})
    found = [word] if word in choices else [c for c in choices if c.startswith(word)]
    if len(found) == 1:
        return found[0]
    typed = " ".join(("tradewind", *before, word))
    if found:
        raise UsageError(f"{typed}: several commands begin so: {', '.join(found)}")
    help_ = " ".join(("tradewind", *before, "--help"))
    raise UsageError(f"{typed}: no such command; there are {', '.join(choices)}", try_=help_)


def overview() -> str:
    """The first page of help, read from the files' first lines: nothing is imported, so it is there at once."""
    lines: dict[str, str] = {}
    for command, module in commands().items():
        if len(command) > 1:
            lines[command[0]] = GROUPS.get(command[0], "")
        else:
            first = (_FOLDER / f"{module.rpartition('.')[2]}.py").read_text(encoding="utf-8").splitlines()[0]
            said = first.strip('"').partition(": ")[2]
            lines[command[0]] = said[:1].upper() + said[1:]
    width = max(map(len, lines), default=0)
    rows = [f"  {name:<{width}}  {text}" for name, text in sorted(lines.items())]
    return "\n".join(["Usage: tradewind COMMAND [OPTIONS]", "", "Market data to one explained decision.", "", *rows])


def build(tokens: Sequence[str]) -> App:
    """The application with the command that `tokens` name, or with all of its group where they name none."""
    from cyclopts import App, Parameter

    from tradewind import __version__
    from tradewind.cli.options import HELP

    known = commands()
    words = tuple(t for t in tokens if not t.startswith("-"))
    called = next((c for c in known if words[: len(c)] == c), None)
    group = words[:1] if called is None else ()
    plain = Parameter(negative=())  # no --no-json and the like
    root = App(name="tradewind", version=__version__, default_parameter=plain, help_epilogue=HELP)
    groups: dict[str, App] = {}
    for command, module in known.items():
        if called is not None and command != called:
            continue
        if group and command[:1] != group:
            continue
        parent = root if len(command) == 1 else _group(root, groups, command[0])
        _add(parent, command, module)
    return root


def _group(root: App, groups: dict[str, App], name: str) -> App:
    from cyclopts import App

    if name not in groups:
        groups[name] = App(name=name, help=GROUPS.get(name, ""))
        root.command(groups[name])
    return groups[name]


def _add(parent: App, command: tuple[str, ...], module: str) -> None:
    found = importlib.import_module(module)
    parent.command(found.run, name=command[-1], help_epilogue=f"Example: {found.EXAMPLE}", help_format="plaintext")
