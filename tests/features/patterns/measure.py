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
def _stream(name: str) -> FeatureStream:
    return FeatureStream({"x": registry()[name]()})


def outputs(name: str, bars: Bars) -> np.ndarray:
    """(5, n): signal, target, invalidation, confidence, age."""
    stream = _stream(name)
    stream.reset()
    return stream.update(bars)


def found(name: str, bars: Bars) -> list[Found]:
    """Everything that the feature confirms on these bars."""
    signal, _, _, sure, age = outputs(name, bars)
    at = np.flatnonzero(signal)
    return [Found(name, int(t - age[t]), int(t), int(signal[t]), float(sure[t])) for t in at]


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


def found_on(chart: Chart, folder: Path) -> list[Found]:
    """Every kind of pattern that became known on the labelled stretch; bars before it only warm the features up."""
    before = min(BEFORE, chart.first)
    bars = bars_from(chart.frame(folder, before))
    everything = [f for name in NAMES for f in found(name, bars)]
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


def score(folder: Path) -> dict[str, Score]:
    """Per pattern and for all (`all`): labels count under their first name."""
    told = labels(folder)
    seen = {c.name: found_on(c, folder) for c in CHARTS}
    scores = {}
    for name in [*NAMES, "all"]:
        own = [t for t in told if name in ("all", t.names[0])]
        mine = [(c, f) for c, fs in seen.items() for f in fs if name in ("all", f.name)]
        scores[name] = Score(
            len(own),
            sum(any(t.is_met_by(f) for f in seen[t.chart]) for t in own),
            len(mine),
            sum(any(t.chart == c and t.is_met_by(f) for t in told) for c, f in mine),
        )
    return scores
