"""`tradewind bench`."""

from __future__ import annotations

import sys
from importlib import util
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.errors import UsageError


def bench(group: str = "all", *, json: Annotated[bool, Parameter(negative="")] = False) -> int:
    """Measure a group (kernel, data, ledger, …) or all, each beside a peer in alternating runs where there is one.

    Example: tradewind bench kernel --json

    Parameters
    ----------
    group
        file of `benchmarks/`, or all.
    json
        one JSON object a line.
    """
    folder = _folder()
    groups = sorted(p.stem for p in folder.glob("[a-z]*.py")) if group == "all" else [group]
    found = []
    for name in groups:
        path = folder / f"{name}.py"
        if not path.exists():
            known = ", ".join(sorted(p.stem for p in folder.glob("[a-z]*.py")))
            raise UsageError(f"no benchmark group {name!r}", try_=known)
        for line in _module(path).run():
            found.append(line)
            if json:
                show.as_json(line)
    if group == "all":
        _keep(folder / "results", found)
    if not json:
        show.table(
            [
                {
                    "bench": x["bench"],
                    "ours": x["ours"],
                    "unit": x["unit"],
                    "peer": x["peer"] or "",
                    "peer value": x["peer_value"],
                    "ratio": x["ratio"],
                    "what": x["what"],
                }
                for x in found
            ]
        )
    return 0


def _folder() -> Path:
    for base in (Path.cwd(), *Path(__file__).resolve().parents):
        if (base / "benchmarks" / "kernel.py").exists():
            return base / "benchmarks"
    raise UsageError("benchmarks are part of the source tree, not of the installed package", try_="run it in a clone")


def _module(path: Path):
    spec = util.spec_from_file_location(f"tradewind_bench_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = util.module_from_spec(spec)
    sys.path.insert(0, str(path.parent))
    spec.loader.exec_module(module)
    return module


def _keep(folder: Path, lines: list[dict]) -> None:
    import json

    folder.mkdir(exist_ok=True)
    text = "".join(json.dumps(show.plain(line)) + "\n" for line in lines)
    (folder / "latest.jsonl").write_text(text)
