"""A ccxt exchange as a source of candle pages: opening it, retrying it, and reading instruments from it."""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from tradewind.errors import DataError, UsageError, VenueError
from tradewind.market.instrument import AssetClass, Instrument
from tradewind.market.timeframe import Timeframe

Sleep = Callable[[float], None]

# Exchanges that ccxt reaches under another of its names: (ccxt's name, host).
_REGIONAL = {"delta_india": ("delta", "https://api.india.delta.exchange")}
_TIMEOUT_MS = 20_000
_MAX_WAIT_S = 120.0
_KINDS = {
    "spot": AssetClass.SPOT,
    "swap": AssetClass.PERPETUAL,
    "future": AssetClass.FUTURE,
    "option": AssetClass.OPTION,
}


@dataclass
class Client:
    """One exchange of ccxt and how often it was asked."""

    name: str
    exchange: Any
    attempts: int
    sleep: Sleep
    requests: int = 0
    retries: int = 0
    market: dict[str, Any] = field(default_factory=dict)

    def page(self, symbol: str, timeframe: str, since_ms: int, limit: int) -> np.ndarray:
        """One page of candles from `since_ms` on: (n, 6) float64 of opening time in ms, open, high, low, close, volume.

        Raises
        ------
        VenueError: the exchange refused, or did not answer after all attempts.
        """
        return self.ask(lambda: _rows(self.exchange, symbol, timeframe, since_ms, limit))

    def ask(self, call: Callable[[], Any]) -> Any:
        """Call with retries: rate limits wait as long as the exchange says, the rest 1, 2, 4, ... seconds."""
        import ccxt

        for attempt in range(1, self.attempts + 1):
            self.requests += 1
            try:
                return call()
            except (ccxt.BadSymbol, ccxt.BadRequest, ccxt.AuthenticationError, ccxt.NotSupported) as error:
                raise VenueError(f"{self.name} refused: {_one_line(error)}") from None
            except (ccxt.BaseError, _BadAnswerError) as error:
                if attempt == self.attempts:
                    raise VenueError(f"{self.name} did not answer {attempt} times: {_one_line(error)}") from None
                self.retries += 1
                self.sleep(self._wait(error, attempt))
        raise AssertionError("unreachable")

    def _wait(self, error: Exception, attempt: int) -> float:
        import ccxt

        backoff = float(2 ** (attempt - 1))
        if not isinstance(error, (ccxt.DDoSProtection, ccxt.RateLimitExceeded)):
            return backoff
        headers = getattr(self.exchange, "last_response_headers", None) or {}
        asked = next((value for key, value in headers.items() if key.lower() == "retry-after"), None)
        try:
            return min(_MAX_WAIT_S, float(asked)) if asked is not None else 4 * backoff
        except ValueError:  # a date: wait as if nothing had been said
            return 4 * backoff


class _BadAnswerError(Exception):
    """An answer that is no list of candles: cut off, or an error page."""


def connect(
    exchange: str, symbol: str, timeframe: Timeframe, base_url: str | None, attempts: int, sleep: Sleep = time.sleep
) -> Client:
    """Open an exchange by ccxt's name (or `delta_india`) and load its markets.

    Raises
    ------
    DataError: ccxt is not installed. UsageError: unknown exchange, symbol or timeframe. VenueError: it does not answer.
    """
    try:
        import ccxt
    except ImportError:
        raise DataError("fetching from exchanges needs ccxt", try_="pip install 'tradewind[crypto]'") from None
    name, host = _REGIONAL.get(exchange, (exchange, None))
    if name not in ccxt.exchanges:
        near = difflib.get_close_matches(exchange, [*ccxt.exchanges, *_REGIONAL], n=3, cutoff=0.5)
        raise UsageError(f"exchange {exchange!r} is unknown", try_=", ".join(near) or "binance, kraken, delta_india")
    opened = getattr(ccxt, name)({"enableRateLimit": True, "timeout": _TIMEOUT_MS})
    opened.enableLastJsonResponse = opened.enableLastResponseHeaders = True
    if name.startswith("binance"):  # only the markets that are needed: three requests less
        opened.options["fetchMarkets"] = {"types": [_binance_type(symbol)]}
    if base_url or host:
        _move(opened, base_url or host or "")
    client = Client(exchange, opened, attempts, sleep)
    client.ask(opened.load_markets)
    if symbol not in opened.markets:
        near = difflib.get_close_matches(symbol, list(opened.markets), n=3, cutoff=0.5)
        raise UsageError(f"{exchange} has no {symbol!r}", try_=", ".join(near) or None)
    offered = opened.timeframes or {}
    if str(timeframe) not in offered:
        raise UsageError(f"{exchange} has no {timeframe} candles", try_=", ".join(offered))
    client.market = opened.markets[symbol]
    return client


