"""Who wanted a trade, its buyer or its seller: told by the venue, or guessed from prices."""

from __future__ import annotations

import numpy as np

from tradewind.market.ticks import Quotes, Trades


def tick(sign, before, price):
    """The tick rule: 1 above the price before, -1 below it, else as the trade before. `before` is NaN at the first trade."""
    return 1 if price > before else (-1 if price < before else sign)


def taker(aggressor, sign):
    """Who took: as the venue says, or by the tick rule where it says nothing (aggressor 0)."""
    return 1 if aggressor > 0.0 else (-1 if aggressor < 0.0 else sign)


def lee_ready(trades: Trades, quotes: Quotes, delay: int = 0) -> np.ndarray:
    """Lee and Ready's signs of trades: above the mid of the quote that stood before them a buy, below a sell, at it the tick rule.

    Parameters
    ----------
    delay: how much older than the trade its quote has to be, ns. Lee and Ready took 5 s for quotes that were reported by hand; for
    today's clocks Holden and Jacobsen (2014) take the quote just before the trade, which 0 gives (strictly earlier).

    Returns
    -------
    (n,) int8: 1 bought, -1 sold, 0 where neither quote nor tick rule tells.

    Source: C. M. C. Lee, M. J. Ready, Inferring Trade Direction from Intraday Data, Journal of Finance 46:2 (1991), section IV.
    """
    signs = tick_signs(trades.price)
    if not len(quotes):
        return signs
    last = np.searchsorted(quotes.ts_event, trades.ts_event - delay, side="left") - 1
    mid = np.where(last >= 0, 0.5 * (quotes.bid + quotes.ask)[np.maximum(last, 0)], np.nan)
    by_quote = np.select([trades.price > mid, trades.price < mid], [1, -1], 0)
    return np.where(by_quote != 0, by_quote, signs).astype(np.int8)


def tick_signs(price: np.ndarray) -> np.ndarray:
    """Signs of trades by the tick rule: (n,) int8, 0 before the price first moved."""
    moves = np.sign(np.diff(price, prepend=price[:1]))
    last = np.maximum.accumulate(np.where(moves != 0, np.arange(len(price)), 0))
    return moves[last].astype(np.int8)
