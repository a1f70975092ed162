"""Currencies out of the pairs that they are in: strength, synthetic crosses, what a triangle of pairs leaves over, a dollar index."""

from math import exp, log, nan

from tradewind.features.cross.pairs import many_changes
from tradewind.features.declare import Int, feature


@feature(
    kind="currency",
    inputs=("close", ...),
    params={"n": Int(24, 1, 5000), "base": Int(1, 0, 200)},
    outputs={"strength": "log return over n bars"},
    state=(0, 0),
    window=lambda p, inputs: (p.n + 1) * inputs,
    warmup=lambda p: p.n,
    source="the mean of a currency's returns against the others, as in broad exchange-rate indices with equal weights: BIS Quarterly Review, "
    "M. Klau, S. S. Fung, The new BIS effective exchange rate indices (March 2006), with weights 1 / pairs",
    reference="pandas log differences, 1e-9",
    scaling=0,
)
def currency_strength(state, p, window, *pairs):
    """Strength of one currency: its mean log return over n bars against the other currency of each of the pairs given.

    The first `base` pairs have it as their base (EUR in EURUSD), the others as their quote (USD in EURUSD); groups.strength_of("EUR",
    pairs) sorts them by their names. NaN for the first n bars. State: bars seen, slot of the oldest; window: n rows of log prices, then changes.
    """
    state = many_changes(state, p.n, window, pairs)
    if state[0] <= p.n:
        return state, nan
    k = len(pairs)
    total = 0.0
    for i in range(k):
        total += window[p.n * k + i] if i < p.base else -window[p.n * k + i]
    return state, total / k


@feature(
    kind="currency",
    inputs=("close", "other"),
    params={"first": Int(1, -1, 1), "second": Int(-1, -1, 1)},
    outputs={"price": "units of the quote for one of the base"},
    source="J. C. Hull, Options, Futures and Other Derivatives, 11th ed. (2021): no arbitrage between exchange rates",
    reference="numpy, from the formula",
    scaling=None,
    draw="overlay",
)
def synthetic_cross(state, p, x, other):
    """Price of a cross out of two other pairs: x**first * other**second; EURGBP is EURUSD / GBPUSD.

    groups.synthetic_of("EURGBP", "EURUSD", "GBPUSD") finds the powers from the names. Never NaN. State: nothing.
    """
    return state, x**p.first * other**p.second


@feature(
    kind="currency",
    inputs=("close", "other", "another"),
    params={"first": Int(1, -1, 1), "second": Int(-1, -1, 1)},
    outputs={"gap": "basis points"},
    source="D. J. Fenn, S. D. Howison, M. McDonald, S. Williams, N. F. Johnson, The mirage of triangular arbitrage in the spot foreign "
    "exchange market, International Journal of Theoretical and Applied Finance 12 (2009), rate product",
    reference="numpy, from the formula",
    scaling=None,
)
def triangular_gap(state, p, direct, x, other):
    """By how much a pair costs more than the same made of two others: 10,000 * ln(direct / (x**first * other**second)).

    Positive: the pair itself is dear. Of closes: whether it could have been traded is another question. Never NaN. State: nothing.
    """
    return state, 1e4 * (log(direct) - p.first * log(x) - p.second * log(other))


@feature(
    kind="currency",
    inputs=("EURUSD.close", "USDJPY.close", "GBPUSD.close", "USDCAD.close", "USDSEK.close", "USDCHF.close"),
    outputs={"index": "index points, 100 in March 1973"},
    source="ICE Futures U.S., U.S. Dollar Index Contracts FAQ (2015): 50.14348112 and the exponents",
    reference="numpy, from the published formula",
    scaling=None,
    draw="none",
)
def dollar_index(state, p, eurusd, usdjpy, gbpusd, usdcad, usdsek, usdchf):
    """The US dollar index (DXY) out of its six pairs.

    50.14348112 * EURUSD^-0.576 * USDJPY^0.136 * GBPUSD^-0.119 * USDCAD^0.091 * USDSEK^0.042 * USDCHF^0.036. Never NaN. State: nothing.
    """
    weighted = -0.576 * log(eurusd) + 0.136 * log(usdjpy) - 0.119 * log(gbpusd)
    weighted += 0.091 * log(usdcad) + 0.042 * log(usdsek) + 0.036 * log(usdchf)
    return state, 50.14348112 * exp(weighted)
