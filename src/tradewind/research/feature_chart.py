"""A chart of features: candles with what belongs on the price, markers where a pattern became known, and a pane for each of the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path as File

import numpy as np

from tradewind.errors import StrategyError
from tradewind.features.declare import FeatureUse
from tradewind.features.expressions import parse, split
from tradewind.features.families import module_of
from tradewind.features.tables import compute_columns
from tradewind.market.columns import Bars
from tradewind.market.time import to_iso
from tradewind.research.report.axes import daily, stamp
from tradewind.research.report.chart import Chart, Floats, Frame, Mark, Path, hover
from tradewind.research.report.data import PricePath
from tradewind.research.report.numbers import compact, price
from tradewind.research.report.price_chart import candles, frame_of
from tradewind.research.report.study import Card, Section, StudyPage, write_study

SHORT_NAMES = {
    "fib": "fib_retracement",
    "profile": "volume_profile",
    "vwap": "session_vwap",
    "head_shoulders": "head_and_shoulders",
    "gann": "gann_fan",
    "zones": "support_resistance",
}
COLOURS = 8  # classes o0 to o7 in study.css
LEVEL_MOVES = 0.4  # a line that changes at fewer of its bars is a level, and its changes are no slopes
ROOM = 0.6  # of the price's range, above and below it: levels further away would flatten the candles


def feature_chart(bars: Bars, text: str, out: File, *, last: int = 300, others: Sequence[Bars] = ()) -> File:
    """Write an HTML page of the newest `last` bars with the features that `text` lists (names, expressions or short names).

    Features are computed over all of `bars`, so that those with a long memory are warm.

    Raises
    ------
    StrategyError: an unknown feature, or one that is not of bars. DataError: the folder does not exist or can't be written.
    """
    uses = features_of(text)
    values = compute_columns(uses, bars, others)
    cut = slice(max(0, len(bars) - last), len(bars))
    return write_study(page_of(bars[cut], uses, {n: v[cut] for n, v in values.items()}), out)


def features_of(text: str) -> dict[str, FeatureUse]:
    """Uses of a list in which short names such as `fib` and `profile` may stand for features.

    Raises
    ------
    StrategyError: an unknown feature, or one over quotes, trades or depth.
    """
    parts = [SHORT_NAMES.get(part, part) if module_of(part) is None else part for part in split(text)]
    uses = parse(", ".join(parts))
    for use in uses.values():
        if use.kind.rows != "bars":
            raise StrategyError(f"{use.kind.name} is of {use.kind.rows}: a chart of bars can't show it")
    return uses


def page_of(bars: Bars, uses: Mapping[str, FeatureUse], values: Mapping[str, Floats]) -> StudyPage:
    """The page of these bars and columns. values: column -> (n,), NaN where there is none."""
    path = PricePath(bars.instrument.id, bars.ts_event, bars.open, bars.high, bars.low, bars.close)
    on_price = {n: u for n, u in uses.items() if u.kind.draw in ("overlay", "marker")}
    panes = [
        Section(use.text(), [pane(bars, name, use, values)], hint=_hint(use), size="low")
        for name, use in uses.items()
        if use.kind.draw == "pane"
    ]
    top = Section("Price", [price_with(path, on_price, values)], hint="  ".join(_hint(u) for u in on_price.values()))
    seen = {n: _last(n, u, values) for n, u in uses.items()}
    cards = [Card(n, text, below, uses[n].kind.description.splitlines()[0]) for n, (text, below) in seen.items()]
    span = (
        f"{len(bars):,} bars of {bars.timeframe}, {to_iso(int(bars.ts_event[0]))} to {to_iso(int(bars.ts_event[-1]))}"
    )
    return StudyPage(
        "features", f"{bars.instrument.symbol}", span, ", ".join(u.text() for u in uses.values()), True,
        "Each value was known at its bar: a pattern stands where it became known, not where it began.", cards[:8], [top, *panes],
        meta=[(u.text(), f"{u.kind.source}; checked against: {u.kind.reference}") for u in uses.values()],
    )  # fmt: skip


def price_with(path: PricePath, uses: Mapping[str, FeatureUse], values: Mapping[str, Floats]) -> Chart:
    """Candles, lines of overlays and signs of markers. Levels far from the price are left out."""
    low, high = float(path.low.min()), float(path.high.max())
    room = ROOM * (high - low)
    lines = {c: _inside(values[c], low - room, high + room) for n, u in uses.items() for c in _levels(n, u)}
    known = np.concatenate([v[np.isfinite(v)] for v in lines.values()]) if lines else np.empty(0)
    frame = frame_of(path, [])
    wanted = Frame.around(path.ts, min(low, float(known.min(initial=low))), max(high, float(known.max(initial=high))))
    frame = replace(frame, low=wanted.low, high=wanted.high, log=wanted.log)
    drawn = [Path(f"overlay o{j % COLOURS}", broken_line(frame, path.ts, v)) for j, v in enumerate(lines.values())]
    texts = [[f"{name} {price(v)}" for v in getattr(path, name)] for name in ("open", "high", "low", "close")]
    texts += [[f"{name} {price(v)}" if v == v else "" for v in line] for name, line in lines.items()]
    return Chart(
        path.instrument,
        [p for p in (*candles(frame, path), *drawn) if p.d],
        frame.value_labels(compact),
        frame.time_labels(),
        [m for n, u in uses.items() if _signal(n, u) for m in signs(frame, path, n, u, values)],
        hover(frame, path.ts, texts),
        [(f"o{j % COLOURS}", name) for j, name in enumerate(lines)],
        frame.log,
    )


def signs(frame: Frame, path: PricePath, name: str, use: FeatureUse, values: Mapping[str, Floats]) -> list[Mark]:
    """A sign at each bar at which the signal is not 0: below the bar where it is above 0, else above the bar."""
    column = _signal(name, use)
    signal = values[column]
    marks = []
    for i in np.flatnonzero(np.isfinite(signal) & (signal != 0.0)).tolist():
        up = signal[i] > 0
        at = float(frame.y(path.low[i] if up else path.high[i])) / 10
        told = f"{name} {signal[i]:+g}, known {stamp(int(path.ts[i]), daily(path.ts))}"
        more = [
            f"{c.removeprefix(name + '_')} {values[c][i]:.6g}"
            for c in use.columns(name)[1:]
            if np.isfinite(values[c][i])
        ]
        marks.append(
            Mark(
                round(float(frame.x(path.ts[i])) / 10, 2),
                round(at, 2),
                "in long" if up else "in short",
                "; ".join([told, *more]),
            )
        )
    return marks


def pane(bars: Bars, name: str, use: FeatureUse, values: Mapping[str, Floats]) -> Chart:
    """Lines of one feature's outputs, in a frame of their own."""
    columns = use.columns(name)
    known = np.concatenate([values[c][np.isfinite(values[c])] for c in columns])
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    frame = Frame.around(bars.ts_event, low, high)
    texts = [[f"{v:.6g}" if v == v else "" for v in values[c]] for c in columns]
    zero = [Path("start", frame.line(bars.ts_event[[0, -1]], np.zeros(2)))] if frame.low < 0.0 < frame.high else []
    drawn = [
        Path(f"overlay o{j % COLOURS}", broken_line(frame, bars.ts_event, values[c])) for j, c in enumerate(columns)
    ]
    legend = [(f"o{j % COLOURS}", c) for j, c in enumerate(columns)]
    paths = [p for p in (*zero, *drawn) if p.d]
    return Chart(
        name,
        paths,
        frame.value_labels(compact),
        frame.time_labels(),
        (),
        hover(frame, bars.ts_event, texts),
        legend,
        frame.log,
    )


