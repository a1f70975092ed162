"""Contracts with the rules that exchanges publish for them."""

from __future__ import annotations

from decimal import Decimal

from tradewind.market.instrument import (
    AssetClass,
    Instrument,
    LeverageTier,
)

from ..randombars import instrument

D = Decimal


def perp(symbol: str = "BTCUSDT", **more) -> Instrument:
    fields = {
        "asset_class": AssetClass.PERPETUAL,
        "quote_currency": "USD",
        "margin_initial": D("0.1"),
        "size_increment": D("0.001"),
    }
    return instrument(symbol, **{**fields, **more})


def ladder(*rows: tuple[str, str, str]) -> tuple[LeverageTier, ...]:
    return tuple(LeverageTier(D(above), D(rate) * 2, D(rate), D(cum)) for above, rate, cum in rows)


BTC_TIERS = ladder(
    ("0", "0.004", "0"), ("50000", "0.005", "50"), ("250000", "0.01", "1300"), ("1000000", "0.025", "16300"), ("10000000", "0.05", "266300")
)  # fmt: skip
ETH_TIERS = ladder(
    ("0", "0.005", "0"), ("10000", "0.0065", "15"), ("100000", "0.01", "365"), ("500000", "0.02", "5365"), ("1000000", "0.05", "35365"),
    ("2000000", "0.1", "135365"),
)  # fmt: skip
