"""`tradewind features patterns|find|label`: the pattern library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.workspace import read_text, workspace
from tradewind.errors import UsageError

if TYPE_CHECKING:
    from tradewind.market.columns import Bars
    from tradewind.research.pattern_library.find import Aftermath, Found
    from tradewind.research.pattern_library.labelled import Labelled

Flag = Annotated[bool, Parameter(negative="")]


def patterns(*, json: Flag = False) -> int:
    """Patterns that can be found: Tradewind's, and those that you have labelled.

    Example: tradewind features patterns
    """
    from tradewind.features import registry

    rows = [
        {"name": k.name, "kind": k.kind, "outputs": ", ".join(k.outputs), "description": k.description.splitlines()[0]}
        for k in sorted(registry().values(), key=lambda k: (k.kind, k.name))
        if k.draw == "marker" and k.rows == "bars"
    ]
    for name, examples in _labelled().items():
        where = ", ".join(f"{e.instrument} {e.timeframe}" for e in examples)
        rows.append(
            {"name": name, "kind": "your own", "outputs": "", "description": f"{len(examples)} labelled: {where}"}
        )
    show.as_json(rows) if json else show.table(rows)
    return 0


def find(
    pattern: str,
    *,
    data: str,
    timeframe: str | None = None,
    output: str | None = None,
    after: int = 10,
    similar: float = 0.9,
    since: str | None = None,
    until: str | None = None,
    limit: int = 20,
    json: Flag = False,
) -> int:
    """When a pattern was there, what followed, and how often the same comes of chance.

    Example: tradewind features find "rsi_divergence(size=2)" --data AAPL --after 10

    Each occurrence stands at the close at which it was known. "chance" is the same count on the same bars in a random order (20 walks);
    the p-value is the share of all other places for the same moments, shifted round the series, with a return at least as good. What
    followed is before costs, and patterns that are tried until one looks good are trials: see the guide on robustness.

    Parameters
    ----------
    pattern
        a pattern feature, with arguments or without, or the name of one that you have labelled.
    data
        an instrument of the lake.
    timeframe
        of the bars; 1d if not said, of a labelled pattern its own.
    output
        of a feature with several; the first if not said.
    after
        bars after which the return is taken.
    similar
        of a labelled pattern: correlation with its shape from which on a stretch is one.
    since
        bars from this time on.
    until
        bars before this time.
    limit
        how many of the newest occurrences to list.
    json
        print one JSON object with every occurrence.
    """
    from tradewind.market.time import parse_time
    from tradewind.research.pattern_library.find import aftermath

    if after < 1:
        raise UsageError(f"--after {after}: a return needs at least 1 bar")
    period = tuple(None if t is None else parse_time(t) for t in (since, until))
    examples = _labelled().get(pattern, [])
    frame = timeframe or (examples[0].timeframe if examples else "1d")
    bars = workspace().lake.bars(data, frame, *period)
    found = _similar(examples, bars, similar) if examples else _feature(pattern, bars, output)
    told = aftermath(found, after)
    listed = _occurrences(found, after)
    if json:
        about: dict[str, Any] = {
            "pattern": pattern,
            "instrument": bars.instrument.id,
            "timeframe": frame,
            "bars": len(bars),
        }
        show.as_json(show.result(ok=True, **about, after_bars=after, aftermath=told, occurrences=listed))
        return 0
    show.table(listed[-limit:] if limit > 0 else listed, title=f"{pattern} in {bars.instrument.id} {frame}")
    show.out.print(f"\n{len(found.at):,} occurrences in {len(bars):,} bars")
    for side in told:
        show.out.print(_sentence(side, after), markup=False)
    return 0


def label(name: str, *, data: str, timeframe: str = "1d", since: str, until: str) -> int:
    """Keep a stretch of bars as an example of a pattern of your own, in the workspace's patterns.toml.

    Example: tradewind features label spring --data AAPL --since 2012-02-01 --until 2012-03-15

    Parameters
    ----------
    name
        of the pattern; several stretches may bear one name.
    data
        an instrument of the lake.
    timeframe
        of the bars.
    since
        the first close that belongs to it.
    until
        the first that no longer does.
    """
    from tradewind.features.families import module_of
    from tradewind.research.pattern_library import labelled

    if module_of(name):
        raise UsageError(f"{name!r} is a feature of Tradewind", try_="another name")
    bars = workspace().lake.bars(data, timeframe)
    made = labelled.label(name, bars.instrument.id, timeframe, since, until)
    count = len(made.example(bars))
    file = workspace().folder / labelled.OWN_FILE
    text = (
        read_text(file) if file.is_file() else "# Your own patterns. tradewind features find NAME --data INSTRUMENT\n"
    )
    _labelled()  # refuses a file that is broken before it is added to
    _write(file, text.rstrip("\n") + "\n" + made.to_toml())
    show.out.print(f"{name}: {count} bars of {bars.instrument.id} {timeframe}, kept in {file}")
    return 0


def _feature(pattern: str, bars: Bars, output: str | None) -> Found:
    from tradewind.features.expressions import parse
    from tradewind.research.pattern_library.find import find_feature

    uses = parse(pattern)
    if len(uses) > 1:
        raise UsageError(f"{pattern!r} is more than one pattern", try_="one at a time")
    return find_feature(next(iter(uses.values())), bars, output)


def _similar(examples: list[Labelled], bars: Bars, similar: float) -> Found:
    from tradewind.research.pattern_library.find import find_similar

    shapes = [e.example(workspace().lake.bars(e.instrument, e.timeframe)) for e in examples]
    return find_similar(shapes, bars, similar)


def _labelled() -> dict[str, list[Labelled]]:
    from tradewind.research.pattern_library.labelled import OWN_FILE, parse_patterns

    file = workspace().folder / OWN_FILE
    return parse_patterns(read_text(file), str(file)) if file.is_file() else {}


def _occurrences(found: Found, after: int) -> list[dict[str, Any]]:
    from tradewind.market.time import to_iso
    from tradewind.research.pattern_library.find import following

    returns = following(found.bars, after)
    return [
        {
            "known at": to_iso(int(found.bars.ts_event[i])),
            "direction": {1: "up", -1: "down"}[int(d)],
            "value": float(v),
            "close": float(found.bars.close[i]),
            "return_pct": 100.0 * float(returns[i]),
        }
        for i, v, d in zip(found.at, found.value, found.direction, strict=True)
    ]


def _sentence(side: Aftermath, after: int) -> str:
    way = "up" if side.direction > 0 else "down"
    return (
        f"{way}: {side.per_1000:.1f} in 1,000 bars (chance: {side.walks_per_1000:.1f}, {side.walks_low:.1f} to {side.walks_high:.1f}). "
        f"After {after} bars {side.mean_pct:+.2f} % in the mean of {side.count}, {side.right:.0%} went {way} "
        f"(any bar: {side.any_mean_pct:+.2f} %, {side.any_right:.0%}); p = {side.p_value:.2f}"
    )


def _write(file: Path, text: str) -> None:
    """Whole or not at all."""
    from tradewind.data.files import batch

    with batch(str(file)) as files:
        files.add(file, lambda p: _text(p, text))


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
