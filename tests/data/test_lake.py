"""Laws of the lake: what was written is what is read, writing again changes nothing, a failure leaves the old."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradewind.data.frames import content_hash
from tradewind.data.lake import Lake
from tradewind.errors import DataError
from tradewind.market.columns import Bars
from tradewind.market.ticks import Quotes, Trades
from tradewind.market.time import DAY, parse_time

SOURCE = {"source": "test", "licence": "none"}


def take(bars: Bars, rows: np.ndarray) -> Bars:
    return replace(bars, **{name: array[rows] for name, array in bars.columns()})


def test_what_was_written_is_read_bit_for_bit(tmp_path, make_bars):
    bars = make_bars(3000, start="2019-12-31")
    lake = Lake(tmp_path)
    summary = lake.write_bars(bars, provenance=SOURCE)
    assert (summary.rows_added, summary.rows_same, summary.rows_replaced) == (3000, 0, 0)
    assert (summary.first, summary.last) == (bars.ts_event[0], bars.ts_event[-1])
    assert content_hash(lake.bars("BTC/USDT", "1m")) == content_hash(bars)
    assert len(list((tmp_path / "bars/BINANCE/BTC%2FUSDT/1m").glob("year=*.parquet"))) == 2


def test_arrays_are_writable_and_contiguous(tmp_path, make_bars):
    Lake(tmp_path).write_bars(make_bars(10), provenance=SOURCE)
    for _, array in Lake(tmp_path).bars("BTC/USDT", "1m").columns():
        assert array.flags.writeable and array.flags.c_contiguous


def test_importing_again_is_a_no_op(tmp_path, make_bars):
    lake, bars = Lake(tmp_path), make_bars(500)
    lake.write_bars(bars, provenance=SOURCE)
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.*") if p.name != ".lock"}
    again = lake.write_bars(bars, provenance=SOURCE)
    assert (again.rows_added, again.rows_same, again.rows_replaced, again.changed) == (0, 500, 0, False)
    assert before == {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.*") if p.name != ".lock"}
    assert len(lake.provenance("BTC/USDT")) == 1


def test_restated_bars_replace_and_are_counted(tmp_path, make_bars):
    lake, bars = Lake(tmp_path), make_bars(100)
    lake.write_bars(bars, provenance=SOURCE)
    close = bars.close.copy()
    close[7] *= 1.0001
    restated = replace(bars, close=close, high=np.maximum(bars.high, close))
    summary = lake.write_bars(restated, provenance=SOURCE)
    assert (summary.rows_added, summary.rows_same, summary.rows_replaced) == (0, 99, 1)
    assert lake.bars("BTC/USDT", "1m").close[7] == close[7]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(st.integers(0, 59), min_size=1), min_size=1, max_size=5))
def test_any_pieces_in_any_order_make_the_same_lake(tmp_path_factory, make_bars, pieces):
    """The lake is the union of what was written, whatever the order and overlap."""
    lake, bars = Lake(tmp_path_factory.mktemp("lake")), make_bars(60, "1d", start="2019-12-20")
    for piece in pieces:
        lake.write_bars(take(bars, np.array(sorted(piece))), provenance=SOURCE)
    union = take(bars, np.array(sorted(set().union(*pieces))))
    assert content_hash(lake.bars("BTC/USDT", "1d")) == content_hash(union)


def test_a_period_is_half_open(tmp_path, make_bars):
    lake, bars = Lake(tmp_path), make_bars(5000, start="2020-12-30")
    lake.write_bars(bars, provenance=SOURCE)
    start, end = int(bars.ts_event[10]), int(bars.ts_event[4000])
    found = lake.bars("BTC/USDT", "1m", start, end)
    assert content_hash(found) == content_hash(bars[10:4000])


def test_unknown_symbol_names_the_nearest_and_the_command(tmp_path, make_bars):
    lake = Lake(tmp_path)
    lake.write_bars(make_bars(5, symbol="AAPL", venue="XNAS"), provenance=SOURCE)
    with pytest.raises(DataError, match=r"'AAPLE'.*nearest: AAPL.*tradewind data fetch EXCHANGE AAPLE"):
        lake.bars("AAPLE", "1m")
    with pytest.raises(DataError, match="holds none"):
        Lake(tmp_path / "nowhere").bars("AAPL", "1m")


def test_a_symbol_at_two_venues_must_be_named_in_full(tmp_path, make_bars):
    lake = Lake(tmp_path)
    for venue in ("KRAKEN", "BINANCE"):
        lake.write_bars(make_bars(5, venue=venue), provenance=SOURCE)
    with pytest.raises(DataError, match=r"2 venues.*BTC/USDT\.BINANCE or BTC/USDT\.KRAKEN"):
        lake.bars("BTC/USDT", "1m")
    assert lake.bars("BTC/USDT.KRAKEN", "1m").instrument.venue == "KRAKEN"


@pytest.mark.parametrize("symbol", ["BRK.B", "..", "BTC/USDT:USDT", "a b*[1]", "ES=F", "%2F"])
def test_odd_symbols_stay_inside_the_lake(tmp_path, make_bars, symbol):
    lake = Lake(tmp_path / "lake")
    lake.write_bars(make_bars(5, symbol=symbol, venue="X"), provenance=SOURCE)
    assert lake.bars(symbol, "1m").instrument.symbol == symbol
    assert lake.datasets()[0].instrument == f"{symbol}.X"
    assert [p.name for p in tmp_path.iterdir()] == ["lake"]


def test_a_period_without_data_says_what_there_is(tmp_path, make_bars):
    lake = Lake(tmp_path)
    lake.write_bars(make_bars(5), provenance=SOURCE)
    with pytest.raises(DataError, match=r"there are 5 1m rows, 2020-01-01T00:01:00Z to .*--since 2030-01-01"):
        lake.bars("BTC/USDT", "1m", parse_time("2030-01-01"))
    with pytest.raises(DataError, match="no 1s bars, only 1m"):
        lake.bars("BTC/USDT", "1s")


def test_a_longer_timeframe_is_made_from_the_stored_one(tmp_path, make_bars):
    lake, bars = Lake(tmp_path), make_bars(600)
    lake.write_bars(bars, provenance=SOURCE)
    hours = lake.bars("BTC/USDT", "1h")
    assert len(hours) == 10 and hours.ts_event[0] == bars.ts_event[59]
    assert hours.close[0] == bars.close[59] and hours.open[1] == bars.open[60]
    part = lake.bars("BTC/USDT", "1h", int(hours.ts_event[3]), int(hours.ts_event[6]))
    assert content_hash(part) == content_hash(hours[3:6])


def test_ticks_are_idempotent_and_keep_their_order(tmp_path, make_bars):
    lake, about = Lake(tmp_path), make_bars(1).instrument
    times = parse_time("2020-01-01") + np.array([0, 0, 0, 5, DAY], dtype=np.int64)
    price = np.array([1.0, 2.0, 1.0, 1.0, 3.0])
    trades = Trades(about, times, times.copy(), price, np.ones(5), np.array([1, -1, 1, 0, 1], dtype=np.int8))
    assert lake.write_trades(trades, provenance=SOURCE).rows_added == 5
    assert lake.write_trades(trades, provenance=SOURCE).rows_same == 5
    assert content_hash(lake.trades("BTC/USDT")) == content_hash(trades)
    quotes = Quotes(about, times, times.copy(), price, price + 1, np.zeros(5), np.zeros(5))
    lake.write_quotes(quotes, provenance=SOURCE)
    assert content_hash(lake.quotes("BTC/USDT")) == content_hash(quotes)
    assert {d.kind for d in lake.datasets()} == {"quotes", "trades"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ts_event": np.array([2, 1, 3], dtype=np.int64)}, "does not follow"),
        ({"ts_event": np.array([1, 1, 3], dtype=np.int64)}, "does not follow"),
        ({"ts_init": np.array([0, 0, 0], dtype=np.int64)}, "known .* before it happened"),
        ({"close": np.array([1.0, np.nan, 1.0])}, "close is nan in row 1"),
        ({"volume": np.array([1.0, np.inf, 1.0])}, "volume is inf"),
    ],
)
def test_the_lake_refuses_disorder(tmp_path, make_bars, change, message):
    with pytest.raises(DataError, match=message):
        Lake(tmp_path / "lake").write_bars(replace(make_bars(3), **change), provenance=SOURCE)
    assert not (tmp_path / "lake" / "bars").exists()


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path, make_bars, monkeypatch):
    monkeypatch.setattr("tradewind.data.files._LOCK_WAIT_S", 0.2)
    code = "import sys,pathlib; from tradewind.data.files import locked\n"
    code += "with locked(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=python_env()
    )
    try:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(DataError, match=f"locked by process {holder.pid}"):
            Lake(tmp_path).write_bars(make_bars(3), provenance=SOURCE)
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    assert Lake(tmp_path).write_bars(make_bars(3), provenance=SOURCE).rows_added == 3  # the lock died with its holder


def test_a_full_disk_leaves_the_lake_as_it_was(tmp_path, make_bars):
    lake, bars = Lake(tmp_path), make_bars(200)
    lake.write_bars(bars[:100], provenance=SOURCE)
    files = sorted(p.name for p in tmp_path.rglob("*"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        with pytest.raises(DataError, match=r"disk full .*; nothing was changed"):
            lake.write_bars(make_bars(100_000), provenance=SOURCE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert sorted(p.name for p in tmp_path.rglob("*")) == files
    assert content_hash(lake.bars("BTC/USDT", "1m")) == content_hash(bars[:100])


def test_a_small_full_disk_leaves_the_lake_as_it_was(tmp_path, make_bars):
    """The same on a real file system of 256 KiB, where mounting one is permitted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("mounting a tmpfs is not permitted here")
    try:
        lake, bars = Lake(disk / "lake"), make_bars(1000)
        lake.write_bars(bars, provenance=SOURCE)
        with pytest.raises(DataError, match=r"disk full .*; nothing was changed"):
            lake.write_bars(make_bars(200_000), provenance=SOURCE)
        assert content_hash(lake.bars("BTC/USDT", "1m")) == content_hash(bars)
        assert not list(disk.rglob("*.tmp"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_read_only_folder_is_one_line(tmp_path, make_bars):
    folder = tmp_path / "lake"
    folder.mkdir()
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:  # the superuser may write anywhere: become nobody for a moment
        for parent in (tmp_path, *tmp_path.parents[:2]):
            parent.chmod(0o755)
        os.seteuid(65534)
    try:
        with pytest.raises(DataError, match="not writable"):
            Lake(folder).write_bars(make_bars(3), provenance=SOURCE)
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
    assert list(folder.iterdir()) == []


def test_a_writer_killed_in_the_middle_leaves_old_or_new(tmp_path, make_bars):
    """Kill -9 at random moments: every partition is readable, and one more import completes it."""
    code = textwrap.dedent(
        """
        import sys, pathlib, numpy as np, dataclasses
        from tradewind.data.lake import Lake
        lake = Lake(pathlib.Path(sys.argv[1]))
        bars = lake.bars("BTC/USDT", "1m")
        print("go", flush=True)
        for n in range(1000):
            close = bars.close + 0.0
            lake.write_bars(dataclasses.replace(bars, volume=bars.volume + n), provenance={"source": "t"})
        """
    )
    bars = make_bars(4000, start="2019-12-30")
    lake = Lake(tmp_path)
    lake.write_bars(bars, provenance=SOURCE)
    rng = np.random.default_rng(1)
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, env=python_env())
        assert writer.stdout.readline() == b"go\n"
        try:
            writer.wait(timeout=float(rng.uniform(0.02, 0.3)))
        except subprocess.TimeoutExpired:
            writer.kill()
        writer.communicate()
        found = lake.bars("BTC/USDT", "1m")
        assert np.array_equal(found.close, bars.close) and len(found) == len(bars)
        lifted = found.volume - bars.volume
        assert len(set(np.round(lifted).tolist())) <= 2  # at most: one year new, the other old
    lake.write_bars(bars, provenance=SOURCE)
    assert content_hash(lake.bars("BTC/USDT", "1m")) == content_hash(bars)


def test_a_broken_partition_is_named(tmp_path, make_bars):
    lake = Lake(tmp_path)
    lake.write_bars(make_bars(3), provenance=SOURCE)
    path = next(tmp_path.rglob("*.parquet"))
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(DataError, match=r"can't be read"):
        lake.bars("BTC/USDT", "1m")


def test_repaired_bars_take_the_place_of_the_stored(tmp_path, make_bars):
    lake, bars = Lake(tmp_path), make_bars(2000, start="2019-12-31")
    lake.write_bars(bars, provenance=SOURCE)
    lake.replace_bars(bars[100:1400], provenance=SOURCE | {"repairs": []})
    assert content_hash(lake.bars("BTC/USDT", "1m")) == content_hash(bars[100:1400])
    assert len(lake.provenance("BTC/USDT")) == 2
    assert lake.remove("BTC/USDT") > 0 and lake.datasets() == []


def test_sql_sees_all_bars(tmp_path, make_bars):
    pytest.importorskip("duckdb")
    lake = Lake(tmp_path)
    lake.write_bars(make_bars(30), provenance=SOURCE)
    assert lake.sql("SELECT symbol, count(*) AS n FROM bars GROUP BY ALL").rows() == [("BTC/USDT", 30)]
    with pytest.raises(DataError, match="SQL"):
        lake.sql("SELECT nothing FROM nowhere")


def test_importing_the_lake_does_not_load_polars():
    code = "import sys, tradewind.data.lake; print('polars' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=python_env(), check=True)
    assert out.stdout.strip() == "False"


def python_env() -> dict[str, str]:
    src = str(Path(__file__).parents[2] / "src")
    return {**os.environ, "PYTHONPATH": src}
