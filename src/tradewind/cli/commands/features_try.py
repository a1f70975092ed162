"""`tradewind features try`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.workspace import read_text, workspace
from tradewind.errors import UsageError

if TYPE_CHECKING:
    from tradewind.features.declare import FeatureUse

Flag = Annotated[bool, Parameter(negative="")]


def try_(feature: str, *, data: str | None = None, timeframe: str = "1d", json: Flag = False) -> int:
    """Put a feature on trial as Tradewind's own are: batch, stream, restart, kernel and plain Python alike; exit code 1 if one is not.

    Example: tradewind features try my_feature.py

    Parameters
    ----------
    feature
        a file that declares features, each tried with its defaults, or a feature with arguments.
    data
        an instrument of the lake; without one, prices that come with the packages.
    timeframe
        of its bars.
    json
        print one JSON object.
    """
    from tradewind.data.sources.samples import us_stocks
    from tradewind.research.checking.features import try_feature

    bars = us_stocks()[0][0] if data is None else workspace().lake.bars(data, timeframe)
    rows: list[dict[str, Any]] = []
    for use in _uses(feature):
        rows += [{"feature": use.text(), "trial": t.name, "found": t.found or None} for t in try_feature(use, bars)]
    over = [f"{r['feature']}: {r['trial']}: {r['found']}" for r in rows if r["found"]]
    if json:
        show.as_json(
            show.result(ok=not over, findings=over, trials=rows, bars=len(bars), instrument=bars.instrument.id)
        )
    else:
        show.table([{**r, "found": r["found"] or "nothing"} for r in rows], title=f"tried on {bars.instrument.id}")
    return int(bool(over))


def _uses(feature: str) -> list[FeatureUse]:
    from tradewind.features.declare import FeatureKind
    from tradewind.features.expressions import parse
    from tradewind.strategies.loading import module_of

    if not feature.endswith(".py"):
        return list(parse(feature).values())
    module = module_of(read_text(Path(feature)), feature)
    found = [v for v in vars(module).values() if isinstance(v, FeatureKind) and v.step.__module__ == module.__name__]
    if not found:
        raise UsageError(f"{feature} declares no feature", try_="@feature(...) above a step; see the guide to features")
    return [kind() for kind in found]
