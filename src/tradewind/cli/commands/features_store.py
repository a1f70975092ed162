"""`tradewind features sets|build|quality`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.progress import progress
from tradewind.cli.workspace import now, workspace
from tradewind.errors import UsageError

if TYPE_CHECKING:
    import polars as pl

    from tradewind.features.sets import NamedSet

Flag = Annotated[bool, Parameter(negative="")]


def sets(*, json: Flag = False) -> int:
    """Feature sets: Tradewind's own and those of the workspace's feature_sets.toml, and where each is stored.

    Example: tradewind features sets
    """
    from tradewind.research.feature_store.store import FeatureStore

    place = workspace()
    chosen = {name: place.feature_set(name) for name in place.feature_sets}
    stored: dict[str, list[str]] = {}
    for m in FeatureStore(place.lake).manifests():
        same = m.set in chosen and m.hash == chosen[m.set].hash
        stored.setdefault(m.set, []).append(f"{m.instrument} {m.timeframe}{'' if same else ' (older, build again)'}")
    rows = []
    for made in chosen.values():
        rows.append(
            {
                "name": made.name,
                "version": made.version,
                "timeframe": str(made.timeframe),
                "columns": made.columns if json else len(made.columns),
                "hash": made.hash,
                "stored": stored.get(made.name, []) if json else ", ".join(stored.get(made.name, [])) or None,
                "for": made.doc,
            }
        )
        if json:
            rows[-1]["features"] = {name: use.text() for name, use in made.uses.items()}
    show.as_json(rows) if json else show.table(rows)
    return 0


def build(name: str, *, data: list[str], timeframe: str | None = None, json: Flag = False) -> int:
    """Compute a feature set over bars of the lake and store it beside them; only what has changed is written.

    Example: tradewind features build trend_h1h4 --data EURUSD --timeframe 1h

    Parameters
    ----------
    name
        as in `tradewind features sets`.
    data
        instruments of the lake, by commas or repeated.
    timeframe
        of the bars; the set's own if not said.
    json
        print one JSON object.
    """
    from tradewind.research.feature_store.store import FeatureStore

    place = workspace()
    chosen, store = place.feature_set(name), FeatureStore(place.lake)
    rows = []
    for symbol in _names(data):
        with progress(f"{name} of {symbol}") as tick:
            built = store.build(chosen, symbol, timeframe, built_at=now(), progress=tick)
        rows.append(
            {
                "instrument": built.manifest.instrument,
                "timeframe": built.manifest.timeframe,
                "rows": built.manifest.rows,
                "columns": len(built.manifest.columns),
                "written": len(built.written),
                "kept": len(built.kept),
                "why": built.why,
                "folder": str(built.folder),
            }
        )
    if json:
        show.as_json(show.result(ok=True, set=chosen.name, version=chosen.version, hash=chosen.hash, built=rows))
    else:
        show.table(
            [{k: v for k, v in row.items() if k != "folder"} for row in rows],
            title=f"{chosen.name} version {chosen.version} ({chosen.hash})",
        )
        show.out.print(f"in {rows[-1]['folder']}")
    return 0


def quality(
    name: str,
    *,
    data: str,
    timeframe: str | None = None,
    until: str | None = None,
    since: str | None = None,
    max_missing: float = 0.05,
    max_psi: float = 0.25,
    max_ks: float = 0.25,
    all: Flag = False,
    json: Flag = False,
) -> int:
    """Quality of a stored feature set: missing, infinite and constant columns, and drift; exit code 1 if a column is over a threshold.

    Example: tradewind features quality trend_h1h4 --data EURUSD

    Drift holds the newest values against a reference: PSI is the population stability index over the reference's deciles (0.25 and more is
    commonly taken for a major change), KS the Kolmogorov-Smirnov distance. Columns in units of price drift as price does and are not judged.

    Parameters
    ----------
    name
        as in `tradewind features sets`; build it first.
    data
        an instrument of the lake.
    timeframe
        of the bars; the set's own if not said.
    until
        where the reference ends; after three quarters of the rows if not said.
    since
        where the reference begins; at the first row if not said.
    max_missing
        share of rows without a value since the column's first.
    max_psi
        population stability index from which on a column has drifted.
    max_ks
        Kolmogorov-Smirnov distance from which on it has.
    all
        every column, not only those that are over.
    json
        print one JSON object.
    """
    from dataclasses import asdict

    from tradewind.market.time import parse_time
    from tradewind.research.feature_store.quality import Thresholds
    from tradewind.research.feature_store.quality import quality as judge
    from tradewind.research.feature_store.store import FeatureStore

    place = workspace()
    chosen = place.feature_set(name)
    rows = FeatureStore(place.lake).read(chosen, data, timeframe, None if since is None else parse_time(since))
    reference = rows.height * 3 // 4 if until is None else _before(rows, parse_time(until))
    columns = {c: rows[c].to_numpy() for c in chosen.columns}
    found = judge(chosen, columns, reference, Thresholds(max_missing, max_psi, max_ks))
    over = [q for q in found if q.over]
    if json:
        about = {
            "set": chosen.name,
            "rows": rows.height,
            "reference_rows": reference,
            "columns": [asdict(q) for q in found],
        }
        show.as_json(
            show.result(ok=not over, findings=[f"{q.column}: {text}" for q in over for text in q.over], **about)
        )
        return int(bool(over))
    shown = found if all else over
    if shown:
        show.table([{**asdict(q), "over": ", ".join(q.over) or None, "constant": q.constant or None} for q in shown])
    show.out.print(_told(chosen, rows, reference, len(over)))
    return int(bool(over))


def _told(chosen: NamedSet, rows: pl.DataFrame, reference: int, over: int) -> str:
    ends = rows["ts_event"][reference - 1].strftime("%Y-%m-%d %H:%M")
    verdict = "all are sound" if not over else f"{over} are over a threshold"
    return f"{len(chosen.columns)} columns, {rows.height:,} rows, of these {reference:,} as the reference (to {ends}): {verdict}"


def _before(rows: pl.DataFrame, end: int) -> int:
    """How many rows are before a time."""
    return int((rows["ts_event"].to_physical() < end).sum())


def _names(data: list[str]) -> list[str]:
    names = [n for item in data for n in item.split(",") if n]
    if not names:
        raise UsageError("no instrument named", try_="--data EURUSD")
    return names
