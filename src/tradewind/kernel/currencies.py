"""Rates of other currencies than the account's: what an event or a pair among the account's own instruments says.

A currency without a pair of its own with the account's is converted over one other (EUR over USD to JPY), each step at the last price that
was traded: kernel/rate_paths.py says which. When the second step moves, what hangs on it moves with it.
"""

from tradewind.kernel.accounting import revalue


def on_rate(w, rate, currency):
    """A currency is worth `rate` of the account's from now on; all that is held in it is worth more or less at once.

    The only event that looks at all instruments, and only where the rate moved.
    """
    c = int(currency)
    if c <= 0 or c >= w.rates.size or not rate > 0.0 or rate == w.rates[c]:
        return
    set_rate(w, c, rate)
    for k in range(w.instruments.size):
        if w.instruments[k].rate_in == c and w.positions[k].last_price > 0.0:
            crossed = rate_from(w, k, w.positions[k].last_price)
            set_rate(w, abs(w.instruments[k].gives_rate), crossed)
    revalue(w)


def set_rate(w, c, rate):
    """What is paid in currency `c` is worth so much from now on."""
    w.rates[c] = rate
    for k in range(w.instruments.size):
        if w.instruments[k].currency == c:
            w.instruments[k].rate = rate


def rate_from(w, k, price):
    """The rate that instrument `k` says at `price`: of its base currency, or of its quote currency by 1 / price."""
    instrument = w.instruments[k]
    other = w.rates[instrument.rate_in]
    return price * other if instrument.gives_rate > 0 else other / price


def rate_by_price(w, k, price):
    """Instrument `k` traded at `price`: where it is a pair with the account's currency, or with one that has a rate, that is a rate."""
    gives = w.instruments[k].gives_rate
    if gives != 0:
        on_rate(w, rate_from(w, k, price), abs(gives))
