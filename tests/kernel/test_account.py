"""What risk, a person's word and the calendar do to an account, as tables."""

from dataclasses import replace

from tradewind.kernel.opening import Costs
from tradewind.kernel.setup import Setup
from tradewind.market.orders import Authorisation

from ..randombars import instrument
from .scenario import TOLD, WIDE, scenario

HALF_SPREAD = Costs(slippage=0.0005, half_spread=0.001, taker_fee=0.001, maker_fee=0.0002)


def test_a_paper_account_starts_as_the_catalogue_says() -> None:
    setup = Setup(TOLD, (instrument(),), {})
    world = setup.machine().world
    assert float(world.account["cash"][0]) == 10_000.0
    assert float(world.instruments["taker_fee"][0]) == 0.001
    assert float(world.instruments["slippage"][0]) == 0.0005


@scenario(
    """
    event                         | position |     cash | fills            | why
    bar 100 101 99 100 -> buy 10  |        0 | 10_000.00| none             |
    bar 100 101 99 100            |       10 |  8_998.50| buy 10 @ 100.05  | 5 bps of slippage; 0.1% of 1_000.50 is 1.00
    bar 100 101 99 100 -> close   |       10 |          | none             |
    bar 100 101 99 100            |        0 |  9_997.00| sell 10 @ 99.95  | 999.50 less 1.00
""",
    costs=Costs(),
)
def test_costs_by_default(): ...


@scenario(
    """
    event                                   | position |      cash | fills             | why
    bar 100 101 99 100 -> buy 10 target 110 |        0 | 10_000.00 | none              |
    bar 100 101 99 100                      |       10 |  8_997.50 | buy 10 @ 100.15   | 15 bps of spread and slippage; fee 1.00
    bar 105 111 104 110                     |        0 | 10_097.28 | sell 10 @ 110     | a resting target is a maker: no slippage, 0.22 fee
""",
    costs=HALF_SPREAD,
)
def test_spread_is_against_us_and_a_maker_pays_less(): ...


@scenario(
    """
    event                                  | position | fills             | why
    bar 100 101 99 100 -> sell 10 stop 105 |        0 | none              |
    bar 100 101 99 100                     |      -10 | sell 10 @ 99.85   | selling gets less
    bar 100 106 99 100                     |        0 | buy 10 @ 105.16   | 105 * 1.0015 = 105.1575, rounded against us
""",
    costs=HALF_SPREAD,
)
def test_costs_of_a_short(): ...


@scenario("""
    event                                  | position | outcome  | fills        | why
    bar 100 101 99 100 -> long 0.9 stop 95 |        0 | ordered  | none         | 1% of 10_000 at risk, 5 a unit: 20 units
    bar 100 101 99 100 -> long 0.9 stop 95 |       20 | in position | buy 20 @ 100 |
    bar 100 101 99 100 -> short 0.9        |       20 | left     | none         | first leave the opposite position
    bar 100 101 99 100 -> short 0.6 stop 99|        0 | held     | sell 20 @ 100| 0.6 is not above 0.6
    bar 100 101 99 100 -> short 0.61 stop 105|      0 | ordered  | none         |
    bar 100 101 99 100                     |      -20 |          | sell 20 @ 100|
""")
def test_signals_are_sized_and_levels_decide(): ...


@scenario(
    """
    event                                         | position | waiting | outcome  | fills | why
    bar 100 101 99 100 -> long 0.9 stop 95        |        0 |       1 | awaiting | none  |
    bar 100 101 99 100 -> long 0.9 stop 95        |        0 |       1 | already working | none | one question at a time
    approve 1                                     |        0 |       0 |          | none  |
    bar 100 101 99 100                            |       20 |       0 |          | buy 20 @ 100 |
    approve 1                                     |       20 |       0 |          | none  | answered already: nothing happens
    bar 100 101 99 100                            |       20 |       0 |          | none  |
    bar 100 101 99 100 -> close                   |       20 |       0 | left     | none  | an exit asks nobody
    bar 100 101 99 100                            |        0 |       0 |          | sell 20 @ 100 |
""",
    limits=replace(WIDE, authorisation=int(Authorisation.APPROVE), approval_expiry_seconds=7200.0),
)
def test_a_person_approves(): ...


