"""Sessions and the clock: against pandas, which groups bars by local time of the zone database."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from tradewind.market.columns import Bars
from tradewind.market.time import parse_time

from ...randombars import START, random_bars
from . import Case

ZONES = {0: "UTC", 1: "America/New_York", 2: "Europe/London", 3: "Australia/Sydney", 4: "Asia/Tokyo"}
# Of each numbered session: zone, opening and length in minutes.
HOURS = {0: (0, 0, 1440), 1: (1, 480, 540), 2: (2, 480, 540), 3: (3, 420, 540), 4: (4, 540, 540), 5: (1, 1020, 1440)}


def half_hours(seed: int, n: int = 1600) -> Bars:
    """A month of half hours with holes, in which all places put their clocks forward or back."""
    bars = random_bars(n, seed, timeframe="30m", volatility=0.002)
    kept = np.random.default_rng(seed).random(n) < 0.95
    kept[:2] = True
    later = parse_time(("2024-03-08", "2024-10-04")[seed % 2]) - START
    moved = {n: a + later if n.startswith("ts") else a for n, a in bars.columns()}
    return replace(bars, **{n: a[kept] for n, a in moved.items()})


def one_hour_then_days(seed: int) -> Bars:
    """The first two bars at the same minute of day."""
    bars = half_hours(seed)
    kept = np.ones(len(bars), dtype=bool)
    kept[1 : np.searchsorted(bars.ts_event, bars.ts_event[0] + 24 * 3600 * 10**9)] = False
    return replace(bars, **{n: a[kept] for n, a in bars.columns()})


def local(b: Bars, zone: int, late: int = 1) -> pd.DatetimeIndex:
    """Wall clock just before each bar closed."""
    return pd.to_datetime(b.ts_event - late, utc=True).tz_convert(ZONES[zone]).tz_localize(None)


def table(b: Bars, zone: int, opens: int, lasts: int) -> pd.DataFrame:
    wall = local(b, zone) - pd.Timedelta(minutes=opens)
    since = wall.hour * 3600 + wall.minute * 60 + wall.second
    held = (since < lasts * 60) & ((wall.day_of_week < 5) | (lasts == 1440))
    return pd.DataFrame({
        "o": b.open, "h": b.high, "l": b.low, "c": b.close, "v": b.volume, "day": wall.normalize(), "since": since,
        "held": held,
    })  # fmt: skip


def session(b: Bars, number: int) -> pd.DataFrame:
    return table(b, *HOURS[number])


def so_far(t: pd.DataFrame) -> pd.DataFrame:
    """Open, high and low of the running session, kept after it."""
    g = t[t.held].groupby("day")
    out = pd.DataFrame({"o": g.o.transform("first"), "h": g.h.cummax(), "l": g.l.cummin()})
    return out.reindex(t.index).ffill()


def place(c: np.ndarray | pd.Series, low: pd.Series, high: pd.Series) -> np.ndarray:
    return np.where(high > low, (c - low) / (high - low), np.where(high == low, 0.5, np.nan))


def range_of(t: pd.DataFrame) -> list[np.ndarray]:
    r = so_far(t)
    return [np.asarray(x, float) for x in (r.o, r.h, r.l, r.h - r.l, place(t.c, r.l, r.h), t.held)]


def overlap(b: Bars) -> list[np.ndarray]:
    t, other = session(b, 1), session(b, 2)
    t.held &= other.held
    return range_of(t)


def before(t: pd.DataFrame) -> pd.DataFrame:
    """Of each row the last session that is over: open, high, low, close, volume and root of the sum of squares."""
    days = (
        t[t.held].groupby("day").agg(o=("o", "first"), h=("h", "max"), l=("l", "min"), c=("c", "last"), v=("v", "sum"))
    )
    days["r"] = np.sqrt(np.asarray(squares(t).groupby(t[t.held].day).sum()))
    number = t.day.where(t.held).map({d: i for i, d in enumerate(days.index)}).ffill()
    over = np.where(t.held, number - 1, number)
    # Row -1 is not there: NaN.
    found = days.reset_index(drop=True).reindex(pd.Index(over).fillna(-1))
    return pd.DataFrame(found).reset_index(drop=True)


def squares(t: pd.DataFrame) -> pd.Series:
    """Squared log returns of the rows within sessions, each session's first from its open."""
    s = t[t.held]
    return np.log(s.c / s.groupby("day").c.shift().fillna(s.o)) ** 2


