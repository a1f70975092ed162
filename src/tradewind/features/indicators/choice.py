"""One moving average of many, chosen by a number: for strategies that try them all."""

from collections import namedtuple
from math import sqrt

from tradewind.features.declare import Int, feature
from tradewind.features.indicators.adaptive import kama
from tradewind.features.indicators.averages import ema, sma
from tradewind.features.indicators.exponential import dema, rma, t3, tema, zlema
from tradewind.features.indicators.hilbert import mama
from tradewind.features.indicators.transform import GAIN, PRICES
from tradewind.features.indicators.weighted import hma, trima, wma

Kama = namedtuple("Kama", "n fast slow")
Mama = namedtuple("Mama", "fast slow")
Tillson = namedtuple("Tillson", "n factor")

# What is compiled is the step, not the feature that was declared with it.
sma_, ema_, wma_, dema_, tema_, trima_ = sma.step, ema.step, wma.step, dema.step, tema.step, trima.step
kama_, mama_, t3_, hma_, rma_, zlema_ = kama.step, mama.step, t3.step, hma.step, rma.step, zlema.step


def warm(p):
    """Rows before the first value of the average that was chosen."""
    late, root = p.n - 1, int(sqrt(p.n))
    if p.n == 1 and p.kind != 7:
        return 0
    rows = (
        late,
        late,
        late,
        2 * late,
        3 * late,
        late,
        p.n,
        32,
        6 * late,
        late + root - 1,
        0,
        late,
        late + late // 2,
        late,
    )
    return rows[p.kind]


@feature(
    kind="average",
    inputs=("close",),
    params={"n": Int(30, 1, 5000), "kind": Int(0, 0, 13)},
    outputs={"average": "unit of the input"},
    state=(0, 0, 0, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    window=lambda p: max(2 * p.n + int(sqrt(p.n)), PRICES),
    warmup=warm,
    source="TA-Lib, function MA, and the source of each average",
    reference="TA-Lib MA with each of its types, 1e-9 relative",
    scaling=1,
    mirror="odd",
    draw="overlay",
)
def ma(state, p, window, x):
    """Moving average of a kind chosen by number, as TA-Lib numbers them.

    0 sma, 1 ema, 2 wma, 3 dema, 4 tema, 5 trima, 6 kama (2, 30), 7 mama (0.5, 0.05; n is not used), 8 t3 (0.7), 9 hma, 10 none: the
    input itself, 11 sma (TA-Lib: "the function's own default"), 12 zlema, 13 rma; with n = 1 the input itself, except for 7.
    NaN until that average has values. State: that of the average.
    """
    i0, i1, i2, i3, i4, i5, f0, f1, f2, f3, f4, f5, f6, f7, f8, f9 = state
    value = x
    if p.n == 1 and p.kind != 7:
        return state, x
    if p.kind == 0 or p.kind == 11:
        (i0, i1, f0), value = sma_((i0, i1, f0), p, window, x)
    elif p.kind == 1:
        (f0, f1), value = ema_((f0, f1), p, x)
    elif p.kind == 2:
        (i0, i1, f0, f1, f2), value = wma_((i0, i1, f0, f1, f2), p, window, x)
    elif p.kind == 3:
        (i0, f0, f1), value = dema_((i0, f0, f1), p, x)
    elif p.kind == 4:
        (i0, f0, f1, f2), value = tema_((i0, f0, f1, f2), p, x)
    elif p.kind == 5:
        (i0, i1, i2, i3, f0, f1), value = trima_((i0, i1, i2, i3, f0, f1), p, window, x)
    elif p.kind == 6:
        (i0, i1, f0, f1, f2), value = kama_((i0, i1, f0, f1, f2), Kama(p.n, 2, 30), window, x)
    elif p.kind == 7:
        f6 = GAIN if i0 == 0 else f6
        (i0, f0, f1, f2, f3, f4, f5, f6, f7, f8, f9), (value, _) = mama_(
            (i0, f0, f1, f2, f3, f4, f5, f6, f7, f8, f9), Mama(0.5, 0.05), window, x
        )
    elif p.kind == 8:
        (i0, f0, f1, f2, f3, f4, f5), value = t3_((i0, f0, f1, f2, f3, f4, f5), Tillson(p.n, 0.7), x)
    elif p.kind == 9:
        (i0, i1, i2, i3, i4, i5, f0, f1, f2, f3, f4, f5, f6, f7, f8), value = hma_(
            (i0, i1, i2, i3, i4, i5, f0, f1, f2, f3, f4, f5, f6, f7, f8), p, window, x
        )
    elif p.kind == 13:
        (i0, f0), value = rma_((i0, f0), p, x)
    elif p.kind == 12:
        (i0, i1, f0), value = zlema_((i0, i1, f0), p, window, x)
    return (i0, i1, i2, i3, i4, i5, f0, f1, f2, f3, f4, f5, f6, f7, f8, f9), value
