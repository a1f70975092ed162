"""A feature on trial: the questions that the tests ask of each of Tradewind's own, and `features try` of a user's, on bars at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from tradewind.errors import StrategyError
from tradewind.features.compute import FeatureStream
from tradewind.features.declare import FeatureUse
from tradewind.features.inputs import BAR_INPUTS
from tradewind.kernel.setup import Setup
from tradewind.market.columns import Bars
from tradewind.strategies.actions import hold
from tradewind.strategies.strategy import Strategy, define

SINGLY = 150  # rows that are given one at a time
ROWS = 600  # bars that a trial looks at; in plain Python each costs some microseconds
PRICES = {"bars": ("open", "high", "low", "close"), "quotes": ("bid", "ask"), "trades": ("price",)}
YEAR = 364 * 86_400 * 10**9  # whole weeks


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
    trials = Trials(use, shown, FeatureStream({"x": use}, rows="bars"))
    return [Trial(name, next(question(), "")) for name, question in trials.questions().items()]


class Trials:
    """The questions; each yields what speaks against the feature.

    rows: of the feature's kind; others: bars of the further instruments that it names. ordinary: whether the rows may be
    bent (a price that stands still, no volume, holes), which is not so where they were made for this one feature.
    """

    def __init__(
        self, use: FeatureUse, rows: Any, stream: FeatureStream, others: Sequence[Bars] = (), ordinary: bool = True
    ) -> None:
        self.use, self.rows, self.stream, self.others = use, rows, stream, others
        self.ordinary = ordinary and use.kind.rows == "bars" and not others
        self.warmup = use.kind.warmup(use.kind.params_type(**use.resolve({})))
        self.whole = self.values(rows)

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
            "on another day the same": self.another_day,
        }

    def values(self, rows: Any, others: Sequence[Bars] | None = None) -> np.ndarray:
        """(outputs, n) from the start."""
        self.stream.reset()
        return self.stream.update(rows, self.others if others is None else others)

    def warm_up(self) -> Iterator[str]:
        early = np.flatnonzero(~np.isnan(self.whole[:, : self.warmup]).all(axis=0))
        if len(early):
            yield f"a value at bar {early[0]}, before the {self.warmup} bars of its warm-up are over"
        if self.use.kind.draw == "pane" and np.isnan(self.whole[:, self.warmup : self.warmup + 1]).all():
            yield f"no value at bar {self.warmup}, when its warm-up is over"
        if np.isnan(self.whole).all():
            yield "no value at all"

    def prefixes(self) -> Iterator[str]:
        for cut in (len(self.rows) // 3, len(self.rows) // 2, len(self.rows) - 1):
            yield from self.differs(self.values(self.rows[:cut]), f"with {cut} bars")

    def one_by_one(self) -> Iterator[str]:
        if not self.streams():
            return
        self.stream.reset()
        singly = [self.stream.update(self.rows[i : i + 1]) for i in range(min(len(self.rows), SINGLY))]
        yield from self.differs(np.concatenate(singly, axis=1), "one by one")
        if self.use.kind.rows == "bars":
            self.stream.reset()
            rows = zip(self.rows.ts_event.tolist(), *(getattr(self.rows, n).tolist() for n in BAR_INPUTS), strict=True)
            yield from self.differs(np.stack([self.stream.push(*row).copy() for row in rows], axis=1), "pushed")

    def restart(self) -> Iterator[str]:
        if not self.streams():
            return
        cut = len(self.rows) // 2
        self.stream.reset()
        before, kept = self.stream.update(self.rows[:cut]), self.stream.snapshot()
        self.values(self.rows[: cut // 2])
        self.stream.restore(kept)
        after = self.stream.update(self.rows[cut:])
        yield from self.differs(np.concatenate([before, after], axis=1), f"restarted at bar {cut}")

    def streams(self) -> bool:
        """Studies and features of several instruments see the rows of one call alone: their prefixes are compared."""
        return not (self.use.kind.is_study or self.others)

    def kernel(self) -> Iterator[str]:
        use = self.use

        class Watcher(Strategy):
            """Looks and does nothing."""

            features: ClassVar = {"x": use}

            @staticmethod
            def on_bar(s):
                return hold()

        setup = Setup(define(Watcher), (self.rows.instrument,), {})
        trace = setup.machine().step(setup.block([self.rows]), trace=True).trace
        assert trace is not None
        columns = [setup.program.features.columns.index(c) for c in use.columns("x")]
        yield from self.differs(np.ascontiguousarray(trace[:, columns].T), "in the kernel")

    def plain(self) -> Iterator[str]:
        kind = self.use.kind
        p = kind.params_type(**self.use.resolve({}))
        held = () if kind.window is None else (np.zeros(kind.window(p)),)
        state, out = kind.state, []
        columns = [(self.rows.ts_event if i == "ts" else getattr(self.rows, i)).tolist() for i in self.use.inputs]
        for row in zip(*columns, strict=True):
            state, value = kind.step(state, p, *held, *row)
            out.append(value if isinstance(value, tuple) else (value,))
        got = np.array(out, dtype=np.float64).T
        bad = ~np.isclose(got, self.whole, rtol=1e-9, atol=1e-12, equal_nan=True)
        if bad.any():
            yield self.at(bad, got, "in plain Python")

    def odd(self) -> Iterator[str]:
        for told, rows in self.odd_rows():
            bad = np.isinf(self.values(rows))
            if bad.any():
                yield f"infinite at bar {int(np.flatnonzero(bad.any(axis=0))[0])} with {told}"

    def odd_rows(self) -> Iterator[tuple[str, Any]]:
        if not self.ordinary:
            yield "nothing odd", self.rows
            return
        n, volume = len(self.rows), self.rows.volume
        for price in (1.0, 1e-12, 1e12):
            for traded in (0.0, 1e15):
                still = {**dict.fromkeys(PRICES["bars"], np.full(n, price)), "volume": np.full(n, traded)}
                yield f"a price that stands still at {price:g} and a volume of {traded:g}", replace(self.rows, **still)
        yield "no volume", replace(self.rows, volume=0 * volume)
        for by in (1e-9, 1e9):
            yield f"prices times {by:g}", self.scaled(self.rows, by)
        kept = np.random.default_rng(5).random(n) < 0.5
        yield "holes", replace(self.rows, **{name: column[kept] for name, column in self.rows.columns()})

    def scaling(self) -> Iterator[str]:
        power = self.use.kind.scaling
        if power is not None and self.use.kind.rows in PRICES:
            # A power of two changes no mantissa, so that no threshold is met by chance.
            others = [self.scaled(o, 4.0) for o in self.others]
            got, wanted = self.values(self.scaled(self.rows, 4.0), others), self.whole * 4.0**power
            bad = ~np.isclose(got, wanted, rtol=1e-7, atol=1e-9, equal_nan=True)
            if bad.any():
                yield f"{self.at(bad, got, 'with prices times 4')}; scaling={power} says times {4.0**power:g}"

    def mirror(self) -> Iterator[str]:
        b, mirror = self.rows, self.use.kind.mirror
        if mirror is not None and self.use.kind.rows == "bars":
            got = self.values(replace(b, open=-b.open, high=-b.low, low=-b.high, close=-b.close))
            bad = ~np.isclose(
                got, self.whole * (-1.0 if mirror == "odd" else 1.0), rtol=1e-7, atol=1e-9, equal_nan=True
            )
            if bad.any():
                yield f"{self.at(bad, got, 'with prices upside down')}; it is declared {mirror}"

    def another_day(self) -> Iterator[str]:
        if "ts" not in self.use.inputs:
            rows, *others = (
                replace(r, ts_event=r.ts_event + YEAR, ts_init=r.ts_init + YEAR) for r in (self.rows, *self.others)
            )
            yield from self.differs(self.values(rows, others), "a year later")

    def scaled(self, rows: Any, by: float) -> Any:
        kind = "bars" if isinstance(rows, Bars) else self.use.kind.rows
        return replace(rows, **{n: getattr(rows, n) * by for n in PRICES[kind]})

    def differs(self, got: np.ndarray, how: str) -> Iterator[str]:
        """To the last bit."""
        got, wanted = np.ascontiguousarray(got), np.ascontiguousarray(self.whole[:, : got.shape[1]])
        bad = got.view(np.int64) != wanted.view(np.int64)
        if bad.any():
            yield self.at(bad, got, how)

    def at(self, bad: np.ndarray, got: np.ndarray, how: str) -> str:
        """The first bar at fault."""
        i = int(np.flatnonzero(bad.any(axis=0))[0])
        j = int(np.flatnonzero(bad[:, i])[0])
        output = list(self.use.kind.outputs)[j]
        return f"{output} at bar {i} is {got[j, i]:.12g} {how}, {self.whole[j, i]:.12g} in the whole"
