"""Several arrays in one piece of memory, so that all of them are put back by one copy."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

_LINE = 64  # bytes of a processor's cache line


class Packed:
    """Copies of `arrays` side by side. `views` are them by name; `reset()` makes all what they were in the beginning."""

    def __init__(self, arrays: Mapping[str, np.ndarray]) -> None:
        places, end = {}, 0
        for name, array in arrays.items():
            places[name] = end
            end += -(-array.nbytes // _LINE) * _LINE
        self._now, self._fresh = (_aligned(end) for _ in range(2))
        self.views = {n: _view(self._now, places[n], a) for n, a in arrays.items()}
        self._first = {n: _view(self._fresh, places[n], a) for n, a in arrays.items()}
        for name, array in arrays.items():
            self.views[name][...] = array
        self._fresh[:] = self._now

    @property
    def words(self) -> tuple[np.ndarray, np.ndarray]:
        """All of it as (words,) int64, and what it was in the beginning."""
        return self._now.view(np.int64), self._fresh.view(np.int64)

    def reset(self) -> None:
        self._now[:] = self._fresh

    def longer(self, name: str, rows: int) -> Packed:
        """The same with `rows` of one array, the further ones zero; what all hold now and what `reset` gives stay."""
        made = Packed({n: _extended(a, rows) if n == name else a for n, a in self._first.items()})
        for n, view in self.views.items():
            made.views[n][: len(view)] = view
        return made


def _aligned(size: int) -> np.ndarray:
    raw = np.zeros(size + _LINE, np.uint8)
    skip = -raw.ctypes.data % _LINE
    return raw[skip : skip + size]


def _view(memory: np.ndarray, place: int, like: np.ndarray) -> np.ndarray:
    return memory[place : place + like.nbytes].view(like.dtype).reshape(like.shape)


def _extended(array: np.ndarray, rows: int) -> np.ndarray:
    longer = np.zeros((rows, *array.shape[1:]), array.dtype)
    longer[: len(array)] = array
    return longer
