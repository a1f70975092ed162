"""How well the patterns are found: on drawings, on random walks and on the labelled charts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from tradewind.features import registry
from tradewind.features.compute import FeatureStream
from tradewind.market.columns import Bars

from ...randombars import bars_of, instrument
from .charts import CHARTS, Chart
from .drawn import DRAWINGS, draw, walk

NAMES = sorted(DRAWINGS)
LABELS = Path(__file__).parent / "labelled.toml"
BETWEEN = {n for n in NAMES if registry()[n].step.__module__.endswith(".lines")}
# A detection is the labelled pattern if the name fits and the two stretches share at least half of what both cover.
SHARED = 0.5
BEFORE = 300


@dataclass(frozen=True)
class Found:
    """A confirmed pattern: the bar of its first point, the bar at which it became known, which way it broke."""

    name: str
    first: int
    known: int
    side: int
    confidence: float


@cache
def _stream(name: str, scale: float = 1.0) -> FeatureStream:
    kind = registry()[name]
    # Rounded turns are told by their length, the others by their swings.
    use = kind(size=scale * kind.params["size"].default) if "size" in kind.params else kind()
    return FeatureStream({"x": use})


def outputs(name: str, bars: Bars, scale: float = 1.0) -> np.ndarray:
    """(5, n): signal, target, invalidation, confidence, age. scale: of the default size of swings."""
    stream = _stream(name, scale)
    stream.reset()
    return stream.update(bars)


def found(name: str, bars: Bars, scale: float = 1.0) -> list[Found]:
    """Everything that the feature confirms on these bars."""
    signal, _, _, sure, age = outputs(name, bars, scale)
    at = np.flatnonzero(signal)
    return [Found(name, int(t - age[t]), int(t), int(signal[t]), float(sure[t])) for t in at]


@dataclass(frozen=True)
class Fate:
    """What became of detections: target touched first, invalidation touched first (or in the same bar), neither in time; and how many
    targets a price without drift would have touched first, from the two distances alone."""

    reached: int
    failed: int
    neither: int
    expected: float


def fate(name: str, series: list[Bars]) -> Fate:
    """Follow each detection for as many bars as the pattern was long."""
    reached = failed = neither = 0
    expected = 0.0
    for bars in series:
        signal, target, stop, _, age = outputs(name, bars)
        for t in np.flatnonzero(signal):
            later = slice(t + 1, t + 2 + int(age[t]))
            up = signal[t] > 0
            hit = bars.high[later] >= target[t] if up else bars.low[later] <= target[t]
            out = bars.low[later] <= stop[t] if up else bars.high[later] >= stop[t]
            first_hit, first_out = (int(x.argmax()) if x.any() else len(x) for x in (hit, out))
            if not hit.any() and not out.any():
                neither += 1
                continue
            reached, failed = reached + (first_hit < first_out), failed + (first_hit >= first_out)
            expected += abs(bars.close[t] - stop[t]) / abs(target[t] - stop[t])
    return Fate(reached, failed, neither, expected)


def drawn_recall(name: str, noise: float, times: int) -> float:
    """Share of drawings found: right side, known in the last leg or two bars after it, first point within a quarter of the length."""
    hits = 0
    for seed in range(times):
        shape = draw(name, noise, seed)
        within = max(3, (shape.end - shape.first) // 4)
        hits += any(
            f.side == DRAWINGS[name].side
            and shape.last < f.known <= shape.end + 2
            and abs(f.first - shape.first) <= within
            for f in found(name, shape.bars)
        )
    return hits / times


def rate(name: str, series: list[Bars]) -> float:
    """Detections per 1,000 bars."""
    return 1000.0 * sum(len(found(name, b)) for b in series) / sum(len(b) for b in series)


def walks(count: int = 100, bars: int = 1000) -> list[Bars]:
    return [walk(bars, seed) for seed in range(count)]


def bars_from(frame: pl.DataFrame) -> Bars:
    """Bars of a chart; their times are of no matter to patterns."""
    return bars_of(instrument(), list(frame.select("open", "high", "low", "close").iter_rows()))


def whole_files(folder: Path) -> list[Bars]:
    """All days of the currencies and gold, as far as we have them."""
    files = ("eurusd", "gbpusd", "usdjpy", "usdchf", "audusd", "usdcad")
    charts = [Chart(f, f"fx/{f}_mt_d1", 0, 2400) for f in files] + [Chart("gold", "cfd/xauusd_mt_d1", 0, 2400)]
    return [bars_from(c.frame(folder)) for c in charts]


def shuffled(series: list[Bars], seed: int) -> list[Bars]:
    """The same bars in another order, joined close to open as they were: the same volatility, ranges and gaps, and no pattern but by chance."""
    rng, out = np.random.default_rng(seed), []
    for b in series:
        order = rng.permutation(len(b) - 1) + 1
        gap, change = np.log(b.open[order] / b.close[order - 1]), np.log(b.close[order] / b.open[order])
        close = b.close[0] * np.exp(np.cumsum(gap + change))
        opens = close * np.exp(-change)
        high, low = opens * (b.high[order] / b.open[order]), opens * (b.low[order] / b.open[order])
        rows = zip(opens.tolist(), high.tolist(), low.tolist(), close.tolist(), strict=True)
        out.append(bars_of(instrument(), list(rows)))
    return out


@dataclass(frozen=True)
class Label:
    """A labelled pattern: bars within its chart."""

    chart: str
    names: tuple[str, ...]
    first: int
    last: int

    def is_met_by(self, f: Found) -> bool:
        both = min(self.last, f.known) - max(self.first, f.first)
        either = max(self.last, f.known) - min(self.first, f.first)
        return f.name in self.names and both >= SHARED * either


def labels(folder: Path) -> list[Label]:
    times = {c.name: c.frame(folder)["time"].to_list() for c in CHARTS}
    return [
        Label(
            r["chart"], (r["pattern"], *r.get("also", ())), times[r["chart"]].index(r["from"]), times[r["chart"]].index(r["to"])
        )
        for r in tomllib.loads(LABELS.read_text(encoding="utf-8"))["label"]
    ]  # fmt: skip


def found_on(chart: Chart, folder: Path, scales: tuple[float, ...] = (1.0,)) -> list[Found]:
    """Every kind of pattern that became known on the labelled stretch; bars before it only warm the features up."""
    before = min(BEFORE, chart.first)
    bars = bars_from(chart.frame(folder, before))
    everything = sorted(
        {f for name in NAMES for scale in scales for f in found(name, bars, scale)}, key=lambda f: f.known
    )
    return [
        Found(f.name, f.first - before, f.known - before, f.side, f.confidence) for f in everything if f.known >= before
    ]


@dataclass(frozen=True)
class Score:
    """labelled, of them found; detections, of them labelled."""

    labelled: int
    recalled: int
    detected: int
    right: int

    @property
    def recall(self) -> float:
        return self.recalled / self.labelled if self.labelled else float("nan")

    @property
    def precision(self) -> float:
        return self.right / self.detected if self.detected else float("nan")


def score(folder: Path, scales: tuple[float, ...] = (1.0,)) -> dict[str, Score]:
    """Per pattern and for all (`all`): labels count under their first name."""
    told = labels(folder)
    seen = {c.name: found_on(c, folder, scales) for c in CHARTS}
    return {name: _score(name, told, seen) for name in [*NAMES, "all"]}


def halves(folder: Path) -> list[Score]:
    """Patterns between two lines on the charts that their defaults were chosen on (every second, from the first on), and on the others."""
    told = [t for t in labels(folder) if t.names[0] in BETWEEN]
    scores = []
    for charts in (CHARTS[::2], CHARTS[1::2]):
        seen = {c.name: [f for f in found_on(c, folder) if f.name in BETWEEN] for c in charts}
        scores.append(_score("all", [t for t in told if t.chart in seen], seen))
    return scores


def score_by_chance(folder: Path) -> Score:
    """The same with each chart's labels moved on by 60, 120 and 180 bars, round its end: what agreement means nothing."""
    told = labels(folder)
    seen = {c.name: found_on(c, folder) for c in CHARTS}
    parts = []
    for by in (60, 120, 180):
        moved = [Label(t.chart, t.names, t.first + by, t.last + by) for t in told]
        moved = [t if t.last < 240 else Label(t.chart, t.names, t.first - 240, t.last - 240) for t in moved]
        parts.append(_score("all", [t for t in moved if t.first >= 0], seen))
    return Score(*(sum(getattr(p, n) for p in parts) for n in ("labelled", "recalled", "detected", "right")))


def _score(name: str, told: list[Label], seen: dict[str, list[Found]]) -> Score:
    own = [t for t in told if name in ("all", t.names[0])]
    mine = [(c, f) for c, fs in seen.items() for f in fs if name in ("all", f.name)]
    return Score(
        len(own),
        sum(any(t.is_met_by(f) for f in seen[t.chart]) for t in own),
        len(mine),
        sum(any(t.chart == c and t.is_met_by(f) for t in told) for c, f in mine),
    )
