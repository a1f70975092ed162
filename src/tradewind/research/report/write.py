"""Render a report and put it into place at once."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tradewind.errors import DataError
from tradewind.research.metrics import MetricValue, deepest
from tradewind.research.report import numbers
from tradewind.research.report.axes import daily, stamp
from tradewind.research.report.curves import drawdown_chart, equity_chart, trade_histogram
from tradewind.research.report.data import ReportData
from tradewind.research.report.heatmap import MONTHS, heatmap
from tradewind.research.report.price_chart import newest_stretch, price_chart, summary

LAST_TRADES = 200
_FOLDER = Path(__file__).parent
_CARDS = ("total_return", "cagr", "sharpe", "max_drawdown", "win_rate", "profit_factor")
_GROUPS = {
    "returns": "Return and risk",
    "benchmark": "Against the benchmark",
    "belief": "How far to believe it",
    "trades": "Trades",
}


def write_report(result: ReportData, path: Path) -> Path:
    """Write the report as one HTML file that needs no network and no other file.

    The same data give the same bytes. A reader of `path` sees the old file or the new one, never a part.

    Raises
    ------
    DataError: the folder does not exist or can't be written.
    """
    return put(render(result), path)


def put(text: str, path: Path) -> Path:
    """Put a page into place at once, see `write_report`."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    except OSError as error:
        raise DataError(f"can't write report to {path}: {error.strerror or error}") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise DataError(f"can't write report to {path}: {error.strerror or error}") from None
    return path


def render(data: ReportData) -> str:
    """The page as text."""
    page = environment(daily(data.ts)).get_template("page.html.j2")
    return page.render(data=data, style=part("page.css"), script=part("page.js"), **_view(data))


def part(name: str) -> str:
    """Text of one of the files beside this one, which a page holds whole."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def environment(date_only: bool) -> Any:
    """Where the pages' templates are, and what they write numbers and times with."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(numbers=numbers, stamp=partial(stamp, date_only=date_only))
    return made


def _view(data: ReportData) -> dict[str, Any]:
    newest = sorted(data.trades, key=lambda t: (t.exit_ts, t.entry_ts, t.instrument), reverse=True)
    paid = sum(cost.amount for cost in data.costs)
    return {
        "cards": [_figure(data.metrics[name], data.currency) for name in _CARDS if name in data.metrics],
        "groups": list(_groups(data)),
        "equity": equity_chart(data),
        "drawdown": drawdown_chart(data),
        "drawdowns": deepest(data.ts, data.equity),
        "months": MONTHS,
        "heat": heatmap(data.ts, data.equity),
        "prices": [
            (
                price_chart(p, data.trades, data.currency),
                newest_stretch(p, data.trades, data.currency),
                summary(data.trades, p.instrument, data.currency),
            )
            for p in data.prices
        ],
        "histogram": trade_histogram(data.trades),
        "last_trades": newest[:LAST_TRADES],
        "paid": paid,
        "paid_share": paid / float(data.equity[0]),
        "largest_cost": max((cost.amount for cost in data.costs), default=0.0),
    }


def _groups(data: ReportData) -> Iterator[tuple[str, list[dict[str, str]]]]:
    for kind, title in _GROUPS.items():
        rows = [_figure(m, data.currency) for m in data.metrics.values() if m.metric.kind == kind]
        if rows:
            yield title, rows


def _figure(figure: MetricValue, currency: str) -> dict[str, str]:
    """Texts of a metric: title, value, interval, definition, unit, source."""
    entry = figure.metric
    low, high = (numbers.by_unit(entry, bound, "") for bound in (figure.low, figure.high))
    return {
        "name": entry.name,
        "title": entry.title,
        "value": numbers.by_unit(entry, figure.value, currency),
        "interval": f"{low} to {high}" if numbers.UNKNOWN not in (low, high) else "",
        "definition": entry.definition,
        "unit": entry.unit,
        "source": entry.source,
    }
