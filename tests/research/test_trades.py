"""Round trips against cases made by hand."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tradewind.data.sources.samples import us_stocks
from tradewind.kernel.codes import FILL
from tradewind.kernel.layout import RECORD
from tradewind.kernel.machine import Output
from tradewind.market.orders import Purpose
from tradewind.research.report.data import round_trips as closed
from tradewind.research.trades import round_trips
from tradewind.research.trip_rows import closed_trips

from .random_result import random_result

STOCK = us_stocks()[0][0].instrument


def fills(*rows: tuple) -> Output:
    """Rows of (ts, side, quantity, price, fee, realised, position after, purpose)."""
    records = np.zeros(len(rows), RECORD)
    records["rate"] = 1.0
    for record, (ts, side, quantity, price, fee, realised, position, purpose) in zip(records, rows, strict=True):
        record["kind"], record["ts"], record["side"], record["quantity"] = FILL, ts, side, quantity
        record["price"], record["fee"], record["realised"], record["position"] = price, fee, realised, position
        record["purpose"], record["best"], record["worst"], record["decision"] = int(purpose), nan, nan, ts
    return Output(records, *(np.empty(0) for _ in range(5)))


ENTRY, STOP, TARGET, EXIT = Purpose.ENTRY, Purpose.STOP_LOSS, Purpose.TAKE_PROFIT, Purpose.EXIT


def test_a_long_with_a_gain():
    (trade,) = round_trips(fills((1, 1, 10, 100, 1.0, 0, 10, ENTRY), (5, -1, 10, 110, 1.1, 100, 0, TARGET)), (STOCK,))
    assert (trade.side, trade.entry_ts, trade.exit_ts, trade.quantity) == ("long", 1, 5, 10)
    assert (trade.entry_price, trade.exit_price, trade.exit_reason, trade.decision) == (100, 110, "take_profit", "D1")
    assert trade.pnl == pytest.approx(100 - 2.1)
    assert trade.fraction == pytest.approx((100 - 2.1) / 1000)
    assert (trade.mfe, trade.mae) == (100, 0)


def test_a_short_with_a_loss():
    (trade,) = round_trips(fills((1, -1, 4, 50, 0.2, 0, -4, ENTRY), (2, 1, 4, 55, 0.22, -20, 0, STOP)), (STOCK,))
    assert (trade.side, trade.exit_reason) == ("short", "stop_loss")
    assert trade.pnl == pytest.approx(-20.42)
    assert (trade.mfe, trade.mae) == (0, -20)


def test_scaling_in_and_out_averages_both_prices():
    (trade,) = round_trips(
        fills(
            (1, 1, 10, 100, 1, 0, 10, ENTRY),
            (2, 1, 30, 104, 1, 0, 40, ENTRY),
            (3, -1, 20, 110, 1, 140, 20, EXIT),
            (4, -1, 20, 106, 1, 60, 0, EXIT),
        ),
        (STOCK,),
    )
    assert (trade.quantity, trade.entry_price, trade.exit_price) == (40, 103, 108)
    assert (trade.pnl, trade.fees) == (196, 4)


def test_a_flip_ends_one_and_starts_the_next():
    """Its fee is counted once, with the trade that it closes."""
    first, second = round_trips(
        fills(
            (1, 1, 10, 100, 1, 0, 10, ENTRY),
            (2, -1, 15, 120, 1.5, 200, -5, ENTRY),
            (3, 1, 5, 110, 0.5, 50, 0, EXIT),
        ),
        (STOCK,),
    )
    assert (first.side, first.quantity, first.exit_price, first.pnl) == ("long", 10, 120, 197.5)
    assert (second.side, second.quantity, second.entry_price, second.pnl) == ("short", 5, 120, 49.5)
    assert first.pnl + second.pnl == pytest.approx(200 + 50 - 3)


def test_what_is_open_at_the_end_is_no_round_trip():
    assert round_trips(fills((1, 1, 10, 100, 1, 0, 10, ENTRY)), (STOCK,)) == []
    assert round_trips(fills(), (STOCK,)) == []


def test_no_notional_gives_no_fraction():
    (trade,) = round_trips(fills((1, 1, 1, 0, 0, 0, 1, ENTRY), (2, -1, 1, 0, 0, 0, 0, EXIT)), (STOCK,))
    assert isnan(trade.fraction)


def test_orders_that_are_filled_in_parts_make_one_round_trip():
    """Entry in three parts, exit in two, the last of which turns the position round: 4 of its 7 units belong to the next."""
    first, second = round_trips(
        fills(
            (1, 1, 2, 100, 0.2, 0, 2, ENTRY),
            (2, 1, 1, 103, 0.1, 0, 3, ENTRY),
            (2, 1, 1, 101, 0.1, 0, 4, ENTRY),
            (3, -1, 1, 106, 0.1, 5, 3, TARGET),
            (4, -1, 7, 110, 0.7, 27, -4, EXIT),
            (5, 1, 3, 108, 0.3, 6, -1, EXIT),
            (6, 1, 1, 111, 0.1, -1, 0, STOP),
        ),
        (STOCK,),
    )
    assert (first.quantity, first.entry_price, first.exit_price) == (4, 101, 109)
    assert (first.gross, first.fees, first.exit_reason, first.duration) == (32, pytest.approx(1.2), "exit", 3)
    assert [leg.quantity for leg in first.legs] == [2, 1, 1, -1, -3]
    assert (second.side, second.quantity, second.entry_price, second.exit_price) == ("short", 4, 110, 108.75)
    assert (second.gross, second.fees, second.exit_reason) == (5, pytest.approx(0.4), "stop_loss")
    assert [leg.quantity for leg in second.legs] == [-4, 3, 1]


def test_exit_efficiency_is_what_was_kept_of_the_best():
    made = fills((1, 1, 10, 100, 1, 0, 10, ENTRY), (5, -1, 10, 105, 1, 50, 0, EXIT))
    made.records["best"], made.records["worst"] = 120, 95
    (trade,) = round_trips(made, (STOCK,))
    assert (trade.mfe, trade.mae, trade.exit_efficiency) == (200, -50, 0.25)
    (never_up,) = round_trips(fills((1, 1, 10, 100, 1, 0, 10, ENTRY), (5, -1, 10, 90, 1, -100, 0, STOP)), (STOCK,))
    assert never_up.mfe == 0 and isnan(never_up.exit_efficiency)


@settings(max_examples=40, deadline=None)
@example(296)  # scaled in at a price above the best that the position had seen in bars before
@given(st.integers(0, 10_000))
def test_round_trips_hold_every_fill_once(seed):
    """Legs come back to nothing, their cash flows are the profit, and with what is open they are all that the account realised."""
    result = random_result(seed)
    f = result.fills
    for trade in result.trades:
        assert sum(leg.quantity for leg in trade.legs) == pytest.approx(0, abs=1e-9)
        assert sum(abs(leg.quantity) for leg in trade.legs) == pytest.approx(2 * trade.quantity)
        flow = -sum(leg.quantity * leg.price for leg in trade.legs) * trade.multiplier
        assert flow == pytest.approx(trade.gross, abs=1e-6)
        assert sum(leg.fee for leg in trade.legs) == pytest.approx(trade.fees)
        assert not trade.exit_efficiency > 1 + 1e-9
        assert trade.mae <= 1e-9 and trade.mfe >= -1e-9 and trade.duration >= 0
    for k, instrument in enumerate(result.setup.instruments):
        traded = [t.legs for t in result.trades if t.instrument == instrument.id]
        closed = sum(abs(leg.quantity) for legs in traded for leg in legs)
        own = f[f["instrument"] == k]
        ends = np.flatnonzero((own["position"] == 0) | (own["position"] * _held_before(own) < 0))
        last = int(ends[-1]) + 1 if len(ends) else 0
        turned = abs(own["position"][last - 1]) if last else 0.0
        assert closed == pytest.approx(own["quantity"][:last].sum() - turned)


def _held_before(fills: np.ndarray) -> np.ndarray:
    return np.concatenate([[0.0], fills["position"][:-1]])


@pytest.mark.parametrize("seed", [3, 5, 11])
def test_machine_code_gives_the_same_round_trips(seed):
    result = random_result(seed)
    objects = closed(result.trades)
    rows = closed_trips(result.output.records, result.machine.world.instruments)
    assert len(rows.pnl) > 3
    for name in ("entry_ts", "exit_ts", "pnl", "traded"):
        assert getattr(rows, name) == pytest.approx(getattr(objects, name), rel=1e-12), name
