"""The settings as text: a commented tradewind.toml, and the table of the reference page. Both come from the tree."""

from __future__ import annotations

import json
from typing import Any

from pydantic.fields import FieldInfo

from tradewind.settings.riskprofiles import read_risk_profile, risk_profile_names
from tradewind.settings.tree import sections

_HEAD = """# Settings of this Tradewind workspace. A line with # shows a default; take the # away to change it.
# The environment wins over this file: TRADEWIND_RISK__MAX_DAILY_LOSS=0.02.
# Where a value came from: tradewind config show
"""
_TAIL = """
# Sections for one kind of installation, chosen by TRADEWIND_PROFILE or --profile.
# [profile.production.log]
# level = "warning"
"""


def toml_template() -> str:
    """A tradewind.toml in which every key stands, commented out, with its default and its meaning."""
    parts = [_HEAD]
    for section, cls in sections().items():
        parts.append(f"\n# {(cls.__doc__ or '').strip()}\n[{section}]\n")
        for key, field in cls.model_fields.items():
            shown = f"{key} = {_toml(field.default)}" if field.default is not None else f"{key} is unset by default"
            parts.append(f"# {shown}  # {field.description}\n")
    return "".join(parts) + _TAIL


def reference_page() -> str:
    """docs/reference/settings.md."""
    parts = [
        "# Settings\n\nThis page is generated from the code by `scripts/generate_docs.py`.\n\n"
        "Order, the later wins: default, risk profile, `tradewind.toml`, its `[profile.NAME]` section, environment, "
        "`--set` on the command line. Secrets are read from the environment only (`TRADEWIND_SECRET_…`).\n"
    ]
    for section, cls in sections().items():
        parts.append(f"\n## {section}\n\n{(cls.__doc__ or '').strip()}\n\n")
        parts.append("| key | default | range | environment | meaning |\n| --- | --- | --- | --- | --- |\n")
        for key, field in cls.model_fields.items():
            name = f"TRADEWIND_{section.upper()}__{key.upper()}"
            row = (
                f"`{section}.{key}`",
                f"`{_toml(field.default)}`" if field.default is not None else "unset",
                _range(field),
                f"`{name}`",
                field.description or "",
            )
            parts.append("| " + " | ".join(row) + " |\n")
    return "".join(parts) + _profile_table()


def _profile_table() -> str:
    """Each risk profile's values; where a profile says nothing, the default of the key holds."""
    profiles = {name: read_risk_profile(name) for name in risk_profile_names()}
    named = [key for key in sections()["risk"].model_fields if any(key in values for values in profiles.values())]
    parts = [
        "\n## Risk profiles\n\nChosen by `risk.profile`; a key of section `risk` that is set elsewhere wins over the "
        "profile. An empty cell: the key's default.\n\n",
        "| key | " + " | ".join(f"`{name}`" for name in profiles) + " |\n",
        "| --- |" + " --- |" * len(profiles) + "\n",
    ]
    for key in named:
        cells = (f"{values[key]:g}" if key in values else "" for values in profiles.values())
        parts.append(f"| `risk.{key}` | " + " | ".join(cells) + " |\n")
    return "".join(parts)


def _toml(value: Any) -> str:
    return json.dumps(value)


def _range(field: FieldInfo) -> str:
    from typing import Literal, get_args, get_origin

    if get_origin(field.annotation) is Literal:
        return ", ".join(get_args(field.annotation))
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    items = [m for part in field.metadata for m in getattr(part, "metadata", [part])]
    items += [m for arg in get_args(field.annotation) for f in getattr(arg, "__metadata__", ()) for m in f.metadata]
    return ", ".join(f"{signs[n]} {getattr(m, n):g}" for m in items for n in signs if hasattr(m, n))
