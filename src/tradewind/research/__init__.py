"""Backtest, look-ahead check, replay, reports."""