def broken_line(frame: Frame, ts: np.ndarray, values: Floats) -> str:
    """A path through the points that there are, broken where one is missing; of levels that mostly stand still, also where one changes."""
    rows = np.flatnonzero(np.isfinite(values))
    if not len(rows):
        return ""
    moves = np.diff(values[rows]) != 0.0
    stands_still = len(moves) > 0 and moves.mean() < LEVEL_MOVES
    breaks = (np.diff(rows) > 1) | (moves if stands_still else False)
    parts = np.split(rows, np.flatnonzero(breaks) + 1)
    return "".join(frame.line(ts[p], values[p]) for p in parts if len(p) > 1)


def _levels(name: str, use: FeatureUse) -> list[str]:
    """Columns in units of price."""
    return [c for c, place in use.places(name).items() if place == "overlay"]


def _signal(name: str, use: FeatureUse) -> str:
    """The column whose values other than 0 are signs on the chart; empty if there is none."""
    return next((c for c, place in use.places(name).items() if place == "marker"), "")


def _inside(values: Floats, low: float, high: float) -> Floats:
    return np.where((values >= low) & (values <= high), values, np.nan)


def _last(name: str, use: FeatureUse, values: Mapping[str, Floats]) -> tuple[str, str]:
    """What its card says: the newest value, or how often it was seen."""
    columns = use.columns(name)
    first = values[_signal(name, use) or columns[0]]
    if _signal(name, use):
        return f"{int(np.count_nonzero(np.nan_to_num(first)))} times", "in these bars"
    known = first[np.isfinite(first)]
    return (f"{known[-1]:.6g}" if len(known) else "no value"), columns[0]


def _hint(use: FeatureUse) -> str:
    return f"{use.kind.name}: {use.kind.description.splitlines()[0]}"
