"""A strategy: one class that declares parameters, features, instruments and timeframe, and says what to do at a bar."""

from __future__ import annotations

import hashlib
import inspect
import types
from collections import namedtuple
from dataclasses import dataclass, field
from typing import Any, ClassVar

from tradewind.errors import StrategyError
from tradewind.features.column import Column
from tradewind.features.declare import FeatureUse
from tradewind.features.parameters import Float, Int, Parameter, check_all
from tradewind.market.orders import Authorisation
from tradewind.market.timeframe import Timeframe
from tradewind.strategies.actions import hold

_FIELDS = {"features", "instruments", "timeframe", "sources", "authorisation", "compiled", "on_bar", "on_event"}


class Strategy:
    """Derive from this and declare.

    Class attributes
    ----------------
    features: dict name -> feature use, e.g. `dict(fast=ema(n="fast"), atr=atr(n=14))`.
    instruments: names in the lake, e.g. `("AAPL",)`. timeframe: e.g. `"1d"`.
    sources: dict name -> weight, where `on_bar` gives several signals as a tuple (default: one, of weight 1).
    authorisation: `"auto"`, `"approve"` or `"signal_only"`.
    Every `Int` or `Float` attribute is a parameter.

    `on_bar(s)` gets one named tuple: `s.bar.close` (time, open, high, low, close, volume), `s.features.fast`,
    `s.previous.fast` (the features one bar before), `s.params.stop`, `s.position` (signed units), `s.entry_price`, `s.equity`.
    In a hedging account `s.position` is what both legs hold; each has `s.long_quantity`, `s.short_quantity` (0 or less), `s.long_price` and
    `s.short_price`.
    `on_event(s)` is called at everything that is no bar (quotes, trades, depth, funding, ...), with `s.event` and `s.quote` in place of
    `s.bar`. A feature over quotes, trades or depth (`microprice()`) moves at each such event of its instrument; both functions see what
    it last gave, and `s.previous` at an event is what it was before that. Both may write orders of their own to `s.desk` (see strategies/desk.py).
    compiled: False runs both functions as plain Python, which may then use any library and keep state, beside the same compiled kernel.
    """

    features: ClassVar[dict[str, Any]] = {}
    instruments: ClassVar[tuple[str, ...]] = ()
    timeframe: ClassVar[str] = "1d"
    sources: ClassVar[dict[str, float]] = {}
    authorisation: ClassVar[str] = "auto"
    compiled: ClassVar[bool] = True

    @staticmethod
    def on_bar(s: Any) -> Any:
        return hold()

    @staticmethod
    def on_event(s: Any) -> Any:
        return hold()


@dataclass(frozen=True)
class StrategyDefinition:
    """A strategy as the rest of the house uses it."""

    name: str
    description: str
    params: dict[str, Parameter]
    features: dict[str, FeatureUse | Column]
    instruments: tuple[str, ...]
    timeframe: Timeframe
    sources: dict[str, float]
    authorisation: Authorisation
    on_bar: Any = field(repr=False)  # a plain function; Any, for a type checker would bind it as a method
    on_event: Any = field(default=None, repr=False)
    compiled: bool = True
    source: str = field(default="", repr=False)
    path: str = ""

    @property
    def source_hash(self) -> str:
        return hashlib.sha256(self.source.encode()).hexdigest()

    def values(self, given: dict[str, Any] | None = None) -> dict[str, int | float]:
        """Parameters with defaults filled in, checked against their ranges."""
        return check_all(self.params, given or {}, self.name)

    def params_type(self) -> type:
        return namedtuple("Params", list(self.params))

    def columns(self) -> list[str]:
        """Names of the feature columns that `on_bar` sees."""
        return [c for n, u in self.features.items() for c in ([n] if isinstance(u, Column) else u.columns(n))]


def define(cls: type[Strategy], *, source: str = "", path: str = "") -> StrategyDefinition:
    """Check a strategy class and give its definition.

    Raises
    ------
    StrategyError: names the class, the attribute and what was expected.
    """
    name = cls.__name__
    if cls.on_bar is Strategy.on_bar and cls.on_event is Strategy.on_event:
        raise StrategyError(f"strategy {name} has no on_bar and no on_event", try_="def on_bar(s): return hold()")
    on_bar, on_event = (_function(cls, n) for n in ("on_bar", "on_event"))
    params = {k: v for k, v in vars(cls).items() if isinstance(v, Int | Float)}
    for key, value in vars(cls).items():
        if key not in _FIELDS and key not in params and not key.startswith("_"):
            raise StrategyError(f"{name}.{key} = {value!r} is no parameter", try_=f"{key} = Float(default, low, high)")
    features = dict(cls.features)
    for key, use in features.items():
        if not isinstance(use, FeatureUse | Column):
            raise StrategyError(f"{name}.features[{key!r}] = {use!r} is not a feature", try_="ema(n=20) and the like")
        if not key.isidentifier():
            raise StrategyError(f"{name}.features: {key!r} can't be a name")
    sources = {str(k): float(v) for k, v in (cls.sources or {name: 1.0}).items()}
    if any(w <= 0 for w in sources.values()):
        raise StrategyError(f"{name}.sources: every weight must be above 0, got {sources}")
    try:
        authorisation = Authorisation[str(cls.authorisation).upper()]
    except KeyError:
        raise StrategyError(
            f"{name}.authorisation = {cls.authorisation!r}", try_="auto, approve or signal_only"
        ) from None
    definition = StrategyDefinition(
        name, inspect.getdoc(cls) or "", params, features, tuple(cls.instruments), Timeframe.parse(cls.timeframe),
        sources, authorisation, on_bar, None if cls.on_event is Strategy.on_event else on_event, bool(cls.compiled), source, path,
    )  # fmt: skip
    _check_arguments(definition)
    return definition


def _function(cls: type[Strategy], name: str) -> types.FunctionType:
    found = inspect.getattr_static(cls, name)
    function = found.__func__ if isinstance(found, staticmethod) else found
    if not isinstance(function, types.FunctionType) or len(inspect.signature(function).parameters) != 1:
        raise StrategyError(f"{cls.__name__}.{name} must take exactly one argument", try_=f"def {name}(s):")
    return function


def _check_arguments(definition: StrategyDefinition) -> None:
    values = definition.values()
    for use in definition.features.values():
        if isinstance(use, FeatureUse):
            use.resolve(values)
