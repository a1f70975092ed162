"""The run's own random numbers, the same in plain Python and in machine code.

MINSTD: x -> 48271 * x mod (2**31 - 1), Park, Miller and Stockmeyer, Communications of the ACM 36 (7), 1993.
"""

_MULTIPLIER = 48_271
_MODULUS = 2_147_483_647


def draw(account):
    """The next number of the run, above 0 and below 1."""
    account.random = account.random * _MULTIPLIER % _MODULUS
    return account.random / _MODULUS


def travel(account, instrument):
    """Nanoseconds that an order, a change or a cancellation needs to the venue: the latency and a uniform jitter on top of it."""
    delay = instrument.order_latency
    if instrument.latency_jitter > 0:
        delay += int(draw(account) * instrument.latency_jitter)
    return delay
