"""SQL over the lake's files, by DuckDB where it is installed (extra `lake`)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tradewind.data.datasets import find
from tradewind.data.frames import COLUMNS
from tradewind.errors import DataError

if TYPE_CHECKING:
    import polars as pl


def run(root: Path, query: str) -> pl.DataFrame:
    """Run a query over the views `bars`, `quotes`, `trades`, `depth`, `happenings`; nothing is written.

    Raises
    ------
    DataError: no DuckDB, or its complaint about the query in one line.
    """
    try:
        import duckdb
    except ImportError:
        raise DataError("SQL over the lake needs DuckDB", try_="pip install 'tradewind[lake]'") from None
    import polars as pl

    with duckdb.connect(":memory:") as connection:
        for kind in COLUMNS:
            parts = [_select(d.folder / "*=*.parquet", d.venue, d.symbol, d.timeframe) for d in find(root, kind)]
            if parts:
                connection.execute(f"CREATE VIEW {kind} AS {' UNION ALL BY NAME '.join(parts)}")
        try:
            result = connection.execute(query)
            names = [column[0] for column in result.description]
            return pl.DataFrame(result.fetchall(), schema=names, orient="row", infer_schema_length=None)
        except duckdb.Error as error:
            raise DataError(f"SQL: {str(error).splitlines()[0]}") from None


def _select(pattern: Path, venue: str, symbol: str, timeframe: str) -> str:
    columns = ", ".join(f"{_text(value)} AS {name}" for name, value in _named(venue, symbol, timeframe))
    return f"SELECT *, {columns} FROM read_parquet({_text(str(pattern))}, hive_partitioning=false)"


def _named(venue: str, symbol: str, timeframe: str) -> tuple[tuple[str, str], ...]:
    return ("venue", venue), ("symbol", symbol), ("timeframe", timeframe)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
