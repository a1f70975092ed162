"""Write the generated pages of the documentation: settings and commands. `--check` only compares."""

from __future__ import annotations

import importlib
import inspect
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"


def pages() -> dict[Path, str]:
    """Each page and its text."""
    from tradewind.settings.template import reference_page

    return {REFERENCE / "settings.md": reference_page(), REFERENCE / "commands.md": commands_page()}


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
