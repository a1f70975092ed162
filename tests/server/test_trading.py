"""Acts: from the newest data to a trade, approval, cancelling, stopping and going on."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tradewind.live.node import PaperNode
from tradewind.market.orders import Authorisation
from tradewind.risk.limits import Limits

NewNode = Callable[..., PaperNode]
ClientOf = Callable[..., httpx.AsyncClient]


async def post(client: httpx.AsyncClient, path: str, body: object = None, status: int = 200):
    content = {} if body is None else {"json": body}
    response = await client.post(f"/api/v1/{path}", **content)
    assert response.status_code == status, (path, response.text)
    return response.json()


@pytest.fixture
def waiting(new_node: NewNode) -> PaperNode:
    """A node that asks before it trades, at its first decision."""
    made = new_node(limits=Limits(authorisation=int(Authorisation.APPROVE)))
    while not any(d.outcome == "awaiting_approval" for d in made.decisions()):
        assert made._turn(), "the strategy must decide once"
    return made


async def test_latest_then_predict_then_trade_then_portfolio(client: httpx.AsyncClient):
    price = (await client.get("/api/v1/data/latest")).json()[1]
    predicted = await post(client, "predict", {"instrument": price["instrument"]})
    assert predicted["price"] == pytest.approx(price["close"]) and predicted["level"] in ("buy", "sell", "hold")
    order = {"instrument": "IBM", "side": "buy", "quantity": 1, "type": "limit", "price": round(price["close"] / 2, 2)}
    placed = await post(client, "trade", order)
    assert placed["decision"] is None and placed["orders"][0]["status"] == "working"
    portfolio = (await client.get("/api/v1/portfolio/status")).json()
    assert placed["orders"][0] in portfolio["working_orders"]
    assert portfolio["account"]["equity"] > 0


async def test_an_order_is_placed_once_and_cancelled_once(client: httpx.AsyncClient):
    body = {"instrument": "IBM.XNYS", "side": "buy", "quantity": 1, "type": "limit", "price": 50}
    placed = await post(client, "orders", body, status=201)
    gone = await client.delete(f"/api/v1/orders/{placed['id']}")
    assert (gone.status_code, gone.json()["status"]) == (200, "cancelled")
    again = await client.delete(f"/api/v1/orders/{placed['id']}")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "order")
    unknown = await client.delete("/api/v1/orders/O99999")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "unknown")


async def test_risk_refuses_by_name_of_the_limit(client: httpx.AsyncClient):
    body = {"instrument": "IBM", "side": "buy", "quantity": 100_000}
    refused = await post(client, "orders", body, status=409)
    assert "risk.max_position_fraction" in refused["error"]["message"]


async def test_a_waiting_decision_is_approved_by_trade(waiting: PaperNode, client_of: ClientOf):
    decision = waiting.decisions()[0]
    async with client_of(waiting) as client:
        done = await post(client, "trade", {"decision": decision.id})
        assert (done["decision"]["outcome"], done["decision"]["decided_by"]) == ("approved", "api")
        assert {o["id"] for o in done["orders"]} == set(done["decision"]["orders"]) != set()
        again = await post(client, f"decisions/{decision.id}/approve", status=409)
        assert decision.id in again["error"]["message"]


@pytest.mark.parametrize(("verb", "outcome"), [("approve", "approved"), ("refuse", "refused")])
async def test_an_answer_is_kept_with_who_gave_it(waiting: PaperNode, verb: str, outcome: str, client_of: ClientOf):
    decision = waiting.decisions()[0].id
    async with client_of(waiting) as client:
        answered = await post(client, f"decisions/{decision}/{verb}")
        assert (answered["outcome"], answered["decided_by"]) == (outcome, "api")
        assert (await client.get(f"/api/v1/decisions/{decision}")).json() == answered
        await post(client, f"decisions/D99999/{verb}", status=404)
        await post(client, "trade", {"decision": "D99999"}, status=404)


async def test_after_a_kill_nothing_is_held_and_nothing_opens_until_rearmed(new_node: NewNode, client_of: ClientOf):
    node = new_node(moments=100)
    while not node.positions():
        assert node._turn()
    order = {"instrument": "IBM", "side": "buy", "quantity": 1}
    async with client_of(node) as client:
        killed = await post(client, "kill", {"reason": "news"})
        assert (killed["state"], killed["state_by"]) == ("killed", "api")
        assert "kill" in (await post(client, "orders", order, status=409))["error"]["message"]
        node._turn()
        assert (await client.get("/api/v1/positions")).json() == []
        assert (await post(client, "rearm"))["state"] == "running"
        await post(client, "orders", order, status=201)


async def test_switches_work_with_and_without_a_body(client: httpx.AsyncClient):
    for body in (None, {}, {"reason": "lunch"}):
        assert (await post(client, "pause", body))["state"] == "paused"
        assert (await client.get("/api/v1/status")).json()["state"] == "paused"
        assert (await post(client, "resume"))["state"] == "finished"
        assert (await post(client, "kill", body))["state"] == "killed"
        assert (await post(client, "rearm"))["state"] == "finished"
