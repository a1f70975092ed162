"""Signals in, one explained Decision out."""
