"""What every room's tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the repository, or the one that TRADEWIND_SHARED_DATA names; else a skip."""
    folder = Path(os.environ.get("TRADEWIND_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("../shared/data not found")
    return folder
