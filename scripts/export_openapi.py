"""Write the API's description to web/openapi.json, of which the dashboard's types are made; `--check` only compares."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from fastapi import FastAPI

from tradewind import __version__
from tradewind.server import openapi
from tradewind.server.app import API
from tradewind.server.routes import ROUTERS

TARGET = Path(__file__).parents[1] / "web" / "openapi.json"


def document() -> str:
    """The description as the file holds it; routes alone make it, no node is needed."""
    app = FastAPI(title="Tradewind", version=__version__)
    for router in ROUTERS:
        app.include_router(router, prefix=API)
    return json.dumps(openapi.describe(app), indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    text = document()
    if "--check" in sys.argv[1:]:
        same = TARGET.exists() and TARGET.read_text(encoding="utf-8") == text
        print(f"{TARGET.name} is {'current' if same else 'old: run python scripts/export_openapi.py'}")
        return 0 if same else 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    print(f"wrote {TARGET}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
