"""The family of errors that a user may see: the thing, the value, the limit, the next step.

Everything that a user can cause ends in one of these, and the command line prints it in one line, without a stack trace.
A stack trace is therefore always a bug of ours.
"""

from __future__ import annotations


class TradewindError(Exception):
    """Base of every error that is shown to a user.

    Parameters
    ----------
    what: one line that names the thing, the value and, where there is one, the limit with its setting's name.
    try_: what to do next, usually a command.

    so_far: what a run had done before it failed (the kernel's Output), None where nothing ran.
    """

    exit_code = 2
    so_far: object = None

    def __init__(self, what: str, *, try_: str | None = None) -> None:
        self.what = what
        self.try_ = try_
        super().__init__(what if try_ is None else f"{what}. Try: {try_}")


class UsageError(TradewindError):
    """A command, an argument or an API call that makes no sense as given."""


class ConfigError(TradewindError):
    """A setting that is unknown, unreadable or out of range; names file, line and key."""


class DataError(TradewindError):
    """Market data that can't be read, is not there, or failed a check."""


class StrategyError(TradewindError):
    """A strategy file that can't be loaded or compiled, or that failed while running."""


class ModelError(TradewindError):
    """A model that is not there, does not fit its features, or can't be trained on what it was given."""


class OrderError(TradewindError):
    """An order, or an act upon one, that can't be carried out."""


class JournalError(TradewindError):
    """A journal that can't be opened, written, or does not verify."""


class VenueError(TradewindError):
    """A venue or data service that refused, timed out or answered nonsense."""
