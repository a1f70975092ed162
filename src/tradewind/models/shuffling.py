"""Labels without meaning: what the same protocol yields when there is nothing to learn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def permute_blocks(
    label: NDArray[np.int8], instrument: NDArray[np.intp], block: int, seed: tuple[int, ...]
) -> NDArray[np.int8]:
    """Labels with blocks of time put in a random order, each instrument by the same order where their lengths agree.

    Blocks (at least the label's horizon long) keep the labels' own dependence and their share of ups, and what
    instruments do together; only the link to the features is cut.

    label, instrument: (m,), in order of time within an instrument. Returns (m,) int8, permuted within each instrument.
    """
    shuffled = np.empty_like(label)
    for number in np.unique(instrument):
        rows = np.flatnonzero(instrument == number)
        shuffled[rows] = label[rows][_order(len(rows), block, np.random.default_rng(seed))]
    return shuffled


def _order(n: int, block: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """A turn of the circle by a random step, cut into blocks, the blocks in a random order."""
    turned = np.roll(np.arange(n), int(rng.integers(n)))
    pieces = np.array_split(turned, max(1, -(-n // block)))
    return np.concatenate([pieces[i] for i in rng.permutation(len(pieces))])
