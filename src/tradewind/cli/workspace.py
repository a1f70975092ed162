"""Where a command works: settings, lake, models, runs and accounts of one workspace folder."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradewind.cli.options import configuration
from tradewind.errors import UsageError
from tradewind.settings import Configuration, Settings

if TYPE_CHECKING:
    from tradewind.data.lake import Lake
    from tradewind.features.sets import NamedSet
    from tradewind.kernel.history import History
    from tradewind.kernel.portfolio import Portfolio
    from tradewind.kernel.setup import Setup
    from tradewind.ledger.runs import Runs
    from tradewind.live.accounts import Accounts
    from tradewind.market.columns import Bars
    from tradewind.models.registry import ModelRegistry
    from tradewind.strategies.strategy import StrategyDefinition


@dataclass(frozen=True)
class Workspace:
    """One workspace. Rooms are imported when they are used: most commands need few of them."""

    configuration: Configuration

    @property
    def settings(self) -> Settings:
        return self.configuration.settings

    @property
    def folder(self) -> Path:
        return self.configuration.folder

    @cached_property
    def lake(self) -> Lake:
        from tradewind.data.lake import Lake

        return Lake(self.folder / "lake")

    @cached_property
    def models(self) -> ModelRegistry:
        from tradewind.models.registry import ModelRegistry

        return ModelRegistry(self.folder)

    @cached_property
    def feature_sets(self) -> list[str]:
        """Names of the feature sets there are: Tradewind's own, then those of the workspace's `feature_sets.toml`."""
        from tradewind.features.sets import set_names

        return list(dict.fromkeys([*set_names(), *self._own_sets]))

    def feature_set(self, name: str) -> NamedSet:
        """A feature set by name; the workspace's own goes before Tradewind's of the same name."""
        from tradewind.features.sets import named_set

        if name in self._own_sets:
            return self._own_sets[name]
        if name not in self.feature_sets:
            raise UsageError(f"no feature set {name!r}", try_=", ".join(self.feature_sets))
        return named_set(name)

    @cached_property
    def _own_sets(self) -> dict[str, NamedSet]:
        from tradewind.features.sets import OWN_FILE, parse_sets

        file = self.folder / OWN_FILE
        return parse_sets(read_text(file), str(file)) if file.is_file() else {}

    @cached_property
    def runs(self) -> Runs:
        from tradewind.ledger.runs import Runs

        return Runs(self.folder / "runs")

    @cached_property
    def accounts(self) -> Accounts:
        from tradewind.live.accounts import Accounts

        return Accounts(self.folder / "accounts", self.runs)

    def strategy(self, name: str, versions: dict[str, str] | None = None) -> tuple[StrategyDefinition, dict[str, str]]:
        """A strategy by file or name with its models bound, and the versions that it got."""
        from tradewind.strategies.loading import load as load_strategy

        return self.bind(load_strategy(name), versions)

    def bind(
        self, definition: StrategyDefinition, versions: dict[str, str] | None = None
    ) -> tuple[StrategyDefinition, dict[str, str]]:
        """Give a strategy its models."""
        from tradewind.models.prediction import bind

        features, used = bind(definition.features, self.models, versions)
        return replace(definition, features=features), used

    def bars(
        self,
        strategy: StrategyDefinition,
        data: Sequence[str] | None,
        since: str | None = None,
        until: str | None = None,
        events: Sequence[str] | None = None,
    ) -> History:
        """Bars of the named instruments (default: the strategy's own) in the strategy's timeframe, and beside them `events`.

        What was made or left out for it is said on the error stream.
        """
        from tradewind.cli import show
        from tradewind.data.gather import USUAL
        from tradewind.market.time import parse_time
        from tradewind.research.reading import read

        names = [n for item in data or [] for n in item.split(",") if n] or list(strategy.instruments)
        if not names:
            known = (
                ", ".join(i.symbol for i in self.lake.instruments()[:8])
                or "none yet; tradewind data fetch or import gets some"
            )
            raise UsageError(f"{strategy.name} names no instruments", try_=f"--data NAME (in the lake: {known})")
        start = None if since is None else parse_time(since)
        end = None if until is None else parse_time(until)
        found = read(self.lake, names, strategy.timeframe, start, end, USUAL if events is None else _kinds(events))
        for note in found.notes:
            show.err.print(f"note: {note}", style="dim")
        return found.history

    def setup(self, strategy: StrategyDefinition, bars: Sequence[Bars], params: dict[str, Any] | None = None) -> Setup:
        """The session's rules from the workspace's settings."""
        return self._setup(strategy, bars, params or {}, _has_book(bars))

    def portfolio(
        self, strategies: Sequence[StrategyDefinition], histories: Sequence[History], params: Sequence[dict[str, Any]]
    ) -> Portfolio:
        """The rules of several strategies in one account."""
        from tradewind.kernel.portfolio import Portfolio

        book = any(map(_has_book, histories))
        return Portfolio(
            tuple(self._setup(s, h, p, book) for s, h, p in zip(strategies, histories, params, strict=True))
        )

    def _setup(self, strategy: StrategyDefinition, bars: Sequence[Bars], params: dict[str, Any], book: bool) -> Setup:
        from tradewind.cli.progress import compiling
        from tradewind.kernel.setup import Setup
        from tradewind.settings import account as account_of
        from tradewind.settings import conditions, costs, limits

        account = self.settings.account
        return Setup(
            strategy, tuple(b.instrument for b in bars), params, limits(self.settings), costs(self.settings),
            float(account.starting_cash), account.currency, compiling, account_of(self.settings),
            conditions(self.settings, book=book),
        )  # fmt: skip


def _has_book(bars: Sequence[Bars]) -> bool:
    from tradewind.kernel.history import history_of
    from tradewind.market.depth import Depth

    return any(isinstance(source, Depth) for source in history_of(bars).beside)


def _kinds(given: Sequence[str]) -> list[str]:
    """`["quotes,trades"]` and what belongs to the instruments anyway; `["none"]`: nothing but bars."""
    from tradewind.data.gather import USUAL

    names = [n for item in given for n in item.split(",") if n]
    return [] if names == ["none"] else [*dict.fromkeys([*names, *USUAL])]


def workspace(**assignments: object) -> Workspace:
    """The workspace that a command was called in; `server__port=8001` puts a setting over all others unless it is None."""
    given = {key.replace("__", "."): str(value) for key, value in assignments.items() if value is not None}
    return Workspace(configuration(given))


def read_text(file: Path) -> str:
    """A file of the workspace that a person writes.

    Raises
    ------
    UsageError: it can't be read, or is no UTF-8 text.
    """
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} can't be read: {error}") from None


def now() -> int:
    """Wall time, UTC nanoseconds: read here, at the edge, and handed down."""
    return time.time_ns()


def parameters(given: Sequence[str] | None) -> dict[str, float]:
    """`["fast=10", "stop=1.5"]` as numbers."""
    values: dict[str, float] = {}
    for item in given or []:
        name, equals, value = item.partition("=")
        try:
            number = float(value)
        except ValueError:
            equals = ""
            number = 0.0
        if not equals:
            raise UsageError(f"--param {item!r} is not NAME=NUMBER", try_="--param fast=10")
        values[name.strip()] = int(number) if number.is_integer() and "." not in value else number
    return values
