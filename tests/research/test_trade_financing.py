"""What holding a position costs is in its trade's profit: the trades' sums are the account's."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind.kernel.codes import FINANCING, REASON_INTEREST
from tradewind.kernel.machine import Output
from tradewind.kernel.opening import Account, Costs
from tradewind.market.events import EventKind
from tradewind.market.instrument import AssetClass, Instrument
from tradewind.market.time import HOUR
from tradewind.research.report.data import round_trips as closed
from tradewind.research.trades import round_trips
from tradewind.research.trip_rows import closed_trips

from ..kernel.scenario import one_bar, one_event, told_machine
from ..randombars import START, instrument

D = Decimal
SHARE = instrument(withholding=D("0.15"), borrow_fee=D("0.1"))
PERP = instrument(asset_class=AssetClass.PERPETUAL, margin_initial=D("0.1"), borrow_fee=D("0.02"))
FUTURE = instrument(asset_class=AssetClass.FUTURE, margin_initial=D("0.1"), daily_settlement=True, multiplier=D(5))
FOREIGN = instrument(quote_currency="EUR", withholding=D("0.15"), borrow_fee=D("0.1"))
FEES = Costs(slippage=0.0005, taker_fee=0.001, maker_fee=0.001)


def played(of: Instrument, story: list[str], account: Account) -> tuple:
    """The machine after the story, and all of its output. `buy 3` and the like are answers to a bar at 100."""
    machine, clock, records = told_machine((of,), cash=100_000.0, costs=FEES, account=account), START, []
    for line in story:
        clock += 7 * HOUR
        words = line.split()
        if words[0].isupper():
            block = one_event(clock, EventKind[words[0]], [float(w) for w in words[1:]])
        else:
            price = float(words[0])
            block = one_bar(clock, [price, price + 1, price - 1, price], words[1:])
        records.append(machine.step(block).records)
    return machine, Output(np.concatenate(records), *(np.empty(0) for _ in range(5)))


def test_a_short_pays_borrow_fees_and_dividends_and_receives_funding() -> None:
    """Short 10 at 100 (99.95 with slippage) from the 14th to the 49th hour; the numbers are in the comments."""
    story = [
        "100 sell 10",
        "100 hold",
        "FUNDING 0.001 100",
        "ROLLOVER 0.02 -0.03 1",
        "DIVIDEND 0.5",
        "100 close",
        "100 hold",
    ]
    machine, output = played(SHARE, story, Account())
    (trade,) = round_trips(output, (SHARE,))
    assert (trade.funding, trade.swap, trade.dividends) == pytest.approx(
        (1.0, -0.3, -5.0)
    )  # 10 * 100 * 0.1%; 10 * 0.03; 10 * 0.5
    assert trade.borrow == pytest.approx(-2 * 10 * 100 * 0.1 / 360)  # two midnights were passed
    assert trade.gross == pytest.approx(10 * (99.95 - 100.05))
    assert trade.pnl == pytest.approx(trade.gross - trade.fees + 1.0 - 0.3 - 5.0 + trade.borrow)
    assert machine.world.account["equity"][0] == pytest.approx(100_000 + trade.pnl)


ACTS = st.sampled_from(
    ["100 buy 20", "101 sell 15", "103 buy 5", "99 sell 30", "102 hold", "100 close", "FUNDING 0.0005 102", "FUNDING -0.001 99", "DIVIDEND 0.75",
     "ROLLOVER 0.01 -0.02 1", "98 hold"]
)  # fmt: skip


@settings(max_examples=40)
@given(st.lists(ACTS, min_size=5, max_size=40), st.sampled_from([SHARE, PERP, FUTURE, FOREIGN]), st.booleans())
def test_the_trades_sums_are_the_accounts(story: list[str], of: Instrument, hedging: bool) -> None:
    """With everything closed: funding, swap and borrow fees and the account's interest are its financing, dividends its dividends, and (in one
    currency) the trades' profits and the interest what the equity gained."""
    account = Account(hedging=hedging, rates={"EUR": 1.1}, debit_rate=0.05, credit_rate=0.02)
    machine, output = played(of, ["100 hold", *story, "100 close", "100 close", "100 hold"], account)
    state = machine.world.account[0]
    assert not machine.world.positions["quantity"].any()
    trades = round_trips(output, (of,), hedging=hedging)
    r = output.records
    interest = float(r["realised"][(r["kind"] == FINANCING) & (r["reason"] == REASON_INTEREST)].sum())
    held = sum(t.funding + t.swap + t.borrow for t in trades)
    assert held + interest == pytest.approx(float(state["financing"]), abs=1e-6)
    assert sum(t.dividends for t in trades) == pytest.approx(float(state["dividends"]), abs=1e-6)
    assert sum(t.fees for t in trades) == pytest.approx(float(state["fees"]), abs=1e-6)
    if of is not FOREIGN:
        assert sum(t.pnl for t in trades) + interest == pytest.approx(float(state["equity"]) - 100_000.0, abs=1e-6)
    rows, objects = closed_trips(r, machine.world.instruments, len(machine.world.positions)), closed(trades)
    for name in ("entry_ts", "exit_ts", "pnl", "traded"):
        assert getattr(rows, name) == pytest.approx(getattr(objects, name), rel=1e-12, abs=1e-9), name
