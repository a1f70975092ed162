"""The house rules that a machine can hold."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from tradewind.cli.registry import COMMANDS

ROOT = Path(__file__).parents[2]
LONGEST = 500
# The generated or copied ones: nobody reads them from top to bottom.
NOT_READ = {
    "constraints.txt",
    "constraints-peers.txt",
    "LICENSE",
    "web/package-lock.json",
    "web/openapi.json",
    "web/src/api/schema.d.ts",
    "docs/features.md",
}
# Built from parts, so that this file does not contain them.
FORBIDDEN = ["/" + "work/", "/" + "root/", "pypi." + "org/", "files.python" + "hosted", "registry.npm" + "js"]


TARGETS = [
    *(
        "help",
        "setup",
        "quickstart",
        "test",
        "test-fast",
        "test-deep",
        "test-pythons",
        "lint",
        "bench",
        "docs",
        "clean",
    ),
    *("start-trading", "stop-trading", "emergency-stop", "status"),
]


def tracked() -> list[Path]:
    """Files under version control; in an unpacked source archive every file that is not built."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def texts() -> dict[str, str]:
    found = {}
    for path in tracked():
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def test_rooms_import_upwards_only():
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True, check=False, env={"PYTHONPATH": "src"})
    assert done.returncode == 0, done.stdout


def test_no_file_is_too_long():
    code = {n: t for n, t in texts().items() if n.endswith((".py", ".ts", ".tsx", ".md", ".sh", ".css"))}
    assert {n: t.count("\n") for n, t in code.items() if t.count("\n") > LONGEST and n not in NOT_READ} == {}


def test_no_file_names_a_machine_or_a_registry():
    found = [(name, word) for name, text in texts().items() for word in FORBIDDEN if word in text]
    assert found == []


def test_the_lock_covers_every_dependency_with_hashes():
    pinned = (ROOT / "constraints.txt").read_text() + (ROOT / "constraints-peers.txt").read_text()
    names = set(re.findall(r"^([a-z0-9-]+)==", pinned, flags=re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + [d for extra in project["optional-dependencies"].values() for d in extra]
    plain = {re.split(r"[\[<>=!;~ ]", d, maxsplit=1)[0].lower().replace("_", "-") for d in wanted}
    assert plain - names == set()
    assert "uv" in names
    for entry in re.findall(r"^[a-z0-9-]+==[^\n]*\\\n((?:    --hash.*\n)+)", pinned, flags=re.MULTILINE):
        assert "--hash=sha256:" in entry
    assert "://" not in pinned


def test_every_dependency_has_its_line_of_why():
    page = (ROOT / "docs" / "dependencies.md").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + [d for extra in project["optional-dependencies"].values() for d in extra]
    names = {re.split(r"[\[<>=!;~ ]", d, maxsplit=1)[0] for d in wanted}
    assert {n for n in names if not re.search(rf"(?<![\w-]){re.escape(n)}(?![\w-])", page)} == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example(name):
    module, function = COMMANDS[name][0].split(":")
    doc = getattr(import_module(f"tradewind.cli.commands.{module}"), function).__doc__ or ""
    assert f"Example: tradewind {name}" in doc


def test_generated_pages_are_current():
    done = subprocess.run(
        [sys.executable, "scripts/generate_docs.py", "--check"],
        cwd=ROOT, capture_output=True, text=True, check=False, env={"PYTHONPATH": "src"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_link_of_the_docs_leads_somewhere():
    dead = []
    for path in (p for p in tracked() if p.suffix == ".md"):
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text()):
            if "://" not in link and not (path.parent / link).exists():
                dead.append(f"{path.relative_to(ROOT)}: {link}")
    assert dead == []


def test_make_help_explains_every_target():
    makefile = (ROOT / "Makefile").read_text()
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in TARGETS:
        assert re.search(rf"^  {name} ", said, flags=re.MULTILINE), name
        assert f"\n{name}:" in makefile
