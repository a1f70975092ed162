"""Every route answers with what the node shows, and the catalogue's names answer like the better ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import httpx
import pytest

from tradewind.data.lake import Lake
from tradewind.data.sources.samples import us_stocks
from tradewind.live.interface import OrderRequest
from tradewind.live.node import PaperNode
from tradewind.market.time import SECOND
from tradewind.risk.limits import Limits

NewNode = Callable[..., PaperNode]
ClientOf = Callable[..., httpx.AsyncClient]


async def get(client: httpx.AsyncClient, path: str):
    response = await client.get(f"/api/v1/{path}")
    assert response.status_code == 200, (path, response.text)
    return response.json()


async def test_each_read_is_the_node_s_own_view(client: httpx.AsyncClient, node: PaperNode):
    assert await get(client, "health") == {"status": "ok", "version": "1.2.3"}
    assert await get(client, "status") == asdict(node.status())
    assert await get(client, "account") == asdict(node.account())
    assert await get(client, "accounts") == [asdict(node.account())]
    assert await get(client, "positions") == [asdict(p) for p in node.positions()]
    assert await get(client, "orders?limit=5") == [asdict(o) for o in node.orders(limit=5)]
    assert await get(client, "orders?working_only=true") == [asdict(o) for o in node.orders(working_only=True)]
    assert await get(client, "fills") == [asdict(f) for f in node.fills()]
    assert await get(client, "decisions") == [asdict(d) for d in node.decisions()]
    assert await get(client, "equity?limit=7") == [asdict(p) for p in node.equity(limit=7)]
    assert await get(client, "risk") == asdict(node.risk())
    assert len(await get(client, "fills")) > 0, "the run must trade for this test to mean something"


async def test_a_position_is_found_by_symbol_and_by_id(client: httpx.AsyncClient, node: PaperNode):
    held = node.positions()
    assert held, "the run must end with a position"
    assert await get(client, f"positions/{held[0].instrument}") == asdict(held[0])
    assert await get(client, f"positions/{held[0].instrument.split('.')[0]}") == asdict(held[0])


async def test_the_two_legs_of_a_hedging_account_are_told_apart(new_node: NewNode, client_of: ClientOf):
    made = new_node(hedging=True, limits=Limits(min_seconds_between_trades=0.0))
    made._turn()
    for side in ("buy", "sell"):
        made.submit(OrderRequest("IBM", side, 2), who="ana")
        assert made._turn()
    async with client_of(made) as client:
        rows = await get(client, "positions")
        assert [(r["leg"], r["quantity"]) for r in rows if r["instrument"] == "IBM.XNYS"] == [
            ("long", 2),
            ("short", -2),
        ]
        assert (await get(client, "positions/IBM?leg=short"))["quantity"] == -2
        refused = await client.get("/api/v1/positions/IBM")
        assert refused.status_code == 400 and "both legs" in refused.json()["error"]["message"]


async def test_decisions_by_instrument_and_by_id(client: httpx.AsyncClient, node: PaperNode):
    newest = node.decisions()[0]
    assert await get(client, f"decisions/{newest.id}") == asdict(newest)
    of_it = await get(client, f"decisions?instrument={newest.instrument.split('.')[0]}&limit=5000")
    assert of_it == [asdict(d) for d in node.decisions(limit=5000, instrument=newest.instrument)]


async def test_bars_are_columns_in_epoch_seconds(client: httpx.AsyncClient, node: PaperNode):
    found = await get(client, "bars/IBM.XNYS?limit=20")
    bars = node.bars("IBM.XNYS", limit=20)
    assert found["time"] == [int(t) // SECOND for t in bars.ts_event]
    for name in ("open", "high", "low", "close", "volume"):
        assert found[name] == getattr(bars, name).tolist()
    assert (found["instrument"], found["timeframe"], len(found["time"])) == ("IBM.XNYS", "1d", 20)


async def test_latest_data_say_the_change_from_the_close_before(client: httpx.AsyncClient, node: PaperNode):
    latest = {row["instrument"]: row for row in await get(client, "data/latest")}
    close = node.bars("IBM.XNYS", limit=2).close
    assert latest.keys() == set(node.status().instruments)
    assert latest["IBM.XNYS"]["close"] == close[1]
    assert latest["IBM.XNYS"]["change"] == pytest.approx(close[1] / close[0] - 1)


async def test_explain_and_predict_tell_the_whole_reasoning(client: httpx.AsyncClient, node: PaperNode):
    time = node.status().time
    explained = await get(client, f"explain?instrument=IBM&time={time}")
    assert explained["time"] == time and "Features:" in explained["text"]
    before = node.status().events
    asked = await client.post("/api/v1/predict", json={"instrument": "IBM"})
    assert asked.status_code == 200 and asked.json()["instrument"] == "IBM.XNYS"
    assert node.status().events == before, "a prediction acts on nothing"


@pytest.mark.parametrize(
    ("other", "better"),
    [
        ("market-data/prices", "data/latest"),
        ("market-data/history/IBM?limit=3", "bars/IBM.XNYS?limit=3"),
        ("market-data/instruments", "instruments"),
        ("risk/portfolio", "risk"),
        ("recommendations/IBM", "predictions/IBM.XNYS"),
    ],
)
async def test_names_of_the_catalogue_answer_too(client: httpx.AsyncClient, other: str, better: str):
    assert await get(client, other) == await get(client, better)


async def test_days_add_up_to_the_run(client: httpx.AsyncClient, node: PaperNode):
    account = node.account()
    days = await get(client, "analytics/daily?limit=20000")
    assert sum(d["pnl"] for d in days) == pytest.approx(account.equity - account.starting_equity)
    assert sum(d["fees"] for d in days) == pytest.approx(account.fees_paid)
    assert sum(d["trades"] for d in days) == len(node.fills(limit=10**9))
    assert [d["day"] for d in days] == sorted({d["day"] for d in days})
    assert await get(client, "analytics/daily?limit=2") == days[-2:]


async def test_performance_agrees_with_the_account(client: httpx.AsyncClient, node: PaperNode):
    found, account = await get(client, "performance"), node.account()
    assert found["total_return"] == pytest.approx(account.equity / account.starting_equity - 1)
    assert found["max_drawdown"] == max(p.drawdown for p in node.equity(limit=10**9))
    assert (found["fees"], found["realised_pnl"]) == (account.fees_paid, account.realised_pnl)


async def test_the_lake_gives_bars_of_what_is_not_traded(new_node: NewNode, tmp_path: Path, client_of: ClientOf):
    lake = Lake(tmp_path / "lake")
    bars, provenance = us_stocks()[0]
    lake.write_bars(bars, provenance=provenance)
    async with client_of(new_node(moments=2), lake=lake) as client:
        listed = {i["id"]: i["traded"] for i in await get(client, "instruments")}
        assert listed == {"GOOG.XNAS": True, "IBM.XNYS": True, bars.instrument.id: False}
        found = await get(client, f"bars/{bars.instrument.symbol}?limit=10")
        assert found["close"] == bars.close[-10:].tolist()
        assert (await client.get("/api/v1/bars/NOPE")).status_code == 404


async def test_a_symbol_may_have_a_slash(new_node: NewNode, tmp_path: Path, client_of: ClientOf):
    lake = Lake(tmp_path / "lake")
    bars, provenance = us_stocks()[0]
    pair = replace(bars, instrument=replace(bars.instrument, symbol="BTC/USDT", venue="BINANCE"))
    lake.write_bars(pair, provenance=provenance)
    async with client_of(new_node(moments=2), lake=lake) as client:
        for written in ("BTC/USDT.BINANCE", "BTC%2FUSDT.BINANCE"):
            for path in ("bars", "market-data/history"):
                assert (await get(client, f"{path}/{written}?limit=1"))["instrument"] == "BTC/USDT.BINANCE"


async def test_a_node_before_its_first_bar_answers_every_read(new_node: NewNode, client_of: ClientOf):
    async with client_of(new_node(moments=2)) as client:
        for path in ("status", "instruments", "account", "positions", "orders", "fills", "decisions", "equity", "risk"):
            await get(client, path)
        for path in ("data/latest", "portfolio/status", "analytics/daily", "performance", "bars/IBM"):
            await get(client, path)
        assert (await client.get("/api/v1/predictions/IBM")).status_code == 409
