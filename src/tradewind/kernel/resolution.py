"""From what an instrument's orders are matched, coarse to fine. Once something finer was seen, what is coarser matches nothing.

Finer bars say so for the bar alone that they lie in (marking.py): a gap in them is no gap in the market.
"""

# Bars, bars of a finer timeframe, trades, quotes, depth.
BY_BARS, BY_FINE_BARS, BY_TRADES, BY_QUOTES, BY_DEPTH = range(5)
