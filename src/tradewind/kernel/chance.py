"""The run's own random numbers, the same in machine code and in Python, and what is drawn from them: when an order is at the venue.

Source: S. K. Park, K. W. Miller, "Random number generators: good ones are hard to find" (1988), with the multiplier 48271 of their
1993 revision: x' = 48271 x mod (2**31 - 1), which is full-period for x in 1 .. 2**31 - 2.
"""

MODULUS = 2_147_483_647
MULTIPLIER = 48_271


def draw(account):
    """Next number, uniform in (0, 1); `account.random` is the generator's state (from 1, never 0)."""
    state = account.random % MODULUS
    if state <= 0:
        state = 1
    account.random = MULTIPLIER * state % MODULUS
    return account.random / MODULUS


def arrival(account, instrument, ts):
    """When what is sent at `ts` is at the venue (ns): the instrument's order latency, and jitter uniform in 0 .. latency_jitter on top."""
    at = ts + instrument.order_latency
    if instrument.latency_jitter > 0:
        at += int(draw(account) * instrument.latency_jitter)
    return at
