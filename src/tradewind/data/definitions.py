"""Instrument definitions as JSON files, exact to the last decimal."""

from __future__ import annotations

import json
from dataclasses import fields
from decimal import InvalidOperation
from pathlib import Path
from typing import Any

from tradewind.errors import DataError, TradewindError
from tradewind.market.instrument import Instrument, from_plain, to_plain


def to_json(instrument: Instrument) -> str:
    """All fields by name that say something; decimals as strings."""
    return json.dumps(to_plain(instrument), indent=2) + "\n"


def from_dict(values: dict[str, Any]) -> Instrument:
    """The reverse of `to_json` after `json.loads`."""
    known = {f.name for f in fields(Instrument)}
    if unknown := sorted(set(values) - known):
        raise DataError(f"instrument has unknown fields {', '.join(unknown)}", try_=", ".join(sorted(known)))
    decimals = {f.name for f in fields(Instrument) if str(f.type).startswith("Decimal")}
    return from_plain({k: str(v) if k in decimals and v is not None else v for k, v in values.items()})


def read(path: Path) -> Instrument:
    """Read one definition.

    Raises
    ------
    DataError: the file can't be read as an instrument; names the file.
    """
    try:
        return from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, InvalidOperation, TradewindError) as error:
        raise DataError(f"{path}: not an instrument definition ({error})", try_="delete it and import again") from None
