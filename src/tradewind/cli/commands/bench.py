"""`tradewind bench`."""

from __future__ import annotations

import importlib.util
import json as json_
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.errors import UsageError

Flag = Annotated[bool, Parameter(negative="")]


def bench(group: str = "all", /, *, json: Flag = False) -> int:
    """Measure, beside a peer where there is one, in paired runs.

    Example: tradewind bench kernel --json

    Parameters
    ----------
    group
        a file of benchmarks/, or all of them; all also writes benchmarks/results/.
    json
        one JSON line for each measured thing.
    """
    folder = _folder()
    known = {path.stem: run for path in sorted(folder.glob("[a-z]*.py")) if (run := _entry(path)) is not None}
    if group != "all" and group not in known:
        raise UsageError(f"no benchmark group {group!r}; there are {', '.join(known) or 'none'}", try_="tradewind bench all")
    results = []
    for name in known if group == "all" else [group]:
        for result in known[name]():
            results.append(result)
            if json:
                show.as_json(result)
        if group == "all":
            _write(folder / "results" / f"{name}.jsonl", [r for r in results if str(r["bench"]).startswith(f"{name}.")])
    if not json:
        show.table([{k: r.get(k) for k in ("bench", "ours", "unit", "peer", "peer_value", "ratio", "runs")} for r in results])
    return 0


def _folder() -> Path:
    """benchmarks/ of the source tree: a wheel does not carry it."""
    for root in (Path.cwd(), Path(__file__).resolve().parents[4]):
        if (root / "benchmarks").is_dir() and (root / "pyproject.toml").is_file():
            return root / "benchmarks"
    raise UsageError("benchmarks/ is not part of an installed wheel", try_="tradewind bench in a clone of the source")


def _entry(path: Path) -> Callable[[], Iterator[dict[str, Any]]] | None:
    """The function `run` of a benchmark file; None where it has none."""
    if "def run(" not in path.read_text(encoding="utf-8"):
        return None

    def call() -> Iterator[dict[str, Any]]:
        spec = importlib.util.spec_from_file_location(f"benchmarks_{path.stem}", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield from module.run()

    return call


def _write(path: Path, results: list[dict[str, Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.write_text("".join(json_.dumps(show.plain(r)) + "\n" for r in results), encoding="utf-8")
    temporary.replace(path)
