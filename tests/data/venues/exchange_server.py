"""A local server that answers market-data requests in the published REST shapes of Binance and of Delta Exchange.

Shapes: developers.binance.com (GET /api/v3/exchangeInfo, /api/v3/klines), docs.delta.exchange (GET /v2/assets,
/v2/products, /v2/history/candles). Faults are queued and each spoils one request for candles.
"""

from __future__ import annotations

import json
import math
import random
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

MINUTE_MS = 60_000
_INTERVALS = {"1m": MINUTE_MS, "15m": 15 * MINUTE_MS, "1h": 60 * MINUTE_MS, "1d": 1440 * MINUTE_MS}


class ExchangeServer:
    """`url` answers until `close()`; the market exists from `listed_ms` to `now_ms`, the last candle being open."""

    def __init__(self, listed_ms: int, now_ms: int) -> None:
        self.listed_ms, self.now_ms = listed_ms, now_ms
        self.faults: deque[str] = deque()
        self.candle_requests: list[dict[str, str]] = []
        self.holes: set[int] = set()
        handler = type("Handler", (_Handler,), {"market": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def candle(self, open_ms: int, step: int) -> tuple[float, float, float, float, float]:
        """Open, high, low, close, volume: a function of the time alone."""
        a, b = (
            round(30_000 + 500 * math.sin(t / 3.6e6) + 100 * math.sin(t / 7e5), 2) for t in (open_ms, open_ms + step)
        )
        return a, max(a, b) + 5, min(a, b) - 5, b, round(1 + (open_ms // step) % 97 / 10, 5)

    def opens(self, start: int, end: int, step: int) -> list[int]:
        first = max(-(-start // step) * step, -(-self.listed_ms // step) * step)
        return [t for t in range(first, min(end, self.now_ms) + 1, step) if t not in self.holes]


class _Handler(BaseHTTPRequestHandler):
    market: ExchangeServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        routes = {
            "/api/v3/exchangeInfo": lambda: _BINANCE_INFO,
            "/v2/products": lambda: _DELTA_PRODUCTS,
            "/v2/assets": lambda: _DELTA_ASSETS,
        }
        if url.path in routes:
            return self.reply(200, json.dumps(routes[url.path]()))
        if url.path not in ("/api/v3/klines", "/v2/history/candles"):
            return self.reply(404, '{"code": -1, "msg": "no such path"}')
        self.market.candle_requests.append(query)
        fault = self.market.faults.popleft() if self.market.faults else ""
        rows = self.binance(query) if url.path == "/api/v3/klines" else self.delta(query)
        return self.spoiled(fault, rows, delta=url.path.startswith("/v2"))

    def binance(self, query: dict[str, str]) -> list:
        step, start = _INTERVALS[query["interval"]], int(query["startTime"])
        end = int(query.get("endTime", 2**62))
        rows = []
        for t in self.market.opens(start, end, step)[: int(query.get("limit", 500))]:
            o, h, l, c, v = self.market.candle(t, step)
            rows.append([t, f"{o}", f"{h}", f"{l}", f"{c}", f"{v}", t + step - 1, "0", 7, "0", "0", "0"])
        return rows

    def delta(self, query: dict[str, str]) -> list:
        step = _INTERVALS[query["resolution"]]
        opens = self.market.opens(int(query["start"]) * 1000, int(query["end"]) * 1000, step)[:2000]
        # newest first, as the exchange answers
        return [
            dict(
                zip(("open", "high", "low", "close", "volume"), self.market.candle(t, step), strict=True),
                time=t // 1000,
            )
            for t in reversed(opens)
        ]

    def spoiled(self, fault: str, rows: list, *, delta: bool) -> None:
        if fault == "shuffled":
            random.Random(1).shuffle(rows)
        elif fault == "empty":
            rows = []
        elif fault == "half":
            rows = rows[len(rows) // 2 :] if delta else rows[: len(rows) // 2]
        body = json.dumps({"success": True, "result": rows} if delta else rows)
        if fault == "429":
            return self.reply(429, '{"code": -1003, "msg": "Too many requests."}', {"Retry-After": "3"})
        if fault == "418":
            return self.reply(418, '{"code": -1003, "msg": "IP banned."}', {"Retry-After": "7"})
        if fault in ("500", "502", "503"):
            return self.reply(int(fault), "<html>upstream</html>", kind="text/html")
        if fault == "cut json":
            return self.reply(200, body[: len(body) // 2])
        if fault == "cut body":
            return self.reply(200, body, cut=True)
        return self.reply(200, body)

    def reply(
        self,
        status: int,
        body: str,
        headers: dict[str, str] | None = None,
        kind: str = "application/json",
        *,
        cut: bool = False,
    ) -> None:
        raw = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw[: len(raw) // 2] if cut else raw)
        if cut:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


_BINANCE_INFO = {
    "timezone": "UTC", "serverTime": 0, "rateLimits": [], "exchangeFilters": [],
    "symbols": [{
        "symbol": "BTCUSDT", "status": "TRADING", "baseAsset": "BTC", "baseAssetPrecision": 8, "quoteAsset": "USDT",
        "quotePrecision": 8, "quoteAssetPrecision": 8, "baseCommissionPrecision": 8, "quoteCommissionPrecision": 8,
        "orderTypes": ["LIMIT", "MARKET"], "icebergAllowed": True, "ocoAllowed": True, "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False, "permissions": [], "permissionSets": [["SPOT"]],
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": "0.01000000", "maxPrice": "1000000.0", "tickSize": "0.01000000"},
            {"filterType": "LOT_SIZE", "minQty": "0.00001000", "maxQty": "9000.00000000", "stepSize": "0.00001000"},
            {"filterType": "NOTIONAL", "minNotional": "5.00000000", "applyMinToMarket": True},
        ],
    }],
}  # fmt: skip
_ASSETS = [
    {"id": n, "symbol": s, "name": s, "precision": 8, "minimum_precision": 2, "networks": []}
    for n, s in enumerate(("BTC", "USD"))
]
_DELTA_ASSETS = {"success": True, "result": _ASSETS}
_DELTA_PRODUCTS = {
    "success": True, "meta": {"after": None, "before": None},
    "result": [{
        "id": 27, "symbol": "BTCUSD", "description": "Bitcoin perpetual", "contract_type": "perpetual_futures",
        "contract_value": "0.001", "contract_unit_currency": "BTC", "tick_size": "0.5", "state": "live",
        "trading_status": "operational", "notional_type": "vanilla", "initial_margin": "0.5",
        "maintenance_margin": "0.25",
        "maker_commission_rate": "0.0002", "taker_commission_rate": "0.0005", "position_size_limit": 229167,
        "settlement_time": None, "strike_price": None, "underlying_asset": _ASSETS[0], "quoting_asset": _ASSETS[1],
        "settling_asset": _ASSETS[1], "product_specs": {}, "spot_index": {"symbol": ".DEXBTUSD"},
    }],
}  # fmt: skip
