"""Where features are declared: every module of the packages of families. They are imported when somebody asks for what is in them."""

from __future__ import annotations

import importlib
import re
from functools import cache
from pathlib import Path

PACKAGES = (
    "indicators",
    "candles",
    "patterns",
    "structure",
    "sessions",
    "microstructure",
    "statistics",
    "cross",
    "timeframes",
)
_HERE = Path(__file__).parent


@cache
def modules() -> dict[str, Path]:
    """Name of each family's module -> its file, in a fixed order."""
    files = [f for p in PACKAGES for f in sorted((_HERE / p).glob("*.py")) if f.stem != "__init__"]
    return {f"tradewind.features.{f.parent.name}.{f.stem}": f for f in files}


def load_all() -> None:
    """Import every family, so that all their features are in the registry."""
    for module in modules():
        importlib.import_module(module)


@cache
def module_of(name: str) -> str | None:
    """The module that declares the feature `name`, found by its text, so that asking for one feature does not import all."""
    declared = re.compile(rf"^def {re.escape(name)}\(", re.MULTILINE)
    return next((m for m, file in modules().items() if declared.search(file.read_text(encoding="utf-8"))), None)
