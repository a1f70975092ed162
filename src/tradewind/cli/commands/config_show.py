"""`tradewind config show`: every setting, its value and where that came from."""

from __future__ import annotations

from tradewind.cli import show
from tradewind.cli.options import configuration

EXAMPLE = "tradewind config show --json"


def run(section: str | None = None, /, *, json: bool = False) -> int:
    """Show every setting, its value and where it came from.

    Parameters
    ----------
    section
        only this section, such as risk.
    json
        print JSON.
    """
    from tradewind.errors import UsageError
    from tradewind.settings.tree import sections

    if section is not None and section not in sections():
        raise UsageError(f"no section {section!r}; there are {', '.join(sections())}")
    found = configuration()
    rows = [
        {"key": key, "value": found.value(key), "from": origin}
        for key, origin in found.origins.items()
        if section in (None, key.split(".")[0])
    ]
    if json:
        show.as_json({"workspace": found.folder, "file": found.file, "profile": found.profile, "settings": rows})
    else:
        show.out.print(f"workspace {found.folder}; file {found.file or 'none'}; profile {found.profile or 'none'}")
        show.table(rows)
    return 0
