"""Measure how often price turns at Fibonacci and Gann levels, against levels drawn at random: docs/guide/fibonacci-gann.md has the results.

    python scripts/measure_levels.py ../shared/data

A leg between two turning points (feature `swings`) becomes known at a bar. From then on until the next turning point is known, each level
behind its end is watched: at its first touch, does price come back by one average true range (a reversal), or go through by as much, first?
Levels passed before the leg was known are left out, and so are touches after which one bar did both. Named levels and
random ones of the same stretch are asked about in the same legs, so that trend, volatility and the hour are the same for both.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
from numba import njit

from tradewind.features import registry
from tradewind.features.compute import compute
from tradewind.market.columns import Bars
from tradewind.market.instrument import AssetClass, Instrument
from tradewind.market.timeframe import Timeframe

DRAWS = 20  # random levels for each named one
HORIZON = 500  # bars after a touch within which it must be decided
FIBONACCI = np.array([0.236, 0.382, 0.5, 0.618, 0.786])
GANN = np.array([1 / 8, 1 / 4, 1 / 3, 3 / 8, 1 / 2, 5 / 8, 2 / 3, 3 / 4, 7 / 8])
FIBONACCI_BARS = np.array([8, 13, 21, 34, 55, 89])
GANN_BARS = np.array([30, 45, 60, 90])
FILES = {
    "FX and gold, 1 hour": ["fx/audusd_mt_h1", "fx/gbpusd_mt_h1", "fx/usdcad_mt_h1", "fx/usdchf_mt_h1", "fx/usdjpy_mt_h1", "cfd/xauusd_mt_h1"],
    "FX, 4 hours and 1 day": ["fx/eurusd_mt_h4", "fx/audusd_mt_d1", "fx/gbpusd_mt_d1", "fx/usdcad_mt_d1", "fx/usdchf_mt_d1", "fx/usdjpy_mt_d1"],
    "US shares, 1 day": ["equity/us88_daily_yahoo"],
    "Bitcoin, 1 hour": ["crypto/btcusd_coinbase_1h"],
}  # fmt: skip


@dataclass(frozen=True)
class Leg:
    """A leg that became known at bar `known`, mirrored so that its end is a high; `over`: when the next turning point was known.

    unit: a power of ten at which lines of the Square of Nine, 45 degrees apart, are about two ranges from one another in this market.
    """

    begin: float
    end: float
    began: int
    ended: int
    known: int
    over: int
    spread: float
    sign: float
    unit: float


def bars_of(open_: np.ndarray, high: np.ndarray, low: np.ndarray, close: np.ndarray) -> Bars:
    """Bars with times that don't matter here."""
    named = {"symbol": "X", "venue": "X", "asset_class": AssetClass.FX, "quote_currency": "USD"}
    of = Instrument(**named, price_increment=Decimal("0.00001"), size_increment=Decimal(1))
    frame = Timeframe.parse("1h")
    times = frame.ns * np.arange(1, len(close) + 1, dtype=np.int64)
    return Bars(of, frame, times, times, open_, high, low, close, np.ones(len(close)))


def random_walks(count: int, bars: int, ticks: int = 60) -> Iterator[Bars]:
    """Walks in logarithms with `ticks` normal steps a bar and no memory at all."""
    for seed in range(count):
        steps = np.random.default_rng(seed).normal(0.0, 0.001, (bars, ticks))
        path = 100.0 * np.exp(np.cumsum(steps).reshape(bars, ticks))
        opens = np.concatenate([[100.0], path[:-1, -1]])
        yield bars_of(opens, np.maximum(path.max(1), opens), np.minimum(path.min(1), opens), path[:, -1].copy())


