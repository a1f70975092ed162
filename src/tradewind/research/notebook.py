"""How a result looks in a notebook: a few figures and the equity curve, in one piece of HTML without scripts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from tradewind.market.time import to_iso
from tradewind.research.report.decimate import keep
from tradewind.research.report.numbers import by_unit, plain
from tradewind.research.titles import title_of

if TYPE_CHECKING:
    from tradewind.research.backtest import BacktestResult

SHOWN = (
    "total_return", "cagr", "volatility", "sharpe", "sortino", "max_drawdown", "win_rate", "profit_factor", "trade_count", "exposure",
)  # fmt: skip
_WIDTH, _HEIGHT, _BUCKETS = 640, 160, 150


def as_html(result: BacktestResult) -> str:
    """Title, figures without intervals, curve beside buy-and-hold. Runs of a single moment have figures alone."""
    setup = result.setup
    first, last = (to_iso(result.times[i])[:10] for i in (0, -1))
    title = f"{title_of(setup)}, {first} to {last}"
    rows = [("Equity at the end", f"{plain(float(result.equity[-1]), 2)} {setup.currency}"), *_figures(result)]
    cells = "".join(
        f'<tr><td style="text-align:left">{escape(name)}</td><td style="text-align:right">{escape(value)}</td></tr>'
        for name, value in rows
    )
    note = "One run with costs; figures have no interval here and count no trials: see the report."
    return (
        f'<div><p><b>{escape(title)}</b></p><div style="display:flex;gap:2em;align-items:flex-start;flex-wrap:wrap">'
        f"<table>{cells}</table>{_curve(result)}</div><p><small>{note}</small></p></div>"
    )


def _figures(result: BacktestResult) -> list[tuple[str, str]]:
    if len(result.times) < 2:
        return []
    values = result.metrics()
    chosen = [values[name] for name in SHOWN if name in values]
    return [(v.metric.title, by_unit(v.metric, v.value, result.setup.currency)) for v in chosen]


def _curve(result: BacktestResult) -> str:
    """Equity in the text's colour, buy-and-hold in grey; extremes are kept however long the run."""
    if len(result.times) < 2:
        return ""
    lines = [(result.buy_and_hold(), "#999", 1.0), (result.equity, "currentColor", 1.5)]
    low = min(float(values.min()) for values, _, _ in lines)
    high = max(float(values.max()) for values, _, _ in lines)
    drawn = "".join(_line(result.times, values, low, high, colour, width) for values, colour, width in lines)
    label = f"Account, and in grey buy and hold; from {plain(low, 0)} (bottom) to {plain(high, 0)} {result.setup.currency} (top)"
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT + 20}" width="{_WIDTH}" role="img" aria-label="{escape(label)}">{drawn}'
        f'<text x="0" y="{_HEIGHT + 16}" font-size="12" fill="currentColor">{escape(label)}</text></svg>'
    )


def _line(times: np.ndarray, values: np.ndarray, low: float, high: float, colour: str, width: float) -> str:
    rows = keep(values, _BUCKETS)
    x = (times[rows] - times[0]) / max(1, int(times[-1] - times[0])) * _WIDTH
    y = _HEIGHT - 4 - (values[rows] - low) / ((high - low) or 1.0) * (_HEIGHT - 8)
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
