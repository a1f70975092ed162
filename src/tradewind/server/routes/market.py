"""Instruments and their prices."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from tradewind.errors import DataError
from tradewind.live.interface import Node
from tradewind.market.columns import Bars
from tradewind.market.instrument import Instrument
from tradewind.market.time import SECOND, to_iso
from tradewind.server.context import NOT_FOUND, Context, ContextOf, InstrumentPath, NodeOf, instrument_id
from tradewind.server.errors import UnknownError
from tradewind.server.models import BarColumns, InstrumentInfo, LatestBar

router = APIRouter(tags=["market data"])

BarLimit = Annotated[int, Query(ge=1, le=20_000, description="At most so many bars, the newest ones.")]


@router.get("/instruments", operation_id="listInstruments", summary="What the session trades, and what else has data")
@router.get("/market-data/instruments", operation_id="listMarketDataInstruments", summary="The same as /instruments")
def instruments(context: ContextOf) -> list[InstrumentInfo]:
    traded = [context.node.bars(i, limit=1).instrument for i in context.node.status().instruments]
    ids = {i.id for i in traded}
    others = [i for i in context.lake.instruments() if i.id not in ids] if context.lake is not None else []
    return [_info(i, True) for i in traded] + [_info(i, False) for i in others]


@router.get(
    "/bars/{instrument:path}", operation_id="getBars", summary="Bars as columns, oldest first", responses=NOT_FOUND
)
@router.get(
    "/market-data/history/{instrument:path}",
    operation_id="getMarketDataHistory",
    summary="The same as /bars/{instrument}",
    responses=NOT_FOUND,
)
def bars(context: ContextOf, instrument: InstrumentPath, limit: BarLimit = 500) -> BarColumns:
    found = bars_of(context, instrument, limit)
    return BarColumns(
        instrument=found.instrument.id,
        timeframe=str(found.timeframe),
        time=(found.ts_event // SECOND).tolist(),
        open=found.open.tolist(),
        high=found.high.tolist(),
        low=found.low.tolist(),
        close=found.close.tolist(),
        volume=found.volume.tolist(),
    )


@router.get("/data/latest", operation_id="getLatestData", summary="The newest bar of each instrument of the session")
@router.get("/market-data/prices", operation_id="listMarketDataPrices", summary="The same as /data/latest")
def latest(node: NodeOf) -> list[LatestBar]:
    found = [node.bars(i, limit=2) for i in node.status().instruments]
    return [_latest(b) for b in found if len(b)]


def bars_of(context: Context, name: str, limit: int) -> Bars:
    """The session's own bars; for an instrument that it does not trade, the lake's in the session's timeframe."""
    node: Node = context.node
    try:
        return node.bars(instrument_id(node, name), limit=limit)
    except UnknownError:
        if context.lake is None:
            raise
    try:
        return context.lake.bars(name, node.status().timeframe)[-limit:]
    except DataError as error:
        raise UnknownError(error.what, try_=error.try_) from None


def _latest(found: Bars) -> LatestBar:
    close = float(found.close[-1])
    return LatestBar(
        instrument=found.instrument.id,
        timeframe=str(found.timeframe),
        time=to_iso(int(found.ts_event[-1])),
        open=float(found.open[-1]),
        high=float(found.high[-1]),
        low=float(found.low[-1]),
        close=close,
        volume=float(found.volume[-1]),
        change=close / float(found.close[-2]) - 1 if len(found) > 1 else None,
    )


def _info(instrument: Instrument, traded: bool) -> InstrumentInfo:
    return InstrumentInfo(
        id=instrument.id,
        symbol=instrument.symbol,
        venue=instrument.venue,
        asset_class=instrument.asset_class.value,
        quote_currency=instrument.quote_currency,
        base_currency=instrument.base_currency,
        calendar=instrument.calendar,
        price_increment=str(instrument.price_increment),
        size_increment=str(instrument.size_increment),
        traded=traded,
    )
