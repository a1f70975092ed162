"""From what the strategy said to what is done: decision, size, verdict, order."""

from math import inf, nan

from tradewind.decision.combine import VOTE_CONFIDENCE, VOTE_DIRECTION, VOTE_KIND, VOTE_WEIGHT, combine
from tradewind.decision.levels import HOLD_LEVEL, level
from tradewind.kernel.codes import (
    ALREADY_WORKING,
    AWAITING,
    DECIDED,
    EXPIRED,
    HELD,
    IN_POSITION,
    LEFT,
    NO_SIGNAL,
    ORDERED,
    REASON_STRATEGY_CLOSE,
    SIGNALLED,
    VETOED,
)
from tradewind.kernel.emit import emit
from tradewind.kernel.keeping import keep_decision
from tradewind.kernel.legs import leg_of, leg_quantity, leg_row_of, longs, net_quantity, shorts
from tradewind.kernel.margin import added_margin, most_units
from tradewind.kernel.orders import MANAGED, cancel_where, has_entry, held_by_others, held_with, is_leaving, submit
from tradewind.kernel.snap import snap_nearest, snap_size
from tradewind.market.orders import Authorisation, OrderFlag, OrderType, Purpose
from tradewind.market.time import SECOND
from tradewind.risk.rules.position_size import reduces
from tradewind.risk.sizing import size_for
from tradewind.risk.verdict import verdict
from tradewind.strategies.actions import CLOSE, ORDER, Action

MARKET = int(OrderType.MARKET)
ENTRY = int(Purpose.ENTRY)
EXIT = int(Purpose.EXIT)
FLATTEN = int(Purpose.FLATTEN)
AUTO = int(Authorisation.AUTO)
APPROVE = int(Authorisation.APPROVE)
REDUCE_ONLY = int(OrderFlag.REDUCE_ONLY)


def decide_plan(
    w, k, ts, price, kind, direction, confidence, stop, target, order_type, quantity, limit, trigger, regime, typical_range, sharpe, agree, volume,
):  # fmt: skip
    """`decide` with the plan and the context as plain numbers: how the generated loop, compiled apart from it, calls."""
    plan = Action(kind, direction, confidence, stop, target, order_type, quantity, limit, trigger)
    decide(w, k, ts, price, plan, regime, typical_range, (sharpe, agree, volume))


def decide(w, k, ts, price, plan, regime, typical_range, context):
    """Turn the votes of this bar (in `w.votes`, at the next decision's rows) into a decision, and act on it.

    plan: the Action whose stop, target, entry prices and own quantity count. typical_range: average true range, nan if not known.
    context: the entry filters' numbers, see the verdict.
    """
    account = w.account[0]
    row = account.decisions_out
    m = w.weights.size
    votes = w.votes[row * m : (row + 1) * m]
    score, confidence = combine(votes)
    d = new_decision(w, row, k, ts, price, score, confidence, regime)
    # The decision's row comes before those of the orders that it causes.
    number = emit(w, DECIDED, ts, k, 0, d.id)
    if plan.kind == CLOSE:
        if holds(w, k) or has_entry(w, k, 0):
            leave(w, k, ts, row)
    elif plan.kind == ORDER:
        d.confidence = 1.0
        d.score = 0.5 + 0.5 * plan.direction
        votes[0, VOTE_KIND] = ORDER
        act(w, k, ts, row, price, plan.direction, plan.direction * plan.quantity, plan, nan, context, 0)
    elif score == 0.5 and confidence == 0.0:
        d.outcome = NO_SIGNAL
    else:
        signalled(w, k, ts, row, price, plan, typical_range, context)
    if d.order != 0 and m > 1:
        w.orders[account.working - 1].strategy = source_of(votes, d.quantity)
    w.records[number].order = d.order
    w.records[number].quantity = d.quantity
    keep_decision(account)


def source_of(votes, quantity):
    """Number of the source that counts as the order's: the strongest one in its direction; of leaving, the one that said so."""
    best = 0
    most = -1.0
    for j in range(votes.shape[0]):
        said = votes[j, VOTE_WEIGHT] * votes[j, VOTE_CONFIDENCE]
        agrees = votes[j, VOTE_DIRECTION] * quantity > 0.0 or (quantity == 0.0 and votes[j, VOTE_KIND] == CLOSE)
        if agrees and said > most:
            most = said
            best = j
    return best


def holds(w, k):
    """Whether there is a position in the instrument, on either leg."""
    return longs(w, k) != 0.0 or shorts(w, k) != 0.0


