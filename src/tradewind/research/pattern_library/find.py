"""When a pattern was there, what followed, and what chance gives: on shuffled bars, and with the same moments put elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tradewind.errors import DataError, StrategyError
from tradewind.features.compute import FeatureStream
from tradewind.features.declare import FeatureUse
from tradewind.market.columns import Bars
from tradewind.research.pattern_library.similarity import distance_profile, matches
from tradewind.research.pattern_library.walks import shuffled

WALKS = 20


@dataclass(frozen=True)
class Found:
    """Where a pattern was there. at: (k,) numbers of the bars at whose close it was known; value: what it told there, its sign the
    direction. per_walk: direction -> (WALKS,) how often it was there in as many shuffles of the same bars."""

    bars: Bars
    at: np.ndarray
    value: np.ndarray
    per_walk: dict[int, np.ndarray]

    @property
    def direction(self) -> np.ndarray:
        return np.sign(self.value)


@dataclass(frozen=True)
class Aftermath:
    """What followed the occurrences of one direction, and what chance gives.

    count: those with n bars after them; per_1000: of all, in 1000 bars; walks_per_1000, walks_low, walks_high: on shuffled bars, mean and
    extremes of the walks. mean_pct: mean return over n bars; right: share that went the pattern's way. any_mean_pct, any_right: the same
    of all bars. p_value: share of all ways to put the same moments elsewhere (shifted round the series as one, so that those which come
    in clusters stay so) with a mean return at least as far the pattern's way.
    """

    direction: int
    count: int
    per_1000: float
    walks_per_1000: float
    walks_low: float
    walks_high: float
    mean_pct: float
    right: float
    any_mean_pct: float
    any_right: float
    p_value: float


def find_feature(use: FeatureUse, bars: Bars, output: str | None = None) -> Found:
    """Occurrences of a pattern feature, one that draws markers: bars at which its `output` (default: the first) is not 0.

    Raises
    ------
    StrategyError: a feature that is no pattern, or has no such output.
    """
    kind = use.kind
    if kind.draw != "marker" or kind.rows != "bars":
        raise StrategyError(
            f"{kind.name} is no pattern over bars (it is drawn as {kind.draw})", try_="tradewind features patterns"
        )
    outputs = list(kind.outputs)
    if output is not None and output not in outputs:
        raise StrategyError(f"{kind.name} has no output {output!r}", try_=", ".join(outputs))
    row = 0 if output is None else outputs.index(output)
    stream = FeatureStream({"x": use})

    def fired(given: Bars) -> tuple[np.ndarray, np.ndarray]:
        stream.reset()
        values = stream.update(given)[row]
        at = np.flatnonzero(np.isfinite(values) & (values != 0.0))
        return at, values[at]

    return _found(fired, bars)


def find_similar(examples: Sequence[Bars], bars: Bars, correlation: float = 0.9) -> Found:
    """Stretches of `bars` whose closes have the shape of one of the examples; each is known at its last bar. The value is 1.

    An example is not found in itself: stretches that overlap it in its own bars are left out. Of two examples at one bar one counts.

    Raises
    ------
    DataError: fewer bars than an example has, or a correlation outside 0.5 to 1.
    """
    if not 0.5 <= correlation < 1.0:
        raise DataError(f"similar = {correlation:g} is out of range; allowed 0.5 to below 1")
    longest = max(len(e) for e in examples)
    if len(bars) < longest:
        raise DataError(f"{bars.instrument.id} has {len(bars)} bars, the example {longest}")

    def fired(given: Bars) -> tuple[np.ndarray, np.ndarray]:
        ends = set()
        for example in examples:
            profile = distance_profile(given.close, example.close)
            if given is bars and given.instrument.id == example.instrument.id:
                lasts = given.ts_event[len(example) - 1 :]
                firsts = given.ts_event[: len(profile)]
                profile[(lasts >= example.ts_event[0]) & (firsts <= example.ts_event[-1])] = np.inf
            ends.update((matches(profile, len(example), correlation) + len(example) - 1).tolist())
        at = np.array(sorted(ends), dtype=np.int64)
        return at, np.ones(len(at))

    return _found(fired, bars)


def _found(fired: Callable[[Bars], tuple[np.ndarray, np.ndarray]], bars: Bars) -> Found:
    at, value = fired(bars)
    walked = [np.sign(fired(shuffled(bars, seed))[1]) for seed in range(WALKS)]
    return Found(bars, at, value, {d: np.array([(w == d).sum() for w in walked], dtype=np.float64) for d in (1, -1)})


def following(bars: Bars, n: int) -> np.ndarray:
    """(bars,) float64: close n bars later over this close, less 1; NaN for the last n."""
    out = np.full(len(bars), np.nan)
    if 0 < n < len(bars):
        out[:-n] = bars.close[n:] / bars.close[:-n] - 1.0
    return out


def aftermath(found: Found, n: int) -> list[Aftermath]:
    """One entry a direction that there is. n: bars after which the return is taken."""
    returns = following(found.bars, n)
    known = np.isfinite(returns)
    told = []
    for direction in (1, -1):
        every = found.at[found.direction == direction]
        at = every[known[every]]
        if not len(at):
            continue
        signed = direction * returns[: known.sum()]
        here = float(signed[at].mean())
        # Mean signed return of the moments shifted by each number of bars round the series: a circular correlation.
        moments = np.zeros(len(signed))
        moments[at] = 1.0
        shifted = np.fft.irfft(np.conj(np.fft.rfft(moments)) * np.fft.rfft(signed), len(signed)) / len(at)
        p_value = float((shifted >= here - 1e-12).mean())
        scale = 1000.0 / len(found.bars)
        walks = found.per_walk[direction]
        told.append(
            Aftermath(
                direction,
                len(at),
                len(every) * scale,
                float(walks.mean()) * scale,
                float(walks.min()) * scale,
                float(walks.max()) * scale,
                100.0 * direction * here,
                float((signed[at] > 0.0).mean()),
                100.0 * direction * float(signed.mean()),
                float((signed > 0.0).mean()),
                p_value,
            )
        )
    return told
