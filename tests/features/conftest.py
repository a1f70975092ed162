"""Property tests of this room have no deadline: the first call compiles. Trials of the same features come one after another."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the trials by enumeration by feature, those of its group in the kernel among them.

    A step is compiled once in a process, for its own pass and for the kernel's loop, so both should be tried in the same one; xdist
    hands out tests in this order.
    """
    parts = [(many, list(part)) for many, part in groupby(items, lambda i: i.path.name == "test_every_feature.py")]
    items[:] = [item for many, part in parts for item in (sorted(part, key=_features) if many else part)]


def _features(item: pytest.Item) -> str:
    """Name of the feature that a trial is about, or of the first of its group."""
    given = item.callspec.params if hasattr(item, "callspec") else {}  # type: ignore[attr-defined]
    return given["group"][0] if "group" in given else given.get("name", "")
