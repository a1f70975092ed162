"""The published ratios of the harmonic patterns: one table.

Every pattern is six turning points in turn, W X A B C D, each leg going against the one before; D is where price is expected to turn.
A row says between which values a ratio of two lengths may lie (both the same: one value), before the tolerance is added. FREE: not asked.

Sources: S. Carney, Harmonic Trading vol. 1 and 2 (2010), vol. 3 (2016) [C1, C2, C3] and harmonictrader.com; L. Pesavento, Fibonacci Ratios
with Pattern Recognition (1997) [P]; H. M. Gartley, Profits in the Stock Market (1935), p. 222, for the shape alone: ratios came later;
B. Gilmore for the butterfly; D. Oglesbee for the cypher (published on forums, 2010). Where they disagree the row follows
the first named, and the feature's docstring says who differs.
"""

from typing import NamedTuple

NO_LIMIT = 1e9
FREE = (0.0, NO_LIMIT)
# Where the leg begins whose 0.618 is the target: at A, at C or at W.
FROM_A, FROM_C, FROM_W = 0.0, 1.0, 2.0
Range = tuple[float, float]


class Ratios(NamedTuple):
    """One pattern. points: how many turning points it takes, D with them. stop_at_x: it is wrong beyond X, not already beyond its zone."""

    points: float
    xa: Range  # XA / WX
    ab: Range  # AB / XA
    bc: Range  # BC / AB
    xc: Range  # (C - X) / XA
    cd: Range  # CD / BC
    ad: Range  # (A - D) / XA
    cd_ab: Range  # CD / AB
    cd_xc: Range  # CD / (C - X)
    stop_at_x: float
    target: float


def _row(
    points: int = 5,
    *,
    xa: Range = FREE,
    ab: Range = FREE,
    bc: Range = FREE,
    xc: Range = FREE,
    cd: Range = FREE,
    ad: Range = FREE,
    cd_ab: Range = FREE,
    cd_xc: Range = FREE,
    stop_at_x: bool = False,
    target: float = FROM_A,
) -> Ratios:
    return Ratios(float(points), xa, ab, bc, xc, cd, ad, cd_ab, cd_xc, float(stop_at_x), target)


_C = (0.382, 0.886)  # C retraces AB by this much in all patterns of the Gartley family [C1]

GARTLEY = _row(ab=(0.618, 0.618), bc=_C, cd=(1.13, 1.618), ad=(0.786, 0.786), stop_at_x=True)  # [C1 ch. 6, C3 ch. 2]
BUTTERFLY = _row(ab=(0.786, 0.786), bc=_C, cd=(1.618, 2.24), ad=(1.27, 1.27))  # [C1 ch. 8]
BAT = _row(ab=(0.382, 0.5), bc=_C, cd=(1.618, 2.618), ad=(0.886, 0.886), stop_at_x=True)  # [C1 ch. 5]
ALTERNATE_BAT = _row(ab=(0.0, 0.382), bc=_C, cd=(2.0, 3.618), ad=(1.13, 1.13))  # [C2, harmonictrader.com]
CRAB = _row(ab=(0.382, 0.618), bc=_C, cd=(2.24, 3.618), ad=(1.618, 1.618))  # [C1 ch. 7]
DEEP_CRAB = _row(ab=(0.886, 0.886), bc=_C, cd=(2.0, 3.618), ad=(1.618, 1.618))  # [C1 p. 136; CD: lists differ]
SHARK = _row(bc=(1.13, 1.618), cd=(1.618, 2.24), ad=(0.886, 1.13), target=FROM_C)  # [C3 ch. 2]: his 0 X A B C
CYPHER = _row(ab=(0.382, 0.618), xc=(1.272, 1.414), cd_xc=(0.786, 0.786), stop_at_x=True, target=FROM_C)  # Oglesbee
FIVE_O = _row(ab=(1.13, 1.618), bc=(1.618, 2.24), cd=(0.5, 0.5), target=FROM_C)  # [C2 p. 86]
ABCD = _row(4, bc=(0.618, 0.786), cd=(1.27, 1.618), cd_ab=(1.0, 1.0))  # [C1 ch. 4, P]
_DRIVE, _REST = (1.27, 1.618), (0.618, 0.786)
THREE_DRIVES = _row(6, xa=_REST, ab=_DRIVE, bc=_REST, cd=_DRIVE, target=FROM_W)  # [P; drives: harmonictrader.com]

# `harmonic` numbers them from 1 in this order.
TABLE = (
    GARTLEY, BUTTERFLY, BAT, ALTERNATE_BAT, CRAB, DEEP_CRAB, SHARK, CYPHER, FIVE_O, ABCD, THREE_DRIVES,
)  # fmt: skip
NAMES = (
    "gartley", "butterfly", "bat", "alternate_bat", "crab", "deep_crab", "shark", "cypher", "five_o", "abcd", "three_drives",
)  # fmt: skip
