"""Margin calls and what a venue does when the equity no longer covers the maintenance margin.

Assumptions. It is looked at after every event that moves a position's value, and within a bar at the price that is worst for it: equity
there below the maintenance margin there begins the waterfall, whatever the bar's close. Stops that the bar reached come first.

1. A MARGIN_CALL record (`realised`: the equity, `price`: the price).
2. Every working entry of the account is cancelled.
3. All that rests in the instrument with the largest maintenance margin is cancelled, stops and targets too: what is left of the position
   has none. Market orders that close it are on their way, and go on; so do exits whose time has not come.
4. That position is reduced as a taker (Purpose.LIQUIDATION), with the instrument's liquidation fee on
   top of what is sold: to the end of the next lower leverage tier, or whole where it is in the lowest tier or has none. Then the one that is
   the largest now, until the equity covers the maintenance margin again. The one whose bar it is trades at the liquidation price or at the
   bar's open where that is beyond it already; the others at their last prices.
5. What is left meets the rest of the bar: it has a liquidation price of its own, which the bar may reach too.

Source: Bybit, Liquidation Process (all active orders of the contract are cancelled, the position is reduced to a lower risk limit tier, in
the lowest tier it is taken over whole); Binance, Futures Liquidation Protocols (first all open orders are cancelled; "smart liquidation":
whole only where reducing does not suffice, the fee on the amount liquidated only). What is taken over trades on the market here, not at its
bankruptcy price: the account keeps what that leaves, and owes what it lacks; there is no insurance fund (docs/realism.md).
"""

from math import inf, isfinite, nan

from tradewind.kernel.accounting import mark
from tradewind.kernel.codes import INVERSE, MARGIN_CALL, ORDER_CANCELLED, REASON_LIQUIDATION
from tradewind.kernel.emit import emit
from tradewind.kernel.filling import fill
from tradewind.kernel.margin import maintenance_margin, rung
from tradewind.kernel.money import marked, pay
from tradewind.kernel.orders import cancel_where, set_triggers, submit, withdraw
from tradewind.kernel.snap import snap_size
from tradewind.market.orders import OrderType, Purpose
from tradewind.risk.worth import money

MARKET = int(OrderType.MARKET)
LIQUIDATION = int(Purpose.LIQUIDATION)


def guard(w, k, ts, bar_open, bar_high, bar_low):
    """Instrument `k` moves between these prices: liquidate where the worst of them breaks the account. Before it is marked to the close.

    Where another position was closed first, this one goes on to its worst price, which may break the account again. Returns 1 where
    something was liquidated. A quote or trade is a bar of one price.
    """
    account = w.account[0]
    worst = worst_price(w, k, bar_high, bar_low)
    if not breaks(w, k, worst):
        account.called = 0
        return 0
    price = come_to(w, k, worst, bar_open, bar_high, bar_low)
    margin_call(w, k, ts, price)
    while liquidate(w, ts) and breaks(w, k, worst_price(w, k, bar_high, bar_low)):
        # The bar goes on from where the step before was.
        price = come_to(w, k, worst_price(w, k, bar_high, bar_low), price, bar_high, bar_low)
    return 1


def worst_price(w, k, bar_high, bar_low):
    """The price of the bar that is worst for what is held. Two legs need margin for both: it may be the end that the smaller one fears."""
    if w.account[0].hedging != 0:
        return bar_low if spare(w, k, bar_low) < spare(w, k, bar_high) else bar_high
    return bar_low if w.positions[k].quantity > 0.0 else bar_high


def come_to(w, k, worst, bar_open, bar_high, bar_low):
    """Mark instrument `k` to where the account breaks in the bar, and return that price. Two legs have no one such price: the worst."""
    price = w.positions[k].last_price
    if w.account[0].hedging != 0:
        price = worst
        mark(w, k, k, price)
        mark(w, w.instruments.size + k, k, price)
    elif w.positions[k].quantity != 0.0:
        price = reached(liquidation_price(w, k), w.positions[k].quantity, bar_open, bar_high, bar_low)
        mark(w, k, k, price)
    return price


def reached(price, quantity, bar_open, bar_high, bar_low):
    """Where in the bar the liquidation price was met; the open where that lies beyond it, or where there is no such price."""
    if price != price:
        return bar_open
    if quantity > 0.0:
        return min(bar_open, max(price, bar_low))
    return max(bar_open, min(price, bar_high))


def breaks(w, k, price):
    """Whether the equity would be below the maintenance margin with instrument `k` at `price`."""
    return w.account[0].open != 0 and spare(w, k, price) < 0.0


def spare(w, k, price):
    """Equity above the maintenance margin with instrument `k` at `price`."""
    equity = w.account[0].equity
    needed = w.account[0].maintenance
    for row in range(k, w.positions.size, w.instruments.size):
        if w.positions[row].quantity != 0.0:
            p = w.positions[row]
            equity += marked(w.instruments[k], p.quantity, p.last_price, price)
            needed += maintenance_margin(w, k, p.quantity, price) - maintenance_margin(w, k, p.quantity, p.last_price)
    return equity - needed


