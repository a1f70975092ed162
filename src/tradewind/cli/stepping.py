"""Stepping through a run: by keys on a terminal, else every event one after the other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tradewind.cli import show
from tradewind.cli.state_view import event_body, event_line, print_state, state_body, state_line
from tradewind.errors import TradewindError

if TYPE_CHECKING:
    from tradewind.ledger.journal import Journal
    from tradewind.ledger.steps import Steps

KEYS = "n next, p previous, g TIME go to a time, q quit"


def all_events(journal: Journal, *, json: bool) -> None:
    """Each event with the account after it; two lines, or one JSON object."""
    from tradewind.ledger.rebuild import states

    for event, state in states(journal.events()):
        if json:
            show.as_json({"event": event_body(event), "state": state_body(state)})
        else:
            sys.stdout.write(f"{event_line(event)}\n{state_line(state)}\n")


def by_keys(journal: Journal) -> None:
    """Show an event, wait for a key, go there."""
    from tradewind.ledger.steps import Steps

    steps = Steps(journal)
    _show(steps)
    with _keyboard() as keys:
        for key in keys:
            if key == "q":
                return
            moved = _move(steps, key, keys)
            if moved:
                _show(steps)


def _move(steps: Steps, key: str, keys: _Keys) -> bool:
    """Whether the key led anywhere."""
    from tradewind.market.time import parse_until

    if key in ("n", " ", "\r", "\n"):
        steps.next()
    elif key == "p":
        steps.previous()
    elif key == "g":
        try:
            steps.at(parse_until(keys.line("go to: ")))
        except TradewindError as error:
            show.out.print(str(error))
            return False
    else:
        show.out.print(KEYS)
        return False
    return True


def _show(steps: Steps) -> None:
    event, state = steps.here
    show.out.print(event_line(event))
    print_state(state)
    show.out.print(f"[dim]event {event.seq:,} of {steps.total:,} · {KEYS}[/dim]\n")


class _Keys:
    """Keys of a terminal, one at a time; without termios (Windows) the first letter of each line."""

    def __init__(self, *, lines: bool) -> None:
        self._lines = lines

    def __iter__(self) -> Iterator[str]:
        while key := (sys.stdin.readline()[:1] if self._lines else sys.stdin.read(1)):
            yield "q" if key == "\x04" else key

    def line(self, prompt: str) -> str:
        """A whole line, echoed here: the terminal does not while it gives single keys."""
        _say(prompt)
        if self._lines:
            return sys.stdin.readline().strip()
        typed = ""
        while (key := sys.stdin.read(1)) not in ("", "\n", "\r", "\x04"):
            if key not in ("\x7f", "\b"):
                typed += key
                _say(key)
            elif typed:
                typed = typed[:-1]
                _say("\b \b")
        _say("\n")
        return typed.strip()


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


@contextmanager
def _keyboard() -> Iterator[_Keys]:
    """The terminal gives each key at once, those typed ahead too, and is left as it was found."""
    try:
        import termios
        import tty
    except ImportError:
        yield _Keys(lines=True)
        return
    usual = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin, termios.TCSADRAIN)
    try:
        yield _Keys(lines=False)
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, usual)