def new_decision(w, row, k, ts, price, score, confidence, regime):
    """The next decision's record with what is known before acting."""
    account = w.account[0]
    d = w.decisions[row]
    d.id = account.next_decision
    d.ts = ts
    d.instrument = k
    d.price = price
    d.score = score
    d.confidence = confidence
    d.regime = regime
    d.level = level(score, confidence, w.limits[0])
    d.outcome = HELD
    d.violations = 0
    d.order = 0
    d.expires_ts = 0
    d.quantity = 0.0
    d.stop = nan
    d.target = nan
    d.equity = account.equity
    d.position = net_quantity(w, k)
    for j in range(w.used.shape[1]):
        w.used[row, j] = nan
    account.next_decision += 1
    return d


def signalled(w, k, ts, row, price, plan, typical_range, context):
    """A level to act on: enter, leave the opposite position first, or hold and say why."""
    d = w.decisions[row]
    if d.level == HOLD_LEVEL:
        d.outcome = HELD
        return
    direction = 1.0 if d.level > 0 else -1.0
    held = leg_quantity(w, k, direction)
    leg = leg_of(w, direction)
    p = w.positions[leg_row_of(w, k, leg)]
    if held * direction < 0.0:
        leave(w, k, ts, row)
    elif held != 0.0 and p.scaled_in >= w.limits[0].max_scale_ins:
        d.outcome = IN_POSITION
    elif has_entry(w, k, leg) or is_pending(w, k):
        d.outcome = ALREADY_WORKING
    else:
        act(w, k, ts, row, price, direction, 0.0, plan, typical_range, context, MANAGED)
        if held == 0.0:
            p.scaled_in = 0
        elif d.violations == 0:
            p.scaled_in += 1


def own_order(w, k, ts, price, direction, quantity, plan, flags):
    """An order of someone's own size, a person's or the strategy's at its desk: a decision with full confidence, without entry filters.

    Returns the decision's row in `w.decisions`.
    """
    account = w.account[0]
    row = account.decisions_out
    m = w.weights.size
    for i in range(row * m, (row + 1) * m):
        for j in range(w.votes.shape[1]):
            w.votes[i, j] = 0.0
    d = new_decision(w, row, k, ts, price, 0.5 + 0.5 * direction, 1.0, nan)
    number = emit(w, DECIDED, ts, k, 0, d.id)
    act(w, k, ts, row, price, direction, quantity, plan, nan, (direction * inf, direction * inf, inf), flags)
    w.records[number].order = d.order
    w.records[number].quantity = d.quantity
    keep_decision(account)
    return row


def act(w, k, ts, row, price, direction, quantity, plan, typical_range, context, flags):
    """Size (where the strategy named no quantity), verdict, then an order, or a wait for a person's word."""
    account = w.account[0]
    d = w.decisions[row]
    instrument = w.instruments[k]
    limits = w.limits[0]
    expected = plan.limit if plan.limit == plan.limit else (plan.trigger if plan.trigger == plan.trigger else price)
    stop, target = exits(plan, direction, expected, typical_range, limits)
    d.stop = snap_nearest(stop, instrument) if stop < inf else stop
    d.target = snap_nearest(target, instrument) if target < inf else target
    if quantity == 0.0:
        used_margin = account.margin_used + account.margin_reserved
        beside = abs(held_by_others(w, k, direction))
        size = size_for(account.equity, used_margin, expected, d.stop, instrument, limits, beside)
        if instrument.tiers > 0:
            costs = 1.0 + instrument.taker_fee + instrument.slippage + instrument.half_spread
            free = (limits.max_leverage * account.equity - used_margin) / costs
            size = min(size, most_units(w, k, held_with(w, k, direction), expected, free))
        quantity = direction * size
    # A strategy that asks for less than nothing, or for no number, gets nothing, and is told so by the verdict.
    asked = quantity * direction
    sensible = 0.0 < asked < inf and d.stop != inf and d.target != inf
    quantity = snap_size(asked if sensible else 0.0, instrument) * direction
    d.quantity = quantity
    free = w.orders.size - account.working + account.gone
    # What may only reduce is no entry, whatever is held now.
    held = -quantity if flags & REDUCE_ONLY else held_with(w, k, direction)
    d.violations = verdict(
        account,
        held,
        held_by_others(w, k, direction),
        instrument,
        limits,
        ts,
        quantity,
        expected,
        d.confidence,
        in_direction(context, direction),
        free,
        added_margin(w, k, held, quantity, expected),
        w.used[row],
    )
    if d.violations != 0:
        d.outcome = VETOED
        return
    limit = snap_nearest(plan.limit, instrument) if plan.limit == plan.limit else nan
    trigger = snap_nearest(plan.trigger, instrument) if plan.trigger == plan.trigger else nan
    if limits.authorisation == AUTO:
        d.outcome = ORDERED
        d.order = enter(w, k, ts, d.id, quantity, plan.order_type, limit, trigger, d.stop, d.target, expected, flags)
    elif limits.authorisation == APPROVE:
        d.outcome = AWAITING
        d.expires_ts = ts + int(limits.approval_expiry_seconds) * SECOND
        wait(w, row, plan.order_type, limit, trigger, in_direction(context, direction), flags)
    else:
        d.outcome = SIGNALLED


