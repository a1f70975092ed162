"""Write the generated pages of the documentation: settings and commands. `--check` only compares."""

from __future__ import annotations

import importlib
import inspect
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"


def pages() -> dict[Path, str]:
    """Each page and its text."""
    from tradewind.settings.template import reference_page

    return {
        REFERENCE / "settings.md": reference_page(),
        REFERENCE / "commands.md": commands_page(),
        ROOT / "docs" / "features.md": features_page(),
    }


def commands_page() -> str:
    """Every command: what it does, its signature's options, its example."""
    from tradewind.cli.registry import COMMANDS

    parts = [
        "# Commands\n\nThis page is generated from the code by `scripts/generate_docs.py`; "
        "`tradewind COMMAND --help` says more.\n\nEvery command also takes `--workspace FOLDER`, `--profile NAME` and "
        "`--set section.key=value`. Exit codes: 0 done, 1 a finding, 2 wrong use, 130 interrupted.\n"
    ]
    for name, (target, summary) in COMMANDS.items():
        module, function = target.split(":")
        run = getattr(importlib.import_module(f"tradewind.cli.commands.{module}"), function)
        options = ", ".join(f"`{_option(p)}`" for p in inspect.signature(run).parameters.values()) or "none"
        example = next((line.strip() for line in (run.__doc__ or "").splitlines() if "Example:" in line), "")
        parts.append(f"\n## tradewind {name}\n\n{summary}.\n\nArguments: {options}\n\n    {example}\n")
    return "".join(parts)


def features_page() -> str:
    """Every feature by family: what it is, inputs, parameters, outputs, warm-up, source, and what it is checked against."""
    from tradewind.features import registry

    kinds = sorted({f.kind for f in registry().values()})
    ours = [f for f in registry().values() if f.step.__module__.startswith("tradewind.")]
    index = ", ".join(f"[{k}](#{k.replace(' ', '-')}) ({sum(f.kind == k for f in ours)})" for k in kinds)
    parts = [
        f"# Features\n\n{len(ours)} features, each written once as a step over one new value; generated from their declarations by "
        "`scripts/generate_docs.py`. How to use them: [the guide](guide/features.md). "
        "`tradewind features describe NAME` shows one with a small plot, `tradewind features plot SYMBOL --with NAME` draws it.\n\n"
        "Of each: with its default parameters `(lowest to highest)`, the outputs with their units, the rows before its first value, where the "
        "formula is published and what its values are checked against in the tests. A step never sees a missing value: a row that lacks an "
        f"input has no value and changes nothing.\n\n{index}\n"
    ]
    for kind in kinds:
        parts.append(f"\n## {kind}\n")
        parts += [_feature(f) for f in sorted(ours, key=lambda f: f.name) if f.kind == kind]
    return "".join(parts)


def _feature(f: Any) -> str:
    params = ", ".join(f"`{k}={p.default:g}` ({p.low:g} to {p.high:g})" for k, p in f.params.items()) or "none"
    outputs = ", ".join(f"`{o}` ({unit})" for o, unit in f.outputs.items())
    inputs = ", ".join(f.inputs) + (", …" if f.more_inputs else "")
    warmup = f.warmup(f.params_type(**{k: p.default for k, p in f.params.items()}))
    said = "\n\n".join(" ".join(part.split()) for part in f.description.replace("|", "\\|").split("\n\n"))
    return (
        f"\n### {f.name}\n\n{said}\n\n- Over {f.rows}: {inputs}. Parameters: {params}.\n- Outputs: {outputs}. Warm-up: {warmup} rows.\n"
        f"- Source: {f.source}.\n- Checked against: {f.reference}.\n"
    )


def _option(parameter: inspect.Parameter) -> str:
    if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
        return "--" + parameter.name.replace("_", "-")
    return parameter.name.upper()


def main() -> int:
    """0: current or written; 1: `--check` found a page that is not."""
    stale = [path for path, text in pages().items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not current. Run: python scripts/generate_docs.py")
        return 1 if stale else 0
    REFERENCE.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
