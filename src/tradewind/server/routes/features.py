"""Features: which there are, and their values at the bars of an instrument."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query

from tradewind.errors import StrategyError, UsageError
from tradewind.features import registry
from tradewind.features.expressions import parse
from tradewind.features.tables import compute_columns
from tradewind.market.time import SECOND
from tradewind.server.context import NOT_FOUND, ContextOf, InstrumentPath
from tradewind.server.models import FeatureColumns, FeatureInfo
from tradewind.server.routes.market import BarLimit, bars_of

router = APIRouter(tags=["features"])
# So many bars more than are shown, so that what has a long memory is warm.
WARM = 2_000
MOST = 12

Wanted = Annotated[
    str,
    Query(alias="with", max_length=500, description='A list such as "ema(n=20), rsi".', examples=["ema(n=20), rsi"]),
]


@router.get(
    "/features",
    operation_id="listFeatures",
    summary="Features over bars, with parameters as [default, lowest, highest]",
)
def features() -> list[FeatureInfo]:
    found = sorted(registry().values(), key=lambda f: (f.kind, f.name))
    return [
        FeatureInfo(
            name=f.name,
            kind=f.kind,
            draw=f.draw,
            description=f.description.splitlines()[0],
            inputs=list(f.inputs),
            parameters={k: [p.default, p.low, p.high] for k, p in f.params.items()},
            outputs=f.outputs,
            source=f.source,
            reference=f.reference,
        )
        for f in found
        if f.rows == "bars" and not f.more_inputs and not f.is_study
    ]


@router.get(
    "/features/{instrument:path}",
    operation_id="getFeatures",
    summary="Features at each bar, as columns",
    responses=NOT_FOUND,
)
def columns(context: ContextOf, instrument: InstrumentPath, wanted: Wanted, limit: BarLimit = 500) -> FeatureColumns:
    try:
        uses = dict(list(parse(wanted).items())[:MOST])
    except StrategyError as error:
        raise UsageError(error.what, try_=error.try_) from None
    bars = bars_of(context, instrument, limit + WARM)
    values = compute_columns(uses, bars)
    return FeatureColumns(
        instrument=bars.instrument.id,
        timeframe=str(bars.timeframe),
        time=(bars.ts_event[-limit:] // SECOND).tolist(),
        columns={name: _shown(v[-limit:]) for name, v in values.items()},
        draw={c: place for n, use in uses.items() for c, place in use.places(n).items()},
    )


def _shown(values: np.ndarray) -> list[float | None]:
    return [v if v == v else None for v in values.tolist()]