@scenario(
    """
    event                                         | position | waiting | orders | outcome  | why
    bar 100 101 99 100 -> long 0.9 stop 95        |        0 |       1 |      0 | awaiting | asks at 01:00, for two hours
    bar 100 101 99 100                            |        0 |       1 |      0 |          |
    bar 100 101 99 100                            |        0 |       0 |      0 |          | 03:00: too late
    approve 1                                     |        0 |       0 |      0 |          |
    bar 100 101 99 100 -> long 0.9 stop 95        |        0 |       1 |      0 | awaiting |
    refuse 2                                      |        0 |       0 |      0 |          |
    bar 100 101 99 100                            |        0 |       0 |      0 |          |
""",
    limits=replace(WIDE, authorisation=int(Authorisation.APPROVE), approval_expiry_seconds=7200.0),
)
def test_an_approval_expires_and_a_refusal_ends_it(): ...


@scenario(
    """
    event                                         | position | orders | outcome   | why
    bar 100 101 99 100 -> long 0.9 stop 95        |        0 |      0 | signalled | said, not done
    bar 100 101 99 100                            |        0 |      0 |           |
""",
    limits=replace(WIDE, authorisation=int(Authorisation.SIGNAL_ONLY)),
)
def test_signals_only(): ...


@scenario("""
    event                                         | position | orders | waiting | outcome             | fills         | why
    bar 100 101 99 100 -> buy 5 stop 90 target 120|        0 |      1 |         |                     |               |
    bar 100 101 99 100 -> buy 5 limit 80          |        5 |      3 |         |                     | buy 5 @ 100   |
    kill                                          |        5 |      1 |         |                     | none          | all orders go, one flattens
    bar 99 100 98 99 -> buy 5                     |        0 |      0 |         | vetoed: kill_switch | sell 5 @ 99   |
    buy 5                                         |        0 |      0 |         | vetoed: kill_switch |               | a person can't either
    rearm                                         |        0 |      0 |         |                     |               |
    bar 99 100 98 99 -> buy 5                     |        0 |      1 |         | ordered             |               |
    bar 99 100 98 99                              |        5 |      0 |         |                     | buy 5 @ 99    |
""")
def test_kill_cancels_flattens_and_holds_until_rearmed(): ...


@scenario("""
    event                                         | position | orders | outcome        | fills         | why
    bar 100 101 99 100 -> buy 5 stop 90           |        0 |      1 | ordered        |               |
    bar 100 101 99 100                            |        5 |      1 |                | buy 5 @ 100   |
    pause                                         |        5 |      1 |                |               | the stop stays
    bar 100 101 99 100 -> buy 5                   |        5 |      1 | vetoed: paused |               |
    bar 100 101 99 100 -> sell 2                  |        5 |      2 | ordered        |               | less risk is always allowed
    bar 100 101 99 100 -> close                   |        3 |      2 | left           | sell 2 @ 100  |
    bar 100 101 99 100                            |        0 |      0 |                | sell 3 @ 100  |
    resume                                        |        0 |      0 |                |               |
    bar 100 101 99 100 -> buy 5                   |        0 |      1 | ordered        |               |
""")
def test_a_pause_stops_entries_alone(): ...


