"""What a backtest assumed, and what each assumption is worth: the same run at a stricter setting, one line each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from tradewind.kernel.conditions import impact_coefficients
from tradewind.kernel.history import history_of
from tradewind.kernel.portfolio import Rules
from tradewind.kernel.rate_paths import in_words, rate_paths
from tradewind.market.depth import Depth
from tradewind.market.orders import Purpose
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.time import DAY
from tradewind.research.backtest import BacktestResult
from tradewind.research.report.data import Assumption

SPREAD = 0.0002  # of the price, where the data have no spread and none was assumed
BORROW, DEBIT = Decimal("0.03"), 0.06  # a year
PARTICIPATION = 0.1  # of a bar's volume
IMPACT = 1.0  # Y of the square-root law, see kernel/impact.py


@dataclass(frozen=True)
class Stricter:
    """One assumption made harder: its name, what was assumed, what the stricter setting is, and the setup with it."""

    name: str
    assumed: str
    stricter: str
    setup: Rules


def assumption_sheet(result: BacktestResult, *, worth: bool = True) -> list[Assumption]:
    """What the figures rest on, and how much of the return hangs on each line.

    worth: run the stricter settings too (as many backtests again as there are lines, without decisions or reports).
    """
    # Plain Python may keep state of its own: asked again, it would not be the same strategy.
    worth = worth and all(m.strategy.compiled for m in result.setup.members)
    setup = result.setup
    rows = [
        *_of_matching(result),
        Assumption(
            "Size",
            f"{setup.limits.risk_per_trade:.1%} of equity at the stop",
            "within the position limit; sizes are rounded down",
        ),
    ]
    paths = rate_paths(setup.instruments, setup.currency, setup.account.rates)
    if paths:
        told = "; ".join(in_words(paths, setup.instruments, setup.currency))
        rows.append(Assumption("Currencies", told, "at the last price of each pair, without a spread"))
    for one in stricter(result):
        note = f"stricter: {one.stricter}"
        if worth:
            note += f"; worth {_worth(result, one.setup):+.2%} of return"
        rows.append(Assumption(one.name, one.assumed, note))
    return rows


# What orders are filled from, finest first: name of it, then how an entry, a stop and a limit fill.
_FILLED_BY = {
    Depth: (
        "depth",
        "the book on arrival, level by level",
        "the book when it wakes",
        "its place in the queue, by the model",
    ),
    Quotes: (
        "quotes",
        "ask or bid of the next quote, up to its size",
        "the quote that wakes it",
        "when the other side comes to it",
    ),
    Trades: (
        "trades",
        "the next trade, up to its size",
        "the next trade beyond it",
        "a trade beyond it, up to its size",
    ),
}


def _of_matching(result: BacktestResult) -> Iterator[Assumption]:
    """How orders fill with the data that there were."""
    history = history_of(result.bars)
    finest = next((c for c in _FILLED_BY if any(isinstance(s, c) for s in history.beside)), None)
    if finest is not None:
        name, entry, stop, limit = _FILLED_BY[finest]
        yield Assumption(
            "Orders are filled from", name, f"{sum(len(s) for s in history.beside if isinstance(s, finest)):,} events"
        )
        yield Assumption("Entry", entry, "never before it arrives at the venue")
        yield Assumption("Stop", stop, "a gap is paid in full")
        yield Assumption("Limit and target", limit, "a touch is not a fill")
        return
    either = int(result.machine.world.account[0]["intrabar"])
    decided = decided_by_finer(result)
    yield Assumption("Entry", "next bar's open", "never inside the bar of the signal")
    yield Assumption("Stop", "its price or the open beyond it", "a gap is paid in full")
    yield Assumption(
        "Stop and target in one bar",
        "the stop came first" if not history.fine else f"{history.fine[0].timeframe} bars decide, else the stop came first",
        f"{decided} bars were decided by finer ones, {either} could have gone either way" if history.fine
        else f"{either} bars could have gone either way",
    )  # fmt: skip
    yield Assumption("Limit and target", "only when traded through", "a touch is not a fill")


def decided_by_finer(result: BacktestResult) -> int:
    """Bars that reached both the stop and the target of a position, where finer bars said which was first."""
    fine = {f.instrument.id: f for f in history_of(result.bars).fine}
    placed = result.orders[np.isin(result.orders["purpose"], (Purpose.STOP_LOSS, Purpose.TAKE_PROFIT))]
    pairs: dict[tuple[int, int], list[np.void]] = {}
    for order in placed:
        pairs.setdefault((int(order["instrument"]), int(order["parent"])), []).append(order)
    by_order = {int(o["order"]): pair for pair in pairs.values() for o in pair}
    found = set()
    for fill in result.fills[np.isin(result.fills["purpose"], (Purpose.STOP_LOSS, Purpose.TAKE_PROFIT))]:
        k, ts = int(fill["instrument"]), int(fill["ts"])
        bars = result.bars[k]
        i = int(np.searchsorted(bars.ts_event, ts))
        inside = fine.get(bars.instrument.id)
        if inside is None or i >= len(bars) or _position_of(inside.ts_event, ts) is None:
            continue
        prices = [
            float(o["trigger"] if o["purpose"] == Purpose.STOP_LOSS else o["limit"])
            for o in by_order[int(fill["order"])]
        ]
        if len(prices) > 1 and all(bars.low[i] <= p <= bars.high[i] for p in prices):
            found.add((k, i))
    return len(found)


def _position_of(times: np.ndarray, ts: int) -> int | None:
    at = int(np.searchsorted(times, ts))
    return at if at < len(times) and times[at] == ts else None


def _worth(result: BacktestResult, setup: Rules) -> float:
    """Return that the assumption gave: the result's less that of the stricter run."""
    final = float(setup.machine().step(result.block).equity[-1])
    return (float(result.output.equity[-1]) - final) / result.setup.cash


