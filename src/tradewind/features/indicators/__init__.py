"""Indicators over bars: averages, momentum, volatility, volume, cycles."""
