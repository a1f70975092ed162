"""The description is current, complete, and makes good names."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from pydantic import TypeAdapter

from tradewind.live.node import PaperNode
from tradewind.server import models
from tradewind.server.messages import SnapshotMessage
from tradewind.server.stream import encode, snapshot

NewNode = Callable[..., PaperNode]
ClientOf = Callable[..., httpx.AsyncClient]

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def described(new_node: NewNode, client_of: ClientOf) -> dict:
    """The description as the server gives it."""
    async with client_of(new_node(moments=2)) as client:
        return (await client.get("/api/v1/openapi.json")).json()


def export() -> ModuleType:
    """The script that writes web/openapi.json."""
    spec = importlib.util.spec_from_file_location("export_openapi", ROOT / "scripts" / "export_openapi.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def operations(document: dict) -> list[tuple[str, str, dict]]:
    """(method, path, operation) of each route."""
    return [(m, p, o) for p, item in document["paths"].items() for m, o in item.items()]


def test_the_file_for_the_dashboard_is_current():
    assert (ROOT / "web" / "openapi.json").read_text(encoding="utf-8") == export().document(), (
        "run python scripts/export_openapi.py"
    )


async def test_the_file_describes_what_the_server_serves(described: dict):
    exported = json.loads(export().document())
    assert exported["paths"] == described["paths"] and exported["components"] == described["components"]


async def test_operation_ids_are_names_and_differ(described: dict):
    ids = [o["operationId"] for _, _, o in operations(described)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][A-Za-z]+", name) for name in ids)


async def test_each_route_says_what_it_does_and_what_it_may_answer(described: dict):
    tags = {tag["name"] for tag in described["tags"]}
    for method, path, operation in operations(described):
        assert operation["summary"] and set(operation["tags"]) <= tags, path
        assert ("401" in operation["responses"]) == (path != "/api/v1/health"), path
        if "{" in path:
            assert "404" in operation["responses"], path
        success = next(r for s, r in operation["responses"].items() if s.startswith("2"))
        assert success["content"]["application/json"]["schema"], (method, path)


async def test_every_reference_leads_somewhere(described: dict):
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(described)))
    assert names <= described["components"]["schemas"].keys()
    assert {"SnapshotMessage", "Update"} <= described["components"]["schemas"].keys()


@pytest.mark.parametrize("name", ["OrderBody", "ApprovalBody", "InstrumentBody", "ReasonBody"])
async def test_examples_are_valid(described: dict, name: str):
    examples = described["components"]["schemas"][name]["examples"]
    assert examples
    for example in examples:
        TypeAdapter(getattr(models, name)).validate_python(example)


async def test_the_stream_s_messages_fit_their_description(node: PaperNode):
    message = SnapshotMessage.model_validate_json(encode("snapshot", 0, snapshot(node)))
    assert message.data.positions == node.positions()
