"""Money that positions and balances earn or cost while nothing is traded: funding, swap, borrow fees, interest, variation margin.

Each writes a FINANCING record: `reason` why, `realised` the amount in the account's currency (below 0: paid), `quantity` the units, `price`
what it was counted on.
"""

from math import nan

from tradewind.kernel.accounting import new_day, revalue
from tradewind.kernel.codes import (
    FINANCING,
    NOTIONAL,
    REASON_BORROW,
    REASON_FUNDING,
    REASON_INTEREST,
    REASON_SWAP,
    REASON_VARIATION,
)
from tradewind.kernel.costs import choose_fees
from tradewind.kernel.emit import emit
from tradewind.kernel.money import gain, pay, pay_for
from tradewind.market.time import DAY
from tradewind.risk.worth import money

# Interest and borrow fees are counted in actual days of a year of 360. Source: Interactive Brokers, Interest rates, "Calculations" (USD).
YEAR_DAYS = 360.0


def finance(w, row, k, ts, amount, reason, quantity, price):
    """Pay `amount` (the instrument's money) for holding a position; returns the record's row."""
    record = pay_for(w, FINANCING, row, k, ts, amount, reason, quantity, price)
    worth = w.records[record].realised
    w.account[0].financing += worth
    w.positions[row].financing += worth
    return record


def on_funding(w, k, ts, rate, mark_price):
    """A perpetual's funding: above 0 longs pay shorts `rate` of the notional at the mark price (nan: the last price).

    amount = -quantity * multiplier * mark * rate; inverse: -quantity * multiplier / mark * rate, in coin.
    Source: Binance, Introduction to Binance Futures Funding Rates; Deribit, Perpetual.
    """
    for row in range(k, w.positions.size, w.instruments.size):
        if w.positions[row].quantity == 0.0:
            continue
        held = w.positions[row].quantity
        price = mark_price if mark_price == mark_price else w.positions[row].last_price
        finance(w, row, k, ts, -held * money(w.instruments[k], price) * rate, REASON_FUNDING, held, price)


def on_rollover(w, k, ts, long, short, nights):
    """FX swap for the night: `long`, `short` money a unit held (nan: the instrument's), above 0 received.

    nights nan: three on the instrument's triple weekday (Wednesday: the value date, two banking days on, passes a weekend), none on
    Saturday and Sunday, else one. The weekday is that of `ts` in UTC: 17:00 New York is on the same one.
    Source: CLS and market convention for T+2 spot; OANDA, "Financing fees: triple swap on Wednesday".
    """
    instrument = w.instruments[k]
    count = nights if nights == nights else nights_of(ts, instrument.triple_weekday)
    for row in range(k, w.positions.size, w.instruments.size):
        if w.positions[row].quantity == 0.0 or count == 0.0:
            continue
        held = w.positions[row].quantity
        if held > 0.0:
            swap = long if long == long else instrument.swap_long
        else:
            swap = short if short == short else instrument.swap_short
        if swap != 0.0:
            finance(w, row, k, ts, abs(held) * instrument.multiplier * swap * count, REASON_SWAP, held, swap * count)


def nights_of(ts, triple_weekday):
    """How many nights are booked at this rollover."""
    weekday = (ts // DAY + 3) % 7  # 1970-01-01 was a Thursday
    if weekday > 4:
        return 0.0
    return 3.0 if weekday == triple_weekday else 1.0


def on_settlement(w, k, ts, price):
    """Variation margin: what a position gained since the last one at the settlement price is paid in cash; equity stays."""
    instrument = w.instruments[k]
    if instrument.style == NOTIONAL:
        return
    for row in range(k, w.positions.size, w.instruments.size):
        if w.positions[row].quantity == 0.0:
            continue
        p = w.positions[row]
        due = gain(instrument, p.quantity, p.average_price, price) - p.settled
        if due == 0.0:
            continue
        p.settled += due
        pay(w, instrument.currency, due)
        r = w.records[emit(w, FINANCING, ts, k, 0, p.entry_decision)]
        r.reason = REASON_VARIATION
        r.quantity = p.quantity
        r.price = price
        r.realised = due * instrument.rate
        r.rate = instrument.rate
        r.position = p.quantity


def start_day(w, ts):
    """A new UTC day begins: sums are made anew, what each night costs is booked, fees are chosen, daily limits count from here."""
    account = w.account[0]
    today = (ts - 1) // DAY
    passed = today - account.last_day
    revalue(w)
    if account.last_day > 0 and passed > 0:
        settle_positions(w, ts)
        borrow(w, ts, passed)
        interest(w, ts, passed)
        turn_over(w, today)
    account.last_day = today
    new_day(account, ts)


def settle_positions(w, ts):
    """Daily variation margin at the last prices of the day that ended."""
    for k in range(w.instruments.size):
        if w.instruments[k].daily_settlement:
            on_settlement(w, k, ts, w.positions[k].last_price)


def borrow(w, ts, days):
    """Fee for units sold short: |quantity| * price * multiplier * borrow_fee * days / 360."""
    count = w.instruments.size
    for row in range(w.positions.size):
        p = w.positions[row]
        k = row if row < count else row - count
        rate = w.instruments[k].borrow_fee
        if p.quantity < 0.0 and rate != 0.0:
            owed = p.quantity * money(w.instruments[k], p.last_price) * rate * days / YEAR_DAYS
            finance(w, row, k, ts, owed, REASON_BORROW, p.quantity, p.last_price)


def interest(w, ts, days):
    """On each currency's balance: debit_rate where money is owed, credit_rate on what is free (the proceeds of short sales are not)."""
    account = w.account[0]
    if account.debit_rate == 0.0 and account.credit_rate == 0.0:
        return
    for c in range(w.balances.size):
        balance = account.cash if c == 0 else w.balances[c]
        earning = balance if balance < 0.0 else max(0.0, balance - short_proceeds(w, c))
        amount = earning * (account.debit_rate if balance < 0.0 else account.credit_rate) * days / YEAR_DAYS
        if amount == 0.0:
            continue
        rate = 1.0 if c == 0 else w.rates[c]
        pay(w, c, amount)
        account.equity += amount * rate
        account.financing += amount * rate
        r = w.records[emit(w, FINANCING, ts, -1, c, 0)]
        r.reason = REASON_INTEREST
        r.quantity = balance
        r.price = nan
        r.realised = amount * rate
        r.rate = rate


def short_proceeds(w, c):
    """Value of what was sold short and paid in full, in currency `c`."""
    count = w.instruments.size
    total = 0.0
    for row in range(w.positions.size):
        k = row if row < count else row - count
        p = w.positions[row]
        instrument = w.instruments[k]
        if p.quantity < 0.0 and instrument.currency == c and instrument.style == NOTIONAL:
            total += -p.quantity * money(instrument, p.last_price)
    return total


def turn_over(w, today):
    """The days that passed leave the ring of 30; the fees follow the volume of those before today."""
    account = w.account[0]
    size = w.turnovers.size
    for day in range(max(account.last_day + 1, today - size + 1), today + 1):
        w.turnovers[day % size] = 0.0
    total = 0.0
    for i in range(size):
        total += w.turnovers[i]
    account.volume = total
    choose_fees(w)
