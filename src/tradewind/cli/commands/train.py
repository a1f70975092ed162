"""`tradewind train`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.progress import progress
from tradewind.cli.workspace import workspace


def train(
    name: str = "direction",
    *,
    data: Annotated[list[str] | None, Parameter(negative="")] = None,
    features: str = "direction_1",
    timeframe: str | None = None,
    since: str | None = None,
    until: str | None = None,
    horizon: int = 5,
    folds: int = 8,
    shuffles: int = 20,
    seed: int = 0,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Train a model of direction by purged walk-forward, beside buy-and-hold and beside shuffled labels.

    Example: tradewind train direction --data AAPL,IBM,MSFT --horizon 5

    Parameters
    ----------
    name
        under which the model is stored.
    data
        instruments in the lake (default: all with this timeframe that are no reference rates).
    features
        the feature set, Tradewind's own or one of the workspace's `feature_sets.toml`: as in `tradewind features sets`.
    timeframe
        which bars; the feature set's own if not said.
    since
        which bars.
    until
        which bars.
    horizon
        bars ahead that are foreseen.
    folds
        test windows.
    shuffles
        runs with meaningless labels.
    seed
        of shuffles and intervals.
    json
        print one JSON object.
    """
    from tradewind.market.time import parse_time
    from tradewind.research.train import train as run_train

    place = workspace()
    chosen = place.feature_set(features)
    timeframe = timeframe or chosen.timeframe.name
    names = [n for item in data or [] for n in item.split(",")] or trainable(place, timeframe)
    start, end = (None if t is None else parse_time(t) for t in (since, until))
    bars = [place.lake.bars(n, timeframe, start, end) for n in names]
    costs = place.settings.costs
    with progress("training") as tick:
        trained = run_train(
            bars, place.models, name=name, features=chosen, horizon=horizon, folds=folds, cost=costs.taker_fee + costs.slippage,
            shuffles=shuffles, seed=seed, progress=tick,
        )  # fmt: skip
    rows = figures(trained)
    if json:
        more = {"model": name, "version": trained.version, "protocol": str(trained.result.protocol), "figures": rows}
        show.as_json(show.result(ok=True, evidence=trained.evidence.found, sentence=trained.evidence.sentence, **more))
        return 0
    show.out.print(f"{trained.result.protocol}\n")
    show.table(rows)
    show.out.print(f"\n{trained.evidence.sentence}\nmodel {name} version {trained.version}")
    return 0


def figures(trained) -> list[dict]:
    """The model's figures beside buy-and-hold and shuffled labels, as rows."""
    from tradewind.research.report import model_rows

    return [
        {
            "figure": r.title,
            "out of sample": r.model,
            "95% interval": r.interval,
            "buy and hold": r.hold,
            "shuffled labels": r.shuffled,
        }
        for r in model_rows(trained.artefact.record)
    ]


def trainable(place, timeframe: str) -> list[str]:
    """Instruments with this timeframe whose bars are traded prices with volume: equities, ETFs, crypto; not reference rates."""
    from tradewind.errors import DataError
    from tradewind.market.instrument import AssetClass

    wanted = {AssetClass.EQUITY, AssetClass.ETF, AssetClass.SPOT, AssetClass.PERPETUAL, AssetClass.FUTURE}
    known = {i.id for i in place.lake.instruments() if i.asset_class in wanted}
    found = [
        d.instrument
        for d in place.lake.datasets()
        if d.instrument in known and d.timeframe == timeframe and d.rows >= 500
    ]
    if not found:
        raise DataError(f"the lake holds no {timeframe} bars to train on", try_="tradewind data samples")
    return sorted(found)
