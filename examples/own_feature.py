"""A feature of your own: one step over one new value. It cannot look ahead, and it runs compiled.

tradewind check examples/own_feature.py --data MSFT
"""

from math import nan

from tradewind.features import Int, feature
from tradewind.strategies import Strategy, atr, close, hold, long


@feature(
    kind="momentum",
    inputs=("open", "close"),
    params={"n": Int(10, 1, 500)},
    outputs={"share": "0 to 1"},
    state=(0.0, 0.0),
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="this file",
    reference="this file",
)
def rising_share(state, p, window, open, close):
    """Share of the last n bars that closed above their open."""
    seen, rising = state
    slot = int(seen) % p.n
    if seen >= p.n:
        rising -= window[slot]
    window[slot] = 1.0 if close > open else 0.0
    rising += window[slot]
    return (seen + 1.0, rising), rising / p.n if seen + 1.0 >= p.n else nan


class Persistence(Strategy):
    """Goes with a market that closes above its open most days."""

    timeframe = "1d"
    features = dict(share=rising_share(n=10), range=atr(n=14))

    def on_bar(s):
        if s.position > 0 and s.features.share < 0.4:
            return close()
        if s.position == 0 and s.features.share >= 0.7:
            return long(0.7, stop=s.bar.close - 2 * s.features.range)
        return hold()
