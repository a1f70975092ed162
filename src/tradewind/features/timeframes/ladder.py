"""The relative strength index on three timeframes at once, in step."""

from math import nan

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.momentum import next_rsi

MINUTE = 60_000_000_000
# bucket of the bar under construction (-1 before the first), its last close; then as `rsi`, and the index of the last closed bar.
RUNG = (-1, 0.0, 0, 0.0, 0.0, 0.0, nan)


def climb(rung, length, n, ts, close):
    """One more base bar for a rung whose bars last `length` ns and are known once they have closed."""
    bucket, last, seen, previous, up, down, strength = rung
    current = (ts - 1) // length
    if bucket >= 0 and bucket != current:  # the bar before ended in a gap and is known only now
        seen, up, down, strength = next_rsi(seen, previous, up, down, last, n)
        previous = last
    if ts % length == 0:
        seen, up, down, strength = next_rsi(seen, previous, up, down, close, n)
        return (-1, close, seen, close, up, down, strength)
    return (current, close, seen, previous, up, down, strength)


@feature(
    kind="timeframes",
    inputs=("ts", "close"),
    params={"n": Int(14, 2, 1000), "middle": Int(240, 1, 525_600), "high": Int(1440, 1, 5_256_000)},
    outputs={"base": "0 to 100", "middle": "0 to 100", "high": "0 to 100", "step": "-1 to 1"},
    state=(0, 0.0, 0.0, 0.0, *RUNG, *RUNG),
    warmup=lambda p: p.n,
    source="J. W. Wilder, New Concepts in Technical Trading Systems (1978), section VI, on each timeframe's closed bars",
    reference="TA-Lib RSI over bars resampled by numpy, 1e-9 relative",
    scaling=0,
)
def rsi_ladder(state, p, ts, close):
    """Relative strength index (RSI) on the bars' own timeframe and two higher ones, and whether they are in step.

    middle, high: lengths of the higher bars in minutes (240 and 1440: 4 hours and a day); a higher bar counts once it has closed.
    step: share of the three above 50 less the share below: 1 all rise, -1 all fall; NaN until all three are known.
    NaN for the first n bars, for the higher ones for n of theirs. State: as `rsi`, then of the two rungs as `RUNG`.
    """
    seen, up, down, base = next_rsi(state[0], state[1], state[2], state[3], close, p.n)
    middle = climb(state[4:11], p.middle * MINUTE, p.n, ts, close)
    high = climb(state[11:18], p.high * MINUTE, p.n, ts, close)
    step = (side(base) + side(middle[6]) + side(high[6])) / 3.0
    return (seen, close, up, down, *middle, *high), (base, middle[6], high[6], step)


def side(strength):
    """1 above 50, -1 below, 0 at it; NaN if unknown."""
    if strength > 50.0:
        return 1.0
    return -1.0 if strength < 50.0 else strength * 0.0