def from_files(folder: Path, names: list[str]) -> Iterator[Bars]:
    """Bars of each file, one instrument at a time."""
    for name in names:
        table = pl.read_parquet(folder / f"{name}.parquet")
        parts = table.partition_by("symbol") if "symbol" in table.columns else [table]
        for part in parts:
            rows = part.select(pl.col(c).cast(pl.Float64) for c in ("open", "high", "low", "close")).drop_nulls()
            yield bars_of(*(np.ascontiguousarray(rows[c].to_numpy()) for c in rows.columns))


def legs_of(bars: Bars, size: float) -> list[Leg]:
    """Every leg with the bar at which it became known."""
    got = compute({"s": registry()["swings"](size=size), "r": registry()["atr"]()}, bars)
    high, low, direction = got["s_high"], got["s_low"], got["s_direction"]
    ended = np.arange(len(bars)) - got["s_age"]
    known = np.flatnonzero((np.diff(ended, prepend=np.nan) != 0) & np.isfinite(high) & np.isfinite(low))
    unit = 10.0 ** np.round(np.log10((4.0 * np.nanmedian(got["r"]) / np.sqrt(np.median(bars.close))) ** 2))
    legs = []
    for i, k in enumerate(known[1:], 1):
        sign = -direction[k]
        end, begin = (high[k], low[k]) if sign > 0 else (low[k], high[k])
        over = known[i + 1] if i + 1 < len(known) else len(bars) - 1
        prices = (float(sign * begin), float(sign * end))
        when = (int(ended[known[i - 1]]), int(ended[k]), int(k), int(over))
        legs.append(Leg(*prices, *when, float(got["r"][k]), float(sign), unit))
    return legs


def reversed_at(bars: Bars, leg: Leg, levels: np.ndarray) -> np.ndarray:
    """1 where price came back from a (mirrored) level, 0 where it went through, NaN where it wasn't touched or can't be told."""
    part = slice(leg.ended, leg.over + HORIZON + 2)
    high, low = (bars.high[part], bars.low[part]) if leg.sign > 0 else (-bars.low[part], -bars.high[part])
    return outcomes(
        high, low, leg.sign * bars.close[part], levels, leg.known - leg.ended, leg.over - leg.ended, leg.spread
    )


@njit
def outcomes(high, low, close, levels, known, over, spread):
    """reversed_at, over the bars from the leg's end on."""
    out = np.full(levels.size, np.nan)
    passed = low[: known + 1].min()
    for j in range(levels.size):
        if levels[j] >= passed:
            continue
        at = known + 1
        while at <= over and low[at] > levels[j]:
            at += 1
        if at > over:
            continue
        up, down = levels[j] + spread, levels[j] - spread
        if close[at] >= up or close[at] <= down:
            out[j] = 1.0 if close[at] >= up else 0.0
            continue
        for i in range(at + 1, min(at + 1 + HORIZON, high.size)):
            if high[i] >= up or low[i] <= down:
                if high[i] < up or low[i] > down:
                    out[j] = 1.0 if high[i] >= up else 0.0
                break
    return out