def instrument_of(client: Client) -> Instrument:
    """The instrument as the exchange describes it: increments, minima, fees, contract size."""
    market = client.market
    limits = market.get("limits") or {}
    linear = market.get("type") in ("swap", "future")
    fee = {side: _decimal(market.get(side), "0.001") for side in ("maker", "taker")}
    return Instrument(
        symbol=market["symbol"],
        venue=client.name.upper(),
        asset_class=_KINDS.get(market.get("type") or "spot", AssetClass.SPOT),
        base_currency=market.get("base"),
        quote_currency=market.get("quote") or "USD",
        price_increment=_step(client.exchange, market, "price"),
        size_increment=_step(client.exchange, market, "amount"),
        multiplier=_decimal(market.get("contractSize"), "1") if linear else Decimal(1),
        min_size=_decimal((limits.get("amount") or {}).get("min"), "0"),
        min_notional=_decimal((limits.get("cost") or {}).get("min"), "0"),
        maker_fee=fee["maker"],
        taker_fee=fee["taker"],
    )


def _rows(exchange: Any, symbol: str, timeframe: str, since_ms: int, limit: int) -> np.ndarray:
    exchange.last_json_response = None
    try:
        rows = exchange.fetch_ohlcv(symbol, timeframe, since_ms, limit)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        raise _BadAnswerError(f"its answer is no list of candles ({_one_line(error)})") from None
    # ccxt makes an empty page of an answer that was cut off: only what parsed as JSON counts.
    if exchange.last_json_response is None:
        raise _BadAnswerError("its answer was cut off or is no JSON")
    if not rows:
        return np.zeros((0, 6))
    if any(len(row) < 6 or None in row[:6] for row in rows):
        raise _BadAnswerError("a candle lacks a value")
    return np.array([row[:6] for row in rows], dtype=np.float64)


def _binance_type(symbol: str) -> str:
    if ":" not in symbol:
        return "spot"
    base = symbol.partition("/")[0]
    return "inverse" if symbol.partition(":")[2].split("-")[0] == base else "linear"


def _move(exchange: Any, base_url: str) -> None:
    """Send all requests to another host (a regional site, a mirror, a test server), keeping their paths."""

    def moved(url: str) -> str:
        return base_url.rstrip("/") + urlsplit(url).path

    api = exchange.urls["api"]
    exchange.urls["api"] = (
        moved(api) if isinstance(api, str) else {k: moved(v) for k, v in api.items() if isinstance(v, str)}
    )


def _step(exchange: Any, market: dict[str, Any], what: str) -> Decimal:
    import ccxt

    value = (market.get("precision") or {}).get(what)
    if value is None:
        return Decimal("0.00000001")
    if exchange.precisionMode == ccxt.TICK_SIZE:
        return _decimal(value, "0.00000001")
    return Decimal(1).scaleb(-int(value))


def _decimal(value: Any, default: str) -> Decimal:
    return Decimal(default) if value is None else Decimal(repr(value) if isinstance(value, float) else str(value))


def _one_line(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    cause = error.__cause__
    detail = f" ({type(cause).__name__})" if cause is not None else ""
    return (text[:160] + "..." if len(text) > 160 else text) + detail
