"""Charts of many paths: the fan of their percentiles, step by step."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tradewind.research.report.axes import value_ticks
from tradewind.research.report.chart import Chart, Frame, Label, Path
from tradewind.research.report.numbers import compact, plain

Floats = NDArray[np.floating]


def fan_chart(title: str, at: NDArray[np.intp], fan: Floats, actual: Floats, unit: str, currency: str) -> Chart:
    """Bands between the 5th and 95th and the 25th and 75th percentiles, the median, and the run itself where it has as many steps.

    at: (m,) steps. fan: (5, m) percentiles 5, 25, 50, 75, 95. actual: (m,) or empty. unit: of a step.
    """
    steps = np.asarray(at, dtype=np.int64)
    everything = np.concatenate([fan.ravel(), actual])
    frame = Frame.around(steps, float(everything.min()), float(everything.max()))
    paths = [
        Path("wide-band", frame.band(steps, fan[0], steps, fan[4])),
        Path("narrow-band", frame.band(steps, fan[1], steps, fan[3])),
        Path("middle", frame.line(steps, fan[2])),
    ]
    legend = [("wide-band", "5th to 95th percentile"), ("narrow-band", "25th to 75th"), ("middle", "median")]
    told: list[Callable[[int], str]] = [
        lambda i: f"{plain(fan[0, i], 2)} to {plain(fan[4, i], 2)} {currency}",
        lambda i: f"{plain(fan[1, i], 2)} to {plain(fan[3, i], 2)} {currency}",
        lambda i: f"{plain(fan[2, i], 2)} {currency}",
    ]
    if len(actual):
        paths.append(Path("actual", frame.line(steps, actual)))
        legend.append(("actual", "the run itself"))
        told.append(lambda i: f"{plain(actual[i], 2)} {currency}")
    ticks = [t for t in value_ticks(0, float(steps[-1]), 8) if t == int(t)]
    x = [Label(round(float(frame.x(int(t))) / 10, 2), plain(t, 0), i % 2 == 1) for i, t in enumerate(ticks)]
    return Chart(
        title, paths, frame.value_labels(compact), x, hover=_hover(frame, steps, told, unit), legend=legend, log=frame.log
    )  # fmt: skip


def _hover(frame: Frame, steps: NDArray[np.int64], told: list[Callable[[int], str]], unit: str) -> str:
    x = np.round(frame.x(steps) / 10, 2)
    rows = [[float(x[i]), f"{unit} {int(s)}", *(text(i) for text in told)] for i, s in enumerate(steps)]
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
