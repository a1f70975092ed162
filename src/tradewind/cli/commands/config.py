"""`tradewind config show`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.workspace import workspace
from tradewind.settings import rows


def show_(*, json: Annotated[bool, Parameter(negative="")] = False) -> int:
    """Every setting, its value and where it came from.

    Example: tradewind config show
    """
    listed = [
        {"setting": key, "value": value, "from": origin} for key, value, origin in rows(workspace().configuration)
    ]
    if json:
        show.as_json(listed)
    else:
        show.table([{**row, "value": str(row["value"])} for row in listed])
    return 0
