"""Times as files print them, to UTC nanoseconds: numbers since 1970, ISO-8601, and the platforms' own styles."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from tradewind.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_STYLES = (
    (r"\d{4}-\d{2}-\d{2}", "%Y-%m-%d"),
    (r"\d{4}\.\d{2}\.\d{2}", "%Y.%m.%d"),
    (r"\d{4}/\d{2}/\d{2}", "%Y/%m/%d"),
    (r"\d{8}", "%Y%m%d"),
    (r"\d{2}\.\d{2}\.\d{4}", "%d.%m.%Y"),
)
_CLOCKS = (
    ("", ""),
    (r"[ T]\d{2}:\d{2}", "%H:%M"),
    (r"[ T]\d{2}:\d{2}:\d{2}", "%H:%M:%S"),
    (r"[ T]\d{2}:\d{2}:\d{2}\.\d{1,9}", "%H:%M:%S%.f"),
    (r"[ T]\d{6}", "%H%M%S"),
    (r"[ T]\d{9}", "%H%M%S%3f"),
)
_OFFSET = r"(Z|[ ]?(?:GMT|UTC)?[+-]\d{2}:?\d{2})"
# Digits of a count since 1970 for dates from 2001 to 2286: seconds, milliseconds, microseconds, nanoseconds.
_UNITS = {10: 10**9, 13: 10**6, 16: 10**3, 19: 1}


@dataclass(frozen=True)
class Times:
    """`naive` is Datetime(ns) without a zone. `aware`: it is UTC already. `dates`: there was no time of day."""

    naive: pl.Series
    aware: bool
    dates: bool


def parse_times(column: pl.Series, where: str, time_format: str | None = None) -> Times:
    """Read a column of times (text, numbers, dates or datetimes).

    Raises
    ------
    DataError: the style is unknown or ambiguous, or a row does not follow it; `where` names the file.
    """
    import polars as pl

    kind = column.dtype
    if kind == pl.Date:
        return Times(_checked(column.cast(pl.Datetime("ns")), column, where), aware=False, dates=True)
    if isinstance(kind, pl.Datetime):
        aware = kind.time_zone is not None
        naive = (column.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if aware else column).dt.cast_time_unit(
            "ns"
        )
        return Times(_checked(naive, column, where), aware, dates=False)
    if kind.is_integer() or kind.is_float():
        return _numbers(column, where)
    text = column.cast(pl.String).str.strip_chars()
    if time_format is not None:
        aware = "%z" in time_format or "%Z" in time_format
        return Times(_checked(_to_datetime(text, time_format, aware), text, where), aware, "%H" not in time_format)
    sample = next((value for value in text.head(100) if value), "")
    if re.fullmatch(r"\d{10}|\d{13}|\d{16}|\d{19}", sample):
        return _numbers(text, where)
    style, aware, dates = _style(sample, where)
    if aware:
        text = text.str.replace(r"Z$", "+0000").str.replace(r"[ ]?(?:GMT|UTC)?([+-]\d{2}):?(\d{2})$", "${1}${2}")
    return Times(_checked(_to_datetime(text.str.replace("T", " "), style, aware), text, where), aware, dates)


def to_utc(times: Times, zone: str | None, where: str) -> pl.Series:
    """UTC nanoseconds as int64. A local hour that the autumn repeats is taken as its first, then as its second
    occurrence.

    Raises
    ------
    DataError: the zone is needed and not given, or unknown, or a time does not exist in it (spring).
    """
    import polars as pl

    if times.aware:
        return times.naive.to_physical()
    if zone is None:
        raise DataError(f"{where}: the times carry no zone", try_="--timezone UTC, or the zone that the source states")
    if (offset := re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", zone)) is not None:
        shift = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0)) * (-1 if offset[1] == "-" else 1)
        return (times.naive - shift).dt.cast_time_unit("ns").to_physical()
    check_zone(zone)
    frame = times.naive.to_frame("at")
    local = [
        pl.col("at").dt.replace_time_zone(zone, ambiguous=which, non_existent="null").alias(which)
        for which in ("earliest", "latest")
    ]
    # No file names the hour twice in a row without meaning both.
    chosen = pl.when(pl.col("at").is_first_distinct()).then("earliest").otherwise("latest")
    utc = frame.with_columns(local).select(chosen.dt.convert_time_zone("UTC").alias("utc"))["utc"]
    if utc.null_count():
        row = int(utc.is_null().arg_max() or 0)
        raise DataError(
            f"{where}: row {row + 1}: {times.naive[row]} does not exist in {zone}", try_="another --timezone"
        )
    return utc.to_physical()


def check_zone(zone: str) -> None:
    """Refuse a zone that is none, with the nearest names."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        near = difflib.get_close_matches(zone, sorted(available_timezones()), n=3, cutoff=0.5)
        raise DataError(
            f"time zone {zone!r} is unknown", try_=", ".join(near) or "UTC, +02:00, America/New_York"
        ) from None


def _numbers(column: pl.Series, where: str) -> Times:
    import polars as pl

    counts = column.cast(pl.Float64 if column.dtype.is_float() else pl.Int64, strict=False)
    first = next((abs(int(value)) for value in counts.head(100) if value is not None), 0)
    unit = _UNITS.get(len(str(first)))
    if unit is None:
        raise DataError(f"{where}: {first} is no time in s, ms, us or ns since 1970", try_="--time-format")
    naive = (counts * unit).cast(pl.Int64, strict=False).cast(pl.Datetime("ns"))
    return Times(_checked(naive, column, where), aware=True, dates=False)


def _style(sample: str, where: str) -> tuple[str, bool, bool]:
    for date_pattern, date_format in _STYLES:
        for clock_pattern, clock_format in _CLOCKS:
            style = f"{date_format} {clock_format}".strip()
            if re.fullmatch(date_pattern + clock_pattern, sample):
                return style, False, not clock_format
            if clock_format and re.fullmatch(date_pattern + clock_pattern + _OFFSET, sample):
                return f"{style}%z", True, False
    hint = " (day or month first?)" if re.match(r"\d{1,2}/\d{1,2}/\d{2,4}", sample) else ""
    raise DataError(f"{where}: {sample!r} is no time in a known style{hint}", try_="--time-format '%d/%m/%Y %H:%M'")


def _to_datetime(text: pl.Series, style: str, aware: bool) -> pl.Series:
    import polars as pl

    if "%H" not in style:
        return text.str.to_date(style, strict=False).cast(pl.Datetime("ns"))
    if style.endswith(" %H%M%S%3f"):  # milliseconds without a dot before them
        text, style = text.str.replace(r"(\d{3})$", ".${1}"), style.replace("%3f", "%.3f")
    if aware:
        parsed = text.str.to_datetime(style, time_unit="ns", strict=False, time_zone="UTC")
        return parsed.dt.replace_time_zone(None)
    return text.str.to_datetime(style, time_unit="ns", strict=False)


def _checked(parsed: pl.Series, source: pl.Series, where: str) -> pl.Series:
    """Refuse what is there but no time; empty cells wait until their rows are known to be wanted."""
    bad = parsed.is_null() & source.is_not_null()
    if bad.any():
        row = int(bad.arg_max() or 0)
        raise DataError(f"{where}: row {row + 1}: {source[row]!r} is no time like those of the other rows")
    return parsed
