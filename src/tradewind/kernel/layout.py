"""The kernel's state and its output, as numpy records. All of a run's state is in these arrays: copy their bytes and you have a snapshot."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

ACCOUNT = np.dtype(
    [
        ("cash", "f8"),  # account currency
        ("equity", "f8"),  # cash + value of positions at their last price
        ("starting_equity", "f8"),
        ("peak_equity", "f8"),
        ("day_start_equity", "f8"),
        ("day_end_ts", "i8"),  # first nanosecond of the next UTC day
        ("now_ts", "i8"),
        ("realised", "f8"),  # before fees
        ("fees", "f8"),
        ("margin_used", "f8"),
        ("margin_reserved", "f8"),  # by entries that wait to be filled
        ("losses_in_a_row", "i8"),
        ("last_loss_ts", "i8"),
        ("last_entry_ts", "i8"),
        ("paused", "i8"),
        ("killed", "i8"),
        ("working", "i8"),  # orders[:working] are the working ones, oldest first
        ("waiting", "i8"),  # pending[:waiting] wait for a person's word
        ("next_order", "i8"),
        ("next_decision", "i8"),
        ("next_fill", "i8"),
        ("next_record", "i8"),
        ("bars", "i8"),
        ("records_out", "i8"),  # rows of `records` written since last drained
        ("decisions_out", "i8"),
    ]
)

POSITION = np.dtype(
    [
        ("quantity", "f8"),  # signed units
        ("average_price", "f8"),
        ("last_price", "f8"),
        ("last_ts", "i8"),
        ("opened_ts", "i8"),
        ("entry_decision", "i8"),
        ("trade_pnl", "f8"),  # realised less fees since the position was opened
        ("best_price", "f8"),  # most and least favourable prices since then
        ("worst_price", "f8"),
        ("trigger_low", "f8"),  # no working order can react to a bar that stays
        ("trigger_high", "f8"),  # strictly between these two prices
        ("working", "i8"),
    ]
)

INSTRUMENT = np.dtype(
    [
        ("price_increment", "f8"),
        ("price_scale", "f8"),  # 1 / increment where that is a whole number, else 0
        ("size_increment", "f8"),
        ("size_scale", "f8"),
        ("multiplier", "f8"),
        ("min_size", "f8"),
        ("min_notional", "f8"),
        ("taker_fee", "f8"),  # fraction of notional
        ("maker_fee", "f8"),
        ("margin_initial", "f8"),  # fraction of notional
        ("half_spread", "f8"),  # fraction of price, where the data has no bid and ask
        ("slippage", "f8"),  # fraction of price, against us
    ]
)

ORDER = np.dtype(
    [
        ("id", "i8"),
        ("decision", "i8"),
        ("parent", "i8"),  # entry that this stop or target protects
        ("instrument", "i8"),
        ("side", "i8"),
        ("type", "i8"),
        ("purpose", "i8"),
        ("submitted_ts", "i8"),
        ("triggered", "i8"),
        ("inside_bar", "i8"),  # a target whose entry was filled at a price inside the bar, not at its open
        ("quantity", "f8"),
        ("limit", "f8"),
        ("trigger", "f8"),
        ("stop", "f8"),  # of an entry: where its stop and target will be
        ("target", "f8"),
        ("margin", "f8"),  # reserved until filled
    ]
)

PENDING = np.dtype(
    [
        ("decision", "i8"),
        ("instrument", "i8"),
        ("expires_ts", "i8"),
        ("type", "i8"),
        ("quantity", "f8"),  # signed
        ("limit", "f8"),
        ("trigger", "f8"),
        ("stop", "f8"),
        ("target", "f8"),
        ("confidence", "f8"),
        ("sharpe", "f8"),
        ("agree", "f8"),
        ("volume", "f8"),
    ]
)

RECORD = np.dtype(
    [
        ("number", "i8"),
        ("kind", "i8"),
        ("ts", "i8"),
        ("instrument", "i8"),
        ("order", "i8"),
        ("decision", "i8"),
        ("fill", "i8"),
        ("side", "i8"),
        ("type", "i8"),
        ("purpose", "i8"),
        ("reason", "i8"),
        ("quantity", "f8"),
        ("limit", "f8"),
        ("trigger", "f8"),
        ("price", "f8"),
        ("fee", "f8"),
        ("realised", "f8"),
        ("position", "f8"),  # after
        ("cash", "f8"),  # after
        ("best", "f8"),  # of the position that this fill closed: most and least favourable price
        ("worst", "f8"),
    ]
)

DECISION = np.dtype(
    [
        ("id", "i8"),
        ("ts", "i8"),
        ("instrument", "i8"),
        ("level", "i8"),
        ("outcome", "i8"),
        ("violations", "i8"),
        ("order", "i8"),
        ("expires_ts", "i8"),
        ("price", "f8"),
        ("score", "f8"),
        ("confidence", "f8"),
        ("regime", "f8"),
        ("quantity", "f8"),  # signed
        ("stop", "f8"),
        ("target", "f8"),
        ("equity", "f8"),
        ("position", "f8"),
    ]
)

# Kinds of records.
ORDER_NEW, FILL, ORDER_CANCELLED, ORDER_REJECTED, DECIDED, APPROVED, REFUSED, EXPIRED, STATE = range(1, 10)

# Why an order was cancelled or refused, or what a state change was.
(
    REASON_NONE,
    REASON_OTHER_FILLED,
    REASON_POSITION_CLOSED,
    REASON_STRATEGY_CLOSE,
    REASON_KILL,
    REASON_ASKED,
    REASON_RISK,
    REASON_PAUSE,
    REASON_RESUME,
    REASON_REARM,
    REASON_NOTHING_TO_REDUCE,
) = range(11)
REASON_NAMES = (
    "",
    "the other side of the bracket was filled",
    "the position was closed",
    "the strategy left",
    "kill switch",
    "asked for",
    "risk",
    "pause",
    "resume",
    "rearm",
    "no position left to reduce",
)

# What became of a decision.
HELD, ORDERED, AWAITING, SIGNALLED, VETOED, LEFT, IN_POSITION, ALREADY_WORKING, NO_SIGNAL = range(9)


class World(NamedTuple):
    """Every array that the kernel reads and writes. `orders` and `pending` are packed: only the first `working`, `waiting` rows count."""

    account: np.ndarray  # (1,) ACCOUNT
    positions: np.ndarray  # (k,) POSITION
    instruments: np.ndarray  # (k,) INSTRUMENT
    limits: np.ndarray  # (1,) LIMITS
    orders: np.ndarray  # (capacity,) ORDER
    pending: np.ndarray  # (capacity,) PENDING
    weights: np.ndarray  # (m,) float64, of the strategy's sources
    records: np.ndarray  # (rows,) RECORD, output
    decisions: np.ndarray  # (rows,) DECISION, output
    votes: np.ndarray  # (rows * m, 5) float64, output beside `decisions`
    used: np.ndarray  # (rows, RULE_COUNT) float64, output beside `decisions`