def previous(b: Bars) -> list[np.ndarray]:
    t = session(b, 4)
    last = before(t)
    return [*(last[n].to_numpy() for n in "ohlc"), place(t.c, last.l, last.h)]


def gap(b: Bars) -> list[np.ndarray]:
    t = session(b, 2)
    opened = so_far(t).o
    t["number"] = t.day.where(t.held).ffill()
    closes = t[t.held].groupby("day").c.last().shift()
    reference = t.number.map(closes)
    out = opened / reference - 1.0
    back = ((out > 0) & (t.c <= reference)) | ((out < 0) & (t.c >= reference)) | (out == 0)
    filled = back.groupby(t.number).cummax().astype(float).where(out.notna())
    return [out.to_numpy(), filled.to_numpy()]


def opening(b: Bars) -> list[np.ndarray]:
    t = session(b, 1)
    within = t.held & (t.since < 90 * 60)
    ranges = t[within].groupby("day").agg(h=("h", "max"), l=("l", "min"))
    day = t.day.where(within).ffill()
    high, low = (day.map(ranges[n]).mask(within) for n in "hl")
    live = t.held & ~within & (t.day == day)
    up, down = live & (t.c > high), live & (t.c < low)
    first = [s & (s.groupby(t.day).cumsum() == 1) for s in (up, down)]
    return [high.to_numpy(), low.to_numpy(), first[0].to_numpy(float) - first[1].to_numpy(float)]


def zones(b: Bars) -> list[np.ndarray]:
    wall = local(b, 1)
    day = (wall + pd.Timedelta(hours=4)).normalize()
    hour = wall.hour.to_numpy()
    zone = np.select(
        [hour >= 20, (hour >= 2) & (hour < 5), (hour >= 7) & (hour < 10), (hour >= 10) & (hour < 12)], [1, 2, 3, 4]
    )
    zone = np.where(day.day_of_week < 5, zone, 0)
    t = pd.DataFrame({"h": b.high, "l": b.low, "k": zone, "day": day})[zone > 0]
    g = t.groupby(["day", "k"])
    out = pd.DataFrame({"h": g.h.cummax(), "l": g.l.cummin()}).reindex(range(len(b))).ffill()
    return [zone.astype(float), out.h.to_numpy(), out.l.to_numpy()]


def vwap(b: Bars) -> list[np.ndarray]:
    t = session(b, 2)
    t["x"] = (t.h + t.l + t.c) / 3
    mean, deviation = np.full(len(t), np.nan), np.full(len(t), np.nan)
    for _, s in t[t.held].groupby("day"):
        for i in range(len(s)):
            x, w = s.x.to_numpy()[: i + 1], s.v.to_numpy()[: i + 1]
            mean[s.index[i]] = np.average(x, weights=w)
            deviation[s.index[i]] = np.sqrt(np.average((x - np.average(x, weights=w)) ** 2, weights=w))
    return [mean, deviation]


def volatility(b: Bars) -> list[np.ndarray]:
    t = session(b, 3)
    total = squares(t).groupby(t[t.held].day).cumsum().reindex(t.index) ** 0.5
    return [total.to_numpy(), before(t).r.to_numpy()]


def volume(b: Bars) -> list[np.ndarray]:
    t = session(b, 2)
    total = t[t.held].groupby("day").v.cumsum().reindex(t.index)
    return [total.to_numpy(), (total / before(t).v).to_numpy()]


def profile(b: Bars) -> list[np.ndarray]:
    wall = local(b, 2)
    v = pd.Series(b.volume)
    usual = v.groupby(wall.hour * 60 + wall.minute).transform(lambda x: x.shift().rolling(4, min_periods=1).mean())
    return [(v / usual).to_numpy(), usual.to_numpy()]


def time_of_day(b: Bars) -> list[np.ndarray]:
    wall = local(b, 3, late=0)
    minutes = (wall.hour * 60 + wall.minute).to_numpy(float)
    return [np.sin(minutes * np.pi / 720), np.cos(minutes * np.pi / 720), minutes]


