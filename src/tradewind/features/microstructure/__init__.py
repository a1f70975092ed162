"""Microstructure of quotes, trades and the book."""
