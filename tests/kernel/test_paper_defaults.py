"""The paper account's defaults by name, as one scenario with each way out of its trade.

10,000 in cash, taker fee 0.1%, slippage 0.05%, a stop two average true ranges away, a target twice as far, 1% of the equity at risk; with
the exits switched on, a stop that trails 1% below the best price once the trade is 2% up, and out after 24 hours.
"""

from __future__ import annotations

from dataclasses import replace

from tradewind.kernel.opening import Costs
from tradewind.kernel.setup import Setup
from tradewind.risk.limits import Limits
from tradewind.settings.tree import Exits, Risk

from ..randombars import instrument
from .scenario import scenario

PAPER = replace(Limits(), trailing=1, max_hours=24.0)
# A range of 2 for as long as the average takes; then in: the stop at 96, the target at 108, 100 at risk over 4: 25 units.
ENTRY = [
    "    event                          | position | working                                                 | fills           |      cash | why",
    *["    bar 100 101 99 100             |        0 | none                                                    | none            | 10_000.00 |"] * 20,
    "    bar 100 101 99 100 -> long 0.9 |        0 | buy market 25                                           | none            | 10_000.00 |",
    "    bar 100 101 99 100             |       25 | sell stop 25 @ 96, sell limit 25 @ 108, sell market 25 | buy 25 @ 100.05 |  7_496.25 | 25 * 100.05 and 2.50",
]  # fmt: skip


def paper(*rows: str):
    return scenario("\n".join([*ENTRY, *rows]), limits=PAPER, costs=Costs())


def test_they_are_the_defaults() -> None:
    """Nothing of the scenario is set but the two exits that are off by default; settings say the same."""
    limits, costs, of = Limits(), Costs(), instrument()
    assert Setup.__dataclass_fields__["cash"].default == 10_000.0
    assert (costs.slippage, costs.half_spread, costs.taker_fee, float(of.taker_fee)) == (0.0005, 0.0, None, 0.001)
    assert (limits.stop_atr, limits.reward_to_risk, limits.risk_per_trade) == (2.0, 2.0, 0.01)
    assert (limits.trail_activation, limits.trail_distance) == (0.02, 0.01)
    risk, exits = Risk(), Exits()
    assert (risk.stop_atr, risk.reward_to_risk, risk.risk_per_trade) == (2.0, 2.0, 0.01)
    assert (exits.trail_activation, exits.trail_distance) == (0.02, 0.01)


@paper(
    "    bar 100 109 100 108.5 | 0 | none | sell 25 @ 108 | 10_193.55 | one bar from entry to target: 2_700 less 2.70, no slippage on a limit"
)
def test_out_at_the_target(): ...


@paper(
    "    bar 100 101 95 96 | 0 | none | sell 25 @ 95.95 | 9_892.60 | 96 less 0.05%, 95.952, down to the cent; fee 2.40"
)
def test_out_at_the_stop(): ...


@paper(
    "    bar 94 95 93 94 | 0 | none | sell 25 @ 93.95 | 9_842.65 | nobody offered 96: the open, less 0.05%; fee 2.35"
)
def test_out_at_the_open_of_a_gap_through_the_stop(): ...


@paper(
    "    bar 100 102.05 100 102    | 25 | sell stop 25 @ 96, sell limit 25 @ 108, sell market 25     | none | 7_496.25 | 2% above 100.05 is 102.051",
    "    bar 102 103 101.5 102     | 25 | sell stop 25 @ 101.97, sell limit 25 @ 108, sell market 25 | none | 7_496.25 | reached: 1% below 103",
    "    bar 102 102.5 101 101.5   | 0  | none | sell 25 @ 101.91 | 10_041.45 | 101.97 less 0.05%, down to the cent; fee 2.55",
)  # fmt: skip
def test_out_at_the_trailing_stop(): ...


@paper(
    *["    bar 100 101 99 100 | 25 | | none | 7_496.25 |"] * 23,
    "    bar 100 101 99 100 | 0 | none | sell 25 @ 99.95 | 9_992.50 | 24 hours after the entry, at the close less 0.05%; fee 2.50",
)
def test_out_after_a_day(): ...
