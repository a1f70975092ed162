"""What docs/realism.md says of each engine is what that engine does with the page's own bars and orders."""

from __future__ import annotations

import re
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tradewind.kernel.opening import Costs
from tradewind.research.by_hand import FREE, by_hand

PAGE = (Path(__file__).parents[2] / "docs" / "realism.md").read_text(encoding="utf-8")
CASES = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL))
CASES = {title: text for title, text in CASES.items() if "by_hand(" in text and "| vectorbt |" in text}
CASH = 10_000.0


def told(text: str) -> dict[str, Any]:
    """The names of the case's block, run as it stands there."""
    block = re.search(r"```python\n(.*?)```", text, flags=re.DOTALL)
    assert block is not None
    names: dict[str, Any] = {"costs": FREE}
    exec(block[1], names)
    return names


def said(text: str, engine: str) -> list[float] | None:
    """The numbers in the engine's row; None where it says that there is no such thing."""
    row = re.search(rf"^\| {re.escape(engine)} \| (.+) \|$", text, flags=re.MULTILINE)
    assert row is not None, engine
    return None if row[1] == "–" else [float(number) for number in re.findall(r"[\d.]+", row[1])]


@pytest.mark.parametrize("title", CASES)
def test_what_it_says_of_us(title):
    case = told(CASES[title])
    fills = by_hand(case["bars"], case["orders"], costs=case["costs"]).fills
    column = "fee" if "| fees |" in CASES[title] else "price"
    np.testing.assert_allclose(fills[column], said(CASES[title], "Tradewind") or [], rtol=1e-9)


@pytest.mark.skipif(find_spec("vectorbt") is None, reason="the extra peers is not installed")
@pytest.mark.parametrize("title", CASES)
def test_what_it_says_of_vectorbt(title):
    expected = said(CASES[title], "vectorbt")
    case = told(CASES[title])
    if expected is None:
        assert any("limit" in order for order in case["orders"].values())
        return
    records = _vectorbt(case["bars"], case["orders"], case["costs"], at_open=title != "A signal's own bar")
    np.testing.assert_allclose(records["fees" if "| fees |" in CASES[title] else "price"], expected, rtol=1e-9)


@pytest.mark.skipif(find_spec("backtesting") is None, reason="the extra peers is not installed")
@pytest.mark.parametrize("title", CASES)
def test_what_it_says_of_backtesting(title):
    case = told(CASES[title])
    prices, fees = _backtesting(case["bars"], case["orders"], case["costs"])
    np.testing.assert_allclose(
        fees if "| fees |" in CASES[title] else prices, said(CASES[title], "backtesting.py"), rtol=1e-9
    )


def _vectorbt(bars: list, orders: dict, costs: Costs, *, at_open: bool) -> np.ndarray:
    import vectorbt as vbt

    vbt.settings["engine"] = "rust"
    opens, highs, lows, closes = np.array(bars, float).T
    entries, exits = np.zeros(len(bars), bool), np.zeros(len(bars), bool)
    size, stop, target = (np.full(len(bars), np.nan) for _ in range(3))
    for row, order in orders.items():
        k = row + 1 if at_open else row
        (exits if order.get("leave") else entries)[k] = True
        size[k] = order.get("size", np.nan)
        stop[k], target[k] = (abs(order.get(name, np.nan) / opens[k] - 1) for name in ("stop", "target"))
    more = {"price": opens, "open": opens, "high": highs, "low": lows, "stop_entry_price": "price"} if at_open else {}
    return vbt.Portfolio.from_signals(
        closes, entries, exits, size=size, sl_stop=stop, tp_stop=target, fees=costs.taker_fee, slippage=costs.slippage,
        init_cash=CASH, freq="1min", **more,
    ).order_records  # fmt: skip


def _backtesting(bars: list, orders: dict, costs: Costs) -> tuple[list[float], list[float]]:
    """Prices and fees of the fills; the fees of an open trade are what its entry took from the cash."""
    import pandas as pd
    from backtesting import Backtest, Strategy

    held: list[Any] = []

    class ByHand(Strategy):
        def init(self) -> None:
            pass

        def next(self) -> None:
            order = orders.get(len(self.data) - 1, {})
            if order.get("leave"):
                self.position.close()
            elif order:
                self.buy(size=order["size"], sl=order.get("stop"), tp=order.get("target"), limit=order.get("limit"))
            held[:] = [t.entry_price for t in self.trades]

    # Its strategies are first asked at the second bar.
    first, *rest = bars
    if 0 in orders:
        bars, orders = [first, first, *rest], {row + 1: order for row, order in orders.items()}
    frame = pd.DataFrame(bars, columns=["Open", "High", "Low", "Close"], dtype=float)
    frame.index = pd.date_range("2020-01-01", periods=len(bars), freq="min")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        stats = Backtest(frame, ByHand, cash=CASH, commission=costs.taker_fee, spread=costs.slippage).run()
    closed = stats["_trades"]
    prices = [p for pair in zip(closed["EntryPrice"], closed["ExitPrice"], strict=True) for p in pair] + held
    paid = CASH - stats["_equity_curve"]["Equity"].iloc[-1]
    marked = sum(o["size"] for o in orders.values() if "size" in o) * (sum(held) - bars[-1][3]) if held else 0.0
    return prices, [paid - marked]
