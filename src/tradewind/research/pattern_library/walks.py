"""The same bars in a random order: what a chart with no memory looks like, and so how often a pattern is there by chance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tradewind.market.columns import Bars


def shuffled(bars: Bars, seed: int) -> Bars:
    """A random walk of the bars' own shapes: gap, body and shadows of each bar as shares, in an order drawn by `seed`; times as they are.

    The walk begins at the first bar's open and ends where the bars end, for the same steps are taken.
    """
    order = np.random.default_rng(seed).permutation(len(bars))
    before = np.concatenate([bars.open[:1], bars.close[:-1]])
    gap, body = np.log(bars.open / before), np.log(bars.close / bars.open)
    above, below = bars.high / np.maximum(bars.open, bars.close), bars.low / np.minimum(bars.open, bars.close)
    step = (gap + body)[order]
    close = bars.open[0] * np.exp(np.cumsum(step))
    opens = close / np.exp(body[order])
    return replace(
        bars,
        open=opens,
        high=np.maximum(opens, close) * above[order],
        low=np.minimum(opens, close) * below[order],
        close=close,
        volume=bars.volume[order],
    )
