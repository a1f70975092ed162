"""The wheel alone, in a bare environment, without a network: the demo runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from .conftest import ROOT

pytestmark = pytest.mark.slow
CARRIED = (
    "tradewind/server/static/index.html",
    "tradewind/research/report/page.html.j2",
    "tradewind/research/report/page.css",
    "tradewind/research/report/page.js",
    "tradewind/risk/profiles/default.toml",
    "tradewind/strategies/library/moving_average_cross.py",
    "tradewind/strategies/templates/strategy.py.txt",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    if not (ROOT / "src/tradewind/server/static/index.html").exists():
        pytest.skip("the dashboard is not built: make setup")
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (made,) = folder.glob("*.whl")
    return made


def test_it_carries_what_it_needs(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert [n for n in CARRIED if n not in names] == []
    assert not [n for n in names if "node_modules" in n or n.startswith("tests/")]


def test_the_demo_runs_from_it_without_a_network(wheel, tmp_path):
    """Dependencies come from this environment's packages; Tradewind itself only from the wheel."""
    unshare = shutil.which("unshare")
    if unshare is None or os.geteuid() != 0:
        pytest.skip("cutting the network needs unshare and root")
    home = tmp_path / "env"
    venv.create(home, with_pip=False)
    site = next((home / "lib").glob("python*")) / "site-packages"
    zipfile.ZipFile(wheel).extractall(site)
    # A plain .pth line adds the folder of packages but runs none of its own .pth files, such as that of an editable install.
    (site / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n")
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("TRADEWIND_", "PYTHON")) or k == "TRADEWIND_CODE_CACHE"
    }
    where = subprocess.run(
        [home / "bin/python", "-c", "import tradewind; print(tradewind.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert where.stdout.startswith(str(site))

    environment |= {"TRADEWIND_DEMO_SECONDS": "3", "TRADEWIND_WORKSPACE__FOLDER": str(tmp_path / "ws")}
    script = f"ip link set lo up; exec {home / 'bin/python'} -m tradewind demo --port 8000"
    done = subprocess.run(
        [unshare, "-n", "sh", "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "dashboard: http://127.0.0.1:8000" in done.stdout
