"""Bad input: one clear line that names file and row, and an untouched lake."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradewind.data.importing import import_file, import_into
from tradewind.data.lake import Lake
from tradewind.errors import DataError, TradewindError, UsageError

HEAD = "ts,open,high,low,close,volume\n"
GOOD = [f"2024-01-02T00:0{n}:00Z,1,2,0.5,1.5,10" for n in range(6)]
SAID = {"symbol": "X/USDT", "stamp": "open"}


def csv(tmp_path: Path, rows: list[str], head: str = HEAD) -> Path:
    path = tmp_path / "bars.csv"
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def row(n: int, new: str) -> list[str]:
    return [*GOOD[:n], new, *GOOD[n + 1 :]]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (row(2, "2024-01-02T00:02:00Z,1,2,abc,1.5,10"), r"row 3: low 'abc' is not a number"),
        (row(2, "2024-01-02T00:02:00Z,1,2,NaN,1.5,10"), r"row 3 at .*low is nan.*--repair drop_nan"),
        (row(2, "2024-01-02T00:02:00Z,1,2,,1.5,10"), r"row 3 at .*low is nan"),
        (row(2, "2024-01-02T00:02:00Z,1,inf,0.5,1.5,10"), r"high is inf, must be a number"),
        (row(2, "2024-01-02T00:02:00Z,1,2,-0.5,1.5,10"), r"low is -0.5, must be above 0.*drop_not_positive"),
        (row(2, "2024-01-02T00:02:00Z,1,2,0.5,1.5,-10"), r"volume is -10, must be 0 or above"),
        ([GOOD[0], GOOD[2], GOOD[1], *GOOD[3:]], r"row 3 at .* is earlier than the row before it.*--repair sort"),
        ([GOOD[0], *GOOD], r"row 2 repeats the time.*drop_duplicates"),
        (row(2, "yesterday,1,2,0.5,1.5,10"), r"row 3: 'yesterday' is no time"),
        (row(2, ",1,2,0.5,1.5,10"), r"row 3 has no time"),
        (["02/03/2024,1,2,0.5,1.5,10"] * 3, r"day or month first\?"),
        ([*GOOD[:2], GOOD[2] + ",7,8"], r"not readable as a table"),
        ([], r"has a header .* but no rows"),
    ],
)
def test_a_bad_row_is_named(tmp_path, rows, message):
    lake = Lake(tmp_path / "lake")
    with pytest.raises(DataError, match=message):
        import_into(lake, csv(tmp_path, rows), **SAID)
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"hello world\nthis is prose\n", "not a table"),
        (b"a,b,c\n1,2,3\n", "neither bars"),
        (b"1,2,3\n4,5,6\n", "no header, and no format that is known"),
        (b"PAR1\0\0\0\0garbage", "not readable as a table"),
        (b"ARROW1\0\0garbage", "not readable as a table"),
        (b"PK\3\4garbage", "not readable"),
        (b"\x1f\x8bgarbage", "not readable"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
        (b"time,bid,ask,strike\n1,2,3,4\n", "option chain"),
        (b"ts,price,size,update_id\n1,2,3,4\n", "order book"),
    ],
)
def test_what_is_no_market_data(tmp_path, content, message):
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        import_file(path, symbol="X")


def test_a_sparse_ten_gigabyte_file_is_refused_at_once(tmp_path):
    path = tmp_path / "huge.csv"
    path.write_text(HEAD + "\n".join(GOOD) + "\n", encoding="utf-8")
    os.truncate(path, 10 * 2**30)
    with pytest.raises(DataError, match=r"zero bytes near byte .* of 10,737,418,240\); nothing was read"):
        import_file(path, **SAID)


def test_too_much_text_is_refused_before_reading(tmp_path, monkeypatch):
    monkeypatch.setattr("tradewind.data.importing.table.MAX_BYTES", 100)
    with pytest.raises(DataError, match=r"limit .* GiB.*split it by year"):
        import_file(csv(tmp_path, GOOD), **SAID)


def test_a_zip_of_many_files(tmp_path):
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "1")
        archive.writestr("b.csv", "2")
    with pytest.raises(DataError, match=r"holds 2 CSV files \(a.csv, b.csv\)"):
        import_file(path)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"timezone": "Europe/Belin"}, DataError, r"'Europe/Belin' is unknown.*Europe/Berlin"),
        ({"stamp": "middle"}, UsageError, "stamp 'middle' is unknown"),
        ({"kind": "candles"}, UsageError, "kind 'candles' is unknown"),
        ({"columns": {"open": "first"}}, UsageError, "no column 'first'; there are ts, open"),
        ({"columns": {"opening": "open"}}, UsageError, "no field 'opening'"),
        ({"calendar": "moon"}, UsageError, "calendar 'moon' is unknown"),
        ({"timeframe": "1x"}, UsageError, "'1x' is not a timeframe"),
        ({"repairs": ["pray"]}, UsageError, "repair 'pray' is unknown"),
        ({"where": {"exchange": "X"}}, UsageError, "no column 'exchange'"),
        ({"kind": "quotes"}, DataError, "quotes need bid, ask"),
        ({"symbol": None}, DataError, r"does not name its instrument.*--symbol"),
    ],
)
def test_a_bad_option_is_named(tmp_path, options, error, message):
    with pytest.raises(error, match=message):
        import_file(csv(tmp_path, GOOD), **(SAID | options))


def test_an_unknown_symbol_among_many(tmp_path):
    rows = [f"{line},{name}" for name in ("ETH/BTC", "LTC/BTC") for line in GOOD]
    path = csv(tmp_path, rows, HEAD.replace("volume", "volume,symbol"))
    with pytest.raises(DataError, match=r"no rows of symbol 'ETHBTC' among 2.*ETH/BTC"):
        import_file(path, symbol="ETHBTC", stamp="open")


def test_repairs_asked_for_make_a_bad_file_good_and_are_remembered(tmp_path):
    rows = [GOOD[0], GOOD[2], "2024-01-02T00:01:00Z,1,2,NaN,1.5,10", GOOD[2], *GOOD[3:]]
    lake = Lake(tmp_path / "lake")
    done = import_into(lake, csv(tmp_path, rows), repairs=["sort", "drop_nan", "drop_duplicates"], **SAID)
    assert done[0][1].rows_added == 5
    steps = lake.provenance("X/USDT")[0]["repairs"]
    assert [s["action"] for s in steps] == ["sort", "drop_nan", "drop_duplicates"]
    assert [s["rows_before"] - s["rows_after"] for s in steps] == [0, 1, 1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300) | st.text(alphabet="0123456789.,;:-\t\n Tabcopen", max_size=300).map(str.encode))
def test_no_bytes_end_in_a_stack_trace(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("fuzz") / "any.csv"
    path.write_bytes(content)
    try:
        import_file(path, symbol="X", timezone="UTC", stamp="open")
    except TradewindError as error:
        assert "\n" not in str(error)


def test_nulls_and_text_in_parquet(tmp_path):
    frame = pl.DataFrame(
        {"ts": [1704153600000, None], "open": [1.0, 1.0], "high": ["a", "b"], "low": 1.0, "close": 1.0}
    )
    frame.write_parquet(tmp_path / "a.parquet")
    with pytest.raises(DataError, match="high 'a' is not a number"):
        import_file(tmp_path / "a.parquet", timeframe="1h", **SAID)
