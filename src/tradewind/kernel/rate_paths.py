"""Which pairs say what a currency is worth in the account's: one, or two over a third currency. Never more: each step is a price of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tradewind.errors import DataError
from tradewind.market.instrument import Instrument


class RatePath(NamedTuple):
    """How `code` becomes the account's currency.

    pair: number of the instrument whose price is the first step (or the only one), None: a fixed rate.
    via: the currency that this step leads to, itself converted in one step; None: it is the account's.
    """

    code: str
    pair: int | None
    via: str | None = None


def rate_paths(instruments: Sequence[Instrument], own: str, fixed: Mapping[str, float]) -> dict[str, RatePath]:
    """A path for each currency that the instruments pay in and that is not the account's, and for those that lie on one.

    In this order: a pair with the account's currency, a fixed rate, two pairs, a pair with a currency of a fixed rate; of several pairs
    the instrument that is named first.

    Raises
    ------
    DataError: nothing says what a currency is worth.
    """
    found: dict[str, RatePath] = {}
    for of in instruments:
        code = of.money_currency
        if code == own or code in found:
            continue
        path = _direct(instruments, code, own, fixed) or _crossed(instruments, code, own, fixed)
        if path is None:
            raise DataError(
                f"{of.id} is paid in {code}, the account is kept in {own}, and nothing says what {code} is worth",
                try_=f"--currency {code}, a {code}/{own} pair among the instruments, two that lead there over one other currency, or a "
                "rate in account.rates",
            )
        found[code] = path
    for path in list(found.values()):
        if path.via is not None and path.via not in found:
            through = _direct(instruments, path.via, own, fixed)
            assert through is not None, "a path leads over a currency that has one step"
            found[path.via] = through
    return found


def in_words(paths: Mapping[str, RatePath], instruments: Sequence[Instrument], own: str) -> list[str]:
    """Each conversion in words: `EUR by EURUSD to USD, then by USDJPY to JPY`."""
    told = []
    for path in paths.values():
        said = f"{path.code} {_step(path, instruments, path.via or own)}"
        told.append(said + (f", then {_step(paths[path.via], instruments, own)}" if path.via else ""))
    return told


def _step(path: RatePath, instruments: Sequence[Instrument], to: str) -> str:
    return f"at a fixed rate to {to}" if path.pair is None else f"by {instruments[path.pair].symbol} to {to}"


def _direct(instruments: Sequence[Instrument], code: str, own: str, fixed: Mapping[str, float]) -> RatePath | None:
    """One step."""
    for k, _, _ in pairs(instruments, code, own):
        return RatePath(code, k)
    return RatePath(code, None) if code in fixed else None


def _crossed(instruments: Sequence[Instrument], code: str, own: str, fixed: Mapping[str, float]) -> RatePath | None:
    """Two steps; the second one better by a price than at a fixed rate."""
    for rates in ({}, fixed):
        for k, via, _ in pairs(instruments, code, None):
            if _direct(instruments, via, own, rates) is not None:
                return RatePath(code, k, via)
    return None


def pairs(instruments: Sequence[Instrument], code: str, other: str | None) -> Iterator[tuple[int, str, bool]]:
    """Each pair with `code` (and `other`, if it is given): its number, the other currency, and whether 1 / price is the rate of `code`."""
    for k, of in enumerate(instruments):
        base, quote = of.base_currency, of.quote_currency
        if base is None or base == quote or code not in (base, quote):
            continue
        to = quote if code == base else base
        if other is None or to == other:
            yield k, to, code == quote
