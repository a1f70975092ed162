"""The book of our own working orders: submit, withdraw, and at which prices the next bar could touch one."""

from math import inf, nan

from tradewind.kernel.chance import arrival
from tradewind.kernel.codes import (
    ORDER_AMENDED,
    ORDER_CANCELLED,
    ORDER_NEW,
    REASON_NONE,
    REASON_PARENT_GONE,
    REASON_RELEASED,
)
from tradewind.kernel.emit import emit_order
from tradewind.kernel.legs import leg_quantity
from tradewind.market.orders import OrderType, Purpose, TimeInForce

MARKET = int(OrderType.MARKET)
LIMIT = int(OrderType.LIMIT)
STOP = int(OrderType.STOP)
STOP_LIMIT = int(OrderType.STOP_LIMIT)
MARKET_IF_TOUCHED = int(OrderType.MARKET_IF_TOUCHED)
LIMIT_IF_TOUCHED = int(OrderType.LIMIT_IF_TOUCHED)
TRAILING_STOP = int(OrderType.TRAILING_STOP)
TRAILING_STOP_LIMIT = int(OrderType.TRAILING_STOP_LIMIT)
MARKET_ON_OPEN = int(OrderType.MARKET_ON_OPEN)
MARKET_ON_CLOSE = int(OrderType.MARKET_ON_CLOSE)
LIMIT_ON_OPEN = int(OrderType.LIMIT_ON_OPEN)
LIMIT_ON_CLOSE = int(OrderType.LIMIT_ON_CLOSE)
PEGGED = int(OrderType.PEGGED)
ENTRY = int(Purpose.ENTRY)
EXIT = int(Purpose.EXIT)
FLATTEN = int(Purpose.FLATTEN)
STOP_LOSS = int(Purpose.STOP_LOSS)
TAKE_PROFIT = int(Purpose.TAKE_PROFIT)
IMMEDIATE = int(TimeInForce.IOC)
GONE = -(1 << 61)  # id and tag of an empty row

# Flags of the kernel's own, above those of market/orders.py.
TAKES = 1 << 16  # a limit that could trade when it came: it pays as a taker until it rests
MANAGED = 1 << 17  # of a signal: the account's exits are set up when it fills
WHOLE = 1 << 18  # closes whatever is held by then
FOLLOWED = 1 << 19  # other orders wait for this one, or are its children


def submit(w, ts, decision, parent, instrument, purpose, quantity, kind, limit, trigger, stop, target, margin):
    """A new working order of `quantity` signed units. The caller has made sure that there is room. Returns its id.

    What hangs on another order (`parent`) is with the venue already; everything else travels there first.
    """
    account = w.account[0]
    o = w.orders[account.working]
    o.id = account.next_order
    o.decision = decision
    o.parent = parent
    o.instrument = instrument
    o.side = 1 if quantity > 0.0 else -1
    o.type = kind
    o.purpose = purpose
    o.submitted_ts = ts
    o.triggered = 0
    o.inside_bar = 0
    o.quantity = abs(quantity)
    o.limit = limit
    o.trigger = trigger
    o.stop = stop
    o.target = target
    o.margin = margin
    plain(o)
    o.active_ts = ts if parent > 0 else arrival(account, w.instruments[instrument], ts)
    if kind == LIMIT and parent == 0 and crosses(w, o):
        o.marks = TAKES
    account.margin_reserved += margin
    account.next_order += 1
    account.working += 1
    account.rows = max(account.rows, account.working)
    join(w, account.working - 1)
    emit_order(w, ORDER_NEW, ts, o, REASON_NONE)
    set_triggers(w, instrument)
    return account.next_order - 1


def plain(o):
    """An order without anything special about it: good till cancelled, seen whole, on its own."""
    o.filled = 0.0
    o.active_ts = 0
    o.time_in_force = 0
    o.expires_ts = 0
    o.marks = 0
    o.display = 0.0
    o.shown = 0.0
    o.list = 0
    o.waits_for = 0
    o.trail_kind = 0
    o.trail = nan
    o.activation = nan
    o.best = nan
    o.peg = 0
    o.peg_offset = 0.0
    o.ahead = nan  # it stands in no queue yet
    o.queued = 0.0
    o.algorithm = 0
    o.until_ts = 0
    o.next_ts = 0
    o.interval = 0
    o.rate = 0.0
    o.child_of = 0
    o.tag = 0
    o.strategy = 0
    o.leg = 0
    o.rung = 0
    o.breakeven = nan
    unchanged(o)


