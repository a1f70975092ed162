"""Polars and NumPy in, the same out, and the same numbers as from the house's own tables."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tradewind.errors import DataError
from tradewind.features import ema, rsi
from tradewind.features.compute import compute

from ..randombars import random_bars
from .rows import random_quotes, random_trades

USES = {"strength": rsi(n=5), "smooth": ema("strength", n=3)}
BARS = random_bars(60, 2)
PLAIN = {n: getattr(BARS, n) for n in ("open", "high", "low", "close", "volume")}


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_a_polars_frame_gives_a_polars_frame_with_its_time(unit) -> None:
    times = pl.Series(BARS.ts_event).cast(pl.Datetime("ns", "UTC")).cast(pl.Datetime(unit, "UTC"))
    made = compute(USES, pl.DataFrame({"time": times, **PLAIN}))
    assert isinstance(made, pl.DataFrame)
    assert made.columns == ["time", "strength", "smooth"]
    assert made["time"].equals(times.alias("time"))
    for name, values in compute(USES, BARS).items():
        assert made[name].to_numpy().tobytes() == values.tobytes()


@pytest.mark.parametrize("times", [BARS.ts_event, BARS.ts_event.astype("datetime64[ns]")])
def test_a_mapping_of_arrays_gives_one_even_without_a_volume(times) -> None:
    made = compute(USES, {"ts_event": times, **{n: v for n, v in PLAIN.items() if n != "volume"}})
    assert {n: v.tobytes() for n, v in made.items()} == {n: v.tobytes() for n, v in compute(USES, BARS).items()}


def test_quotes_and_trades_are_known_by_their_columns() -> None:
    for rows, name in ((random_quotes(50), "bid"), (random_trades(50), "price")):
        frame = pl.DataFrame(dict(rows.columns()))
        got = compute({"x": ema(name, n=4)}, frame)
        assert got["x"].to_numpy().tobytes() == compute({"x": ema(name, n=4)}, rows)["x"].tobytes()


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"close": np.ones(3)}, "no time or no prices"),
        ({"time": np.arange(3), "close": np.ones(3)}, "no time or no prices"),
        ({"time": np.arange(3), **{n: v[:4] for n, v in PLAIN.items()}}, "different lengths"),
        ({"time": np.zeros(4, np.int64), **{n: v[:4] for n, v in PLAIN.items()}}, "row 1 is not later"),
        ({"time": np.ones(4), **{n: v[:4] for n, v in PLAIN.items()}}, "float64 is no time"),
        ({"time": np.arange(4), **PLAIN, "open": np.array(["a"] * 4)}, "open is no column of numbers"),
    ],
)
def test_what_is_no_table_of_rows_is_refused(table, told: str) -> None:
    with pytest.raises(DataError, match=told):
        compute(USES, table)
