"""`tradewind strategies|features|models|venues list`."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.workspace import workspace

Flag = Annotated[bool, Parameter(negative="")]


def strategies(*, json: Flag = False) -> int:
    """Built-in strategies.

    Example: tradewind strategies list --json
    """
    from tradewind.strategies.loading import builtin_names, load

    rows = []
    for name in builtin_names():
        d = load(name)
        rows.append(
            {
                "name": name,
                "kind": "signals",
                "description": d.description.splitlines()[0],
                "parameters": ", ".join(f"{k}={p.default:g} ({p.low:g} to {p.high:g})" for k, p in d.params.items()),
                "source": d.path,
                "reference": "compiled and plain Python give the same journal (tests/kernel)",
            }
        )
    return _show(rows, json, hide=("source", "reference"))


def features(*, json: Flag = False) -> int:
    """Features that a strategy can use, with source and what each was checked against.

    Example: tradewind features list --json
    """
    from tradewind.features import registry

    rows = [
        {
            "name": f.name,
            "kind": f.kind,
            "description": f.description.splitlines()[0],
            "inputs": ", ".join(f.inputs),
            "parameters": ", ".join(f"{k}={p.default:g}" for k, p in f.params.items()),
            "outputs": ", ".join(f"{k} ({u})" for k, u in f.outputs.items()),
            "source": f.source,
            "reference": f.reference,
        }
        for f in sorted(registry().values(), key=lambda f: (f.kind, f.name))
    ]
    return _show(rows, json, hide=("source", "reference", "outputs"))


def models(*, json: Flag = False) -> int:
    """Models of this workspace.

    Example: tradewind models list
    """
    place = workspace()
    rows = []
    for entry in place.models.list():
        artefact = place.models.load(entry.name, entry.version)
        rows.append(
            {
                "name": entry.name,
                "kind": "walk_forward_logistic",
                "version": entry.version,
                "latest": entry.latest,
                "source": ", ".join(artefact.record.get("instruments", [])),
                "reference": str(artefact.record.get("evidence", {}).get("sentence", "")),
            }
        )
    return _show(rows, json)


def venues(*, json: Flag = False) -> int:
    """Venues that orders can go to.

    Example: tradewind venues list
    """
    rows = [
        {
            "name": "paper",
            "kind": "simulated",
            "source": "the kernel's matching on bars as they arrive (docs/realism)",
            "reference": "every fill replayed bit for bit",
        }
    ]
    return _show(rows, json)


def _show(rows: list[dict[str, Any]], json: bool, hide: tuple[str, ...] = ()) -> int:
    if json:
        show.as_json(rows)
    else:
        show.table([{k: v for k, v in row.items() if k not in hide} for row in rows])
    return 0
