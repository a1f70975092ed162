"""Features as text, `fast=ema(n=10), rsi(n=14, timeframe="1h"), beta("close", "GBPUSD.close")`: for the command line, files and the API."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Sequence
from typing import Any

from tradewind.errors import StrategyError
from tradewind.features.declare import REGISTRY, FeatureKind, FeatureUse
from tradewind.features.families import module_of


def parse(text: str) -> dict[str, FeatureUse]:
    """Name -> use, in order. A feature without a name of its own gets one: `ema(n=20)` is `ema_20`, `rsi` is `rsi`.

    Raises
    ------
    StrategyError: what is written is no list of features; an unknown one (near names are proposed), or a wrong argument.
    """
    uses: dict[str, FeatureUse] = {}
    for part in split(text):
        name, node = _part(part)
        feature, inputs, arguments = _written(node, part)
        chosen = name or name_of(feature, inputs, arguments)
        timeframe = arguments.pop("timeframe", None)
        use = kind_of(feature)(*inputs, timeframe=None if timeframe is None else str(timeframe), **arguments)
        if chosen in uses:
            raise StrategyError(f"two features are called {chosen!r}", try_=f"a_name={use.text()}")
        uses[chosen] = use
    if not uses:
        raise StrategyError("no features given", try_='"ema(n=20), rsi(n=14)"')
    return uses


def split(text: str) -> list[str]:
    """The parts between commas that stand in no brackets and no quotes."""
    parts, depth, quote = [""], 0, ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        else:
            depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0 and not quote:
            parts.append("")
        else:
            parts[-1] += letter
    return [p.strip() for p in parts if p.strip()]


def kind_of(name: str) -> FeatureKind:
    """The registered feature of that name.

    Raises
    ------
    StrategyError: there is none; near names are proposed.
    """
    if name not in REGISTRY and module_of(name):
        from tradewind import features

        getattr(features, name)
    if name not in REGISTRY:
        from tradewind.features import registry

        near = difflib.get_close_matches(name, registry(), 3, 0.5)
        raise StrategyError(f"no feature {name!r}", try_=", ".join(near) or "tradewind features list")
    return REGISTRY[name]


def name_of(feature: str, inputs: Sequence[str], arguments: dict[str, Any]) -> str:
    """A column's name for a use as it was written: `rsi` is `rsi`, `ema(high, n=20)` is `ema_high_20`."""
    shown = [f"{v:g}".replace(".", "p").replace("-", "m") if not isinstance(v, str) else v for v in arguments.values()]
    return "_".join([feature, *(i.replace(".", "_") for i in inputs), *shown])


def _part(part: str) -> tuple[str | None, ast.expr]:
    """The name that it is given, if any, and the feature."""
    try:
        call = ast.parse(f"_({part})", mode="eval").body
    except SyntaxError as error:
        raise StrategyError(f"{part!r} is no feature: {error.msg}", try_='"ema(n=20), rsi(n=14)"') from None
    assert isinstance(call, ast.Call)
    return (call.keywords[0].arg, call.keywords[0].value) if call.keywords else (None, call.args[0])


def _written(node: ast.expr, text: str) -> tuple[str, list[str], dict[str, Any]]:
    """The feature's name, inputs and arguments."""
    if isinstance(node, ast.Name):
        return node.id, [], {}
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise StrategyError(f"{ast.unparse(node)} is no feature", try_='"ema(n=20), rsi(n=14)"')
    inputs = [str(_value(a, text)) for a in node.args]
    return node.func.id, inputs, {str(k.arg): _value(k.value, text) for k in node.keywords}


def _value(node: ast.expr, text: str) -> Any:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        value = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else None
    if not isinstance(value, int | float | str):
        raise StrategyError(f"{ast.unparse(node)} in {text!r} is neither a number nor a name")
    return value
