"""Fetching from a server that speaks Binance's and Delta's shapes, well and badly: the lake ends up the same."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tradewind.data.lake import Lake
from tradewind.data.sources.ccxt_exchange import FetchSummary, fetch_bars, missing_ranges
from tradewind.errors import DataError, UsageError, VenueError
from tradewind.market.instrument import AssetClass
from tradewind.market.time import DAY, HOUR, MINUTE, parse_time

pytest.importorskip("ccxt")

SINCE = parse_time("2024-01-01")
NOW = parse_time("2024-01-02T06:00:30Z")
BARS = 30 * 60  # closed minutes between them
VENUES = {"binance": "BTC/USDT", "delta_india": "BTC/USD:USD"}


def _server_module():
    path = Path(__file__).parents[1] / "venues" / "exchange_server.py"
    spec = importlib.util.spec_from_file_location("exchange_server", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def server() -> Iterator:
    started = _server_module().ExchangeServer(SINCE // 1_000_000, NOW // 1_000_000)
    yield started
    started.close()


def fetch(
    server, lake: Lake, venue: str = "binance", since: int = SINCE, until: int | None = None, **options
) -> FetchSummary:
    waits = options.pop("waits", [])
    return fetch_bars(
        venue, VENUES[venue], "1m", since, until, lake,
        base_url=server.url, sleep=waits.append, clock=lambda: NOW, **options,
    )  # fmt: skip


def check(lake: Lake, server, venue: str = "binance", rows: int = BARS) -> None:
    bars = lake.bars(VENUES[venue], "1m")
    assert len(bars) == rows
    opens = (bars.ts_event - MINUTE) // 1_000_000
    truth = np.array([server.candle(int(t), 60_000) for t in opens])
    for n, name in enumerate(("open", "high", "low", "close", "volume")):
        assert np.array_equal(getattr(bars, name), truth[:, n]), name
    assert bars.ts_event[-1] <= NOW  # the candle that is still open is not there


@pytest.mark.parametrize("venue", VENUES)
def test_pages_until_now_without_the_open_candle(server, tmp_path, venue):
    lake, seen = Lake(tmp_path), []
    summary = fetch(server, lake, venue, progress=lambda what, done, total: seen.append((done, total)))
    check(lake, server, venue)
    assert (summary.rows_added, summary.retries, summary.last) == (BARS, 0, NOW // MINUTE * MINUTE)
    assert seen[-1] == (BARS, BARS) and len(server.candle_requests) == 2


def test_instruments_as_the_exchange_describes_them(server, tmp_path):
    spot = fetch(server, Lake(tmp_path)).instrument
    assert (spot.id, spot.asset_class, str(spot.price_increment)) == ("BTC/USDT.BINANCE", AssetClass.SPOT, "0.01")
    assert (float(spot.size_increment), float(spot.min_notional)) == (1e-5, 5)
    perpetual = fetch(server, Lake(tmp_path), "delta_india").instrument
    assert (perpetual.asset_class, perpetual.quote_currency) == (AssetClass.PERPETUAL, "USD")
    assert (float(perpetual.multiplier), float(perpetual.price_increment)) == (0.001, 0.5)


@pytest.mark.parametrize("venue", VENUES)
@pytest.mark.parametrize("fault", ["429", "418", "500", "502", "503", "cut json", "cut body", "shuffled", "half"])
def test_a_fault_changes_nothing_in_the_end(server, tmp_path, venue, fault):
    lake, waits = Lake(tmp_path), []
    server.faults.extend([fault, "", fault])
    summary = fetch(server, lake, venue, waits=waits)
    if (
        fault == "half" and venue == "delta_india"
    ):  # a page that lacks its beginning looks like a hole: ask again for it
        summary = fetch(server, lake, venue)
    check(lake, server, venue)
    expected = {"429": [3.0, 3.0], "418": [7.0, 7.0], "shuffled": [], "half": []}.get(fault, [1.0, 1.0])
    assert waits == expected and summary.rows_added + summary.rows_there == BARS


def test_an_empty_page_is_a_hole_that_the_next_fetch_fills(server, tmp_path):
    lake = Lake(tmp_path)
    server.faults.extend(["empty"])
    assert fetch(server, lake).rows_added == BARS - 1000
    assert fetch(server, lake).rows_added == 1000
    check(lake, server)


def test_holes_of_the_exchange_stay_holes(server, tmp_path):
    server.holes = {SINCE // 1_000_000 + n * 60_000 for n in range(200, 260)}
    fetch(server, Lake(tmp_path))
    check(Lake(tmp_path), server, rows=BARS - 60)


def test_resume_asks_only_for_what_is_missing(server, tmp_path):
    lake = Lake(tmp_path)
    fetch(server, lake, until=SINCE + 6 * HOUR)
    asked = len(server.candle_requests)
    summary = fetch(server, lake, since=SINCE)
    later = server.candle_requests[asked:]
    assert summary.rows_there == 360 and summary.rows_added == BARS - 360
    assert all(int(query["startTime"]) >= (SINCE + 6 * HOUR) // 1_000_000 for query in later)
    check(lake, server)
    asked = len(server.candle_requests)
    assert fetch(server, lake).rows_added == 0 and len(server.candle_requests) == asked


def test_what_came_before_a_failure_is_kept(server, tmp_path):
    lake = Lake(tmp_path)
    server.faults.extend(["", *["503"] * 5])
    with pytest.raises(
        VenueError, match=r"did not answer 5 times.*1,000 new bars are stored.*goes on where it stopped"
    ):
        fetch(server, lake)
    assert len(lake.bars("BTC/USDT", "1m")) == 1000
    fetch(server, lake)
    check(lake, server)


def test_an_interrupt_keeps_what_came(server, tmp_path):
    lake = Lake(tmp_path)

    def stop(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(server, lake, progress=stop)
    assert len(lake.bars("BTC/USDT", "1m")) == 1000


def test_offline_is_one_line(tmp_path):
    waits = []
    with pytest.raises(VenueError, match="binance did not answer 3 times") as caught:
        fetch_bars(
            "binance", "BTC/USDT", "1m", SINCE, None, Lake(tmp_path),
            base_url="http://127.0.0.1:9", attempts=3, sleep=waits.append, clock=lambda: NOW,
        )  # fmt: skip
    assert "\n" not in str(caught.value) and waits == [1.0, 2.0]
    assert not list(tmp_path.iterdir())


def test_unknown_things_are_named(server, tmp_path):
    lake = Lake(tmp_path)
    with pytest.raises(UsageError, match=r"'binanse' is unknown.*binance"):
        fetch_bars("binanse", "BTC/USDT", "1m", SINCE, None, lake, clock=lambda: NOW)
    with pytest.raises(UsageError, match=r"no 'BTC/USDX'.*BTC/USDT"):
        fetch_bars("binance", "BTC/USDX", "1m", SINCE, None, lake, base_url=server.url, clock=lambda: NOW)
    with pytest.raises(UsageError, match=r"no 7m candles.*15m"):
        fetch_bars("binance", "BTC/USDT", "7m", SINCE, None, lake, base_url=server.url, clock=lambda: NOW)
    with pytest.raises(UsageError, match="nothing to fetch"):
        fetch_bars("binance", "BTC/USDT", "1m", NOW + DAY, None, lake, base_url=server.url, clock=lambda: NOW)


def test_without_ccxt_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ccxt", None)
    with pytest.raises(DataError, match=r"needs ccxt.*tradewind\[crypto\]"):
        fetch_bars("binance", "BTC/USDT", "1m", SINCE, None, Lake(tmp_path), clock=lambda: NOW)


def test_missing_ranges_are_the_complement():
    stored = SINCE + MINUTE * np.array([1, 2, 5], dtype=np.int64)
    assert missing_ranges(stored, MINUTE, SINCE, SINCE + 7 * MINUTE + 30) == [
        (SINCE + 2 * MINUTE, SINCE + 4 * MINUTE),
        (SINCE + 5 * MINUTE, SINCE + 7 * MINUTE),
    ]
    assert missing_ranges(stored, MINUTE, SINCE, SINCE) == []
