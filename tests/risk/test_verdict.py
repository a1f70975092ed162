"""Sizes, every rule's limit from both sides, and verdicts that name all that speaks against an order."""

from __future__ import annotations

from dataclasses import fields, replace
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.errors import ConfigError
from tradewind.kernel.layout import ACCOUNT
from tradewind.kernel.opening import Costs, instrument_record
from tradewind.market.time import SECOND
from tradewind.risk.limits import RULE_COUNT, RULES, Limits
from tradewind.risk.sizing import size_for
from tradewind.risk.verdict import verdict
from tradewind.settings.riskprofiles import read_risk_profile, risk_profile_names

from ..randombars import instrument

FREE = instrument_record(instrument(), Costs(slippage=0.0, taker_fee=0.0, maker_fee=0.0)).view(np.recarray)[0]
NOW = 1_000_000 * SECOND
OFF = Limits(max_position_fraction=10.0, max_leverage=100.0, min_confidence=0.0, min_seconds_between_trades=0.0)
MEASURED = (2.0, 2.0, 2.0)


def judge(limits: Limits, order: float = 10.0, *, price: float = 100.0, confidence: float = 1.0, context=MEASURED, free: int = 10,
          held: float = 0.0, **state) -> tuple[set[str], np.ndarray]:  # fmt: skip
    account = np.zeros(1, ACCOUNT)
    for name, value in {"equity": 10_000.0, "peak_equity": 10_000.0, "day_start_equity": 10_000.0, **state}.items():
        account[name] = value
    used = np.full(RULE_COUNT, nan)
    records = (account.view(np.recarray)[0], held, 0.0)
    mask = verdict(
        *records,
        FREE,
        limits.record().view(np.recarray)[0],
        NOW,
        order,
        price,
        confidence,
        context,
        free,
        abs(order) * price,
        used,
    )
    return {r.name for r in RULES if mask >> r.code & 1}, used


CASES = {
    "kill_switch": (OFF, {"killed": 1}, {"killed": 0}),
    "paused": (OFF, {"paused": 1}, {"paused": 0}),
    "max_position": (replace(OFF, max_position_fraction=0.25), {"order": 25.01}, {"order": 25.0}),
    "max_daily_loss": (OFF, {"day_start_equity": 10_526.4}, {"day_start_equity": 10_526.2}),
    "max_drawdown": (OFF, {"peak_equity": 11_765.0}, {"peak_equity": 11_764.0}),
    "consecutive_losses": (OFF, {"losses_in_a_row": 5, "last_loss_ts": NOW - SECOND}, {"losses_in_a_row": 4, "last_loss_ts": NOW}),
    "time_between_trades": (
        replace(OFF, min_seconds_between_trades=300.0), {"last_entry_ts": NOW - 299 * SECOND}, {"last_entry_ts": NOW - 301 * SECOND},
    ),
    "min_confidence": (replace(OFF, min_confidence=0.6), {"confidence": 0.59}, {"confidence": 0.6}),
    "min_trade_notional": (replace(OFF, min_trade_notional=100.0), {"order": 0.99}, {"order": 1.0}),
    "max_trade_notional": (replace(OFF, max_trade_notional=2500.0), {"order": -25.01}, {"order": -25.0}),
    "max_leverage": (replace(OFF, max_leverage=1.0), {"margin_used": 8000.0, "margin_reserved": 1001.0}, {"margin_used": 9000.0}),
    "rolling_sharpe": (replace(OFF, min_rolling_sharpe=1.5), {"context": (1.4, 2.0, 2.0)}, {"context": (1.5, nan, nan)}),
    "timeframes_agree": (replace(OFF, min_timeframes_agree=2.0), {"context": (2.0, 1.0, 2.0)}, {"context": (nan, 2.0, nan)}),
    "volume": (replace(OFF, min_volume_ratio=1.0), {"context": (2.0, 2.0, nan)}, {"context": (nan, nan, 1.0)}),
    "size": (OFF, {"order": 0.0}, {"order": 0.01}),
    "working_orders": (OFF, {"free": 2}, {"free": 3}),
}  # fmt: skip


def test_every_rule_has_a_case() -> None:
    assert set(CASES) == {r.name for r in RULES}
    assert sorted(r.code for r in RULES) == list(range(RULE_COUNT))


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_rule_from_both_sides(name: str) -> None:
    limits, against, within = CASES[name]
    assert judge(limits, **against)[0] == {name}
    assert judge(limits, **within)[0] == set()