def unchanged(o):
    """No change of it is on its way."""
    o.change = 0
    o.change_ts = 0
    o.new_quantity = nan
    o.new_limit = nan
    o.new_trigger = nan
    o.new_rate = nan


def crosses(w, o):
    """Whether a limit could trade at once: against the quote, or against the last price and half the spread where there is none."""
    p = w.positions[o.instrument]
    spread = w.instruments[o.instrument].half_spread
    if o.side > 0:
        ask = p.ask if p.ask == p.ask else p.last_price * (1.0 + spread)
        return ask > 0.0 and o.limit >= ask
    bid = p.bid if p.bid == p.bid else p.last_price * (1.0 - spread)
    return bid > 0.0 and o.limit <= bid


def join(w, index):
    """orders[index] becomes the youngest in the chain of its instrument, by which whoever looks at an instrument sees no other's orders."""
    o = w.orders[index]
    p = w.positions[o.instrument]
    o.before = p.last_order
    o.after = 0
    if p.last_order > 0:
        w.orders[p.last_order - 1].after = index + 1
    else:
        p.first_order = index + 1
    p.last_order = index + 1
    p.working += 1


def remove(w, index):
    """Take orders[index] out of the working ones. Its row stays empty until `tidy`, so that nobody inside an event loses its place.

    Empty rows at the end are given back at once.
    """
    account = w.account[0]
    o = w.orders[index]
    account.margin_reserved -= o.margin
    if account.margin_reserved < 0.0:
        account.margin_reserved = 0.0
    p = w.positions[o.instrument]
    p.working -= 1
    if o.before > 0:
        w.orders[o.before - 1].after = o.after
    else:
        p.first_order = o.after
    if o.after > 0:
        w.orders[o.after - 1].before = o.before
    else:
        p.last_order = o.before
    empty(o)
    account.gone += 1
    while account.working > 0 and w.orders[account.working - 1].id == GONE:
        account.working -= 1
        account.gone -= 1


def empty(o):
    """An empty row is nobody's order: nothing that looks for an order by instrument, id, tag or family finds it."""
    o.id = GONE
    o.instrument = -1
    o.tag = GONE
    o.parent = GONE
    o.purpose = -1
    o.list = 0
    o.waits_for = 0
    o.child_of = 0
    o.quantity = 0.0


def tidy(w):
    """Close the gaps, between events: rows are packed again, oldest first."""
    account = w.account[0]
    for k in range(w.positions.size):
        p = w.positions[k]
        p.first_order = 0
        p.last_order = 0
        p.working = 0
    rows = account.working
    kept = 0
    for i in range(rows):
        if w.orders[i].id != GONE:
            if kept < i:
                w.orders[kept] = w.orders[i]
            join(w, kept)
            kept += 1
    account.working = kept
    account.gone = 0


def withdraw(w, ts, index, kind, reason):
    """End orders[index] for this reason (kind: ORDER_CANCELLED or ORDER_REJECTED), and what hung on it."""
    o = w.orders[index]
    touched, followed, parent, filled = o.instrument, o.marks & FOLLOWED, o.id, o.filled
    emit_order(w, kind, ts, o, reason)
    remove(w, index)
    if followed:
        see_to_followers(w, ts, parent, filled, True)
    set_triggers(w, touched)


def see_to_followers(w, ts, parent, filled, gone):
    """What waits for `parent`, which was filled by so much (is it gone?): set to work, or cancelled where nothing can come any more.

    A follower works for no more than was filled. Children of an algorithm end with it. Followers are younger than what they wait
    for, so that whoever walks the orders from the oldest never loses its place.
    """
    i = 0
    while i < w.account[0].working:
        o = w.orders[i]
        child = o.child_of == parent and parent > 0
        if o.waits_for == parent and filled > 0.0:
            o.waits_for = 0
            o.quantity = min(o.quantity, filled)
            if o.active_ts <= ts:  # else it is on its way to the venue still, and begins when it is there
                o.active_ts = ts
                o.inside_bar = 1
            emit_order(w, ORDER_AMENDED, ts, o, REASON_RELEASED)
            set_triggers(w, o.instrument)
        elif gone and (child or o.waits_for == parent):
            touched = o.instrument
            emit_order(w, ORDER_CANCELLED, ts, o, REASON_PARENT_GONE)
            remove(w, i)
            set_triggers(w, touched)
            continue
        i += 1


def cancel_where(w, ts, instrument, keep_entries, keep_exits, reason):
    """Cancel the working orders of an instrument (-1: of all), except entries or exits if they are to be kept."""
    i = 0
    while i < w.account[0].working:
        o = w.orders[i]
        kept = keep_entries if o.purpose == ENTRY else keep_exits
        if (instrument >= 0 and o.instrument != instrument) or kept or o.id == GONE:
            i += 1
        else:
            withdraw(w, ts, i, ORDER_CANCELLED, reason)


