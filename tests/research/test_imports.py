"""Importing metrics and report stays cheap: no pandas, scipy, scikit-learn or jinja2 until they are needed."""

import os
import subprocess
import sys

import pytest

HEAVY = ("pandas", "scipy", "sklearn", "numba", "polars", "jinja2")


@pytest.mark.parametrize(
    "module", ["tradewind.research.metrics", "tradewind.research.report", "tradewind.models.registry"]
)
def test_nothing_heavy_is_imported(module):
    code = f"import sys, {module}; print([m for m in {HEAVY} if m in sys.modules])"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    out = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
