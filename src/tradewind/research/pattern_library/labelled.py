"""A user's own labelled patterns: `patterns.toml` in the workspace.

[[pattern]]
name = "spring"
instrument = "EURUSD.OANDA"
timeframe = "1h"
from = "2020-03-01T00:00:00Z"
to = "2020-03-02T12:00:00Z"
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from tradewind.errors import DataError, TradewindError
from tradewind.market.columns import Bars
from tradewind.market.time import parse_time, to_iso
from tradewind.market.timeframe import Timeframe

OWN_FILE = "patterns.toml"
LEAST, MOST = 5, 2000  # bars of an example: fewer have no shape, more are slow to search
_KEYS = ("name", "instrument", "timeframe", "from", "to")


@dataclass(frozen=True)
class Labelled:
    """A stretch of bars that somebody gave a name. start <= close time < end, UTC ns."""

    name: str
    instrument: str
    timeframe: str
    start: int
    end: int

    def to_toml(self) -> str:
        told = (self.name, self.instrument, self.timeframe, to_iso(self.start), to_iso(self.end))
        return "\n[[pattern]]\n" + "".join(f'{key} = "{value}"\n' for key, value in zip(_KEYS, told, strict=True))

    def example(self, bars: Bars) -> Bars:
        """Its bars.

        Raises
        ------
        DataError: fewer than LEAST or more than MOST, or the price stands still.
        """
        found = bars.between(self.start, self.end)
        if not LEAST <= len(found) <= MOST:
            raise DataError(
                f"pattern {self.name!r} has {len(found)} bars of {bars.timeframe}; allowed are {LEAST} to {MOST}"
            )
        if (found.close == found.close[0]).all():
            raise DataError(
                f"pattern {self.name!r} has no shape: all its {len(found)} bars close at {found.close[0]:g}"
            )
        return found


def parse_patterns(text: str, where: str) -> dict[str, list[Labelled]]:
    """Name -> the examples of that name, in their order.

    Raises
    ------
    DataError: no TOML, or an entry that lacks something; names `where` and the entry.
    """
    try:
        entries = tomllib.loads(text).get("pattern", [])
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{where}: {error}") from None
    found: dict[str, list[Labelled]] = {}
    for number, entry in enumerate(entries, 1):
        told = f"{where}: pattern {number}"
        if not isinstance(entry, dict) or set(entry) != set(_KEYS):
            raise DataError(f"{told} must have {', '.join(_KEYS)}, and nothing else")
        try:
            made = label(*(str(entry[key]) for key in _KEYS))
        except TradewindError as error:
            raise DataError(f"{told} ({entry['name']}): {error.what}", try_=error.try_) from None
        found.setdefault(made.name, []).append(made)
    return found


def label(name: str, instrument: str, timeframe: str, start: str, end: str) -> Labelled:
    """A labelled pattern from what a person writes.

    Raises
    ------
    DataError: a name that is none, an end that is not after the start. UsageError: a time or a timeframe that is none.
    """
    if not name.isidentifier():
        raise DataError(f"{name!r} is no name for a pattern", try_="letters, digits and _, no digit first")
    made = Labelled(name, instrument, str(Timeframe.parse(timeframe)), parse_time(start), parse_time(end))
    if made.end <= made.start:
        raise DataError(f"pattern {name!r} ends at {end}, not after its start at {start}")
    return made
