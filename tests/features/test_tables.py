"""Features over files and as text: every row keeps its place, groups change nothing, mistakes are named."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import talib

from tradewind.errors import DataError, StrategyError
from tradewind.features import bbands, ema, rsi, sma
from tradewind.features.compute import FeatureStream, compute
from tradewind.features.expressions import parse
from tradewind.features.tables import compute_columns, groups
from tradewind.market.time import parse_time

from ..randombars import instrument, random_bars

USES = "fast=ema(n=5), sma(n=7), rsi, atr, ema(rsi, n=5), log_return(n=3), range_position, volume_ratio, again=ema(ema_rsi_5, n=3), high_ema=ema(high, n=4)"


def test_text_gives_uses_with_names_of_their_own():
    uses = parse('ema(n=20), fast=ema(n=10), rsi, atr(timeframe="4h"), ema(rsi, n=5), sma("GBPUSD.close", n=3)')
    assert list(uses) == ["ema_20", "fast", "rsi", "atr_4h", "ema_rsi_5", "sma_GBPUSD_close_3"]
    assert [u.text() for u in uses.values()][3:] == [
        "atr(n=14, timeframe='4h')",
        "ema('rsi', n=5)",
        "sma('GBPUSD.close', n=3)",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("emma(n=2)", r"no feature 'emma'\. Try: .*ema"),
        ("ema(n=2.5)", r"ema\.n = 2\.5 is not a whole number"),
        ("1 + 1", "1 \\+ 1 is no feature"),
        ("ema(", "is no feature: '\\(' was never closed"),
        ("ema(q=3)", "ema has no parameter 'q'. Try: n"),
        ("ema, ema", "two features are called 'ema'"),
        ("ema(n=[1])", "neither a number nor a name"),
        ("", "no features given"),
    ],
)
def test_text_that_is_no_feature_is_named(text, message):
    with pytest.raises(StrategyError, match=message):
        parse(text)


def test_many_features_in_groups_are_those_of_one_pass():
    bars, uses = random_bars(300, 1), parse(USES)
    parts = groups(uses)
    assert [list(p) for p in parts if len(p) > 1] == [["rsi", "ema_rsi_5", "again"]]
    whole = compute(uses, bars)
    for threads in (1, 2):
        made = compute_columns(uses, bars, threads=threads)
        assert list(made) == list(whole)
        assert all(made[n].tobytes() == whole[n].tobytes() for n in whole)


def test_another_instruments_prices_are_those_known_then():
    bars, other = random_bars(60, 1), random_bars(60, 2, of=instrument("BBB"))[::2]
    got = compute({"there": sma("BBB.close", n=1)}, bars, others=[other])["there"]
    known = [other.close[other.ts_event <= t] for t in bars.ts_event]
    np.testing.assert_array_equal(got, [k[-1] if len(k) else np.nan for k in known])
    with pytest.raises(StrategyError, match=r"a feature wants CCC\.close; there are bars of AAA, BBB only"):
        compute({"there": sma("CCC.close", n=1)}, bars, others=[other])


def test_a_file_keeps_every_row_in_its_place(tmp_path, capsys):
    from tradewind.cli.main import main

    bars = random_bars(100, 3)
    times = pl.Series(bars.ts_event).cast(pl.Datetime("ns", "UTC"))
    close = bars.close.copy()
    close[[10, 50]] = np.nan
    frame = pl.DataFrame({"time": times, "open": bars.open, "high": bars.high, "low": bars.low, "close": close})
    frame.write_parquet(tmp_path / "bars.parquet")
    arguments = ["--data", str(tmp_path / "bars.parquet"), "--features", "ema(n=5), rsi(n=7)"]
    with pytest.raises(SystemExit, match="0"):
        main(["features", "compute", *arguments, "--out", str(tmp_path / "out.parquet"), "--json"])
    made = pl.read_parquet(tmp_path / "out.parquet")
    assert made.columns == ["time", "ema_5", "rsi_7"]
    assert made["time"].to_list() == frame["time"].to_list()
    there = np.isfinite(close)
    for name, truth in {"ema_5": talib.EMA(close[there], 5), "rsi_7": talib.RSI(close[there], 7)}.items():
        assert np.isnan(made[name].to_numpy()[~there]).all()
        np.testing.assert_allclose(made[name].to_numpy()[there], truth, rtol=1e-9)
    assert '"2 rows lack open or high or low or close: they get no values"' in capsys.readouterr().out
    with pytest.raises(SystemExit, match="2"):
        main(["features", "compute", *arguments, "--out", str(tmp_path / "out.xls")])
    assert not (tmp_path / "out.xls").exists()


def test_depth_rows_of_a_file_say_where_a_snapshot_begins(tmp_path):
    from tradewind.data.importing.rows import read_rows
    from tradewind.market.events import EventKind

    start = parse_time("2024-01-01")
    rows = [
        ("snapshot", "B", 9.9),
        ("snapshot", "A", 10.1),
        ("delta", "B", 9.8),
        ("trade", "B", 10.0),
        ("snapshot", "B", 9.7),
    ]
    times = pl.Series([start + i for i in range(5)]).cast(pl.Datetime("ns", "UTC"))
    frame = pl.DataFrame(
        {"ts": times, "type": [r[0] for r in rows], "side": [r[1] for r in rows], "price": [r[2] for r in rows]}
    )
    frame.with_columns(qty=pl.lit(1.0)).write_parquet(tmp_path / "book.parquet")
    read = read_rows(tmp_path / "book.parquet")
    clear, change = EventKind.DEPTH_CLEAR, EventKind.DEPTH
    assert read.kept.tolist() == [True, True, True, False, True]
    assert read.rows.kind.tolist() == [clear, change, change, clear]  # type: ignore[union-attr]
    assert read.rows.side.tolist() == [1, -1, 1, 1]  # type: ignore[union-attr]


def test_a_stream_says_what_a_row_is():
    from tradewind.features.compute import FeatureStream

    stream = FeatureStream({"a": ema(n=3), "b": rsi(n=3)})
    with pytest.raises(StrategyError, match="a row of bars is a time in ns and open, high, low, close, volume"):
        stream.push(1, 2.0)


def test_what_a_live_session_asks_is_the_last_of_the_whole():
    """A study is computed at the last row alone, not over the history at each bar."""
    from tradewind.features.column import column
    from tradewind.features.expressions import kind_of
    from tradewind.features.external import external_columns

    bars, other = random_bars(140, 1), random_bars(140, 2, of=instrument("BBB"))[::2]
    uses = {"there": sma("BBB.close", n=1), "fitted": kind_of("change_points")(), "own": column(lambda b: b.close * 2)}
    for name, made in external_columns(uses, {}).items():
        for i in (5, 60, 140):
            wanted = made.values(bars[:i], [other])[-1]
            np.testing.assert_array_equal(made.last(bars[:i], [other]), wanted, err_msg=name)


def test_values_are_written_where_one_wants_them() -> None:
    bars = random_bars(50, 3)
    stream = FeatureStream({"mean": sma(n=5), "band": bbands(n=5)})
    made = stream.update(bars)
    kept = np.empty_like(made)
    stream.reset()
    assert stream.update(bars, out=kept) is kept and kept.tobytes() == made.tobytes()
    for wrong in (kept[:1], kept.astype(np.float32), np.empty((50, len(made))).T):
        with pytest.raises(DataError, match=r"the values have \(4, 50\) of float64"):
            stream.update(bars, out=wrong)
