"""Tradewind: market data to one explained decision, through a risk kernel that nothing can go around."""

__version__ = "0.1.0"
