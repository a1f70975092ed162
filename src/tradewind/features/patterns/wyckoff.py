"""Wyckoff's four phases as a heuristic label."""

from math import nan

from tradewind.features.declare import Float, Int, feature

RANGE, ACCUMULATION, MARKUP, DISTRIBUTION, MARKDOWN = 0, 1, 2, 3, 4


@feature(
    kind="pattern",
    inputs=("high", "low", "close"),
    params={"n": Int(30, 5, 500), "trend": Float(0.4, 0.05, 1.0), "still": Float(0.15, 0.0, 0.95)},
    outputs={
        "phase": "1 accumulation, 2 markup, 3 distribution, 4 markdown, 0 a range with nothing before it",
        "event": "1 spring, -1 upthrust, else 0",
    },
    # closes seen, slot, path, phase, top and bottom of the range, last close
    state=(0, 0, 0.0, RANGE, 0.0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="R. Wyckoff, The Richard D. Wyckoff Method (1931); H. Pruden, The Three Skills of Top Trading (2007); trend told from range "
    "by the efficiency ratio of P. Kaufman, Trading Systems and Methods, 5th ed. (2013)",
    reference="a second implementation with lists, tests/features/cases/patterns.py",
    scaling=0,
)
def wyckoff(state, p, window, high, low, close):
    """A guess, by rule of thumb, at where in Wyckoff's cycle price is: accumulation, markup, distribution or markdown.

    This is a heuristic: Wyckoff read ranges bar by bar, with volume, and called them only once they had ended. Here a range after a
    markdown is called accumulation and one after a markup distribution, whatever comes after it.

    efficiency = abs(close - close n bars ago) / sum of abs changes over those n bars (0 where price stood still).
    At `trend` or more: markup or markdown by the sign of the change; at `still` or less after one of those: its range, whose top and
    bottom are the highest and lowest of the last n closes at that bar. Between the two the phase stays. A spring is a low below the bottom of
    an accumulation that closes above it, an upthrust a high above the top of a distribution that closes below it.
    NaN for the first n bars. State: see the declaration; window: the last n closes, and the last n changes.
    """
    seen, slot, path, phase, top, bottom, last = state
    change = abs(close - last) if seen > 0 else 0.0
    before = window[slot]
    path += change - window[p.n + slot]
    window[slot] = close
    window[p.n + slot] = change
    slot = slot + 1 if slot + 1 < p.n else 0
    if slot == 0:
        # Anew once a round, so that rounding can't build up.
        path = 0.0
        for i in range(p.n):
            path += window[p.n + i]
    if seen < p.n:
        return (seen + 1, slot, path, phase, top, bottom, close), (nan, nan)
    moved = close - before
    # Where all changes are 0 the path is 0 but for rounding.
    efficiency = abs(moved) / path if path > 1e-9 * abs(close) else 0.0
    if moved != 0.0 and efficiency >= p.trend:
        phase = MARKUP if moved > 0.0 else MARKDOWN
    elif efficiency <= p.still and (phase == MARKUP or phase == MARKDOWN):  # noqa: SIM109 (a step knows no containers)
        phase = DISTRIBUTION if phase == MARKUP else ACCUMULATION
        top, bottom = close, close
        for i in range(p.n):
            top, bottom = max(top, window[i]), min(bottom, window[i])
    event = 0.0
    if phase == ACCUMULATION and low < bottom and close > bottom:
        event = 1.0
    elif phase == DISTRIBUTION and high > top and close < top:
        event = -1.0
    return (seen, slot, path, phase, top, bottom, close), (1.0 * phase, event)
