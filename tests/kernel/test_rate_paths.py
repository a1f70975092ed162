"""Currencies that are converted over another one, at the prices of now."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.errors import DataError
from tradewind.kernel.accounting import mark
from tradewind.kernel.currencies import on_rate, rate_by_price
from tradewind.kernel.rate_paths import RatePath, in_words, rate_paths
from tradewind.market.instrument import AssetClass, Instrument

from ..randombars import instrument
from .plainworld import fill, world

D = Decimal


def pair(base: str, quote: str) -> Instrument:
    return instrument(
        base + quote, asset_class=AssetClass.FX, quote_currency=quote, base_currency=base, margin_initial=D("0.04")
    )


def test_a_currency_is_converted_over_another_one_at_the_prices_of_now() -> None:
    """EUR to JPY: 1.10 USD at 150 are 165 yen; when either pair moves, what is held in EUR is worth more yen."""
    share = instrument("SAP", quote_currency="EUR")
    of = (share, pair("EUR", "USD"), pair("USD", "JPY"))
    w = world(of, 1_000_000.0, currency="JPY")
    rate_by_price(w, 1, 1.10)
    w.positions[1].last_price = 1.10
    assert w.instruments[0].rate == 0.0, "the second step is not known yet"
    rate_by_price(w, 2, 150.0)
    assert (w.instruments[0].rate, w.instruments[1].rate) == pytest.approx((165.0, 150.0))
    fill(w, 0, 10.0, 100.0)
    assert w.balances.tolist() == [0.0, -1_000.0, 0.0]
    mark(w, 0, 0, 101.0)
    assert w.account[0].equity == pytest.approx(1_000_000.0 + 10 * 165.0)
    on_rate(w, 160.0, 2)
    assert w.account[0].equity == pytest.approx(1_000_000.0 + 10 * 1.10 * 160.0)
    rate_by_price(w, 1, 1.20)
    assert w.account[0].equity == pytest.approx(1_000_000.0 + 10 * 1.20 * 160.0)
    paths = rate_paths(of, "JPY", {})
    assert in_words(paths, of, "JPY") == ["EUR by EURUSD to USD, then by USDJPY to JPY", "USD by USDJPY to JPY"]


@given(st.permutations(["EUR", "USD", "GBP", "JPY"]), st.lists(st.booleans(), min_size=2, max_size=2), st.data())
def test_a_path_is_the_product_of_its_steps_whichever_way_they_are_quoted(
    codes: list[str], turned: list[bool], data
) -> None:
    """From codes[0] over codes[1] to codes[2]; a pair that is quoted the other way counts as 1 / price."""
    start, via, own, _ = codes
    prices = [data.draw(st.floats(0.01, 200.0)) for _ in turned]
    steps = [(start, via), (via, own)]
    of = (
        instrument("X", quote_currency=start),
        *(pair(*reversed(s)) if t else pair(*s) for s, t in zip(steps, turned, strict=True)),
    )
    w = world(of, currency=own)
    order = data.draw(st.permutations([1, 2]))
    for k in (*order, *order):
        rate_by_price(w, k, prices[k - 1])
        w.positions[k].last_price = prices[k - 1]
    worth = [1 / p if t else p for p, t in zip(prices, turned, strict=True)]
    assert w.instruments[0].rate == pytest.approx(worth[0] * worth[1], rel=1e-12)


def test_a_pair_of_ones_own_is_better_than_a_path_and_three_steps_are_none() -> None:
    share = instrument("SAP", quote_currency="EUR")
    direct = rate_paths((share, pair("EUR", "USD"), pair("USD", "JPY"), pair("EUR", "JPY")), "JPY", {})
    assert direct["EUR"] == RatePath("EUR", 3)
    half = rate_paths((share, pair("EUR", "USD")), "JPY", {"USD": 150.0})
    assert in_words(half, (share, pair("EUR", "USD")), "JPY")[0] == "EUR by EURUSD to USD, then at a fixed rate to JPY"
    with pytest.raises(DataError, match="SAP.TEST is paid in EUR, the account is kept in JPY") as told:
        world((share, pair("EUR", "GBP"), pair("GBP", "USD"), pair("USD", "JPY")), currency="JPY")
    assert "two that lead there over one other currency" in str(told.value)
