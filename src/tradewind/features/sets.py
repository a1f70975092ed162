"""Feature sets: declared, versioned lists of features under a name, and the hash under which what was made with one may be used.

A set is written as text, Tradewind's own (`shipped_sets/NAME.toml`) as a user's (`feature_sets.toml` in the workspace):

    [my_set]
    version = 1
    timeframe = "1h"
    doc = "What it is for."

    [my_set.features]
    fast = "ema(n=20)"
    strength = "rsi(n=14, timeframe='4h')"
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from tradewind.compiler.fingerprint import code_text
from tradewind.errors import ModelError, StrategyError, TradewindError
from tradewind.features.compute import rows_of
from tradewind.features.declare import FeatureUse
from tradewind.features.expressions import parse
from tradewind.features.fused import FeatureSet
from tradewind.features.inputs import Rows
from tradewind.market.timeframe import Timeframe

OWN_FILE = "feature_sets.toml"
_FOLDER = Path(__file__).parent / "shipped_sets"
_KEYS = ("version", "timeframe", "doc", "features")


@dataclass(frozen=True)
class NamedSet:
    """A feature set as declared. version: raised by its author when its features change; timeframe: of the bars it is meant for."""

    name: str
    version: int
    timeframe: Timeframe
    doc: str
    uses: dict[str, FeatureUse]

    @cached_property
    def hash(self) -> str:
        """Of names, arguments and code (`set_hash`): whatever changes a value changes it."""
        return set_hash(self.uses)

    @cached_property
    def columns(self) -> list[str]:
        return FeatureSet(dict(self.uses), rows=self.rows).columns

    @property
    def rows(self) -> Rows:
        """What kind of rows it is computed over."""
        return rows_of(self.uses)


def set_names() -> list[str]:
    """The sets that come with Tradewind."""
    return sorted(file.stem for file in _FOLDER.glob("*.toml"))


@cache
def named_set(name: str) -> NamedSet:
    """A set that comes with Tradewind.

    Raises
    ------
    ModelError: there is none of that name.
    """
    if name not in set_names():
        raise ModelError(f"no feature set {name!r}", try_=", ".join(set_names()))
    file = _FOLDER / f"{name}.toml"
    return parse_sets(file.read_text(encoding="utf-8"), str(file))[name]


def feature_set(name: str) -> dict[str, FeatureUse]:
    """The features of a named set, in order."""
    return named_set(name).uses


def set_hash(uses: Mapping[str, FeatureUse]) -> str:
    """First 16 hex digits of a hash over names, arguments and the code of every step: the same hash computes the same values."""
    digest = hashlib.sha256()
    for name, use in uses.items():
        digest.update(f"{name}={use.text()};{code_text(use.kind.step)}\n".encode())
    return digest.hexdigest()[:16]


def parse_sets(text: str, where: str) -> dict[str, NamedSet]:
    """The sets that a text declares; `where` names it in errors.

    Raises
    ------
    StrategyError: no TOML, a key that a set does not have or lacks, or a feature that is none; names `where`, set and feature.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StrategyError(f"{where}: {error}") from None
    return {name: _set(name, table, where) for name, table in tables.items()}


def _set(name: str, table: Any, where: str) -> NamedSet:
    told = f"{where}: feature set {name!r}"
    if not isinstance(table, dict) or set(table) != set(_KEYS):
        has = ", ".join(table) if isinstance(table, dict) else repr(table)
        raise StrategyError(f"{told} has {has or 'nothing'}; it must have {', '.join(_KEYS)}, and nothing else")
    version, features = table["version"], table["features"]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise StrategyError(f"{told}: version = {version!r} is no whole number from 1 on")
    if not isinstance(features, dict) or not features:
        raise StrategyError(f"{told} lists no features", try_='fast = "ema(n=20)"')
    try:
        uses = {column: _use(column, expression) for column, expression in features.items()}
        made = NamedSet(name, version, Timeframe.parse(str(table["timeframe"])), str(table["doc"]), uses)
        _ = made.columns  # refuses an input that is nothing, and two columns of one name
    except TradewindError as error:
        raise StrategyError(f"{told}: {error.what}", try_=error.try_) from None
    return made


def _use(column: str, expression: Any) -> FeatureUse:
    if not column.isidentifier():
        raise StrategyError(f"{column!r} is no name for a column", try_="letters, digits and _, no digit first")
    if not isinstance(expression, str):
        raise StrategyError(f"{column} = {expression!r} is no feature", try_=f'{column} = "ema(n=20)"')
    uses = parse(f"{column}={expression}")
    if list(uses) != [column]:
        raise StrategyError(f"{column} = {expression!r} is more than one feature", try_="one a line")
    return uses[column]
