"""Which currencies a pair has, ready-made groups of pairs and currencies, and features of currencies out of the pairs' names.

A step knows no names. Which pair counts for a currency and which against it is therefore settled here, when the feature is declared:
pairs quoted in other currencies (the currency is their base) come first, and the parameter `base` says how many they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tradewind.errors import StrategyError
from tradewind.features.cross.currencies import currency_strength, synthetic_cross, triangular_gap
from tradewind.features.declare import FeatureUse

# By turnover: BIS, Triennial Central Bank Survey of foreign exchange turnover (2022), table 5; metals by their ISO 4217 codes.
MAJOR_CURRENCIES = ("USD", "EUR", "JPY", "GBP", "AUD", "CAD", "CHF", "NZD")
CURRENCIES = (
    *MAJOR_CURRENCIES, "CNY", "CNH", "HKD", "SGD", "SEK", "NOK", "KRW", "INR", "MXN", "TWD", "ZAR", "BRL", "DKK", "PLN", "THB", "ILS",
    "IDR", "CZK", "TRY", "HUF", "CLP", "RON", "RUB", "XAU", "XAG", "XPT", "XPD",
)  # fmt: skip
MAJORS = ("EURUSD", "GBPUSD", "USDJPY", "USDCHF", "AUDUSD", "USDCAD", "NZDUSD")
# The crosses of the majors' currencies without the dollar, in the market's order of base and quote.
MINORS = (
    "EURGBP", "EURJPY", "EURCHF", "EURAUD", "EURCAD", "EURNZD", "GBPJPY", "GBPCHF", "GBPAUD", "GBPCAD", "GBPNZD", "AUDJPY", "AUDCHF",
    "AUDCAD", "AUDNZD", "CADJPY", "CADCHF", "CHFJPY", "NZDJPY", "NZDCHF", "NZDCAD",
)  # fmt: skip
# Whose exports are raw materials: Y. Chen, K. Rogoff, "Commodity Currencies", Journal of International Economics 60 (2003), and Norway.
COMMODITY_CURRENCIES = ("AUD", "CAD", "NZD", "NOK")
# Bought when shares fall: A. Ranaldo, P. Soderlind, "Safe Haven Currencies", Review of Finance 14 (2010); gold is none of theirs.
SAFE_HAVENS = ("CHF", "JPY", "USD")
GROUPS = {
    "majors": MAJORS,
    "minors": MINORS,
    "commodity": ("AUDUSD", "USDCAD", "NZDUSD", "USDNOK"),
    "havens": ("USDCHF", "USDJPY", "XAUUSD"),
}


def currencies_of(pair: str) -> tuple[str, str] | None:
    """Base and quote of `EURUSD`, `EUR/USD`, `EUR_USD` or `EUR-USD`; None for what is no pair of known currencies."""
    letters = "".join(c for c in pair.upper() if c not in "/_-")
    base, quote = letters[:3], letters[3:]
    return (base, quote) if base != quote and base in CURRENCIES and quote in CURRENCIES else None


def pair_of(pair: str) -> tuple[str, str]:
    """Base and quote of a pair.

    Raises
    ------
    StrategyError: it is no pair of known currencies.
    """
    found = currencies_of(pair)
    if found is None:
        raise StrategyError(f"{pair!r} is no pair of known currencies", try_="a name such as EURUSD or EUR/USD")
    return found


def strength_of(currency: str, pairs: Sequence[str], **arguments: Any) -> FeatureUse:
    """`currency_strength` of `currency` out of those of `pairs` that it is in, such as `strength_of("EUR", MAJORS + MINORS, n=24)`.

    Raises
    ------
    StrategyError: no pair has the currency, or a name is no pair.
    """
    known = {p: pair_of(p) for p in pairs}
    first = [p for p, (base, _) in known.items() if base == currency]
    second = [p for p, (_, quote) in known.items() if quote == currency]
    if not first + second:
        raise StrategyError(f"no pair of {', '.join(pairs)} has {currency}", try_="add one that has it")
    return currency_strength(*(f"{p}.close" for p in first + second), base=len(first), **arguments)


def synthetic_of(cross: str, first: str, second: str) -> FeatureUse:
    """`synthetic_cross` of a pair out of two others: `synthetic_of("EURGBP", "EURUSD", "GBPUSD")`.

    Raises
    ------
    StrategyError: the two don't give the pair.
    """
    way = _way(cross, first, second)
    return synthetic_cross(f"{first}.close", f"{second}.close", first=way[0], second=way[1])


def gap_of(cross: str, first: str, second: str) -> FeatureUse:
    """`triangular_gap` between a pair's own price and that out of two others."""
    way = _way(cross, first, second)
    return triangular_gap(f"{cross}.close", f"{first}.close", f"{second}.close", first=way[0], second=way[1])


def _way(cross: str, first: str, second: str) -> tuple[int, int]:
    """To which powers the two prices are multiplied: 1 as it is quoted, -1 the other way round."""
    wanted = pair_of(cross)
    for a in (1, -1):
        for b in (1, -1):
            one, two = pair_of(first)[::a], pair_of(second)[::b]
            # The currency in the middle drops out, whichever of the two comes first.
            if ((one[0], two[1]) == wanted and one[1] == two[0]) or ((two[0], one[1]) == wanted and two[1] == one[0]):
                return a, b
    raise StrategyError(
        f"{first} and {second} don't give {cross}", try_="two pairs that share one currency, such as EURUSD and GBPUSD"
    )


def strength_weights(names: Sequence[str]) -> tuple[tuple[str, ...], np.ndarray]:
    """Currencies, and (currencies, names) weights: weights @ log returns are the strengths that explain the returns best.

    Each pair's return is its base's strength minus its quote's; with more pairs than currencies, least squares; the strengths add up to 0.
    Names that are no pairs have no weight. Where none is a pair, each is taken as a currency of its own, all priced in one that is not
    among them. Source: Moore-Penrose inverse of the pairs' incidence matrix, as in paired comparisons (D. R. Hunter, "MM algorithms for
    generalized Bradley-Terry models", Annals of Statistics 32, 2004, section 1, gives the model; the fit here is linear).
    """
    pairs = [currencies_of(n) for n in names]
    if not any(pairs):
        return tuple(names), np.eye(len(names)) - 1.0 / (len(names) + 1.0)
    found = tuple(dict.fromkeys(c for p in pairs if p for c in p))
    incidence = np.zeros((len(names), len(found)))
    for row, pair in zip(incidence, pairs, strict=True):
        if pair:
            row[found.index(pair[0])], row[found.index(pair[1])] = 1.0, -1.0
    return found, np.linalg.pinv(incidence)
