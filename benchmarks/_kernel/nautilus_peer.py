"""NautilusTrader: the cross with stop and target on minute bars, and quotes that nothing is done with."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pandas as pd
from nautilus_trader.backtest.config import BacktestEngineConfig
from nautilus_trader.backtest.engine import BacktestEngine
from nautilus_trader.backtest.models import FillModel
from nautilus_trader.common.config import LoggingConfig
from nautilus_trader.indicators import ExponentialMovingAverage
from nautilus_trader.model.data import Bar, BarType
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, Venue
from nautilus_trader.model.instruments import CurrencyPair
from nautilus_trader.model.objects import Currency, Money, Price, Quantity
from nautilus_trader.persistence.wranglers import BarDataWrangler, QuoteTickDataWrangler
from nautilus_trader.trading.strategy import Strategy

from _kernel import market

DISTRIBUTION = "nautilus_trader"
VENUE = Venue("SIM")
USD = Currency.from_str("USD")


class Cross(Strategy):
    """Long where the fast average crosses above the slow one; out at 2% below, 4% above, or where it crosses back."""

    def __init__(self, instrument: CurrencyPair, bar_type: BarType) -> None:
        super().__init__()
        self.instrument, self.bar_type = instrument, bar_type
        self.fast, self.slow = ExponentialMovingAverage(10), ExponentialMovingAverage(50)
        self.above: bool | None = None

    def on_start(self) -> None:
        self.register_indicator_for_bars(self.bar_type, self.fast)
        self.register_indicator_for_bars(self.bar_type, self.slow)
        self.subscribe_bars(self.bar_type)

    def on_bar(self, bar: Bar) -> None:
        before, self.above = self.above, self.fast.value > self.slow.value
        flat = self.portfolio.is_flat(self.instrument.id)
        if before is False and self.above and flat:
            self.submit_order_list(self._bracket(float(bar.close)))
        elif before and not self.above and not flat:
            self.cancel_all_orders(self.instrument.id)
            self.close_all_positions(self.instrument.id)

    def _bracket(self, price: float):
        units = float(self.portfolio.account(VENUE).balance_total(USD)) * 0.7 / price
        return self.order_factory.bracket(
            instrument_id=self.instrument.id,
            order_side=OrderSide.BUY,
            quantity=self.instrument.make_qty(units),
            sl_trigger_price=self.instrument.make_price(price * 0.98),
            tp_price=self.instrument.make_price(price * 1.04),
            tp_post_only=False,
        )


class Idle(Strategy):
    """Gets every quote and does nothing."""

    def __init__(self, instrument: CurrencyPair) -> None:
        super().__init__()
        self.instrument = instrument

    def on_start(self) -> None:
        self.subscribe_quote_ticks(self.instrument.id)


def trading(rows: int) -> tuple[float, Callable[[], object]]:
    """Bars through a strategy that trades with brackets."""
    instrument = _instrument(4)
    bar_type = BarType.from_str(f"{instrument.id}-1-MINUTE-LAST-EXTERNAL")
    index = pd.date_range("2020-01-01", periods=rows, freq="min", tz="UTC")
    frame = pd.DataFrame(market.bars(rows), index=index).round(4)
    # Rounded, a high may lie below its close by an increment that never was.
    frame["high"], frame["low"] = frame.max(axis=1), frame.min(axis=1)
    bars = BarDataWrangler(bar_type, instrument).process(frame)
    return rows, _again(instrument, bars, lambda: Cross(instrument, bar_type), must_trade=True)


def idle_quotes(rows: int) -> tuple[float, Callable[[], object]]:
    """Quotes through the engine; no order rests."""
    instrument = _instrument(2)
    made = market.quotes(rows)
    index = pd.to_datetime(made.pop("ts"), utc=True)
    named = {f"{name}_price" if name in ("bid", "ask") else name: values for name, values in made.items()}
    quotes = QuoteTickDataWrangler(instrument).process(pd.DataFrame(named, index=index).round(2))
    return rows, _again(instrument, quotes, lambda: Idle(instrument))


def _again(
    instrument: CurrencyPair, data: list, strategy: Callable[[], Strategy], must_trade: bool = False
) -> Callable[[], object]:
    """One engine that is reset and run again: only `run` is what a user waits for; a first short run warms it up."""
    engine = _engine()
    engine.add_instrument(instrument)
    engine.add_data(data)

    def call() -> object:
        engine.reset()
        engine.clear_strategies()
        engine.add_strategy(strategy())
        engine.run()
        result = engine.get_result()
        assert result.iterations == len(data), result.iterations
        assert not must_trade or result.total_positions > 0
        return result

    return call


def _engine() -> BacktestEngine:
    quiet = LoggingConfig(bypass_logging=True)
    engine = BacktestEngine(BacktestEngineConfig(trader_id="BENCH-001", logging=quiet, run_analysis=False))
    engine.add_venue(
        venue=VENUE,
        oms_type=OmsType.NETTING,
        account_type=AccountType.MARGIN,
        base_currency=USD,
        starting_balances=[Money(100_000, USD)],
        fill_model=FillModel(),
    )
    return engine


def _instrument(digits: int) -> CurrencyPair:
    step = Decimal(1).scaleb(-digits)
    return CurrencyPair(
        instrument_id=InstrumentId(Symbol("BENCH/USD"), VENUE),
        raw_symbol=Symbol("BENCHUSD"),
        base_currency=Currency.from_str("BTC"),
        quote_currency=USD,
        price_precision=digits,
        size_precision=4,
        price_increment=Price(step, digits),
        size_increment=Quantity(Decimal("0.0001"), 4),
        ts_event=0,
        ts_init=0,
        margin_init=Decimal("0.1"),
        margin_maint=Decimal("0.1"),
        maker_fee=Decimal("0.001"),
        taker_fee=Decimal("0.001"),
    )
