"""What a run is called on its pages: strategies, instruments, timeframes; and what its strategies' sources hash to."""

from __future__ import annotations

from tradewind.kernel.portfolio import Rules


def title_of(setup: Rules) -> str:
    """`trend + reversal on AAPL, IBM, 1h`."""
    symbols = ", ".join(dict.fromkeys(i.symbol for i in setup.instruments))
    return f"{setup.name} on {symbols}, {timeframes_of(setup)}"


def timeframes_of(setup: Rules) -> str:
    """Each timeframe once: `1h, 1d`."""
    return ", ".join(dict.fromkeys(m.strategy.timeframe.name for m in setup.members))


def hashes_of(setup: Rules) -> str:
    """The beginning of each strategy's sha256."""
    return ", ".join(m.strategy.source_hash[:16] for m in setup.members)
