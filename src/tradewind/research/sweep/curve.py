"""An equity curve to the sums that its figures need, as machine code, one value after the other.

Assumption: the definitions are those of `research/metrics/returns.py`; a test holds every figure to them. Most bars of a strategy that is
flat leave equity as it is: those cost a comparison, and come into the sums together, so that it does not matter in which pieces they came.
"""

from __future__ import annotations

from math import inf, nan, sqrt

import numpy as np

CURVE = np.dtype(
    [
        ("taken", "i8"),  # values of equity seen
        ("gone", "i8"),  # 1: nothing was left at some time; no return after that
        ("count", "i8"),  # returns
        ("last", "f8"),  # value seen last
        ("first", "f8"),
        ("money", "f8"),  # sum of all values
        ("level", "f8"),  # product of (1 + return)
        ("peak", "f8"),
        ("fall", "f8"),  # below the peak now, a fraction
        ("deepest", "f8"),
        ("stretch", "i8"),  # returns in a row below the peak
        ("longest", "i8"),
        ("total", "f8"),  # sum of returns
        ("squares", "f8"),
        ("gains", "f8"),  # sum of the returns above 0
        ("losses", "f8"),  # sum of those below 0
        ("loss_squares", "f8"),
        ("fall_squares", "f8"),
        ("same", "i8"),  # values in a row like the last one that are not in the sums yet
        ("best", "f8"),
        ("worst", "f8"),
    ]
)


def follow(curve, equity, upto):
    """Add equity[curve.taken:upto] to the sums. equity: account currency, at the moments that count."""
    i = curve.taken
    if i == 0 and upto > 0:
        begin(curve, equity[0])
        i = 1
    last = curve.last
    money = curve.money
    level = curve.level
    peak = curve.peak
    fall = curve.fall
    deepest = curve.deepest
    stretch = curve.stretch
    longest = curve.longest
    count = curve.count
    total = curve.total
    squares = curve.squares
    gains = curve.gains
    losses = curve.losses
    loss_squares = curve.loss_squares
    fall_squares = curve.fall_squares
    best = curve.best
    worst = curve.worst
    gone = curve.gone
    same = curve.same
    for value in equity[i:upto]:
        if value == last and gone == 0:
            same += 1
            continue
        if gone != 0:
            money += value
            continue
        if same > 0:
            money += same * last
            count += same
            fall_squares += same * (fall * fall)
            stretch = stretch + same if fall > 0.0 else 0
            longest = max(longest, stretch)
            best = max(best, 0.0)
            worst = min(worst, 0.0)
            same = 0
        money += value
        if value <= 0.0:
            gone = 1
            value = 0.0
        change = value / last - 1.0
        last = value
        count += 1
        total += change
        squares += change * change
        best = change if change > best else best
        worst = change if change < worst else worst
        # No branches from here on: whether a bar won or lost can't be foreseen, by a processor either.
        loss = change if change < 0.0 else 0.0
        gains += change - loss
        losses += loss
        loss_squares += loss * loss
        level *= 1.0 + change
        peak = level if level > peak else peak
        fall = 1.0 - level / peak
        deepest = fall if fall > deepest else deepest
        fall_squares += fall * fall
        stretch = stretch + 1 if fall > 0.0 else 0
        longest = stretch if stretch > longest else longest
    curve.same = same
    curve.taken = upto
    curve.last = last
    curve.money = money
    curve.level = level
    curve.peak = peak
    curve.fall = fall
    curve.deepest = deepest
    curve.stretch = stretch
    curve.longest = longest
    curve.count = count
    curve.total = total
    curve.squares = squares
    curve.gains = gains
    curve.losses = losses
    curve.loss_squares = loss_squares
    curve.fall_squares = fall_squares
    curve.best = best
    curve.worst = worst
    curve.gone = gone


def complete(curve):
    """Bring those values into the sums that `follow` has kept back: to be called before any sum is read."""
    same = curve.same
    if same > 0:
        curve.money += same * curve.last
        curve.count += same
        curve.fall_squares += same * (curve.fall * curve.fall)
        curve.stretch = curve.stretch + same if curve.fall > 0.0 else 0
        curve.longest = max(curve.longest, curve.stretch)
        curve.best = max(curve.best, 0.0)
        curve.worst = min(curve.worst, 0.0)
        curve.same = 0


def begin(curve, value):
    """The first value: everything is measured from it."""
    curve.first = value
    curve.last = value
    curve.money = value
    curve.level = 1.0
    curve.peak = 1.0
    curve.best = -inf
    curve.worst = inf


def spread(curve, equity):
    """Standard deviation (n - 1) of the returns; nan below two of them."""
    n = curve.count
    if n < 2:
        return nan
    mean = curve.total / n
    squared = curve.squares - n * mean * mean
    if squared < 1e-4 * curve.squares:
        # The difference of two nearly equal sums has lost digits: once more, around the mean.
        squared = 0.0
        for i in range(1, n + 1):
            value = equity[i] if equity[i] > 0.0 else 0.0
            away = value / equity[i - 1] - 1.0 - mean
            squared += away * away
    return sqrt(squared / (n - 1))
