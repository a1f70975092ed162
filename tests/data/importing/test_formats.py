"""Every platform's file, in the shape that the platform writes, becomes bars or ticks at the right UTC instant."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tradewind.data.importing import import_file, import_into
from tradewind.data.lake import Lake
from tradewind.errors import DataError
from tradewind.market.time import parse_time, to_iso


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def first(result) -> str:
    return to_iso(int(result.data.ts_event[0]))


MT5 = (
    "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"
    "2024.01.02\t00:00:00\t1.10427\t1.10449\t1.10409\t1.10427\t354\t0\t12\n"
    "2024.01.02\t00:15:00\t1.10427\t1.10463\t1.10424\t1.10441\t410\t0\t10\n"
    "2024.01.02\t00:30:00\t1.10441\t1.10450\t1.10430\t1.10433\t380\t0\t10\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_metatrader_5(tmp_path, encoding):
    path = write(tmp_path / "EURUSD_M15_202401020000_202401020030.csv", MT5, encoding)
    result = import_file(path, timezone="EET")
    assert result.recognised_format == "metatrader"
    assert (result.bars.instrument.id, str(result.bars.timeframe)) == ("EURUSD.MT", "15m")
    assert first(result) == "2024-01-01T22:15:00Z"  # opened 00:00 EET, closed 22:15 UTC
    assert result.bars.volume.tolist() == [354, 410, 380]
    with pytest.raises(DataError, match=r"carry no zone.*--timezone"):
        import_file(path)


def test_metatrader_5_daily_without_a_time_column(tmp_path):
    text = "<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"
    text += "".join(f"2024.01.0{n}\t1.1\t1.2\t1.0\t1.1\t10\t0\t1\n" for n in (2, 3, 4))
    result = import_file(write(tmp_path / "EURUSD_Daily_202401020000_202401040000.csv", text))
    assert first(result) == "2024-01-02T22:00:00Z"  # the fx session of 2 January closes 17:00 New York


def test_metatrader_4_and_its_minutes_in_the_name(tmp_path):
    text = (
        "2024.01.02,00:00,1.10427,1.10449,1.10409,1.10427,354\n2024.01.02,01:00,1.10427,1.10463,1.10424,1.10441,410\n"
    )
    result = import_file(write(tmp_path / "EURUSD60.csv", text), timezone="+02:00")
    assert (result.bars.instrument.symbol, str(result.bars.timeframe)) == ("EURUSD", "1h")
    assert first(result) == "2024-01-01T23:00:00Z"


def test_metatrader_ticks_carry_the_side_that_did_not_change(tmp_path):
    text = (
        "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\n"
        "2024.01.02\t00:00:00.123\t1.1040\t1.1042\t\t\t6\n2024.01.02\t00:00:00.456\t1.1041\t\t\t\t2\n"
    )
    quotes = import_file(
        write(tmp_path / "EURUSD_202401020000_202401022359.csv", text), symbol="EURUSD", timezone="UTC"
    ).quotes
    assert quotes.bid.tolist() == [1.1040, 1.1041] and quotes.ask.tolist() == [1.1042, 1.1042]


@pytest.mark.parametrize(
    ("rows", "close"),
    [
        ("1704153600,1,2,0.5,1.5,10\n1704157200,1,2,0.5,1.5,10\n", "2024-01-02T01:00:00Z"),
        (
            "2024-01-02T00:00:00+01:00,1,2,0.5,1.5,10\n2024-01-02T01:00:00+01:00,1,2,0.5,1.5,10\n",
            "2024-01-02T00:00:00Z",
        ),
        ("2024-01-02T00:00:00Z,1,2,0.5,1.5,10\n2024-01-02T01:00:00Z,1,2,0.5,1.5,10\n", "2024-01-02T01:00:00Z"),
    ],
)
def test_tradingview(tmp_path, rows, close):
    result = import_file(write(tmp_path / "BINANCE_BTCUSDT, 60.csv", "time,open,high,low,close,Volume\n" + rows))
    assert (result.recognised_format, result.bars.instrument.id) == ("tradingview", "BTCUSDT.BINANCE")
    assert first(result) == close


def test_histdata_is_new_york_without_daylight_saving(tmp_path):
    """A summer minute: EST stays at UTC-5, where New York would be at UTC-4."""
    text = (
        "20120702 000000;1.306600;1.306600;1.306560;1.306560;0\n20120702 000100;1.306570;1.306570;1.306470;1.306560;0\n"
    )
    result = import_file(write(tmp_path / "DAT_ASCII_EURUSD_M1_201207.csv", text))
    assert (result.recognised_format, first(result)) == ("histdata", "2012-07-02T05:01:00Z")
    ticks = "20120201 000003660,1.306600,1.306770,0\n20120201 000003973,1.306580,1.306750,0\n"
    quotes = import_file(write(tmp_path / "DAT_ASCII_EURUSD_T_201202.csv", ticks))
    assert first(quotes) == "2012-02-01T05:00:03.66Z" and quotes.quotes.ask[1] == 1.306750


@pytest.mark.parametrize(
    ("head", "times", "zone", "close"),
    [
        ("Gmt time", ("02.01.2024 00:00:00.000", "02.01.2024 00:01:00.000"), None, "2024-01-02T00:01:00Z"),
        (
            "Local time",
            ("02.01.2024 00:00:00.000 GMT+0200", "02.01.2024 00:01:00.000 GMT+0200"),
            None,
            "2024-01-01T22:01:00Z",
        ),
        ("Time (EET)", ("2024.01.02 00:00:00", "2024.01.02 00:01:00"), None, "2024-01-01T22:01:00Z"),
    ],
)
def test_dukascopy_bars(tmp_path, head, times, zone, close):
    text = f"{head},Open,High,Low,Close,Volume\n" + "".join(f"{t},1.1,1.2,1.0,1.15,12.5\n" for t in times)
    result = import_file(write(tmp_path / "EURUSD_Candlestick_1_M_BID_02.01.2024-02.01.2024.csv", text), timezone=zone)
    assert (result.recognised_format, str(result.bars.timeframe), first(result)) == ("dukascopy", "1m", close)


def test_dukascopy_ticks_in_millions(tmp_path):
    text = "Gmt time,Ask,Bid,AskVolume,BidVolume\n02.01.2024 00:00:00.123,1.1002,1.1,0.75,1.5\n"
    quotes = import_file(write(tmp_path / "EURUSD_Ticks_02.01.2024-02.01.2024.csv", text)).quotes
    assert (quotes.bid[0], quotes.ask[0], quotes.bid_size[0], quotes.ask_size[0]) == (1.1, 1.1002, 1.5e6, 0.75e6)


KLINE = "{0},4.15070000,4.15870000,4.15060000,4.15540000,539.23000000,{1},2240.39860900,13,401.82,1669.98,0"


@pytest.mark.parametrize("unit", [1, 1000], ids=["milliseconds", "microseconds"])
@pytest.mark.parametrize("header", [False, True])
def test_binance_klines(tmp_path, unit, header):
    open_ms = parse_time("2025-01-01") // 1_000_000
    rows = [KLINE.format((open_ms + n * 60_000) * unit, (open_ms + (n + 1) * 60_000) * unit - 1) for n in range(3)]
    head = "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker,ignore\n"
    path = tmp_path / "LINKUSDT-1m-2025-01.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("LINKUSDT-1m-2025-01.csv", (head if header else "") + "\n".join(rows) + "\n")
    bars = import_file(path).bars
    assert (bars.instrument.id, str(bars.timeframe)) == ("LINKUSDT.BINANCE", "1m")
    assert [to_iso(int(t)) for t in bars.ts_event] == [f"2025-01-01T00:0{n}:00Z" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("BTCUSDT-trades-2020-03.csv", "51175358,17.80180000,5.69000000,101.29224200,1583709433583,True,True"),
        ("BTCUSDT-trades-2020-03.csv", "51175358,17.80180000,5.69000000,101.29224200,1583709433583,true"),
        ("BTCUSDT-aggTrades-2020-03.csv", "0,17.80180000,5.69000000,0,0,1583709433583,True,True"),
        ("BTCUSDT-aggTrades-2020-03.csv", "26129,17.80180000,5.69000000,27781,27781,1583709433583,true"),
    ],
)
def test_binance_trades(tmp_path, name, row):
    trades = import_file(
        write(tmp_path / name, f"{row}\n{row.replace('rue', 'alse').replace('T', 'F').replace('t', 'f')}\n")
    ).trades
    assert trades.price[0] == 17.8018 and trades.size[0] == 5.69
    assert trades.aggressor.tolist() == [-1, 1]  # the buyer was the maker: a seller took
    assert to_iso(int(trades.ts_event[0])) == "2020-03-08T23:17:13.583Z"


def test_yahoo_days_close_with_their_session(tmp_path):
    days = ("2012-11-20", "2012-11-21", "2012-11-23")
    text = "Date,Open,High,Low,Close,Adj Close,Volume\n" + "".join(f"{d},10,11,9,10.5,10.1,1000\n" for d in days)
    bars = import_file(write(tmp_path / "AAPL.csv", text)).bars
    assert [to_iso(int(t)) for t in bars.ts_event[1:]] == ["2012-11-21T21:00:00Z", "2012-11-23T18:00:00Z"]
    assert bars.close[0] == 10.5


def test_a_column_map_and_a_named_stamp(tmp_path):
    text = "when;o;hi;lo;last;n\n02/01/2024 10:00;1;2;0.5;1.5;3\n02/01/2024 10:05;1;2;0.5;1.5;3\n"
    path = write(tmp_path / "mine.csv", text)
    said = {
        "columns": {"ts": "when", "open": "o", "high": "hi", "low": "lo", "close": "last", "volume": "n"},
        "time_format": "%d/%m/%Y %H:%M", "timezone": "Europe/Berlin", "symbol": "DAX", "calendar": "XFRA",
    }  # fmt: skip
    with pytest.raises(DataError, match=r"open or their close.*--stamp open"):
        import_file(path, **said)
    assert first(import_file(path, stamp="close", **said)) == "2024-01-02T09:00:00Z"
    assert first(import_file(path, stamp="open", **said)) == "2024-01-02T09:05:00Z"


def test_the_hour_that_autumn_repeats_is_read_twice(tmp_path):
    hours = ["2024-11-03 00:00", "2024-11-03 01:00", "2024-11-03 01:00", "2024-11-03 02:00"]
    text = "ts,open,high,low,close\n" + "".join(f"{h},1,2,0.5,1.5\n" for h in hours)
    path = write(tmp_path / "a.csv", text)
    bars = import_file(path, symbol="X", timezone="America/New_York", stamp="close", timeframe="1h").bars
    assert (np.diff(bars.ts_event) == 3600 * 10**9).all()


def test_gzip_is_opened(tmp_path):
    path = tmp_path / "EURUSD_M15_202401020000_202401020030.csv.gz"
    path.write_bytes(gzip.compress(MT5.encode()))
    assert len(import_file(path, timezone="UTC").bars) == 3


def test_many_symbols_go_into_the_lake_together(tmp_path, shared_data):
    lake = Lake(tmp_path)
    path = shared_data / "crypto/alt_btc_5m.parquet"
    with pytest.raises(DataError, match=r"holds 5 symbols.*--symbol ADA/BTC"):
        import_file(path, timezone="UTC", stamp="open")
    done = import_into(lake, path, timezone="UTC", stamp="open", venue="BITTREX", licence="GPL-3.0")
    assert sorted(d.symbol for d in lake.datasets()) == ["ADA/BTC", "ETH/BTC", "LTC/BTC", "XLM/BTC", "XMR/BTC"]
    assert sum(summary.rows_added for _, summary in done) == 28758
    again = import_into(lake, path, timezone="UTC", stamp="open", venue="BITTREX", licence="GPL-3.0")
    assert not any(summary.changed for _, summary in again)
    entry = lake.provenance("ADA/BTC", "5m")[0]
    assert entry["licence"] == "GPL-3.0" and 0 <= entry["quality"] <= 100
