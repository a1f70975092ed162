"""Correlations of many instruments, all with all, and currency strength, one new row of returns at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan, sqrt
from typing import Any, NamedTuple

import numpy as np

from tradewind.compiler.arrays import ArraysType, ArrayType
from tradewind.compiler.entry import Entry, entry
from tradewind.compiler.index import at, put
from tradewind.errors import StrategyError
from tradewind.features.cross.groups import strength_weights

_VECTOR, _MATRIX = ArrayType(np.dtype("f8")), ArrayType(np.dtype("f8"), 2)
_NUMBERS = ArrayType(np.dtype("i8"))
SEEN, SLOT, SINCE = range(3)


class Sums(NamedTuple):
    """All that the compiled step reads and writes, for n instruments and a window of w rows.

    total: sums of the window's rows, cross: of the products of each two, both of values less `shift`. fresh, fresh_cross, fresh_shift: the
    same of the rows since the window was last gone round, which replace them when it has gone round again: so no rounding builds up, and
    no bar takes longer than the others.
    """

    counts: Any  # rows seen (up to w), slot of the oldest, rows since fresh sums were begun
    row: Any  # (n,) the new returns
    rows: Any  # (w, n) the window
    still: Any  # (n,) for how many rows the return has been the same
    shift: Any
    total: Any
    cross: Any
    fresh_shift: Any
    fresh: Any
    fresh_cross: Any
    new: Any  # (n,) scratch: the new row less shift
    old: Any  # (n,) the oldest less shift
    newer: Any  # (n,) the new row less fresh_shift
    scale: Any  # (n,) 1 / sqrt(sum of squares about the mean)
    weights: Any  # (n, c) of returns in strengths
    strength: Any  # (c,)
    out: Any  # (n, n) correlations


_SUMS = ArraysType(
    Sums,
    tuple(
        (name, _NUMBERS if name in ("counts", "still") else _MATRIX if name in ("rows", "cross", "fresh_cross", "weights", "out") else _VECTOR)
        for name in Sums._fields
    ),
)  # fmt: skip


def push_row(m):
    """Take in `m.row`. Returns 0, or 1 + the number of the first return that is not finite (nothing was changed then)."""
    row = m.row
    for i in range(row.size):
        if not abs(at(row, i)) < 1e150:  # its square must be finite
            return i + 1
    window = m.rows.shape[0]
    if m.counts[SEEN] == 0 and m.counts[SINCE] == 0:
        for i in range(row.size):
            put(m.shift, i, at(row, i))
            put(m.fresh_shift, i, at(row, i))
    take(m, m.counts[SLOT], m.counts[SEEN] >= window)
    m.counts[SLOT] = m.counts[SLOT] + 1 if m.counts[SLOT] + 1 < window else 0
    m.counts[SEEN] = min(m.counts[SEEN] + 1, window)
    m.counts[SINCE] += 1
    if m.counts[SINCE] == window:
        renew(m)
    if m.counts[SEEN] == window:
        correlate(m, window)
        strengths(m, window)
    return 0


def take(m, slot, full):
    """Sums with the new row, and without the oldest where the window is full."""
    last = slot - 1 if slot > 0 else m.rows.shape[0] - 1
    row, new, old, newer = m.row, m.new, m.old, m.newer
    n = row.size
    for i in range(n):
        x = at(row, i)
        m.still[i] = m.still[i] + 1 if x == m.rows[last, i] else 1
        put(new, i, x - at(m.shift, i))
        put(old, i, m.rows[slot, i] - at(m.shift, i) if full else 0.0)
        put(newer, i, x - at(m.fresh_shift, i))
        m.rows[slot, i] = x
        m.total[i] += at(new, i) - at(old, i)
        m.fresh[i] += at(newer, i)
    for i in range(n):
        a, b, c = at(new, i), at(old, i), at(newer, i)
        cross, fresh = m.cross[i], m.fresh_cross[i]
        for j in range(i, n):
            put(cross, j, at(cross, j) + (a * at(new, j) - b * at(old, j)))
        for j in range(i, n):
            put(fresh, j, at(fresh, j) + c * at(newer, j))


def renew(m):
    """The fresh sums are of the whole window now: they become the sums, and others are begun about the newest row."""
    for i in range(m.row.size):
        m.shift[i] = m.fresh_shift[i]
        m.total[i] = m.fresh[i]
        m.fresh_shift[i] = m.row[i]
        m.fresh[i] = 0.0
        for j in range(m.row.size):
            m.cross[i, j] = m.fresh_cross[i, j]
            m.fresh_cross[i, j] = 0.0
    m.counts[SINCE] = 0


def correlate(m, window):
    """Pearson correlations; NaN with an instrument whose return was the same in all the window."""
    n = m.row.size
    for i in range(n):
        about = m.cross[i, i] - m.total[i] * m.total[i] / window
        m.scale[i] = 1.0 / sqrt(about) if about > 0.0 and m.still[i] < window else nan
    mean = m.old  # scratch
    for i in range(n):
        put(mean, i, at(m.total, i) / window)
    for i in range(n):
        cross, out, scale = m.cross[i], m.out[i], at(m.scale, i)
        total = at(m.total, i)
        for j in range(i + 1, n):
            put(out, j, (at(cross, j) - total * at(mean, j)) * (scale * at(m.scale, j)))
        put(out, i, 1.0 if scale == scale else nan)
        for j in range(i):
            put(out, j, m.out[j, i])


def strengths(m, window):
    """Weights times the returns over the window."""
    strength = m.strength
    for c in range(strength.size):
        put(strength, c, 0.0)
    for i in range(m.row.size):
        weights = m.weights[i]
        x = at(m.total, i) + window * at(m.shift, i)
        for c in range(strength.size):
            put(strength, c, at(strength, c) + at(weights, c) * x)


@dataclass(frozen=True)
class HeatMap:
    """What a heat map shows. values: (n, n), row and column i are of names[i]."""

    names: tuple[str, ...]
    values: np.ndarray


class RollingMatrix:
    """Correlations of the last `window` returns of all instruments with each other, and strengths of currencies over them.

    Parameters
    ----------
    instruments: their names, or how many there are. Strengths are of the currencies in the names (`EURUSD`); where no name is a pair, of
    the instruments themselves, as if all were priced in one currency (see groups.strength_weights).
    window: rows that count, >= 3.

    Formula: Pearson's product-moment correlation of each two columns of the last `window` rows; strength: least squares of the pairs' summed
    log returns. Reference: numpy.corrcoef and numpy.linalg.lstsq, 1e-9 over 100,000 rows. Source: K. Pearson, "Note on regression and
    inheritance in the case of two parents", Proceedings of the Royal Society 58 (1895).

    Raises
    ------
    StrategyError: fewer than two instruments, one name twice, or too short a window.
    """

    def __init__(
        self, instruments: int | Sequence[str], window: int = 100, *, on_compile: Callable[[], None] | None = None
    ) -> None:
        names = [str(i) for i in range(instruments)] if isinstance(instruments, int) else list(instruments)
        if len(names) < 2 or len(set(names)) < len(names):
            raise StrategyError(f"a matrix takes two or more different instruments; got {', '.join(names) or 'none'}")
        if window < 3:
            raise StrategyError(f"window = {window} rows is too short; at least 3")
        self.names, self.window = tuple(names), int(window)
        self.currencies, weights = strength_weights(self.names)
        self._sums = _empty(len(names), self.window, weights)
        self._block = _SUMS.block(self._sums)
        self._address = self._block.ctypes.data
        self._entry: Entry = entry(push_row, [_SUMS], on_compile=on_compile)
        self._call, self._row, self._out, self._n = self._entry.function, self._sums.row, self._sums.out, len(names)

    def push(self, returns: Sequence[float] | np.ndarray) -> np.ndarray:
        """Correlations with one more row of returns, in the order of `names`: (n, n), NaN until the window is full.

        The array is written anew by the next call. `strength` has the currencies' strengths then.

        Raises
        ------
        StrategyError: another number of returns, or one that is not finite; nothing has changed then.
        """
        if len(returns) != self._n:
            raise StrategyError(f"a row has {self._n} returns, one of each instrument; got {len(returns)}")
        self._row[:] = returns
        if bad := self._call(self._address):
            raise StrategyError(
                f"the return of {self.names[bad - 1]} is {self._row[bad - 1]}, not a usable number",
                try_="leave the row out, or put 0 where nothing traded",
            )
        return self._out

    @property
    def strength(self) -> np.ndarray:
        """(currencies,) log return of each over the window against the mean of all; NaN until the window is full. Written anew by `push`."""
        return self._sums.strength

    def strengths(self) -> dict[str, float]:
        """Currency -> strength, strongest first."""
        found = dict(zip(self.currencies, self.strength.tolist(), strict=True))
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    def correlations(self, *, by_cluster: bool = False, threshold: float = 0.7) -> HeatMap:
        """A copy of the matrix with its names, for a heat map. by_cluster: instruments of one cluster stand side by side."""
        order = list(range(self._n))
        if by_cluster:
            order = [self.names.index(name) for cluster in self.clusters(threshold) for name in cluster]
        return HeatMap(tuple(self.names[i] for i in order), self._out[np.ix_(order, order)])

    def clusters(self, threshold: float = 0.7) -> list[tuple[str, ...]]:
        """Groups of instruments, largest first: two are in one group where a chain of correlations >= threshold leads from one to the other.

        That is hierarchical clustering by single linkage, cut at a distance of 1 - threshold (J. C. Gower, G. J. S. Ross, "Minimum
        spanning trees and single linkage cluster analysis", Applied Statistics 18, 1969).
        """
        group = list(range(self._n))
        for i, j in np.argwhere(np.triu(self._out, 1) >= threshold).tolist():
            old, new = max(group[i], group[j]), min(group[i], group[j])
            group = [new if g == old else g for g in group]
        found = [tuple(n for n, g in zip(self.names, group, strict=True) if g == one) for one in dict.fromkeys(group)]
        return sorted(found, key=lambda names: -len(names))

    def snapshot(self) -> bytes:
        """Everything that the next rows depend on."""
        return b"".join(np.ascontiguousarray(a).tobytes() for a in self._sums)

    def restore(self, snapshot: bytes) -> None:
        """Go on from where `snapshot` was taken, of a matrix of the same size.

        Raises
        ------
        StrategyError: it was taken of another size.
        """
        if len(snapshot) != sum(a.nbytes for a in self._sums):
            raise StrategyError(f"the snapshot is not of {self._n} instruments and {self.window} rows")
        start = 0
        for array in self._sums:
            array.reshape(-1)[:] = np.frombuffer(snapshot, array.dtype, array.size, start)
            start += array.nbytes


def _empty(n: int, window: int, weights: np.ndarray) -> Sums:
    """Before the first row."""
    sizes: dict[str, tuple[int, ...]] = dict.fromkeys(Sums._fields, (n,))
    sizes |= {"rows": (window, n), "cross": (n, n), "fresh_cross": (n, n)}
    arrays = {name: np.zeros(size) for name, size in sizes.items()}
    arrays |= {"counts": np.zeros(3, np.int64), "still": np.zeros(n, np.int64)}
    arrays["weights"] = np.ascontiguousarray(weights.T)
    arrays["strength"] = np.full(len(weights), nan)
    arrays["out"] = np.full((n, n), nan)
    return Sums(**arrays)