def stricter(result: BacktestResult) -> Iterator[Stricter]:
    """Each assumption's stricter setting, all else as it was."""
    setup, costs = result.setup, result.setup.costs
    record = result.machine.world.instruments[0]
    taker, maker = float(record["taker_fee"]), float(record["maker_fee"])

    def one(name: str, assumed: str, harder: str, **changes: Any) -> Stricter:
        return Stricter(name, assumed, harder, setup.changed(**changes))

    slipped = 2 * costs.slippage or 0.0005
    yield one(
        "Slippage",
        f"{costs.slippage:.3%} of the price, on market and stop orders",
        f"{slipped:.3%}",
        costs=replace(costs, slippage=slipped),
    )
    spread = 2 * costs.half_spread or SPREAD
    yield one(
        "Half spread",
        f"{costs.half_spread:.3%} of the price",
        f"{spread:.3%}",
        costs=replace(costs, half_spread=spread),
    )
    yield one(
        "Fees", f"taker {taker:.3%}, maker {maker:.3%} of the notional", f"{1.5 * taker:.3%} for both",
        costs=replace(costs, taker_fee=1.5 * taker, maker_fee=1.5 * taker),
    )  # fmt: skip
    late = min(m.strategy.timeframe.ns for m in setup.members)
    yield one(
        "Latency",
        f"{setup.conditions.order_latency / 1e9:g} s to the venue",
        "one bar",
        conditions=replace(setup.conditions, order_latency=late),
    )
    yield one(
        "Financing", f"{setup.account.debit_rate:.1%} a year on money owed, instruments' own borrow fees",
        f"{DEBIT:.1%} on money owed, {float(BORROW):.1%} on what is sold short",
        account=replace(setup.account, debit_rate=max(DEBIT, setup.account.debit_rate)),
        each_instrument=lambda i: replace(i, borrow_fee=max(i.borrow_fee, BORROW)),
    )  # fmt: skip
    yield one(
        "Rounding", "prices to the worse increment", "ten times the increment",
        each_instrument=lambda i: replace(i, price_increment=10 * i.price_increment),
    )  # fmt: skip
    if float(np.median(np.concatenate([b.volume for b in result.bars]))) > 0:
        yield from _of_size(result, one)


def _of_size(result: BacktestResult, one) -> Iterator[Stricter]:
    """What our own size does to the market, where the data have volume."""
    conditions = result.setup.conditions
    yield one(
        "Size that is filled", "any" if not conditions.participation else f"{conditions.participation:.0%} of a bar's volume",
        f"{PARTICIPATION:.0%} of a bar's volume", conditions=replace(conditions, participation=PARTICIPATION),
    )  # fmt: skip
    temporary, permanent = impact_coefficients("square root", *_daily(result), temporary=IMPACT)
    yield one(
        "Market impact", conditions.impact, "square root of size over daily volume",
        conditions=replace(conditions, impact="square root", impact_temporary=temporary, impact_permanent=permanent),
    )  # fmt: skip


def _daily(result: BacktestResult) -> tuple[float, float]:
    """Daily volatility (a fraction) and volume (units) of the first instrument, from its bars."""
    bars = result.bars[0]
    days = max(1.0, float(bars.ts_event[-1] - bars.ts_event[0]) / DAY)
    moves = np.diff(np.log(bars.close))
    return float(np.sqrt(np.sum(moves**2) / days)), float(np.sum(bars.volume)) / days
