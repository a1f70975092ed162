"""The store: what is written, what is kept, where it came from, and that online is offline."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tradewind.data.lake import Lake
from tradewind.errors import DataError
from tradewind.features.compute import compute
from tradewind.features.sets import NamedSet, parse_sets
from tradewind.market.columns import Bars
from tradewind.research.feature_store.online import OnlineSet
from tradewind.research.feature_store.store import FeatureStore

from ...randombars import instrument, random_bars

SET = """
[mine]
version = 1
timeframe = "4h"
doc = "For these tests."

[mine.features]
fast = "ema(n=5)"
slow = "ema(n=9, timeframe='1d')"
crossed = "crossing(fast, slow)"
bands = "bbands(n=12)"
strength = "timeframe_strength(n=10)"
range = "atr(n=7)"
rsi = "rsi(n=6)"
macd = "macd()"
place = "range_position(n=9)"
"""
PROVENANCE = {"source": "a seeded walk", "licence": "none"}
NOW = 1_700_000_000 * 10**9


def named(text: str = SET) -> NamedSet:
    return parse_sets(text, "test")["mine"]


def three_years() -> Bars:
    return random_bars(6 * 900, 4, timeframe="4h", volatility=0.005)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    made = Lake(tmp_path / "lake")
    made.write_bars(three_years()[:-600], provenance=PROVENANCE)
    return made


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.glob("*=*.parquet")}


def test_what_is_stored_is_what_is_computed_with_its_lineage(lake: Lake) -> None:
    store = FeatureStore(lake)
    built = store.build(named(), "AAA", built_at=NOW)
    assert built.written == ("year=2024.parquet", "year=2025.parquet", "year=2026.parquet")
    assert built.folder == lake.root / "features" / "mine" / "TEST" / "AAA" / "4h"
    bars = lake.bars("AAA", "4h")
    rows = store.read(named(), "AAA")
    assert rows.columns == ["ts_event", "ts_init", *named().columns]
    assert rows["ts_event"].to_physical().to_numpy().tobytes() == bars.ts_event.tobytes()
    for name, values in compute(named().uses, bars).items():
        assert rows[name].to_numpy().tobytes() == values.tobytes(), name
    told = json.loads((built.folder / "set.json").read_text())
    assert (told["set"], told["version"], told["hash"]) == ("mine", 1, named().hash)
    assert (told["instrument"], told["timeframe"], told["rows"]) == ("AAA.TEST", "4h", len(bars))
    assert told["imports"][0]["source"] == "a seeded walk" and told["built_at"] == NOW and told["code_version"]
    assert told["features"]["fast"] == "ema(n=5)" and len(told["source_hash"]) == 64
    assert [m.set for m in store.manifests()] == ["mine"] and store.is_current(built.manifest)
    assert [d.kind for d in lake.datasets()] == ["bars"], "the lake's own datasets are as before"


def test_online_is_offline_to_the_last_bit_and_over_a_restart(lake: Lake) -> None:
    store = FeatureStore(lake)
    store.build(named(), "AAA", built_at=NOW)
    bars = lake.bars("AAA", "4h")[:1200]
    stored = store.read(named(), "AAA").select(named().columns).to_numpy()[: len(bars)]
    live = OnlineSet(named())
    rows = zip(
        bars.ts_event.tolist(),
        *(getattr(bars, n).tolist() for n in ("open", "high", "low", "close", "volume")),
        strict=True,
    )
    for i, row in enumerate(rows):
        if i == 700:
            state, live = live.snapshot(), OnlineSet(named())
            live.restore(state)
        assert live.push(*row).tobytes() == np.ascontiguousarray(stored[i]).tobytes(), i
    assert live.columns == named().columns
    assert np.ascontiguousarray(OnlineSet(named()).update(bars).T).tobytes() == np.ascontiguousarray(stored).tobytes()


def test_nothing_is_written_where_nothing_has_changed_and_only_the_end_where_bars_came(lake: Lake) -> None:
    store = FeatureStore(lake)
    folder = store.build(named(), "AAA", built_at=NOW).folder
    before, manifest = bytes_of(folder), (folder / "set.json").read_bytes()
    again = store.build(named(), "AAA", built_at=NOW + 1)
    assert (again.written, again.why) == ((), "nothing has changed")
    assert bytes_of(folder) == before and (folder / "set.json").read_bytes() == manifest
    lake.write_bars(three_years()[-600:-300], provenance=PROVENANCE)
    more = store.build(named(), "AAA", built_at=NOW + 2)
    assert more.written == ("year=2026.parquet",) and len(more.kept) == 2 and more.why == "its bars have changed"
    assert bytes_of(folder)["year=2024.parquet"] == before["year=2024.parquet"]
    assert store.read(named(), "AAA").height == len(lake.bars("AAA", "4h"))


def test_bars_restated_in_the_past_change_all_that_follows_and_nothing_before(lake: Lake) -> None:
    store = FeatureStore(lake)
    folder = store.build(named(), "AAA", built_at=NOW).folder
    bars = lake.bars("AAA", "4h")
    changed = bars[3000:3001]
    lake.write_bars(replace(changed, close=changed.low), provenance=PROVENANCE)
    assert not store.is_current(next(store.manifests()))
    assert store.build(named(), "AAA", built_at=NOW).written == ("year=2025.parquet", "year=2026.parquet")
    fresh = compute(named().uses, lake.bars("AAA", "4h"))
    rows = store.read(named(), "AAA")
    assert all(rows[n].to_numpy().tobytes() == v.tobytes() for n, v in fresh.items())
    assert len(list(folder.glob("*"))) == 4


def test_a_set_that_has_changed_is_not_read_as_if_it_had_not_and_is_built_anew(lake: Lake) -> None:
    store = FeatureStore(lake)
    store.build(named(), "AAA", built_at=NOW)
    other = named(SET.replace("n=5", "n=6"))
    with pytest.raises(DataError, match=r"was built as version 1 .*; the set is now version 1 .*features build mine"):
        store.read(other, "AAA")
    built = store.build(other, "AAA", built_at=NOW)
    assert len(built.written) == 3 and "has changed" in built.why
    with pytest.raises(DataError, match="was built as version 1"):
        store.read(named(), "AAA")
    newer = store.build(named(SET.replace("version = 1", "version = 2")), "AAA", built_at=NOW)
    assert newer.why == "version 1 is now 2"


def test_a_build_that_was_cut_short_is_noticed_and_mended(lake: Lake) -> None:
    store = FeatureStore(lake)
    folder = store.build(named(), "AAA", built_at=NOW).folder
    good = bytes_of(folder)
    for spoil in (
        lambda p: p.unlink(),
        lambda p: p.write_bytes(b"half"),
        lambda p: pl.DataFrame({"a": [1]}).write_parquet(p),
    ):
        spoil(folder / "year=2025.parquet")
        with pytest.raises(DataError, match=r"year=2025.parquet is not what set.json says"):
            store.read(named(), "AAA")
        mended = store.build(named(), "AAA", built_at=NOW)
        assert mended.written[0] == "year=2025.parquet" and mended.why == "files were missing or broken"
        assert bytes_of(folder) == good


def test_only_the_period_asked_for_is_read(lake: Lake) -> None:
    store = FeatureStore(lake)
    store.build(named(), "AAA", built_at=NOW)
    bars = lake.bars("AAA", "4h")
    start, end = int(bars.ts_event[100]), int(bars.ts_event[2500])
    assert store.read(named(), "AAA", start=start, end=end).height == 2400
    assert store.read(named(), "AAA", end=int(bars.ts_event[0])).height == 0


def test_another_instruments_bars_are_part_of_the_source(lake: Lake) -> None:
    text = SET.split("[mine.features]")[0] + "[mine.features]\nother = 'apart(close, BBB.close)'\n"
    lake.write_bars(random_bars(3000, 9, of=instrument("BBB"), timeframe="4h"), provenance=PROVENANCE)
    store = FeatureStore(lake)
    assert store.build(named(text), "AAA", built_at=NOW).manifest.others == ["BBB"]
    assert store.is_current(next(store.manifests()))
    lake.write_bars(random_bars(3200, 9, of=instrument("BBB"), timeframe="4h")[3000:], provenance=PROVENANCE)
    assert not store.is_current(next(store.manifests()))


def test_what_is_not_there_is_said_with_the_command_that_makes_it(lake: Lake) -> None:
    store = FeatureStore(lake)
    with pytest.raises(DataError, match=r"is not built. Try: tradewind features build mine --data AAA --timeframe 4h"):
        store.read(named(), "AAA")