def liquidation_price(w, k):
    """The price of instrument `k` at which equity equals the maintenance margin, all else as it is; nan: none.

    Linear, signed units q, units of the underlying m, value v = |q| * m, other maintenance M, equity at the last price E:
    E + q * m * (P - last) = M + v * P * rate_of_tier - deduction, so P = (E - M - q * m * last + deduction) / (v * rate_of_tier - q * m).
    Inverse, by the same with 1 / P: 1 / P = (E - M + q * m / last + deduction) / (v * rate_of_tier + q * m).
    Source: Binance, How to Calculate Liquidation Price of USDⓈ-M Futures Contracts (one-way, cross). The tier is the one that holds
    at the answer: tried from the tier of the last price on.
    """
    p = w.positions[k]
    if p.quantity == 0.0:
        return nan
    instrument = w.instruments[k]
    answer = price_in_tier(w, k, tier_of(w, k, p.last_price))
    if answer == answer and instrument.tiers > 0:
        row = tier_of(w, k, answer)
        answer = price_in_tier(w, k, row)
    return answer


def tier_of(w, k, price):
    """Row of the leverage tier at `price`, -1 where there are none."""
    instrument = w.instruments[k]
    if instrument.tiers == 0:
        return -1
    return rung(w, instrument, abs(w.positions[k].quantity) * money(instrument, price))


def price_in_tier(w, k, row):
    """The formula with one tier's numbers."""
    account = w.account[0]
    p = w.positions[k]
    instrument = w.instruments[k]
    rate = w.tiers[row].maintenance if row >= 0 else instrument.margin_maintenance
    deduction = w.tiers[row].deduction if row >= 0 else 0.0
    others = account.maintenance - maintenance_margin(w, k, p.quantity, p.last_price)
    spare = (account.equity - others) / instrument.rate + deduction
    units = p.quantity * instrument.multiplier
    if instrument.style == INVERSE:
        inverted = (spare + units / p.last_price) / (abs(units) * rate + units)
        return 1.0 / inverted if inverted > 0.0 and isfinite(inverted) else nan
    price = (spare - units * p.last_price) / (abs(units) * rate - units)
    return price if price > 0.0 and isfinite(price) else nan


def margin_call(w, k, ts, price):
    """The account is told, and what could add to its positions is withdrawn. `k` has just been marked to `price`."""
    account = w.account[0]
    account.margin_calls += 1
    account.called = 1
    r = w.records[emit(w, MARGIN_CALL, ts, k, 0, 0)]
    r.reason = REASON_LIQUIDATION
    r.price = price
    r.realised = account.equity
    r.quantity = account.maintenance
    cancel_where(w, ts, -1, False, True, REASON_LIQUIDATION)


def liquidate(w, ts):
    """Steps of the waterfall, one at least, until the equity suffices at the prices of now. Whether anything could be liquidated."""
    account = w.account[0]
    row = largest_user(w)
    found = row >= 0
    while row >= 0:
        close_out(w, row, ts, w.positions[row].last_price)
        row = largest_user(w) if account.equity < account.maintenance else -1
    return found


def largest_user(w):
    """Row of the position with the largest maintenance margin, -1 if no position has one."""
    largest = 0.0
    found = -1
    count = w.instruments.size
    for row in range(w.positions.size):
        p = w.positions[row]
        if p.quantity != 0.0:
            used = maintenance_margin(w, row if row < count else row - count, p.quantity, p.last_price)
            if used > largest:
                largest = used
                found = row
    return found


def step_size(w, k, held, price):
    """Units (above 0) of the next step: to the end of the next lower leverage tier, all of them where there is no lower one."""
    instrument = w.instruments[k]
    unit = money(instrument, price)
    if instrument.tiers == 0 or not unit > 0.0:
        return abs(held)
    tier = rung(w, instrument, abs(held) * unit)
    if tier == instrument.first_tier:
        return abs(held)
    kept = snap_size(w.tiers[tier].above / unit, instrument)
    if kept * unit > w.tiers[tier].above:
        kept = snap_size(kept - 0.5 * instrument.size_increment, instrument)
    return snap_size(abs(held) - kept, instrument) if kept > 0.0 else abs(held)


def withdraw_resting(w, ts, k):
    """What waits at the venue for a price of instrument `k` is cancelled, whatever it was for."""
    i = 0
    while i < w.account[0].working:
        o = w.orders[i]
        if o.instrument == k and o.type != MARKET and o.active_ts <= ts:
            withdraw(w, ts, i, ORDER_CANCELLED, REASON_LIQUIDATION)
        else:
            i += 1


def close_out(w, row, ts, price):
    """The next step on one position, as a taker at `price`, with the liquidation fee on what is sold."""
    account = w.account[0]
    count = w.instruments.size
    k = row if row < count else row - count
    p = w.positions[row]
    held = p.quantity
    size = step_size(w, k, held, price)
    if size >= abs(held) or size <= 0.0:
        size = abs(held)
    withdraw_resting(w, ts, k)
    submit(w, ts, p.entry_decision, 0, k, LIQUIDATION, -size if held > 0.0 else size, MARKET, nan, nan, nan, nan, 0.0)
    index = account.working - 1
    if w.account[0].hedging:
        w.orders[index].leg = 1 if held > 0.0 else -1
    penalty = size * money(w.instruments[k], price) * w.instruments[k].liquidation_fee
    record = account.records_out  # the fill's record; what the closed position takes with it is written after it
    fill(w, index, ts, price, inf, False, False)
    if penalty != 0.0:
        pay(w, w.instruments[k].currency, -penalty)
        account.equity -= penalty * w.instruments[k].rate
        account.fees += penalty * w.instruments[k].rate
        r = w.records[record]
        r.fee += penalty * w.instruments[k].rate
        r.cash = account.cash
    account.liquidations += 1
    set_triggers(w, k)
