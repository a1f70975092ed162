"""The door of the command line: which command is meant, what it raised, how the process ends."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tradewind import __version__

DONE, FINDING, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and exit: 0 done, 1 a finding, 2 wrong use, 130 interrupted."""
    sys.exit(run(list(sys.argv[1:] if argv is None else argv)))


def run(argv: list[str]) -> int:
    """As `main`, but returns the exit code."""
    if argv in (["--version"], ["-V"]):
        print(f"tradewind {__version__}")
        return DONE
    try:
        return _dispatch(argv)
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output went away (`| head`)
        sys.stderr.close()
        return DONE
    except Exception as error:
        from tradewind.cli.failure import report

        return report(error, argv)


def _dispatch(argv: list[str]) -> int:
    from tradewind.cli.options import HELP, take_global_options
    from tradewind.cli.registry import build, overview, resolve

    tokens = resolve(take_global_options(argv))
    if not tokens or tokens[0] in ("--help", "-h"):
        print(f"{overview()}\n\n{HELP}\nA command may be shortened: tw conf sh. Help on one: tradewind COMMAND --help")
        return DONE
    outcome = build(tokens)(tokens, exit_on_error=False, print_error=False, result_action="return_value")
    sys.stdout.flush()
    return outcome if isinstance(outcome, int) and not isinstance(outcome, bool) else DONE
