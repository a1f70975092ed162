"""Rates of other currencies than the account's: what an event or a pair among the account's own instruments says."""

from tradewind.kernel.accounting import revalue


def on_rate(w, rate, currency):
    """A currency is worth `rate` of the account's from now on; all that is held in it is worth more or less at once.

    The only event that looks at all instruments, and only where the rate moved.
    """
    c = int(currency)
    if c <= 0 or c >= w.rates.size or not rate > 0.0 or rate == w.rates[c]:
        return
    w.rates[c] = rate
    for k in range(w.instruments.size):
        if w.instruments[k].currency == c:
            w.instruments[k].rate = rate
    revalue(w)


def rate_by_price(w, k, price):
    """Instrument `k` traded at `price`: where it is a pair with the account's currency, that is a rate."""
    gives = w.instruments[k].gives_rate
    if gives > 0:
        on_rate(w, price, gives)
    elif gives < 0:
        on_rate(w, 1.0 / price, -gives)