@scenario(
    """
    event                        | position | outcome                    | why
    bar 100 101 99 100 -> buy 1  |        0 | ordered                    |
    bar 100 101 99 100 -> close  |        1 | left                       |
    bar 99 100 98 99 -> buy 1    |        0 | ordered                    | one loss
    bar 100 101 99 100 -> close  |        1 | left                       |
    bar 99 100 98 99 -> buy 1    |        0 | vetoed: consecutive_losses | the second: at 05:00
    bar 99 100 98 99 -> buy 1    |        0 | vetoed: consecutive_losses |
    sleep 3600                   |        0 |                            |
    bar 99 100 98 99 -> buy 1    |        0 | ordered                    | 08:00, three hours after
    bar 99 100 98 99 -> close    |        1 | left                       |
    bar 105 106 104 105 -> buy 1 |        0 | ordered                    | a gain begins the count anew
""",
    limits=replace(WIDE, max_consecutive_losses=2, loss_cooldown_seconds=10_800.0),
)
def test_losses_in_a_row_and_their_cool_down(): ...


@scenario(
    """
    event                        | equity    | outcome                | why
    bar 100 101 99 100 -> buy 50 | 10_000.00 | ordered                | 12:00 on the first of January
    bar 100 101 85 90 -> buy 1   |  9_500.00 | vetoed: max_daily_loss | 24:00 is still the same day; 5% are lost
    bar 90 91 89 90 -> buy 1     |  9_500.00 | ordered                | the next day counts from 9_500
    bar 90 91 80 80 -> buy 1     |  8_990.00 | vetoed: max_daily_loss | 51 units lost 10 each: 5.4% of 9_500
    bar 80 81 79 80 -> sell 1    |  8_990.00 | ordered                |
""",
    limits=replace(WIDE, max_daily_loss=0.05),
    seconds=43_200,
)
def test_the_daily_loss_begins_anew_at_midnight_utc(): ...


@scenario(
    """
    event                         | equity    | outcome              | why
    bar 100 101 99 100 -> buy 50  | 10_000.00 | ordered              |
    bar 100 121 99 120            | 11_000.00 |                      | the peak
    bar 110 111 98 99 -> buy 1    |  9_950.00 | ordered              | 9.5% below it
    bar 99 100 96 97 -> buy 1     |  9_848.00 | vetoed: max_drawdown | 10.5%
    rearm                         |           |                      | a person takes responsibility: the peak counts from now
    bar 97 98 96 97 -> buy 1      |  9_848.00 | ordered              |
""",
    limits=replace(WIDE, max_drawdown=0.10),
)
def test_the_drawdown_counts_from_the_peak(): ...


@scenario(
    """
    event                        | position | outcome                     | why
    bar 100 101 99 100 -> buy 1  |        0 | ordered                     |
    bar 100 101 99 100 -> close  |        1 | left                        | filled within this hour, which closed at 02:00
    bar 100 101 99 100 -> buy 1  |        0 | vetoed: time_between_trades | 03:00
    bar 100 101 99 100 -> buy 1  |        0 | ordered                     | 04:00: 7200 s after
""",
    limits=replace(WIDE, min_seconds_between_trades=7200.0),
)
def test_seconds_between_trades(): ...


@scenario(
    """
    event                                     | outcome                | why
    bar 100 101 99 100 -> long 0.7 stop 95    | vetoed: min_confidence | a buy by its level, but not for this account
    bar 100 101 99 100 -> long 0.75 stop 95   | ordered                |
""",
    limits=replace(WIDE, min_confidence=0.75),
)
def test_confidence(): ...


@scenario(
    """
    event                           | position | outcome              | why
    bar 100 101 99 100 -> buy 25.01 |        0 | vetoed: max_position | 25.01%
    bar 100 101 99 100 -> buy 25    |        0 | ordered              | exactly a quarter
    bar 100 101 99 100 -> buy 1     |       25 | vetoed: max_position | with what is held
    bar 100 101 99 100 -> sell 25   |       25 | ordered              | always out
    bar 100 101 99 100 -> long 0.9 stop 99.9 | 0 | ordered            | 1% at risk would be 1_000 units; a quarter is 25
    bar 100 101 99.95 100           |       25 |                      |
""",
    limits=replace(WIDE, max_position_fraction=0.25),
)
def test_a_position_has_its_limit(): ...