def test_all_that_speaks_against_it_is_said() -> None:
    wanted = {
        "kill_switch",
        "paused",
        "max_position",
        "max_daily_loss",
        "max_drawdown",
        "time_between_trades",
        "min_confidence",
    }
    state = {"killed": 1, "paused": 1, "day_start_equity": 20_000.0, "peak_equity": 20_000.0, "last_entry_ts": NOW}
    violated, used = judge(replace(Limits(), max_leverage=10.0), 30.0, confidence=0.1, **state)
    assert violated == wanted
    assert used[[2, 3, 4, 6, 7]] == pytest.approx([0.3, 0.5, 0.5, 0.0, 0.1])


@given(st.floats(0.01, 1000.0), st.floats(0.0, 1.0))
def test_what_reduces_passes(held: float, share: float) -> None:
    order = -max(0.01, held * share) if held * share <= held else -held
    state = {
        "killed": 1,
        "paused": 1,
        "day_start_equity": 1e9,
        "peak_equity": 1e9,
        "losses_in_a_row": 99,
        "margin_used": 1e9,
    }
    assert judge(Limits(), order, held=held, confidence=0.0, context=(nan, nan, nan), **state)[0] == set()


def test_what_turns_the_position_does_not_count_as_reducing() -> None:
    assert judge(OFF, -11.0, held=10.0, killed=1)[0] == {"kill_switch"}


def sized(
    limits: Limits, stop: float, *, equity: float = 10_000.0, margin: float = 0.0, of=FREE, beside: float = 0.0
) -> float:
    return size_for(equity, margin, 100.0, stop, of, limits.record().view(np.recarray)[0], beside)


def test_sizes_by_their_formulas() -> None:
    wide = replace(Limits(), max_position_fraction=10.0, max_leverage=10.0)
    assert sized(wide, 95.0) == pytest.approx(20.0), "1% of 10_000 over 5 a unit"
    assert sized(wide, 105.0) == pytest.approx(20.0), "a short's stop is above"
    assert sized(wide, nan) == pytest.approx(10.0), "10% of 10_000 without a stop"
    assert sized(wide, 100.0) == pytest.approx(10.0), "a stop at the price is none"
    assert sized(Limits(), 99.9) == pytest.approx(25.0), "a quarter of equity at most"
    assert sized(Limits(), 99.9, beside=15.0) == pytest.approx(10.0), "of which other strategies have 15"
    assert sized(Limits(), 99.9, beside=25.0) == pytest.approx(25.0), "they have all of it: the verdict says so"
    assert sized(replace(wide, max_trade_notional=500.0), 95.0) == pytest.approx(5.0)
    assert sized(replace(wide, max_leverage=1.0), 95.0, margin=9_500.0) == pytest.approx(5.0), "what margin is left"
    assert sized(wide, 95.0, margin=200_000.0) == 0.0
    assert sized(wide, 95.0, equity=-1.0) == 0.0
    dear = instrument_record(instrument(), Costs(slippage=0.01, half_spread=0.01, taker_fee=0.03)).view(np.recarray)[0]
    assert sized(replace(wide, max_leverage=1.0), 99.99, of=dear) == pytest.approx(100.0 / 1.05), (
        "costs are paid from it too"
    )


def test_defaults_are_those_promised() -> None:
    limits = Limits()
    assert (limits.max_position_fraction, limits.max_daily_loss, limits.max_drawdown) == (0.25, 0.05, 0.15)
    assert (limits.max_consecutive_losses, limits.min_confidence, limits.min_seconds_between_trades) == (5, 0.6, 300.0)


def test_profiles_are_limits() -> None:
    known = {f.name for f in fields(Limits)}
    assert "default" in risk_profile_names()
    for name in risk_profile_names():
        values = read_risk_profile(name)
        assert set(values) <= known, name
        record = replace(Limits(), **values).record()
        assert all(record[k][0] == v for k, v in values.items())
    assert replace(Limits(), **read_risk_profile("default")) == Limits()
    small = read_risk_profile("small_account")
    assert (small["min_trade_notional"], small["max_trade_notional"]) == (100, 2500)
    with pytest.raises(ConfigError, match="bold"):
        read_risk_profile("bold")


@pytest.mark.parametrize("value", [0.0, -1.0, 11.0, nan, inf])
def test_a_limit_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(ConfigError, match=r"risk.max_drawdown"):
        Limits(max_drawdown=value)
