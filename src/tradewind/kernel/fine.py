"""Bars of a finer timeframe: they decide what happens inside the strategy's own bar that they lie in, which then matches nothing itself.

A bar without any of them is matched as it stands.
So a bar in which both a stop and its target lie is no guess: the finer bar that reached one of them first decides. Where one
finer bar still holds both, the pessimistic rule of matching.py stays, for that bar alone.
"""

from tradewind.kernel.marking import mark
from tradewind.kernel.matching import match_bar
from tradewind.kernel.resolution import BY_BARS, BY_FINE_BARS


def on_fine_bar(w, k, ts, bar_open, bar_high, bar_low, bar_close, volume):
    """One finer bar: orders are matched by it, the strategy is not asked."""
    p = w.positions[k]
    if p.resolution > BY_FINE_BARS:
        return
    if bar_low <= p.trigger_low or bar_high >= p.trigger_high:
        p.resolution = BY_BARS
        match_bar(w, k, ts, bar_open, bar_high, bar_low, bar_close, volume)
    p.resolution = BY_FINE_BARS
    if p.quantity != 0.0:
        p.best_price = max(p.best_price, bar_high) if p.quantity > 0.0 else min(p.best_price, bar_low)
        p.worst_price = min(p.worst_price, bar_low) if p.quantity > 0.0 else max(p.worst_price, bar_high)
    mark(w, k, ts, bar_close)
