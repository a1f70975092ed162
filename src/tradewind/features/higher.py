"""Bars of a higher timeframe, built from those of the base timeframe as they arrive, and known only once they are closed."""


def higher_bar(state, length, ts, open, high, low, close, volume):
    """One more base bar for the higher bar under construction.

    state: (bucket, open, high, low, close, volume), bucket < 0 before the first bar. length: of the higher bar, ns. ts: close of the base bar, ns.
    Returns (state, late, late_bar, now, now_bar): `late` if the bar before ended in a gap and is known only now, `now` if this base bar
    closes its higher bar; each bar is (open, high, low, close, volume).
    """
    bucket, o, h, l, c, v = state
    current = float((ts - 1) // length)
    before = (o, h, l, c, v)
    late = bucket >= 0.0 and bucket != current
    if bucket != current:
        o, h, l, c, v = open, high, low, close, volume
    else:
        h, l, c, v = max(h, high), min(l, low), close, v + volume
    now = ts % length == 0
    return (-1.0 if now else current, o, h, l, c, v), late, before, now, (o, h, l, c, v)
