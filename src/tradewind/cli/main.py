"""The `tradewind` command: find the command (any clear prefix will do), run it, turn errors into one line."""

from __future__ import annotations

import difflib
import sys
import traceback
from importlib import import_module
from pathlib import Path

from tradewind import __version__
from tradewind.cli.options import HELP, take_global_options
from tradewind.cli.registry import COMMANDS
from tradewind.errors import TradewindError, UsageError


def main(arguments: list[str] | None = None) -> None:
    """Run and exit: 0 done, 1 a finding, 2 wrong use or could not, 130 interrupted."""
    tokens = list(sys.argv[1:] if arguments is None else arguments)
    try:
        sys.exit(run(take_global_options(tokens)))
    except TradewindError as error:
        _say(f"error: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt as stopped:
        _say("; ".join(filter(None, ["interrupted", str(stopped), "nothing is half-written"])))
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        _say(f"error: this is a bug in Tradewind: {type(error).__name__}: {error}. Details: {_crash_file()}")
        sys.exit(3)


def run(tokens: list[str]) -> int:
    """Exit code of the command that `tokens` name."""
    if not tokens or tokens[0] in ("-h", "--help", "help"):
        _help("")
        return 0
    if tokens[0] in ("-V", "--version"):
        sys.stdout.write(f"tradewind {__version__}\n")
        return 0
    name, rest = find(tokens)
    if name not in COMMANDS:
        _help(name)
        return 0 if rest and rest[0] in ("-h", "--help") else 2
    return _call(name, rest)


def find(tokens: list[str]) -> tuple[str, list[str]]:
    """The command's full name (or a group's) and the remaining tokens.

    Raises
    ------
    UsageError: no command begins so, or several do.
    """
    first = _unique(tokens[0], list(dict.fromkeys(name.split()[0] for name in COMMANDS)), "command")
    if first in COMMANDS:
        return first, tokens[1:]
    seconds = [name.split()[1] for name in COMMANDS if name.startswith(f"{first} ")]
    if len(tokens) < 2 or tokens[1].startswith("-"):
        return first, tokens[1:]
    return f"{first} {_unique(tokens[1], seconds, f'{first} command')}", tokens[2:]


def _unique(given: str, known: list[str], what: str) -> str:
    if given in known:
        return given
    fitting = [name for name in known if name.startswith(given)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise UsageError(f"{given!r} could be {', '.join(fitting)}")
    near = difflib.get_close_matches(given, known, n=3)
    raise UsageError(f"no {what} {given!r}", try_=", ".join(near) if near else "tradewind --help")


def _call(name: str, rest: list[str]) -> int:
    from cyclopts import App, CycloptsError

    module, function = COMMANDS[name][0].split(":")
    target = getattr(import_module(f"tradewind.cli.commands.{module}"), function)
    app = App(name=f"tradewind {name}", help_format="plaintext", version_flags=[], result_action="return_value")
    app.default(target)
    try:
        code = app(rest, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        text = " ".join(str(error).split()).rstrip(".")
        raise UsageError(f"tradewind {name}: {text}", try_=f"tradewind {name} --help") from None
    return code if isinstance(code, int) else 0


def _help(group: str) -> None:
    lines = [f"tradewind {__version__}: market data to one explained decision, through a risk kernel.", ""]
    lines += [
        f"Usage: tradewind {group + ' ' if group else ''}COMMAND [--help] …   (any clear prefix of a command will do)",
        "",
    ]
    shown = {n: text for n, (_, text) in COMMANDS.items() if not group or n.startswith(f"{group} ")}
    width = max(map(len, shown))
    lines += [f"  {name:<{width}}  {text}" for name, text in shown.items()]
    sys.stdout.write("\n".join([*lines, "", HELP]) + "\n")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def _crash_file() -> str:
    import tempfile

    with tempfile.NamedTemporaryFile("w", prefix="tradewind-crash-", suffix=".txt", delete=False) as file:
        file.write(f"tradewind {__version__}\n{' '.join(sys.argv[1:])}\n\n{traceback.format_exc()}")
    return str(Path(file.name))
