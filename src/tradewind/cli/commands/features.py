"""`tradewind features compute`, `features describe` and `features plot`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.progress import progress
from tradewind.cli.workspace import workspace
from tradewind.errors import UsageError

if TYPE_CHECKING:
    import numpy as np

    from tradewind.data.importing.rows import FileRows

Flag = Annotated[bool, Parameter(negative="")]
Many = Annotated[list[str] | None, Parameter(negative="")]
_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 72


def compute(
    *,
    data: Path,
    features: str,
    out: Path,
    other: Many = None,
    kind: str | None = None,
    symbol: str | None = None,
    timeframe: str | None = None,
    timezone: str | None = None,
    stamp: str | None = None,
    price: str = "mid",
    column: Many = None,
    json: Flag = False,
) -> int:
    """Compute features over any file of bars, quotes, trades or depth: one row for each of the file's, one column for each output, time first.

    Example: tradewind features compute --data prices.csv --features "ema(n=20), rsi(n=14)" --out features.parquet

    Parameters
    ----------
    data
        CSV, Parquet or Feather.
    features
        names with arguments, or the name of a feature set (tradewind features sets); own column names by NAME=feature(...).
    out
        .parquet, .csv or .feather; written whole or not at all.
    other
        SYMBOL=FILE of another instrument's bars, for inputs such as "SYMBOL.close"; may be repeated.
    kind
        bars, quotes, trades or depth, where the file's columns do not tell.
    symbol
        where the file holds several.
    timeframe
        where the rows' distance does not tell.
    timezone
        of the file's times; UTC if neither file nor you say so.
    stamp
        whether bars carry their open or close time; close if not said.
    price
        mid, bid or ask, of quote bars.
    column
        OUR=THEIRS, such as close=Last; may be repeated.
    json
        print one JSON object.
    """
    from tradewind.data.importing.rows import read_bars, read_rows
    from tradewind.features.tables import compute_columns, write_table

    _suffix(out)
    options: dict[str, Any] = {"timeframe": timeframe, "timezone": timezone, "stamp": stamp, "price": price}
    uses = _uses(features)
    with progress("features") as tick:
        read = read_rows(data, kind=kind, symbol=symbol, columns=_pairs(column), **options)
        others = [read_bars(f, s, **options) for s, f in _pairs(other).items()]
        values = compute_columns(uses, read.rows, others, progress=tick)
    write_table(out, read.times, read.kept, values)
    return _told(read, out, values, json)


def describe(name: str, *, data: Path | None = None, json: Flag = False) -> int:
    """What a feature is: formula, source, reference, parameters with ranges, outputs, warm-up, and how it looks.

    Example: tradewind features describe rsi

    Parameters
    ----------
    name
        as in `tradewind features list`, or with arguments: "rsi(n=7)".
    data
        a file of bars to draw it on; without one, prices that come with the packages.
    json
        print one JSON object.
    """
    from tradewind.features.expressions import parse

    ((column, use),) = parse(name).items()
    kind = use.kind
    warmup = kind.warmup(kind.params_type(**use.resolve({})))
    said = {
        "name": kind.name,
        "kind": kind.kind,
        "rows": kind.rows,
        "inputs": list(kind.inputs),
        "parameters": {k: {"default": p.default, "low": p.low, "high": p.high} for k, p in kind.params.items()},
        "outputs": kind.outputs,
        "warmup_rows": warmup,
        "source": kind.source,
        "reference": kind.reference,
        "description": kind.description,
    }
    drawn = {c: _sparkline(v) for c, v in _sample(column, use, data).items()}
    if json:
        show.as_json(said)
        return 0
    show.out.print(f"[bold]{use.text()}[/bold]  {kind.kind}, over {kind.rows}\n\n{kind.description}\n")
    for label, value in (
        ("inputs", ", ".join(kind.inputs)),
        ("parameters", ", ".join(f"{k}={use.arguments[k]:g} ({p.low:g} to {p.high:g})" for k, p in kind.params.items()) or "none"),
        ("outputs", ", ".join(f"{o} ({u})" for o, u in kind.outputs.items())),
        ("warm-up", f"{warmup} {kind.rows}"),
        ("source", kind.source),
        ("checked against", kind.reference),
    ):  # fmt: skip
        show.out.print(f"{label:<16}{value}", markup=False)
    for output, line in drawn.items():
        show.out.print(f"\n{output}\n{line}", markup=False)
    return 0


def plot(
    symbol: str,
    *,
    features: Annotated[str, Parameter(name=["--with", "--features"])] = "ema(n=20), rsi",
    timeframe: str | None = None,
    since: str | None = None,
    until: str | None = None,
    last: int = 300,
    out: Path | None = None,
    json: Flag = False,
) -> int:
    """Write a chart that opens in a browser: candles, what belongs on the price, markers where a pattern became known, and panes.

    Example: tradewind features plot AAPL --with elliott,harmonic,fib,profile

    Parameters
    ----------
    symbol
        an instrument of the lake, or a file of bars.
    features
        names, short names (fib, profile, gann, zones) or expressions: "ema(n=20), rsi(n=7)".
    timeframe
        of the lake's bars; the finest if not said. Coarser ones are made from finer ones.
    since
        first day, or time.
    until
        last day, or time.
    last
        how many of the newest bars are drawn.
    out
        an HTML file; SYMBOL-features.html if not said.
    json
        print one JSON object.
    """
    from tradewind.research.feature_chart import feature_chart

    path = feature_chart(
        _bars(symbol, timeframe, since, until), features, out or Path(f"{Path(symbol).stem}-features.html"), last=last
    )
    if json:
        show.as_json(show.result(ok=True, out=str(path)))
    else:
        show.out.print(f"chart: {path}")
    return 0


def _bars(symbol: str, timeframe: str | None, since: str | None, until: str | None) -> Any:
    """Bars of the lake, or of a file."""
    from tradewind.cli.workspace import workspace
    from tradewind.data.importing.rows import read_bars
    from tradewind.market.time import parse_time

    start, end = (None if t is None else parse_time(t) for t in (since, until))
    if Path(symbol).suffix and Path(symbol).is_file():
        return read_bars(symbol, Path(symbol).stem, timeframe=timeframe).between(start, end)
    lake = workspace().lake
    return lake.bars(symbol, timeframe or _finest(lake, symbol), start, end)


def _finest(lake: Any, symbol: str) -> str:
    """The finest timeframe of which the lake has bars of the instrument."""
    from tradewind.market.timeframe import Timeframe

    found = lake.kinds(symbol).get("bars", [])
    return min(found, key=lambda name: Timeframe.parse(name).ns, default="1d")


def _uses(text: str) -> dict[str, Any]:
    from tradewind.features.expressions import parse

    return workspace().feature_set(text).uses if text in workspace().feature_sets else parse(text)


def _pairs(texts: list[str] | None) -> dict[str, str]:
    pairs = {}
    for text in texts or []:
        name, sign, value = text.partition("=")
        if not sign or not name or not value:
            raise UsageError(f"{text!r} is no NAME=VALUE")
        pairs[name] = value
    return pairs


def _suffix(out: Path) -> None:
    from tradewind.features.tables import WRITERS

    if out.suffix.lower() not in WRITERS:
        raise UsageError(
            f"--out {out}: can't write {out.suffix or 'a file without an ending'}", try_=", ".join(WRITERS)
        )


def _told(read: FileRows, out: Path, values: dict[str, np.ndarray], json: bool) -> int:
    import numpy as np

    missing = {n: int(np.isnan(v).sum()) + int((~read.kept).sum()) for n, v in values.items()}
    if json:
        show.as_json(
            show.result(
                ok=True,
                out=str(out),
                rows=len(read.times),
                columns=list(values),
                without_value=missing,
                notes=list(read.notes),
            )
        )
        return 0
    for note in read.notes:
        show.err.print(f"note: {note}")
    show.table([{"column": n, "values": len(read.times) - m, "without": m} for n, m in missing.items()])
    show.out.print(f"{len(read.times):,} rows, {len(values)} columns: {out}")
    return 0


def _sample(name: str, use: Any, data: Path | None) -> dict[str, np.ndarray]:
    """Values to draw, of the newest rows; nothing where there are no rows of that kind at hand."""
    from tradewind.data.importing.rows import read_rows
    from tradewind.data.sources.samples import us_stocks
    from tradewind.features.compute import compute as run

    if use.kind.wants_others or any("." in i for i in use.inputs):
        return {}
    if data is not None:
        return run({name: use}, read_rows(data).rows)
    if use.kind.rows != "bars":
        return {}
    return run({name: use}, next(bars for bars, _ in us_stocks())[-600:])


def _sparkline(values: np.ndarray) -> str:
    """The newest values as a line of blocks between their lowest and highest."""
    import numpy as np

    shown = values[-_WIDTH:]
    known = shown[np.isfinite(shown)]
    if not len(known):
        return "no value"
    low, high = float(known.min()), float(known.max())
    scale = (len(_BARS) - 1) / (high - low) if high > low else 0.0
    blocks = "".join(" " if v != v else _BARS[round((float(v) - low) * scale)] for v in shown)
    return f"{high:.6g}\n{blocks}\n{low:.6g}"
