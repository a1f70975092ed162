"""Pure functions from market columns to feature columns, each written once as a step over one new value.

Every registered feature can be imported from here by its name: `from tradewind.features import ema, rsi`.
"""

from __future__ import annotations

import importlib
from typing import Any

from tradewind.features.declare import FeatureKind, FeatureUse, feature
from tradewind.features.families import load_all, module_of
from tradewind.features.parameters import Float, Int

__all__ = ["FeatureKind", "FeatureUse", "Float", "Int", "feature", "registry"]


def registry() -> dict[str, FeatureKind]:
    """Every feature there is, by name: Tradewind's own and those declared so far by the user."""
    from tradewind.features.declare import REGISTRY

    load_all()
    return REGISTRY


def __getattr__(name: str) -> Any:
    module = None if name.startswith("_") else module_of(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no feature {name!r}")
    return getattr(importlib.import_module(module), name)
