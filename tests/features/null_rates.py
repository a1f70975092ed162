"""How often chance draws a pattern, and what came after it: on random walks and, beside them, on ten years of hourly exchange rates.

`python -m tests.features.null_rates harmonic` (or `elliott`) prints the table of the guide; the real ones need TRADEWIND_SHARED_DATA.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from tradewind.features import registry
from tradewind.features.compute import FeatureStream
from tradewind.features.structure.harmonic_ratios import NAMES
from tradewind.market.columns import Bars

from ..randombars import bars_of, instrument, random_bars

WALKS, BARS = 60, 5000
PATTERNS = {"harmonic": (*NAMES, "harmonic"), "elliott": ("elliott_impulse", "elliott_correction")}


class Rate(NamedTuple):
    """Signals for each 1,000 bars; the share of them that reached the target before the stop; and the share that a coin would."""

    often: float
    reached: float
    fair: float

    def row(self) -> str:
        return f"{self.often:.2f} | {self.reached:.0%} | {self.fair:.0%}"


@cache
def walks() -> tuple[Bars, ...]:
    return tuple(random_bars(BARS, 1000 + seed) for seed in range(WALKS))


def exchange_rates(folder: Path) -> list[Bars]:
    """Hourly bid bars of three pairs, 2012 to 2022 (57,600 each)."""
    tables = [
        pl.read_parquet(folder / "fx" / f"{pair}_mt_h1.parquet").sort("ts") for pair in ("gbpusd", "audusd", "usdcad")
    ]
    return [bars_of(instrument(), t.select("open", "high", "low", "close").rows(), "1h") for t in tables]


def rates(names: Sequence[str], series: Sequence[Bars]) -> dict[str, Rate]:
    """By feature (with outputs signal, stop and target, or invalidation and target), with default parameters."""
    stream = FeatureStream({name: registry()[name]() for name in names})
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for bars in series:
        stream.reset()
        values = dict(zip(stream.columns, stream.update(bars), strict=True))
        for name in names:
            stop = values.get(f"{name}_stop", values.get(f"{name}_invalidation"))
            assert stop is not None
            for bar in np.flatnonzero(values[f"{name}_signal"]).tolist():
                found[name].append(came_after(bars, bar, stop[bar], values[f"{name}_target"][bar]))
    total = sum(len(bars) for bars in series)
    return {
        n: Rate(1000.0 * len(f) / total, *np.nanmean(np.array(f or [(np.nan, np.nan)]), axis=0))
        for n, f in found.items()
    }


def came_after(bars: Bars, bar: int, stop: float, target: float) -> tuple[float, float]:
    """(1 if the target was reached before the stop, else 0; the chance of that for a walk without drift), NaN where neither was."""
    close, up = bars.close[bar], 1.0 if target > stop else -1.0
    room, way = up * (close - stop), up * (target - close)
    if not (room > 0.0 and way > 0.0):
        return np.nan, np.nan
    ahead_high, ahead_low = bars.high[bar + 1 :], bars.low[bar + 1 :]
    good, bad = (ahead_high >= target, ahead_low <= stop) if up > 0.0 else (ahead_low <= target, ahead_high >= stop)
    if not (good | bad).any():
        return np.nan, np.nan
    first = int((good | bad).argmax())
    # A bar that meets both counts as half: which came first it can't say.
    return (0.5 if good[first] and bad[first] else float(good[first])), room / (room + way)


WAVES = {1: "1", 2: "2", 3: "3", 4: "4", 5: "5", -1: "A", -2: "B", -3: "C", 0: "none"}


def running(series: Sequence[Bars]) -> dict[str, str]:
    """By wave that elliott says is running: share of bars, mean score there, and as in Rate: reached before invalidated, and a coin's share.

    Each spell of bars with the same wave, way and target counts once, from its first bar.
    """
    stream = FeatureStream({"x": registry()["elliott"]()})
    counted, spells = [], []
    for bars in series:
        stream.reset()
        wave, side, score, target, wrong, _ = stream.update(bars)
        counted.append(np.stack([wave, score]))
        said = np.stack([wave, side, np.nan_to_num(target)])
        for bar in (np.flatnonzero((np.diff(said, axis=1) != 0.0).any(axis=0)) + 1).tolist():
            spells.append((wave[bar], *came_after(bars, bar, wrong[bar], target[bar])))
    (waves, scores), after = np.concatenate(counted, axis=1), np.array(spells)
    out = {}
    for w, text in WAVES.items():
        known = after[(after[:, 0] == w) & np.isfinite(after[:, 1]), 1:]
        ended = " | ".join(f"{share:.0%}" for share in known.mean(axis=0)) if len(known) else "– | –"
        out[text] = f"{(waves == w).mean():.1%} | {scores[waves == w].mean():.2f} | {ended}"
    return out


def turns(series: Sequence[Bars]) -> float:
    """Turning points for each 1,000 bars, with the default size."""
    stream, total = FeatureStream({"x": registry()["swings"]()}), 0
    for bars in series:
        stream.reset()
        total += int((np.diff(np.nan_to_num(stream.update(bars)[2])) != 0.0).sum())
    return 1000.0 * total / sum(len(bars) for bars in series)


def main(family: str) -> None:
    names, folder = PATTERNS[family], Path(os.environ["TRADEWIND_SHARED_DATA"])
    real_bars = exchange_rates(folder)
    chance, real = rates(names, walks()), rates(names, real_bars)
    for name in names:
        print(f"| `{name}` | {chance[name].row()} | {real[name].row()} |")
    if family == "elliott":
        for (wave, on_walks), on_markets in zip(running(walks()).items(), running(real_bars).values(), strict=True):
            print(f"| {wave} | {on_walks} | {on_markets} |")
        print(f"{turns(walks()):.1f} and {turns(real_bars):.1f} turning points")


if __name__ == "__main__":
    main(sys.argv[1])
