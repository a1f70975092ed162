"""Round trips against cases made by hand."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest

from tradewind.data.sources.samples import us_stocks
from tradewind.kernel.codes import FILL
from tradewind.kernel.layout import RECORD
from tradewind.kernel.machine import Output
from tradewind.market.orders import Purpose
from tradewind.research.trades import round_trips

STOCK = us_stocks()[0][0].instrument


def fills(*rows: tuple) -> Output:
    """Rows of (ts, side, quantity, price, fee, realised, position after, purpose)."""
    records = np.zeros(len(rows), RECORD)
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
