"""Results by day and over the run, from equity and fills alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tradewind.live.views import AccountView, EquityPoint, FillView
from tradewind.server.models import DayResult, Performance


def by_day(account: AccountView, equity: Sequence[EquityPoint], fills: Sequence[FillView]) -> list[DayResult]:
    """One result for each UTC day with an equity point or a fill, oldest first.

    A day's pnl is its last equity minus the last equity of the day before (the starting equity before the first), so
    the days' pnl add up to equity - starting equity. `equity` is oldest first; the order of `fills` does not matter.
    """
    last = {point.time[:10]: point.equity for point in equity}
    filled: dict[str, list[FillView]] = defaultdict(list)
    for fill in fills:
        filled[fill.time[:10]].append(fill)
    results, before = [], account.starting_equity
    for day in sorted(last.keys() | filled.keys()):
        after = last.get(day, before)
        results.append(_day(day, before, after, filled.get(day, [])))
        before = after
    return results


def _day(day: str, before: float, after: float, fills: Sequence[FillView]) -> DayResult:
    return DayResult(  # pyright: ignore[reportCallIssue]  (`return` is a keyword: it has an alias)
        day=day,
        equity=after,
        pnl=after - before,
        return_=after / before - 1 if before else 0.0,  # pyright: ignore[reportCallIssue]
        realised_pnl=sum(f.realised_pnl for f in fills),
        trades=len(fills),
        fees=sum(f.fee for f in fills),
    )


def overall(account: AccountView, equity: Sequence[EquityPoint], fills: Sequence[FillView]) -> Performance:
    """The run as a whole. max_drawdown is the largest fall of equity from its peak, as a fraction of the peak."""
    closing = [f for f in fills if f.realised_pnl != 0]
    start = account.starting_equity
    return Performance(
        starting_equity=start,
        equity=account.equity,
        total_return=account.equity / start - 1 if start else 0.0,
        max_drawdown=max((p.drawdown for p in equity), default=0.0),
        realised_pnl=account.realised_pnl,
        unrealised_pnl=account.unrealised_pnl,
        fees=account.fees_paid,
        trades=len(fills),
        win_rate=sum(f.realised_pnl > 0 for f in closing) / len(closing) if closing else None,
        days=len({p.time[:10] for p in equity}),
    )
