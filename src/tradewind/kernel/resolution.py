"""From what an instrument's orders are matched, coarse to fine. Once something finer was seen, what is coarser matches nothing."""

# Bars, bars of a finer timeframe, trades, quotes, depth.
BY_BARS, BY_FINE_BARS, BY_TRADES, BY_QUOTES, BY_DEPTH = range(5)