def ratios(
    named: np.ndarray, low: float, high: float
) -> Callable[[Leg, np.random.Generator], tuple[np.ndarray, np.ndarray]]:
    """Named parts of a leg, and random parts of the same stretch."""

    def both(leg: Leg, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        drawn = rng.uniform(low, high, DRAWS * len(named))
        return leg.end - named * (leg.end - leg.begin), leg.end - drawn * (leg.end - leg.begin)

    return both


def one_ratio(ratio: float) -> Callable[[Leg, np.random.Generator], tuple[np.ndarray, np.ndarray]]:
    """One ratio, and random ones within 0.08 of it."""
    return ratios(np.array([ratio]), ratio - 0.08, ratio + 0.08)


def squares(leg: Leg, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Lines of the Square of Nine, 45 degrees apart, from the leg's end; the same lines begun somewhere between two of them."""
    root, k = np.sqrt(abs(leg.end) / leg.unit), np.arange(-40, 41) * 0.25
    shifted = root + k + rng.uniform(0.0, 0.25, (DRAWS // 4, 1))
    return leg.sign * leg.unit * (root + k) ** 2, (leg.sign * leg.unit * shifted**2).ravel()


def measure(
    sets: list[tuple[Bars, list[Leg]]], make: Callable[[Leg, np.random.Generator], tuple[np.ndarray, np.ndarray]]
) -> str:
    """A table's cells: touches of named levels, share that reversed, share at random levels, difference with its 95 % interval.

    Shares are over all touches of all legs; the interval is from drawing whole legs anew 1,000 times, for touches of one leg go together.
    """
    rng = np.random.default_rng(0)
    counts = []
    for bars, legs in sets:
        for leg in legs:
            named, drawn = make(leg, rng)
            got = reversed_at(bars, leg, np.concatenate([named, drawn]))
            ours, theirs = got[: len(named)], got[len(named) :]
            counts.append([np.isfinite(ours).sum(), np.nansum(ours), np.isfinite(theirs).sum(), np.nansum(theirs)])
    table = np.array(counts)
    total = table.sum(axis=0)
    again = np.array([table[rng.integers(0, len(table), len(table))].sum(axis=0) for _ in range(1000)])
    low, high = np.quantile(difference(again.T), [0.025, 0.975])
    shares = f"{int(total[0]):,} | {total[1] / total[0]:.1%} | {total[3] / total[2]:.1%}"
    return f"{shares} | {difference(total):+.1f} ({low:+.1f} to {high:+.1f})"


def difference(counts: np.ndarray) -> np.ndarray:
    """Named minus random share of reversals, in points, from (touches, reversals, random touches, random reversals)."""
    return 100.0 * (counts[1] / np.maximum(counts[0], 1) - counts[3] / np.maximum(counts[2], 1))


def durations(sets: list[tuple[Bars, list[Leg]]], numbers: np.ndarray) -> str:
    """Legs that lasted such a number of bars, legs that lasted one bar more or less (their mean), and the ratio with its 95 % interval."""
    lengths = np.array([leg.ended - leg.began for _, legs in sets for leg in legs])
    there = int(np.isin(lengths, numbers).sum())
    beside = sum(int(np.isin(lengths, numbers + k).sum()) for k in (-1, 1)) / 2
    error = 1.96 * np.sqrt(1 / max(there, 1) + 1 / max(2 * beside, 1)) * there / max(beside, 1)
    return f"{there:,} | {beside:,.1f} | {there / max(beside, 1):.2f} ± {error:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--size", type=float, default=3.0)
    parser.add_argument("--walks", type=int, default=20)
    given = parser.parse_args()
    sources = {"random walks": list(random_walks(given.walks, 20_000))}
    sources |= {name: list(from_files(given.data, files)) for name, files in FILES.items()}
    kinds = {
        "Fibonacci retracements": ratios(FIBONACCI, 0.18, 0.85),
        "38.2 % alone": one_ratio(0.382),
        "50 % alone": one_ratio(0.5),
        "61.8 % alone": one_ratio(0.618),
        "Gann's eighths and thirds": ratios(GANN, 0.1, 0.9),
        "Square of Nine, 45 degrees": squares,
    }
    print(
        "| prices | levels | touches | reversed | at random levels | difference, points |\n| --- | --- | --- | --- | --- | --- |"
    )
    found = {}
    for name, all_bars in sources.items():
        found[name] = sets = [(bars, legs_of(bars, given.size)) for bars in all_bars]
        for label, make in kinds.items():
            print(f"| {name} | {label} | {measure(sets, make)} |", flush=True)
    print(
        "\n| prices | count | legs that long | legs a bar longer or shorter | ratio |\n| --- | --- | --- | --- | --- |"
    )
    for name, sets in found.items():
        print(f"| {name} | Fibonacci: 8 to 89 bars | {durations(sets, FIBONACCI_BARS)} |")
        print(f"| {name} | Gann: 30, 45, 60, 90 bars | {durations(sets, GANN_BARS)} |")


if __name__ == "__main__":
    main()