def day_of_week(b: Bars) -> list[np.ndarray]:
    day = local(b, 4).day_of_week.to_numpy(float)
    return [day, np.sin(day * 2 * np.pi / 7), np.cos(day * 2 * np.pi / 7)]


def day_of_month(b: Bars) -> list[np.ndarray]:
    wall = local(b, 3)
    return [x.to_numpy(float) for x in (wall.day, wall.days_in_month - wall.day, wall.month)]


def progress(b: Bars) -> list[np.ndarray]:
    zone, opens, lasts = HOURS[4]
    t = session(b, 4)
    wall = local(b, zone, late=0) - pd.Timedelta(minutes=opens)
    minutes = (wall - pd.DatetimeIndex(t.day)).to_numpy() / np.timedelta64(60, "s")
    minutes = np.where(t.held, minutes, np.nan)
    return [t.held.to_numpy(float), minutes, lasts - minutes, minutes / lasts]


def periods(b: Bars, label: pd.Index) -> list[np.ndarray]:
    t = pd.DataFrame({"o": b.open, "h": b.high, "l": b.low, "c": b.close, "k": label})
    g = t.groupby("k")
    last = g.agg(h=("h", "max"), l=("l", "min"), c=("c", "last")).shift()
    found = [g.o.transform("first"), g.h.cummax(), g.l.cummin(), *(t.k.map(last[n]) for n in "hlc")]
    return [np.asarray(x, float) for x in found]


def rolled(b: Bars) -> pd.DatetimeIndex:
    """The currency market's day, which begins at 17:00 in New York."""
    return local(b, 1) + pd.Timedelta(hours=7)


def of_days(b: Bars) -> list[np.ndarray]:
    return periods(b, rolled(b).normalize())


def of_weeks(b: Bars) -> list[np.ndarray]:
    return periods(b, rolled(b).to_period("W"))


def of_months(b: Bars) -> list[np.ndarray]:
    return periods(b, local(b, 0).to_period("M"))


CASES = [
    Case("sydney_session", {"opens": 480, "closes": 990}, lambda b: range_of(table(b, 3, 480, 510)), rows=half_hours),
    Case("tokyo_session", {"opens": 510, "closes": 930}, lambda b: range_of(table(b, 4, 510, 420)), rows=half_hours),
    Case("london_session", {"opens": 450, "closes": 960}, lambda b: range_of(table(b, 2, 450, 510)), rows=half_hours),
    # Over midnight.
    Case(
        "new_york_session", {"opens": 1200, "closes": 120}, lambda b: range_of(table(b, 1, 1200, 360)), rows=half_hours
    ),
    Case("overlap_session", {}, overlap, rows=half_hours),
    Case("previous_session", {"session": 4}, previous, rows=half_hours),
    Case("session_gap", {"session": 2}, gap, rows=half_hours, atol=1e-12),
    Case("opening_range", {"session": 1, "minutes": 90}, opening, rows=half_hours),
    Case("kill_zones", {}, zones, rows=half_hours),
    Case("session_vwap", {"session": 2}, vwap, rows=half_hours),
    Case("session_volatility", {"session": 3}, volatility, rows=half_hours, atol=1e-12),
    Case("session_volume", {"session": 2}, volume, rows=half_hours),
    Case("time_of_day_volume", {"n": 4, "zone": 2}, profile, rows=one_hour_then_days),
    Case("time_of_day", {"zone": 3}, time_of_day, rows=half_hours),
    Case("hour_of_day", {"zone": 2}, lambda b: local(b, 2).hour.to_numpy(float), rows=half_hours),
    Case("day_of_week", {"zone": 4}, day_of_week, rows=half_hours),
    Case("day_of_month", {"zone": 3}, day_of_month, rows=half_hours),
    Case("session_progress", {"session": 4}, progress, rows=half_hours),
    Case("day_range", {"roll": 1}, of_days, rows=half_hours),
    Case("week_range", {"roll": 1}, of_weeks, rows=half_hours),
    Case("month_range", {}, of_months, rows=half_hours),
]
