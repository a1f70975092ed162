"""What instrument a symbol most likely is, when nobody said: told in the notes, never silently."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np

from tradewind.market.calendar import ALWAYS, FX
from tradewind.market.columns import Floats
from tradewind.market.instrument import AssetClass, Instrument

_CURRENCIES = frozenset(
    [
        "AUD",
        "BRL",
        "CAD",
        "CHF",
        "CNH",
        "CNY",
        "CZK",
        "DKK",
        "EUR",
        "GBP",
        "HKD",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "JPY",
        "KRW",
        "MXN",
        "NOK",
        "NZD",
        "PLN",
        "RUB",
        "SEK",
        "SGD",
        "THB",
        "TRY",
        "USD",
        "ZAR",
    ]
)
_METALS = frozenset(("XAU", "XAG", "XPT", "XPD"))
_CRYPTO_QUOTES = ("USDT", "USDC", "BUSD", "FDUSD", "TUSD", "BTC", "ETH", "BNB", "USD", "EUR")
_CRYPTO_BASES = frozenset(
    [
        "ADA",
        "AVAX",
        "BCH",
        "BNB",
        "BTC",
        "DOGE",
        "DOT",
        "EOS",
        "ETH",
        "LINK",
        "LTC",
        "MATIC",
        "SOL",
        "TRX",
        "XLM",
        "XMR",
        "XRP",
    ]
)
_DECIMALS_LOOKED_AT = 2000


def guess_instrument(symbol: str, venue: str, prices: Floats, calendar: str | None) -> tuple[Instrument, str]:
    """An instrument and a note that says what was guessed.

    Currency pairs trade on the fx calendar, crypto pairs always; anything else is taken as a US stock unless a
    calendar is given. The price increment is the finest decimal among the prices.
    """
    asset, base, quote, usual = _class(symbol)
    instrument = Instrument(
        symbol=symbol,
        venue=venue,
        asset_class=asset,
        base_currency=base,
        quote_currency=quote,
        price_increment=increment(prices),
        size_increment=Decimal("0.00000001") if usual == ALWAYS else Decimal(1),
        calendar=calendar or usual,
    )
    note = (
        f"{instrument.id} taken as {asset}, priced in {quote}, calendar {instrument.calendar}, "
        f"increment {instrument.price_increment}; pass an instrument if that is wrong"
    )
    return instrument, note


def increment(prices: Floats) -> Decimal:
    """The finest decimal step in which the (last 2000) prices are printed, between 1 and 1e-8."""
    good = prices[np.isfinite(prices)][-_DECIMALS_LOOKED_AT:]
    for decimals in range(8):
        scaled = good * 10.0**decimals
        if np.allclose(scaled, np.rint(scaled), rtol=0, atol=1e-6 * max(1.0, 10.0 ** (decimals - 4))):
            return Decimal(1).scaleb(-decimals)
    return Decimal("1E-8")


def _class(symbol: str) -> tuple[AssetClass, str | None, str, str]:
    name = symbol.upper()
    if match := re.fullmatch(r"([A-Z0-9]+)/([A-Z0-9]+)(:[A-Z0-9]+)?", name):
        base, quote, perpetual = match.groups()
        if base in _CURRENCIES and quote in _CURRENCIES:
            return AssetClass.FX, base, quote, FX
        return (AssetClass.PERPETUAL if perpetual else AssetClass.SPOT), base, quote, ALWAYS
    if len(name) == 6 and name[3:] in _CURRENCIES:
        if name[:3] in _CURRENCIES:
            return AssetClass.FX, name[:3], name[3:], FX
        if name[:3] in _METALS:
            return AssetClass.COMMODITY, name[:3], name[3:], FX
    if name.endswith("-PERP"):
        return AssetClass.PERPETUAL, name.removesuffix("-PERP"), "USD", ALWAYS
    for quote in _CRYPTO_QUOTES:
        base = name.removesuffix(quote)
        if base != name and base and (base in _CRYPTO_BASES or quote in ("USDT", "USDC", "BUSD", "FDUSD", "TUSD")):
            return AssetClass.SPOT, base, quote, ALWAYS
    return AssetClass.EQUITY, None, "USD", "XNYS"
