"""The set-up: only what was pinned is installed, only a working environment is kept, one line when nothing fits."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAME = "tradewind_pinned_sample"
needs_uv = pytest.mark.skipif(importlib.util.find_spec("uv") is None, reason="uv is not installed here")


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("UV_", "PIP_", "PYTHON"))}
    return subprocess.run(
        [str(a) for a in arguments], cwd=ROOT, env=plain | environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def wheel(tmp_path) -> Path:
    """A wheel of one module, made here so that no network is needed."""
    path = tmp_path / "wheels" / f"{NAME}-1.0-py3-none-any.whl"
    path.parent.mkdir()
    about = f"{NAME}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{NAME}.py", "")
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {NAME}\nVersion: 1.0\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
    return path


@needs_uv
@pytest.mark.parametrize("genuine", [True, False])
def test_a_package_that_differs_from_its_pinned_hash_is_refused(tmp_path, wheel, genuine):
    """uv verifies the hashes of a constraints file, on which scripts/setup.sh relies."""
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest() if genuine else "0" * 64
    pins, target = tmp_path / "constraints.txt", tmp_path / "target"
    pins.write_text(f"{NAME}==1.0 --hash=sha256:{digest}\n")
    uv = (sys.executable, "-m", "uv", "pip", "install", "--no-cache", "--no-index", "--find-links", wheel.parent)
    done = run(*uv, "--target", target, "--constraints", pins, NAME)
    assert (done.returncode == 0) is genuine, done.stderr
    assert (target / f"{NAME}.py").exists() is genuine
    assert genuine or "hash mismatch" in done.stderr.lower()


def test_a_moved_or_copied_environment_is_not_taken_for_one(tmp_path):
    made, script = tmp_path / "made", ROOT / "scripts" / "venv_is_here.sh"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made], check=True)
    assert run(script, made).returncode == 0
    shutil.copytree(made, tmp_path / "copied", symlinks=True)
    assert run(script, tmp_path / "copied").returncode == 1
    (made / "bin" / "python").unlink()
    assert run(script, made).returncode == 1
    assert run(script, tmp_path / "never_made").returncode == 1


def test_without_a_fitting_python_the_set_up_says_so_in_one_line(tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "dirname", "env"):
        (tools / name).symlink_to(shutil.which(name) or "")
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tools / "python3").chmod(0o755)
    done = run(ROOT / "scripts" / "setup.sh", PATH=str(tools), VENV=str(tmp_path / "venv"))
    assert done.returncode == 2
    assert done.stderr.startswith("error: no Python from 3.11 on")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "venv").exists()


def test_continuous_integration_runs_what_make_test_runs():
    assert (ROOT / ".ci" / "run").read_text().rstrip().endswith("make test")
    assert "run: .ci/run" in (ROOT / ".github" / "workflows" / "ci.yml").read_text()
