"""A feature on trial: what the tests ask of each of Tradewind's own, asked of a user's, on bars at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from tradewind.errors import StrategyError
from tradewind.features.compute import FeatureStream
from tradewind.features.declare import FeatureUse
from tradewind.features.inputs import BAR_INPUTS
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars
from tradewind.strategies.actions import hold
from tradewind.strategies.strategy import Strategy, define

ROWS = 600  # bars that a trial looks at; in plain Python each costs some microseconds
PRICES = ("open", "high", "low", "close")


@dataclass(frozen=True)
class Trial:
    """One question. found: what speaks against the feature, empty if nothing does."""

    name: str
    found: str = ""


def try_feature(use: FeatureUse, bars: Bars) -> list[Trial]:
    """Put a feature over bars on trial, on the newest bars given.

    Raises
    ------
    StrategyError: no feature over bars alone, or too few bars for its warm-up.
    """
    kind = use.kind
    if kind.is_study or kind.rows != "bars" or any(i not in ("ts", *BAR_INPUTS) for i in use.inputs):
        raise StrategyError(f"{use.text()}: only steps over bar columns can be tried, not over {', '.join(use.inputs)}")
    warmup = kind.warmup(kind.params_type(**use.resolve({})))
    shown = bars[-max(ROWS, 2 * warmup) :]
    if len(shown) < warmup + 50:
        raise StrategyError(f"{use.text()} warms up over {warmup} bars; {len(bars)} are too few to try it on")
    judge = _Judge(use, shown, warmup)
    return [Trial(name, next(question(), "")) for name, question in judge.questions().items()]


class _Judge:
    """The questions; each yields what speaks against the feature."""

    def __init__(self, use: FeatureUse, bars: Bars, warmup: int) -> None:
        self.use, self.bars, self.warmup = use, bars, warmup
        self.stream = FeatureStream({"x": use}, rows="bars")
        self.whole = self.values(bars)

    def questions(self) -> dict[str, Callable[[], Iterator[str]]]:
        return {
            "warm-up as declared": self.warm_up,
            "a prefix gives the same": self.prefixes,
            "bar by bar gives the same": self.one_by_one,
            "a restart gives the same": self.restart,
            "in the kernel the same": self.kernel,
            "in plain Python the same": self.plain,
            "nothing infinite on odd prices": self.odd,
            "another unit of price, as declared": self.scaling,
            "upside down, as declared": self.mirror,
        }

    def values(self, bars: Bars) -> np.ndarray:
        """(outputs, n) from the start."""
        self.stream.reset()
        return self.stream.update(bars)

    def warm_up(self) -> Iterator[str]:
        early = np.flatnonzero(~np.isnan(self.whole[:, : self.warmup]).all(axis=0))
        if len(early):
            yield f"a value at bar {early[0]}, before the {self.warmup} bars of its warm-up are over"
        if np.isnan(self.whole[:, self.warmup]).all() and self.use.kind.draw == "pane":
            yield f"no value at bar {self.warmup}, when its warm-up is over"
        if np.isnan(self.whole).all():
            yield "no value at all"

    def prefixes(self) -> Iterator[str]:
        for cut in (len(self.bars) // 3, len(self.bars) // 2, len(self.bars) - 1):
            yield from self.differs(self.values(self.bars[:cut]), f"with {cut} bars")

    def one_by_one(self) -> Iterator[str]:
        self.stream.reset()
        rows = zip(self.bars.ts_event.tolist(), *(getattr(self.bars, n).tolist() for n in BAR_INPUTS), strict=True)
        yield from self.differs(np.stack([self.stream.push(*row).copy() for row in rows], axis=1), "pushed")

    def restart(self) -> Iterator[str]:
        cut = len(self.bars) // 2
        self.stream.reset()
        before, kept = self.stream.update(self.bars[:cut]), self.stream.snapshot()
        self.values(self.bars[: cut // 2])
        self.stream.restore(kept)
        after = self.stream.update(self.bars[cut:])
        yield from self.differs(np.concatenate([before, after], axis=1), f"restarted at bar {cut}")

    def kernel(self) -> Iterator[str]:
        use = self.use

        class Watcher(Strategy):
            """Looks and does nothing."""

            features: ClassVar = {"x": use}

            @staticmethod
            def on_bar(s):
                return hold()

        setup = Setup(define(Watcher), (self.bars.instrument,), {})
        trace = setup.machine().step(setup.block([self.bars]), trace=True).trace
        assert trace is not None
        columns = [setup.program.features.columns.index(c) for c in use.columns("x")]
        yield from self.differs(np.ascontiguousarray(trace[:, columns].T), "in the kernel")

    def plain(self) -> Iterator[str]:
        kind = self.use.kind
        p = kind.params_type(**self.use.resolve({}))
        held = () if kind.window is None else (np.zeros(kind.window(p)),)
        state, out = kind.state, []
        columns = [(self.bars.ts_event if i == "ts" else getattr(self.bars, i)).tolist() for i in self.use.inputs]
        for row in zip(*columns, strict=True):
            state, value = kind.step(state, p, *held, *row)
            out.append(value if isinstance(value, tuple) else (value,))
        got = np.array(out, dtype=np.float64).T
        bad = ~np.isclose(got, self.whole, rtol=1e-9, atol=1e-12, equal_nan=True)
        if bad.any():
            yield self.at(bad, got, "in plain Python")

    def odd(self) -> Iterator[str]:
        still = {n: np.full(len(self.bars), 1.0) for n in (*PRICES, "volume")}
        cases = {
            "a price that stands still": replace(self.bars, **still),
            "no volume": replace(self.bars, volume=0 * self.bars.volume),
        }
        cases |= {f"prices times {by:g}": self.scaled(by) for by in (1e-9, 1e9)}
        for told, bars in cases.items():
            bad = np.isinf(self.values(bars))
            if bad.any():
                yield f"infinite at bar {int(np.flatnonzero(bad.any(axis=0))[0])} with {told}"

    def scaling(self) -> Iterator[str]:
        power = self.use.kind.scaling
        if power is not None:
            got, wanted = self.values(self.scaled(4.0)), self.whole * 4.0**power
            bad = ~np.isclose(got, wanted, rtol=1e-7, atol=1e-9, equal_nan=True)
            if bad.any():
                yield f"{self.at(bad, got, 'with prices times 4')}; scaling={power} says times {4.0**power:g}"

    def mirror(self) -> Iterator[str]:
        b, mirror = self.bars, self.use.kind.mirror
        if mirror is not None:
            got = self.values(replace(b, open=-b.open, high=-b.low, low=-b.high, close=-b.close))
            bad = ~np.isclose(
                got, self.whole * (-1.0 if mirror == "odd" else 1.0), rtol=1e-7, atol=1e-9, equal_nan=True
            )
            if bad.any():
                yield f"{self.at(bad, got, 'with prices upside down')}; it is declared {mirror}"

    def scaled(self, by: float) -> Bars:
        return replace(self.bars, **{n: getattr(self.bars, n) * by for n in PRICES})

    def differs(self, got: np.ndarray, how: str) -> Iterator[str]:
        """To the last bit, NaN and NaN being the same."""
        wanted = self.whole[:, : got.shape[1]]
        bad = ~((got == wanted) | (np.isnan(got) & np.isnan(wanted)))
        if bad.any():
            yield self.at(bad, got, how)

    def at(self, bad: np.ndarray, got: np.ndarray, how: str) -> str:
        """The first bar at fault."""
        i = int(np.flatnonzero(bad.any(axis=0))[0])
        j = int(np.flatnonzero(bad[:, i])[0])
        output = list(self.use.kind.outputs)[j]
        return f"{output} at bar {i} is {got[j, i]:.12g} {how}, {self.whole[j, i]:.12g} in the whole"
