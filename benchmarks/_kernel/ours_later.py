"""Tradewind's side of what its kernel can't do yet: each says so, and its line has the peer's figure alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

Prepared = tuple[float, Callable[[], object]]


def ours_sweep(rows: int, combos: int) -> Prepared:
    """market.pairs(combos) over market.bars(rows), features in the loop, 15 metrics each; amount: rows * combos."""
    _not_there("a sweep over parameter sets")


def ours_quotes(rows: int, resting: int) -> Prepared:
    """market.quotes(rows) through the matching of `resting` orders; amount: rows."""
    _not_there("matching on quotes")


def ours_l2(rows: int) -> Prepared:
    """book.events(rows) with hftbacktest_peer's market making: its step, size, latencies and queue model; amount: rows."""
    _not_there("matching on an order book")


def ours_orders(rows: int, columns: int) -> Prepared:
    """The orders of market.table(rows, columns), each column an account of its own; amount: 0 (the seconds count)."""
    _not_there("orders given as arrays")


def _not_there(what: str) -> NoReturn:
    raise NotImplementedError(f"ours: {what} is not there yet")