def exits(plan, direction, price, typical_range, limits):
    """Stop and target: the strategy's own, else by the account's rule (stop_atr ranges away, reward_to_risk times as far)."""
    stop = plan.stop
    if stop != stop and limits.stop_atr > 0.0:
        stop = price - direction * limits.stop_atr * typical_range
    target = plan.target
    if target != target and limits.reward_to_risk > 0.0:
        target = price + limits.reward_to_risk * (price - stop)
    return (stop if stop > 0.0 else nan), (target if target > 0.0 else nan)


def in_direction(context, direction):
    """The filters' numbers as they count for an order in this direction."""
    sharpe, agree, volume = context
    return (sharpe * direction, agree * direction, volume)


def enter(w, k, ts, decision, quantity, kind, limit, trigger, stop, target, expected, flags):
    """Submit what the verdict passed. Returns the order's id.

    An entry reserves its margin until it is filled. What only reduces a position is an exit: it passed as such, so it never opens one
    should the position be gone by the time it is filled.
    """
    leg = leg_of(w, quantity)
    if (leg == 0 and reduces(w.positions[k].quantity, quantity)) or flags & REDUCE_ONLY:
        order = submit(w, ts, decision, 0, k, EXIT, quantity, kind, limit, trigger, nan, nan, 0.0)
        leg = -leg
    else:
        margin = added_margin(w, k, held_with(w, k, quantity), quantity, expected)
        order = submit(w, ts, decision, 0, k, ENTRY, quantity, kind, limit, trigger, stop, target, margin)
    w.orders[w.account[0].working - 1].leg = leg
    w.orders[w.account[0].working - 1].marks |= flags
    return order


def leave(w, k, ts, row):
    """Withdraw waiting entries and close the position at the market."""
    d = w.decisions[row]
    d.outcome = LEFT
    cancel_where(w, ts, k, False, True, REASON_STRATEGY_CLOSE)
    for row in range(k, w.positions.size, w.instruments.size):
        held = w.positions[row].quantity
        leg = leg_of(w, held)
        if held != 0.0 and not is_leaving(w, k, leg):
            d.order = submit(w, ts, d.id, 0, k, EXIT, -held, MARKET, nan, nan, nan, nan, 0.0)
            w.orders[w.account[0].working - 1].leg = leg


def is_pending(w, k):
    """Whether a decision about the instrument waits for a person's word."""
    for i in range(w.account[0].waiting):
        if w.pending[i].instrument == k:
            return True
    return False


def wait(w, row, kind, limit, trigger, context, flags):
    """Keep what an approval would submit. With no room left the decision is only a signal."""
    account = w.account[0]
    d = w.decisions[row]
    if account.waiting == w.pending.size:
        d.outcome = SIGNALLED
        return
    p = w.pending[account.waiting]
    p.decision = d.id
    p.instrument = d.instrument
    p.expires_ts = d.expires_ts
    p.type = kind
    p.quantity = d.quantity
    p.limit = limit
    p.trigger = trigger
    p.stop = d.stop
    p.target = d.target
    p.confidence = d.confidence
    p.sharpe, p.agree, p.volume = context
    p.marks = flags
    account.waiting += 1


def drop_pending(w, index):
    """Take pending[index] out; the rest keep their order."""
    last = w.account[0].waiting - 1
    for i in range(index, last):
        w.pending[i] = w.pending[i + 1]
    w.account[0].waiting = last


def expire_pending(w, ts):
    """End the waits whose time is over."""
    i = 0
    while i < w.account[0].waiting:
        if w.pending[i].expires_ts <= ts:
            emit(w, EXPIRED, ts, w.pending[i].instrument, 0, w.pending[i].decision)
            drop_pending(w, i)
        else:
            i += 1