def set_triggers(w, instrument):
    """Between which prices a bar can't touch any working order of the instrument; none if one wants to see every event."""
    low = -inf
    high = inf
    watched = 0
    i = w.positions[instrument].first_order - 1
    while i >= 0:
        o = w.orders[i]
        i = o.after - 1
        if o.waits_for != 0:
            continue
        if is_watched(o):
            watched += 1
        elif o.type == MARKET or (o.triggered and not is_resting(o)):
            low = inf
        elif is_resting(o) or o.type == MARKET_IF_TOUCHED or o.type == LIMIT_IF_TOUCHED:
            price = o.limit if is_resting(o) else o.trigger
            if o.side > 0:
                low = max(low, price)
            else:
                high = min(high, price)
        elif o.side > 0:
            high = min(high, o.trigger)
        else:
            low = max(low, o.trigger)
    p = w.positions[instrument]
    p.watched = watched
    p.trigger_low = inf if watched > 0 else low
    p.trigger_high = high


def is_watched(o):
    """Whether an order has to see every event, wherever the price is."""
    return (
        o.active_ts > o.submitted_ts
        or o.trail_kind != 0
        or o.breakeven == o.breakeven
        or o.expires_ts != 0
        or o.time_in_force >= IMMEDIATE
        or o.change != 0
        or o.algorithm != 0
        or o.display > 0.0
        or o.marks & TAKES != 0
        or o.type == PEGGED
        or (o.type >= MARKET_ON_OPEN and o.type <= LIMIT_ON_CLOSE)
    )


def is_resting(o):
    """Whether it works as a limit now."""
    return (
        o.type == LIMIT
        or o.type == PEGGED
        or (o.triggered != 0 and (o.type == STOP_LIMIT or o.type == LIMIT_IF_TOUCHED or o.type == TRAILING_STOP_LIMIT))
    )


def is_limited(kind):
    """Whether an order of this type may never pay more than its limit."""
    return kind in (LIMIT, STOP_LIMIT, LIMIT_IF_TOUCHED, TRAILING_STOP_LIMIT, LIMIT_ON_OPEN, LIMIT_ON_CLOSE, PEGGED)


def find_order(w, order):
    """Index of the working order with this id, -1 if there is none."""
    for i in range(w.account[0].working):
        if w.orders[i].id == order:
            return i
    return -1


def find_tag(w, k, tag):
    """Index of the youngest working order of instrument `k` with the strategy's own number `tag`, -1 if there is none."""
    for i in range(w.account[0].working - 1, -1, -1):
        if w.orders[i].tag == tag and w.orders[i].instrument == k:
            return i
    return -1


def has_entry(w, instrument, leg):
    """Whether an entry for the instrument is waiting to be filled. leg: 1 or -1, of that leg alone; 0: of any."""
    i = w.positions[instrument].first_order - 1
    while i >= 0:
        if w.orders[i].purpose == ENTRY and (leg == 0 or w.orders[i].leg == leg):
            return True
        i = w.orders[i].after - 1
    return False


def held_with(w, instrument, direction):
    """Signed units of the position and of what other orders in this direction may still add.

    The account's own exits end with the position, and children are counted with their parent.
    """
    total = leg_quantity(w, instrument, direction)
    i = w.positions[instrument].first_order - 1
    while i >= 0:
        o = w.orders[i]
        i = o.after - 1
        adds = o.purpose == ENTRY or o.purpose == EXIT or o.purpose == FLATTEN
        ours = o.side * direction > 0.0 and (o.leg == 0 or o.leg * direction > 0.0)
        if ours and adds and o.child_of == 0:
            total += o.side * o.quantity
    return total


def held_by_others(w, instrument, direction):
    """What `held_with` says of the account's other strategies in the instrument, of those that are on this side; theirs is kept apart."""
    total = 0.0
    other = w.instruments[instrument].twin
    while other != instrument:
        held = held_with(w, other, direction)
        if held * direction > 0.0:
            total += held
        other = w.instruments[other].twin
    return total


def is_leaving(w, instrument, leg):
    """Whether a market order that closes the position (of this leg) is on its way already."""
    i = w.positions[instrument].first_order - 1
    while i >= 0:
        o = w.orders[i]
        i = o.after - 1
        leaves = o.leg == leg and (o.purpose == EXIT or o.purpose == FLATTEN)
        if leaves and o.type == MARKET and o.waits_for == 0 and o.algorithm == 0:
            return True
    return False
