"""The numbers by which the kernel says what happened and why. They stand in journals: never renumber, only add."""

from __future__ import annotations

# Kinds of records.
ORDER_NEW, FILL, ORDER_CANCELLED, ORDER_REJECTED, DECIDED, APPROVED, REFUSED, EXPIRED, STATE = range(1, 10)
ORDER_AMENDED, ORDER_TRIGGERED, FINANCING, CORPORATE, MARGIN_CALL, SETTLED = range(10, 16)

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
    # Order rules.
    REASON_EXPIRED,
    REASON_IMMEDIATE,
    REASON_FILL_OR_KILL,
    REASON_POST_ONLY,
    REASON_REDUCE_ONLY,
    REASON_PARENT_GONE,
    REASON_SESSION_CLOSED,
    # Venue rules.
    REASON_TICK,
    REASON_LOT,
    REASON_NOTIONAL,
    REASON_PRICE_BAND,
    REASON_SIZE,
    REASON_NO_LOCATE,
    REASON_NO_CASH,
    REASON_HALTED,
    # Why money moved or an instrument changed without a trade.
    REASON_FUNDING,
    REASON_SWAP,
    REASON_BORROW,
    REASON_INTEREST,
    REASON_DIVIDEND,
    REASON_WITHHOLDING,
    REASON_SPLIT,
    REASON_EXPIRY,
    REASON_VARIATION,
    REASON_EXERCISE,
    REASON_ASSIGNMENT,
    REASON_LIQUIDATION,
    REASON_HALT,
    REASON_REOPENED,
    REASON_EARLY_STOP,
) = range(41)
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
    "its time in force is over",
    "what was not filled at once is cancelled",
    "could not be filled whole at once",
    "would have taken liquidity (post-only)",
    "would have opened or turned the position (reduce-only)",
    "the order that it hung on is gone",
    "the session is closed",
    "the price is not a multiple of the increment",
    "the size is not a multiple of the increment",
    "below the venue's smallest notional",
    "the price is outside the venue's band",
    "above the venue's largest size",
    "no units could be borrowed to sell short",
    "not enough cash",
    "trading is halted",
    "funding",
    "rollover",
    "borrow fee",
    "interest",
    "dividend",
    "tax withheld",
    "split",
    "expiry",
    "variation margin",
    "exercise",
    "assignment",
    "liquidation",
    "trading was halted",
    "trading goes on",
    "ended early",
)

# What became of a decision.
HELD, ORDERED, AWAITING, SIGNALLED, VETOED, LEFT, IN_POSITION, ALREADY_WORKING, NO_SIGNAL = range(9)

# How an instrument settles.
NOTIONAL, VARIATION, INVERSE, QUANTO = range(4)

# What the slippage of an instrument is counted in: a fraction of the price, price increments, or average absolute returns a bar.
SLIPPAGE_FRACTION, SLIPPAGE_TICKS, SLIPPAGE_VOLATILITY = range(3)
