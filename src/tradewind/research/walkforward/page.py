"""The page of a walk-forward: the joined curve with its windows, how each parameter moved, and every window's figures."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from tradewind.market.time import DAY
from tradewind.research.report import judge, numbers
from tradewind.research.report.axes import stamp
from tradewind.research.report.chart import Chart, Frame, Path, hover
from tradewind.research.report.curves import line_chart
from tradewind.research.report.study import Card, Section, StudyPage, Table
from tradewind.research.titles import hashes_of, title_of
from tradewind.research.walkforward.result import Drift, WalkForwardResult, Window
from tradewind.research.walkforward.search import Grid


def page(result: WalkForwardResult, run: str) -> StudyPage:
    """All that the page shows."""
    setup, verdict = result.joined.setup, judge(result.metrics)
    return StudyPage(
        kind="walk-forward",
        title=f"{title_of(setup)}, walk-forward",
        subtitle=f"{stamp(result.windows[0].span.test_from, True)} to {stamp(int(result.joined.times[-1]), True)} out of sample · "
        f"{len(result.windows)} windows · run {run}",
        sentence=verdict.sentence,
        found=verdict.found,
        protocol=protocol(result),
        cards=_cards(result),
        sections=[
            Section("Out of sample, joined", [joined_chart(result)], hint=_READ_CURVE),
            Section("In and out of sample", tables=[_windows_table(result)], hint=_READ_WINDOWS),
            Section(
                "Parameter drift",
                [drift_chart(name, drift, result) for name, drift in result.drift.items()],
                [_drift_table(result)],
                _READ_DRIFT,
                "low",
            ),
        ],
        missing=verdict.missing,
        meta=[
            ("Run", run),
            ("strategy sha256", hashes_of(setup)),
            ("searched", searched(result)),
            ("not searched", ", ".join(f"{k}={v}" for k, v in setup.params.items() if k not in result.drift) or "none"),
        ],
    )


_READ_CURVE = (
    "One account through all test windows; vertical lines are where the parameters were chosen again. Features were warm, "
    "positions and resting orders were handed on, and no choice knew what came after it."
)
_READ_WINDOWS = (
    "In sample: the chosen set in its train window, the best of all that were tried, so it flatters. Out of sample: the account from "
    "the end of the window before to the end of this one. “kept”: no set could be chosen, the parameters before went on."
)
_READ_DRIFT = (
    "What was chosen in each window, within the range that was searched. A parameter that jumps from end to end was fitted to noise. "
    "Mean move: share of the searched range between one window and the next."
)


def protocol(result: WalkForwardResult) -> str:
    """How the figures came about, in a few sentences."""
    span = result.windows[0].span
    train, test = (
        round((b - a) / DAY) for a, b in ((span.train_from, span.test_from), (span.test_from, span.test_until))
    )
    kept = sum(w.in_sample is None for w in result.windows)
    told = f" In {kept} of them no set could be chosen." if kept else ""
    return (
        f"{len(result.windows)} windows; in each the set with the best {result.objective.title.lower()} of {train} days (the first "
        f"window's length) was traded for {test}.{told} {searched(result)}: {result.parameter_sets:,} distinct sets, "
        f"{result.evaluations:,} runs in sample; {result.trials:,} trials are counted. Before each train window features warmed "
        f"up on {result.warmup_bars:,} bars, as far as there were so many. Costs as in a backtest."
    )


def searched(result: WalkForwardResult) -> str:
    """The search in words."""
    search = result.search
    ranges = ", ".join(f"{n} {d.low:g} to {d.high:g}" for n, d in result.drift.items())
    if isinstance(search, Grid):
        return f"Grid over {ranges}"
    drawn = "anew in each window" if search.fresh else "once for all windows"
    kind = "a Latin hypercube" if search.method == "latin" else "independent draws"
    return f"{search.count} samples of {kind} over {ranges}, drawn {drawn}, seed {search.seed}"


def joined_chart(result: WalkForwardResult) -> Chart:
    """The joined equity beside buy-and-hold, with a line at each new choice."""
    joined = result.joined
    lines = [("equity", "Account", joined.equity), ("benchmark", "Buy and hold", joined.buy_and_hold())]
    chart, frame = line_chart(f"Equity, {joined.setup.currency}", joined.times, lines, joined.setup.currency)
    cuts = [Path("window", _upright(frame, w.span.test_from)) for w in result.windows[1:]]
    return replace(chart, paths=[*cuts, *chart.paths])


def drift_chart(name: str, drift: Drift, result: WalkForwardResult) -> Chart:
    """One parameter's values as steps over the windows; thick where no set could be chosen and the value was kept."""
    edges = np.array([*(w.span.test_from for w in result.windows), result.windows[-1].span.test_until])
    values = np.array(drift.values)
    frame = (
        Frame.around(edges, drift.low, drift.high)
        if drift.high > drift.low
        else Frame.around(edges, drift.low, drift.low)
    )
    frame = replace(frame, log=False)
    steps = frame.line(np.repeat(edges, 2)[1:-1], np.repeat(values, 2))
    kept = [
        Path("kept", frame.line(np.array([a, b]), np.full(2, v)))
        for (a, b), v, w in zip(pairwise(edges), values, result.windows, strict=True)
        if w.in_sample is None
    ]
    texts = [[f"{v:g}" for v in values]]
    legend = [("equity", name)]
    return Chart(
        name, [Path("equity", steps), *kept], frame.value_labels(lambda v: f"{v:g}", 4), frame.time_labels(),
        hover=hover(frame, edges[:-1], texts), legend=legend,
    )  # fmt: skip


