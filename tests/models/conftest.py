"""Property tests of this room have no deadline (the first call compiles); real data where they are at hand."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    beside = Path(__file__).parents[3] / "shared" / "data"
    folder = Path(os.environ.get("TRADEWIND_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip("../shared/data not found")
    return folder
