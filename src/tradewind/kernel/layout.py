"""The kernel's state and its output, as numpy records. All of a run's state is in these arrays: copy their bytes and you have a snapshot."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tradewind.risk.limits import LIMITS

# Room that an event may need: wishes at the desk, orders that one fill brings (stop, three targets, exits by the clock), and rows of
# output for each working order and for the event itself.
WISHES = 64
CHILDREN = 8
RECORDS_AN_ORDER = 16
RECORDS_AN_EVENT = 8 * WISHES

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
        ("gone", "i8"),  # rows among these that are empty, inside a step (see `remove` in orders.py)
        ("rows", "i8"),  # most rows of `orders` in use since the last step
        ("waiting", "i8"),  # pending[:waiting] wait for a person's word
        ("next_order", "i8"),
        ("next_decision", "i8"),
        ("next_fill", "i8"),
        ("next_record", "i8"),
        ("bars", "i8"),
        ("records_out", "i8"),  # rows of `records` written since last drained
        ("decisions_out", "i8"),
        ("next_list", "i8"),  # id of the next list of linked orders
        ("random", "i8"),  # state of the run's own generator (see chance.py)
        ("hedging", "i8"),  # 1: long and short legs are kept apart
        ("borrowing", "i8"),  # 0: a cash account, which can neither borrow nor sell short
        ("maintenance", "f8"),  # margin below which positions are liquidated
        ("financing", "f8"),  # sum of funding, swap, borrow fees and interest; below 0: paid
        ("dividends", "f8"),  # received less paid, after withholding
        ("next_interest_ts", "i8"),
        ("debit_rate", "f8"),  # a year, on borrowed cash
        ("credit_rate", "f8"),  # a year, on free cash
        ("margin_calls", "i8"),
        ("liquidations", "i8"),
        ("stopped", "i8"),  # why the run was ended early, 0: it was not
        ("turnover", "f8"),  # sum of notional traded
        ("intrabar", "i8"),  # bars in which both a stop and its target could have been first
        ("open", "i8"),  # positions that are not flat
        ("volume", "f8"),  # notional of the 30 UTC days before this one, for the fee tiers
        ("last_day", "i8"),  # UTC day (days since 1970) whose bucket of `turnovers` is being filled
        ("called", "i8"),  # 1: a margin call stands
        ("keep", "i8"),  # what is written down of the run: EVERYTHING or FILLS of keeping.py
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
        ("first_order", "i8"),  # row + 1 of its oldest and youngest working order, 0: none
        ("last_order", "i8"),
        ("watched", "i8"),  # working orders that want to see every event (trailing, pegged, timed, algorithms)
        ("bid", "f8"),  # last quote, nan before the first
        ("ask", "f8"),
        ("bid_size", "f8"),
        ("ask_size", "f8"),
        ("bid_taken", "f8"),  # what our orders have had of the quote that stands
        ("ask_taken", "f8"),
        ("financing", "f8"),  # since the position was opened
        ("scaled_in", "i8"),  # entries that added to the open position
        ("halted", "i8"),  # 1: nothing trades until it is resumed
        ("closed", "i8"),  # 1: outside the session
        ("day_volume", "f8"),
        ("impact", "f8"),  # permanent impact of our own trades that is still in the price, quote currency
        ("sessions", "i8"),  # 1: the data say when sessions open and close
        ("range", "f8"),  # average true range when last asked for, nan: not known
        ("resolution", "i8"),  # finest data seen: BY_BARS to BY_DEPTH of resolution.py; what is coarser matches nothing
        ("news_ts", "i8"),  # when the next announced news is due, 0: none was announced
        ("news_importance", "i8"),  # 1 to 3
        ("settled", "f8"),  # variation margin paid out (below 0: paid in) since it was opened, the instrument's money
        ("volatility", "f8"),  # average absolute return a bar, kept where slippage is scaled by it
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
        ("style", "i8"),  # how it settles: NOTIONAL, VARIATION, INVERSE or QUANTO
        ("currency", "i8"),  # of its money, an index into `rates`
        ("rate", "f8"),  # account currency per unit of that
        ("margin_maintenance", "f8"),  # fraction of notional
        ("first_tier", "i8"),  # rows of `tiers` with its leverage tiers
        ("tiers", "i8"),
        ("fee_per_unit", "f8"),  # the venue's other ways to charge, all in the instrument's money
        ("fee_minimum", "f8"),  # an order
        ("fee_maximum", "f8"),  # fraction of notional, 0: none
        ("first_fee_tier", "i8"),  # rows of `fee_tiers`: by volume of the last 30 days
        ("fee_tiers", "i8"),
        ("max_size", "f8"),  # 0: none
        ("max_notional", "f8"),  # 0: none
        ("price_band", "f8"),  # how far from the last price an order may be, a fraction; 0: anywhere
        ("participation", "f8"),  # most that we may be of a bar's, quote's or level's size; 0: any size fills
        ("impact_kind", "i8"),
        ("impact_temporary", "f8"),
        ("impact_permanent", "f8"),
        ("order_latency", "i8"),  # ns until an order, change or cancel is at the venue
        ("latency_jitter", "i8"),  # ns, uniform on top of it
        ("queue_model", "i8"),
        ("queue_power", "f8"),
        ("swap_long", "f8"),  # money a unit and night, above 0: received
        ("swap_short", "f8"),
        ("triple_weekday", "i8"),  # 0 is Monday; on which three nights are booked
        ("borrow_fee", "f8"),  # a year, fraction of the short notional
        ("locate", "f8"),  # units that can be borrowed to sell short; inf: any
        ("withholding", "f8"),  # fraction of dividends received
        ("expiry_ts", "i8"),  # 0: never
        ("daily_settlement", "i8"),  # 1: its gains and losses are paid every day
        ("gives_rate", "i8"),  # currency whose rate its price is; below 0: whose rate is 1 / price; 0: none
        (
            "slippage_kind",
            "i8",
        ),  # SLIPPAGE_FRACTION, SLIPPAGE_TICKS or SLIPPAGE_VOLATILITY: what `slippage` is counted in
        ("liquidation_fee", "f8"),  # fraction of notional, on top of the taker's
        ("right", "i8"),  # 1 a call, -1 a put, 0 no option
        ("strike", "f8"),
        ("underlying", "i8"),  # which instrument is delivered, -1: none in this account
        (
            "rate_in",
            "i8",
        ),  # currency in which its price says that rate: 0 the account's, else one that has a rate of its own
        (
            "twin",
            "i8",
        ),  # next row of the same instrument, held by another strategy of the account, in a ring; its own where there is none
        (
            "share",
            "f8",
        ),  # of what the market has to offer: 1, or an equal part each where several strategies trade the instrument
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
        ("filled", "f8"),  # `quantity` is what is still to be filled
        ("active_ts", "i8"),  # when it is at the venue
        ("time_in_force", "i8"),
        ("expires_ts", "i8"),  # 0: never
        (
            "marks",
            "i8",
        ),  # OrderFlag and the kernel's own (numpy's records have a `flags` of their own): POST_ONLY, REDUCE_ONLY, ...
        ("display", "f8"),  # of an iceberg, 0: all is shown
        ("shown", "f8"),  # what is left of the shown part
        ("list", "i8"),  # of orders of which one fill cancels the others, 0: none
        ("waits_for", "i8"),  # id of the order whose fill sets this one to work, 0: none
        ("trail_kind", "i8"),
        ("trail", "f8"),  # distance, by its kind
        ("activation", "f8"),  # price from which it trails, nan: at once
        ("best", "f8"),  # most favourable price since then
        ("peg", "i8"),
        ("peg_offset", "f8"),
        ("before", "i8"),  # row + 1 of the next older and younger working order of the same instrument, 0: none
        ("after", "i8"),
        ("ahead", "f8"),  # size before us in the queue at our price
        ("queued", "f8"),  # size of our level when last seen
        ("algorithm", "i8"),  # of a parent whose children are worked over time
        ("until_ts", "i8"),
        ("next_ts", "i8"),
        ("interval", "i8"),
        ("rate", "f8"),  # share of volume, or size of a child
        ("child_of", "i8"),
        ("tag", "i8"),  # the strategy's own number for it
        ("strategy", "i8"),
        ("leg", "i8"),  # of a hedging account: 1 long, -1 short, 0 netting
        ("rung", "i8"),  # of a target: which of several, 1 is the nearest
        ("breakeven", "f8"),  # of a stop: price from which on it is moved to the entry's price, nan: never
        ("change", "i8"),  # on its way to the venue: -1 new numbers, above 0 a cancellation with this reason
        ("change_ts", "i8"),  # when that is there
        ("new_quantity", "f8"),
        ("new_limit", "f8"),
        ("new_trigger", "f8"),
        ("new_rate", "f8"),
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
        ("marks", "i8"),
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
        ("maker", "i8"),
        ("leaves", "f8"),  # of the order, still to be filled
        ("reference", "f8"),  # price before spread, slippage and impact
        ("rate", "f8"),  # account currency per unit of the instrument's money
        ("strategy", "i8"),
        (
            "parent",
            "i8",
        ),  # order that this one belongs to: the entry of a stop or target, the parent of a child, what it waits for
        ("time_in_force", "i8"),
        ("marks", "i8"),
        ("algorithm", "i8"),
        ("list", "i8"),
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

# What a strategy wishes to be done with orders, one row a wish, in the order in which it said so.
INTENT = np.dtype(
    [
        ("kind", "i8"),  # PLACE, AMEND, CANCEL, CANCEL_ALL of strategies/desk.py
        ("order", "i8"),  # to amend or cancel: its id, or its tag below 0
        ("tag", "i8"),  # the strategy's own number for a new order, 0: none
        ("type", "i8"),
        ("side", "i8"),
        ("time_in_force", "i8"),
        ("marks", "i8"),
        ("list", "i8"),  # orders of one event with the same number cancel each other
        ("after", "i8"),  # tag of the order whose fill sets this one to work
        ("trail_kind", "i8"),
        ("peg", "i8"),
        ("algorithm", "i8"),
        ("expires_ts", "i8"),
        ("until_ts", "i8"),
        ("interval", "i8"),
        ("quantity", "f8"),
        ("limit", "f8"),
        ("trigger", "f8"),
        ("stop", "f8"),
        ("target", "f8"),
        ("trail", "f8"),
        ("activation", "f8"),
        ("peg_offset", "f8"),
        ("display", "f8"),
        ("rate", "f8"),
    ]
)

# A rung of leverage or of fees: from `above` (notional, or volume of 30 days) on, these fractions hold.
TIER = np.dtype(
    [
        ("above", "f8"),
        ("initial", "f8"),  # margin, or maker fee
        ("maintenance", "f8"),  # margin, or taker fee
        ("deduction", "f8"),  # maintenance amount taken off, so that the margin has no jump between rungs
    ]
)

# One instrument's book by price: level i is at (lowest + i) increments.
BOOK = np.dtype(
    [
        ("lowest", "i8"),  # price of level 0 in increments
        ("bid", "i8"),  # best levels, -1 where the side is empty
        ("ask", "i8"),
        ("levels", "i8"),  # 0: no depth is kept for this instrument
        ("sequence", "i8"),  # arrivals of orders seen, ours among them (L3)
        ("by_orders", "i8"),  # 1: the source names orders (L3), so that our place in a queue is known
        ("moved", "i8"),  # how often the window moved with the price
        ("dropped", "i8"),  # levels that were outside the window when reported or when it moved
        ("uncrossed", "i8"),  # levels taken away because the other side came to them
        ("lost", "i8"),  # orders for which the table had no room (L3)
        ("lost_ts", "i8"),  # when the first of them came
        # What our own orders look out for, renewed by `look_again` after each change of an order.
        ("looked", "i8"),  # `account.next_record` then
        ("arrival_ts", "i8"),  # when the next order on its way is at the venue
        ("met_ts", "i8"),  # when our orders last met the whole book
        ("urgent", "i8"),  # 1: one wants to trade at any price, at each event
        ("buy_high", "f8"),  # highest and lowest price of our resting buys
        ("buy_low", "f8"),
        ("sell_low", "f8"),
        ("sell_high", "f8"),
        ("drop_to", "f8"),  # a bid at or below wakes an order (sell stop, buy if touched)
        ("rise_to", "f8"),  # an ask at or above does
    ]
)

# One order in the venue's book, where the source has ids: a row of a hash table, empty where `id` is 0.
BOOK_ORDER = np.dtype(
    [
        ("id", "i8"),
        ("instrument", "i8"),
        ("side", "i8"),
        ("tick", "i8"),  # price in increments
        ("units", "f8"),
        ("sequence", "i8"),  # of its arrival at this price
    ]
)


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
    balances: np.ndarray  # (c,) float64, cash in each further currency; the account's own (0) is `account.cash`
    rates: np.ndarray  # (c,) float64, account currency per unit of each
    tiers: np.ndarray  # (t,) TIER, of leverage
    fee_tiers: np.ndarray  # (f,) TIER
    turnovers: np.ndarray  # (30,) float64, notional traded on each of the last 30 UTC days, a ring by day number
    intents: np.ndarray  # (rows,) INTENT
    wished: np.ndarray  # (2,) int64: intents[:wished] are this event's, not yet obeyed (above the rows: there was no room), and its instrument
    books: np.ndarray  # (k,) BOOK
    bid_sizes: np.ndarray  # (k, levels) float64
    ask_sizes: np.ndarray  # (k, levels) float64
    book_orders: np.ndarray  # (a power of two, or 0) BOOK_ORDER


# What each array of the world holds: element type and number of dimensions.
WORLD_TYPES: dict[str, tuple[np.dtype, int]] = {
    "account": (ACCOUNT, 1),
    "positions": (POSITION, 1),
    "instruments": (INSTRUMENT, 1),
    "limits": (LIMITS, 1),
    "orders": (ORDER, 1),
    "pending": (PENDING, 1),
    "weights": (np.dtype("f8"), 1),
    "records": (RECORD, 1),
    "decisions": (DECISION, 1),
    "votes": (np.dtype("f8"), 2),
    "used": (np.dtype("f8"), 2),
    "balances": (np.dtype("f8"), 1),
    "rates": (np.dtype("f8"), 1),
    "tiers": (TIER, 1),
    "fee_tiers": (TIER, 1),
    "turnovers": (np.dtype("f8"), 1),
    "intents": (INTENT, 1),
    "wished": (np.dtype("i8"), 1),
    "books": (BOOK, 1),
    "bid_sizes": (np.dtype("f8"), 2),
    "ask_sizes": (np.dtype("f8"), 2),
    "book_orders": (BOOK_ORDER, 1),
}
assert tuple(WORLD_TYPES) == World._fields
