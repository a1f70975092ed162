"""Charts of the account: equity beside its benchmark, drawdown, histogram of trade returns."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tradewind.research.metrics import underwater
from tradewind.research.report.axes import value_ticks
from tradewind.research.report.chart import Chart, Frame, Label, Mark, Path, hover
from tradewind.research.report.data import ReportData, Trade
from tradewind.research.report.decimate import keep
from tradewind.research.report.numbers import compact, percent, plain

_BUCKETS = 250
_MAX_BINS = 40


def equity_chart(data: ReportData) -> Chart:
    """Equity, and what the benchmark would have made of the same start."""
    lines = [("equity", data.equity)] + ([("benchmark", data.benchmark)] if data.benchmark is not None else [])
    names = {"equity": "Account", "benchmark": data.benchmark_name}
    named = [(css, names[css], values) for css, values in lines]
    return line_chart(f"Equity, {data.currency}", data.ts, named, data.currency)[0]


def line_chart(
    title: str, ts: np.ndarray, lines: Sequence[tuple[str, str, np.ndarray]], currency: str
) -> tuple[Chart, Frame]:
    """Lines of money over time, (css, name, (n,) values) each, the first in front, and a dotted one at its start; with its frame."""
    rows = _shared_rows([values for _, _, values in lines])
    everything = np.concatenate([values for _, _, values in lines])
    frame = Frame.around(ts, float(everything.min()), float(everything.max()))
    texts = [[f"{plain(v, 2)} {currency}" for v in values[rows]] for _, _, values in lines]
    paths = [Path(css, frame.line(ts[rows], values[rows])) for css, _, values in reversed(lines)]
    start = Path("start", frame.line(ts[[0, -1]], np.full(2, lines[0][2][0])))
    chart = Chart(
        title,
        [start, *paths],
        frame.value_labels(compact),
        frame.time_labels(),
        hover=hover(frame, ts[rows], texts),
        legend=[(css, name) for css, name, _ in lines],
        log=frame.log,
    )
    return chart, frame


def drawdown_chart(data: ReportData) -> Chart:
    """How far below its highest point the account stood, and the benchmark beside it."""
    own = -underwater(data.equity)
    other = None if data.benchmark is None else -underwater(data.benchmark)
    rows = _shared_rows([own] if other is None else [own, other])
    low = min(float(own.min()), -1e-4 if other is None else float(other.min()))
    frame = Frame(int(data.ts[0]), int(data.ts[-1]), low * 1.05, 0.0)
    ts = data.ts[rows]
    paths, texts = [Path("drawdown", frame.area(ts, own[rows], 0.0))], [[percent(v) for v in own[rows]]]
    legend = [("drawdown", "Account")]
    if other is not None:
        paths.append(Path("benchmark", frame.line(ts, other[rows])))
        texts.append([percent(v) for v in other[rows]])
        legend.append(("benchmark", data.benchmark_name))
    y = frame.value_labels(lambda v: percent(v, 0 if low < -0.04 else 1), 4)
    return Chart("Drawdown", paths, y, frame.time_labels(), hover=hover(frame, ts, texts), legend=legend)


def trade_histogram(trades: Sequence[Trade]) -> Chart | None:
    """How often trades ended with which return; bins meet at 0. None below two trades of a known return."""
    made = np.array([t.fraction for t in trades])
    made = made[np.isfinite(made)]
    return return_histogram(made, "Returns of the trades", "trades") if len(made) >= 2 else None


def return_histogram(made: np.ndarray, title: str, things: str) -> Chart:
    """How often which return came, of at least two; bins meet at 0. made: (n,) finite fractions. things: what is counted."""
    width = _bin_width(made)
    first, last = math.floor(made.min() / width), math.floor(made.max() / width) + 1
    edges = np.arange(first, last + 1) * width
    counts = np.bincount(
        np.clip(np.floor(made / width).astype(int) - first, 0, last - first - 1), minlength=last - first
    )
    top = float(counts.max()) * 1.08
    span = edges[-1] - edges[0]
    bars = [_bar(a, b, int(n), edges[0], span, top) for a, b, n in zip(edges[:-1], edges[1:], counts, strict=True) if n]
    ticks = value_ticks(float(edges[0]), float(edges[-1]), 8)
    digits = 0 if width >= 0.01 else 1 if width >= 0.001 else 2
    x = [Label(round(100 * (t - edges[0]) / span, 2), percent(t, digits), i % 2 == 1) for i, t in enumerate(ticks)]
    y = [Label(round(100 * (1 - n / top), 2), plain(n, 0)) for n in _whole_ticks(int(counts.max()))]
    marks = [
        Mark(round(50 * (a + b - 2 * edges[0]) / span, 2), 0, "bin", f"{percent(a, 2)} to {percent(b, 2)}: {n}")
        for a, b, n in zip(edges[:-1], edges[1:], counts, strict=True)
    ]
    points = "[" + ",".join(
        f'[{m.x},"{m.text.rpartition(": ")[0]}","{m.text.rpartition(": ")[2]} {things}"]' for m in marks
    )
    return Chart(title, bars, y, x, hover=points + "]")


def _shared_rows(lines: Sequence[np.ndarray]) -> np.ndarray:
    """Rows that keep every line's extremes."""
    return np.unique(np.concatenate([keep(values, _BUCKETS) for values in lines]))


def _bin_width(made: np.ndarray) -> float:
    """Freedman & Diaconis (1981), between 5 and 40 bins, as a round fraction."""
    spread = float(np.subtract(*np.percentile(made, [75, 25])))
    whole = float(max(made.max(), 0.0) - min(made.min(), 0.0)) or 1e-4
    wanted = 2.0 * spread / len(made) ** (1 / 3) if spread > 0 else whole / 10
    raw = min(max(wanted, whole / (_MAX_BINS - 2)), whole / 5)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= raw * (1 - 1e-9))


def _bar(left: float, right: float, count: int, origin: float, span: float, top: float) -> Path:
    a, b = 1000 * (left - origin) / span, 1000 * (right - origin) / span
    gap = (b - a) * 0.06
    height = 1000 * (1 - count / top)
    return Path("won" if left >= -1e-12 else "lost", f"M{a + gap:.1f},1000V{height:.1f}H{b - gap:.1f}V1000Z")


def _whole_ticks(most: int) -> list[int]:
    return [int(tick) for tick in value_ticks(0, most, 4) if tick == int(tick)]
