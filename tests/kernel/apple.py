"""Apple's shares as printed, and what the company did to them, from the published factors.

A row of factors holds up to and including its date: price_factor is what dividends after it take off, split_factor what splits do, and
reference_price the close before the event. So the event of the next session is a split of next / this split_factor, and a dividend of
reference_price * (1 - this / next price_factor) a share.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

from tradewind.market.columns import Bars
from tradewind.market.depth import Happenings
from tradewind.market.events import EventKind
from tradewind.market.instrument import Instrument
from tradewind.market.time import DAY, HOUR, MINUTE
from tradewind.market.timeframe import Timeframe

STEPS = {"1m": ("us_minute_trade", MINUTE), "1h": ("us_hourly_raw", HOUR)}


@dataclass(frozen=True)
class Action:
    """What holds from the session of `day` on; `last` is the session before."""

    day: date
    last: date
    kind: EventKind
    amount: float  # units for one, or money a share


def bars(folder: Path, of: Instrument, timeframe: str) -> Bars:
    """Unadjusted bars, stamped with their close; prices at the cent below which some prints were."""
    file, step = STEPS[timeframe]
    frame = pl.read_parquet(folder / f"equity/{file}.parquet").filter(pl.col("symbol") == "AAPL").sort("ts")
    times = frame["ts"].dt.epoch("ns").to_numpy().astype(np.int64) + step
    prices = [np.round(frame[n].to_numpy().astype(float), 2) for n in ("open", "high", "low", "close")]
    high, low = np.maximum.reduce(prices), np.minimum.reduce(prices)
    volume = frame["volume"].to_numpy().astype(float)
    return Bars(of, Timeframe.parse(timeframe), times, times, prices[0], high, low, prices[3], volume)


def actions(folder: Path, sessions: list[date]) -> list[Action]:
    """Splits and dividends of Apple between the first and the last of `sessions`."""
    frame = (
        pl.read_parquet(folder / "equity/us_corporate_action_factors.parquet")
        .filter(pl.col("symbol") == "AAPL")
        .sort("date")
    )
    rows, found = frame.rows(named=True), []
    for now, after in pairwise(rows):
        later = [d for d in sessions if d > now["date"]]
        if not later or now["date"] < sessions[0]:
            continue
        day = later[0]
        if after["split_factor"] != now["split_factor"]:
            ratio = round(after["split_factor"] / now["split_factor"], 3)
            found.append(Action(day, now["date"], EventKind.SPLIT, ratio))
        if after["price_factor"] != now["price_factor"]:
            amount = now["reference_price"] * (1 - now["price_factor"] / after["price_factor"])
            found.append(Action(day, now["date"], EventKind.DIVIDEND, round(amount, 3)))
    return found


def sessions_of(bars: Bars) -> list[date]:
    """UTC days with bars: New York's sessions end before midnight UTC."""
    days = np.unique((bars.ts_event - 1) // DAY)
    return [date.fromordinal(719_163 + int(d)) for d in days]


def happenings(of: Instrument, found: list[Action]) -> Happenings:
    """The actions as events, at the midnight before their session."""
    times = np.array([(a.day.toordinal() - 719_163) * DAY for a in found], dtype=np.int64)
    none = np.zeros(len(found))
    kinds = np.array([a.kind for a in found], dtype=np.int8)
    return Happenings(of, times, times, kinds, np.array([a.amount for a in found]), none, none, none, none)
