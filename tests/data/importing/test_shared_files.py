"""Every real file at hand: it is imported, or refused in one clear line that says why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tradewind.data.importing import import_into
from tradewind.data.lake import Lake
from tradewind.errors import TradewindError

# What is no series of bars, quotes or trades: tables of another kind, several things in one file, or faults in it.
REFUSED = (
    (
        r"calendar/|news/|fundamentals/|reference/(?!ta_quotes)|MANIFEST|PYPI_DATA",
        r"neither bars|not a table|option chain|31 CSV",
    ),
    (r"options/", r"option chain"),
    (r"orderbook/", r"order book"),
    (r"macro/(?!vix)", r"neither bars"),
    (r"equity/(spy_daily_returns|us20|us_corporate|us_ticker)", r"neither bars"),
    (r"openinterest|perp_binance_funding", r"neither bars"),
    (r"crypto/multi_timeframe", r"31 days apart, which is no timeframe"),
    (r"xrpusdt_perp_funding", r"open is -0.00219334, must be above 0"),
    (r"xrpusdt_perp_mark", r"volume is nan"),
    (r"futures/(es|gc)_1m_quote", r"open is nan"),
    (r"futures/es_1m_trade", r"one time only"),
    (r"futures/6eh4", r"does not name its instrument"),
    (r"equity/us88", r"open is nan"),
    (r"dirty/yahoo", r"is nan|repeats the time|earlier than"),
    (r"dirty/us_all", r"has no time|repeats the time|earlier than|must be"),
)
MANY = re.compile(r"equity/us|alt_btc|bitstamp|multi_|futures/|dirty/us_all|dirty/yahoo")


@pytest.mark.slow
def test_every_shared_file(shared_data, tmp_path):
    lake, imported = Lake(tmp_path), 0
    for path in sorted(p for p in shared_data.rglob("*") if p.is_file()):
        name = path.relative_to(shared_data).as_posix()
        expected = next((why for which, why in REFUSED if re.search(which, name)), None)
        symbol = None if MANY.search(name) else path.name.split("_")[0].upper()
        try:
            done = import_into(lake, path, symbol=symbol, venue=path.stem.upper(), timezone="UTC", stamp="open")
        except TradewindError as error:
            assert expected is not None and re.search(expected, str(error)), f"{name}: {error}"
            assert "\n" not in str(error)
            continue
        assert expected is None, f"{name} was imported"
        imported += 1
        for result, summary in done:
            assert summary.rows_added == len(result.data) > 0, name
            assert (result.data.ts_event[0], result.data.ts_event[-1]) == (summary.first, summary.last)
    assert imported > 50
    assert all(Path(p).suffix in (".parquet", ".json", "") for p in tmp_path.rglob("*") if p.is_file())
