"""`backtest --export`: the tables are those of the run that is kept beside them."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from .conftest import refused


def test_a_backtest_writes_its_tables(tradewind, folder):
    answer = tradewind("backtest", "moving_average_cross", "--data", "AAPL,IBM", "--export", "tables", "--json")
    assert answer.code == 0, answer.err
    result = answer.json["result"]
    tables = {Path(path).stem: pl.read_parquet(folder / path) for path in result["tables"]}
    assert {"trades", "orders", "fills", "positions", "equity", "account", "costs", "metrics"} <= tables.keys()
    assert len(tables["trades"]) == result["trades"]
    assert tables["account"]["equity"][-1] == pytest.approx(result["final_equity_usd"])
    assert tables["fills"]["fee"].sum() == pytest.approx(result["fees_usd"])
    meta = json.loads((folder / "tradewind-home" / "runs" / result["run"] / "run.json").read_text())
    assert meta["figures"]["trades"] == len(tables["trades"])
    plain = tradewind("backtest", "moving_average_cross", "--data", "AAPL", "--export", "tables")
    assert f"tables: {len(tables)} Parquet files in tables" in plain.out


def test_a_folder_that_cannot_be_written_is_refused_before_the_run(tradewind, folder):
    (folder / "taken").write_text("a file")
    answer = tradewind("backtest", "moving_average_cross", "--data", "AAPL", "--export", "taken")
    refused(answer, "can't write the result to taken: File exists")
    assert not (folder / "tradewind-home" / "runs").exists()