def _upright(frame: Frame, ns: int) -> str:
    x = float(frame.x(ns))
    return f"M{x:.1f},0V1000"


def _cards(result: WalkForwardResult) -> list[Card]:
    shown = []
    for name in ("total_return", "sharpe", "max_drawdown", "deflated_sharpe"):
        m = result.metrics[name]
        low, high = (numbers.by_unit(m.metric, v, "") for v in (m.low, m.high))
        below = f"{low} to {high}" if numbers.UNKNOWN not in (low, high) else ""
        title = m.metric.title.removesuffix(" probability")
        shown.append(Card(title, numbers.by_unit(m.metric, m.value, ""), below, m.metric.definition))
    inside, outside = (numbers.percent(v) for v in (result.in_sample_return, result.out_of_sample_return))
    shown.insert(
        2,
        Card(
            "Growth a year",
            outside,
            f"in sample {inside}",
            "Of the joined run; below it that of the chosen sets in training.",
        ),
    )
    told = "Out-of-sample growth a year divided by in-sample growth a year (Pardo 2008); n/a where nothing was gained in sample."
    shown.insert(3, Card("Efficiency", numbers.percent(result.efficiency, 0), "", told))
    return shown


def _windows_table(result: WalkForwardResult) -> Table:
    names, objective = list(result.drift), result.objective
    head = ["Test from", "until", *names, "return in", f"{objective.name} in", "trades in", "return out"]
    rows = [_row(w, names, result, k) for k, w in enumerate(result.windows)]
    return Table(head, rows, len(head) - 2)


def _row(window: Window, names: list[str], result: WalkForwardResult, k: int) -> list[str]:
    made, objective = window.in_sample, result.objective
    inside = (
        [numbers.UNKNOWN, "kept", numbers.UNKNOWN]
        if made is None
        else [
            numbers.percent(made["total_return"], 2),
            numbers.by_unit(objective, made[objective.name], ""),
            numbers.plain(made["trade_count"], 0),
        ]
    )
    times = [stamp(window.span.test_from, True), stamp(window.span.test_until, True)]
    outside = numbers.percent(float(result.window_returns[k]), 2)
    return [*times, *(f"{window.params[n]:g}" for n in names), *inside, outside]


def _drift_table(result: WalkForwardResult) -> Table:
    rows = [
        [
            name,
            f"{d.low:g} to {d.high:g}",
            f"{min(d.values):g} to {max(d.values):g}",
            f"{d.moves} of {len(d.values) - 1}",
            numbers.percent(d.size, 1),
        ]
        for name, d in result.drift.items()
    ]
    return Table(["Parameter", "searched", "chosen", "changed", "mean move"], rows, 4)
