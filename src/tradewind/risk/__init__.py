"""Sizing, limits and the pre-trade verdict."""
