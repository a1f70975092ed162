"""The pre-trade verdict: every order passes here, whoever wants it, and learns all that speaks against it at once."""

from __future__ import annotations

from tradewind.risk.limits import (
    AGREEMENT,
    CAPACITY,
    CONFIDENCE,
    DAILY_LOSS,
    DRAWDOWN,
    KILLED,
    LEVERAGE,
    LOSSES,
    MAX_NOTIONAL,
    MIN_NOTIONAL,
    PAUSED,
    POSITION,
    SHARPE,
    SIZE,
    SPACING,
    VOLUME,
)
from tradewind.risk.rules.losses import daily_loss, drawdown, losses_in_a_row
from tradewind.risk.rules.position_size import position_fraction, reduces
from tradewind.risk.rules.spacing import seconds_since
from tradewind.risk.worth import worth


def verdict(
    account, held, beside, instrument, limits, ts, order, price, confidence, context, free_orders, margin, used
):
    """All rules against one order.

    Parameters
    ----------
    account, instrument, limits: kernel records. held: signed units, with what orders on this order's side may still add.
    beside: the same of the account's other strategies, where they are on this order's side.
    ts: now, ns. order: signed units. price: expected, quote currency.
    context: (rolling Sharpe in the order's direction, timeframes that agree, volume ratio), nan where not measured.
    free_orders: how many more working orders fit. margin: initial margin that the order adds, account currency.
    used: (RULE_COUNT,) float64, receives what each rule measured.

    Returns
    -------
    Bit mask of violated rules, 0 if none. An order that only reduces a position passes all rules but the smallest size.
    """
    violated = 0
    size = abs(order)
    used[SIZE] = size
    # Nothing can be opened in money of which no rate is known yet: it is worth 0.
    small = size < instrument.min_size or size * price * instrument.multiplier < instrument.min_notional
    if size <= 0.0 or small or not instrument.rate > 0.0:
        violated |= 1 << SIZE
    used[CAPACITY] = free_orders
    if free_orders < 3:
        violated |= 1 << CAPACITY
    if reduces(held, order):
        return violated
    return violated | entry_rules(
        account, held + beside, instrument, limits, ts, order, price, confidence, context, margin, used
    )


def entry_rules(account, held, instrument, limits, ts, order, price, confidence, context, margin, used):
    """The rules that an order which opens or adds must pass. held: of all strategies."""
    violated = 0
    used[KILLED] = float(account.killed)
    if account.killed:
        violated |= 1 << KILLED
    used[PAUSED] = float(account.paused)
    if account.paused:
        violated |= 1 << PAUSED
    used[POSITION] = position_fraction(held, order, worth(instrument, price), 1.0, account.equity)
    if used[POSITION] > limits.max_position_fraction * (1.0 + 1e-9):
        violated |= 1 << POSITION
    used[DAILY_LOSS] = daily_loss(account.day_start_equity, account.equity)
    if used[DAILY_LOSS] >= limits.max_daily_loss:
        violated |= 1 << DAILY_LOSS
    used[DRAWDOWN] = drawdown(account.peak_equity, account.equity)
    if used[DRAWDOWN] >= limits.max_drawdown:
        violated |= 1 << DRAWDOWN
    used[LOSSES] = losses_in_a_row(account.losses_in_a_row, account.last_loss_ts, ts, limits.loss_cooldown_seconds)
    if used[LOSSES] >= limits.max_consecutive_losses:
        violated |= 1 << LOSSES
    used[SPACING] = seconds_since(account.last_entry_ts, ts)
    if used[SPACING] < limits.min_seconds_between_trades:
        violated |= 1 << SPACING
    used[CONFIDENCE] = confidence
    if confidence < limits.min_confidence:
        violated |= 1 << CONFIDENCE
    notional = abs(order) * worth(instrument, price)
    used[MIN_NOTIONAL] = notional
    if notional < limits.min_trade_notional:
        violated |= 1 << MIN_NOTIONAL
    used[MAX_NOTIONAL] = notional
    if limits.max_trade_notional > 0.0 and notional > limits.max_trade_notional:
        violated |= 1 << MAX_NOTIONAL
    needed = account.margin_used + account.margin_reserved + margin
    used[LEVERAGE] = needed / account.equity if account.equity > 0.0 else 1e9
    if used[LEVERAGE] > limits.max_leverage:
        violated |= 1 << LEVERAGE
    return violated | filter_rules(limits, context, used)


def filter_rules(limits, context, used):
    """Entry filters; each is off where its setting is 0, and vetoes where it is on but can't be measured yet (nan)."""
    violated = 0
    sharpe, agree, volume = context
    used[SHARPE] = sharpe
    if limits.min_rolling_sharpe > 0.0 and not sharpe >= limits.min_rolling_sharpe:
        violated |= 1 << SHARPE
    used[AGREEMENT] = agree
    if limits.min_timeframes_agree > 0.0 and not agree >= limits.min_timeframes_agree:
        violated |= 1 << AGREEMENT
    used[VOLUME] = volume
    if limits.min_volume_ratio > 0.0 and not volume >= limits.min_volume_ratio:
        violated |= 1 << VOLUME
    return violated
