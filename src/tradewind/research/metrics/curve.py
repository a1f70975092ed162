"""An equity curve to the sums that its figures need, as machine code, a block of rows after the other.

A block is 32 returns counted from the start, and its own sums are added to those of the whole, so that a million rows keep their digits
(N. Higham, The Accuracy of Floating Point Summation, 1993) and it does not matter in which pieces the curve came. Where a strategy is
flat equity stays as it is: that costs comparisons alone.
"""

from __future__ import annotations

from math import inf, nan, sqrt

import numpy as np

from tradewind.compiler.index import at, put

BLOCK = 32

CURVE = np.dtype(
    [
        ("taken", "i8"),  # values of equity in the sums
        ("gone", "i8"),  # 1: nothing was left at some time; no return after that
        ("count", "i8"),  # returns
        ("level", "f8"),  # product of (1 + return)
        ("peak", "f8"),
        ("fall", "f8"),  # below the peak now, a fraction
        ("deepest", "f8"),
        ("stretch", "i8"),  # returns in a row below the peak
        ("longest", "i8"),
        ("best", "f8"),
        ("worst", "f8"),
        ("total", "f8"),  # sum of returns
        ("squares", "f8"),
        ("losses", "f8"),  # sum of those below 0
        ("loss_squares", "f8"),
        ("fall_squares", "f8"),
        ("money", "f8"),  # sum of all values of equity
    ]
)


def follow(curve, equity, upto, last, returns):
    """Add the whole blocks of equity[:upto] that are not in the sums yet; where it is the `last` piece, all of it.

    equity: account currency, at the moments that count. returns: (BLOCK or more,) to work in; where it has room for all, they are left in it.
    """
    if curve.taken == 0 and upto > 0:
        begin(curve)
        curve.money = equity[0]
        curve.taken = 1
    first = curve.taken
    keep = returns.size >= equity.size - 1
    while first < upto and (last or first + BLOCK <= upto):
        stop = min(first + BLOCK, upto)
        place = first - 1 if keep else 0
        moved = 0
        for i in range(stop - first):
            moved += 1 if at(equity, first + i) != at(equity, first + i - 1) else 0
        if moved == 0 and curve.gone == 0:
            curve.money += (stop - first) * equity[first]
            stand_still(curve, stop - first)
            if keep:
                returns[place : place + stop - first] = 0.0
        else:
            curve.money += money_in(equity, first, stop)
            if curve.gone == 0:
                rows = changes(equity, first, stop, returns, place)
                curve.gone = 1 if rows < 0 else 0
                take(curve, returns, place, abs(rows))
        first = stop
    curve.taken = first


def follow_returns(curve, returns):
    """The same of returns alone, (n,): what equity was is not known."""
    begin(curve)
    for first in range(0, returns.size, BLOCK):
        take(curve, returns, first, min(BLOCK, returns.size - first))
    curve.taken = returns.size + 1


def money_in(equity, first, stop):
    """Sum of equity[first:stop]."""
    # Four sums: in one, each addition would wait for the one before it.
    one = 0.0
    two = 0.0
    three = 0.0
    four = 0.0
    i = first
    while i + 4 <= stop:
        one += at(equity, i)
        two += at(equity, i + 1)
        three += at(equity, i + 2)
        four += at(equity, i + 3)
        i += 4
    while i < stop:
        one += at(equity, i)
        i += 1
    return one + two + (three + four)


def changes(equity, first, stop, returns, place):
    """To returns[place:] the simple returns that lead to equity[first:stop], up to one that leaves nothing: how many, below 0 if one did."""
    gone = 0
    for i in range(first, stop):
        gone += 1 if at(equity, i) <= 0.0 else 0
    end = stop
    if gone > 0:
        end = first
        while equity[end] > 0.0:
            end += 1
        returns[place + end - first] = -1.0
    for i in range(end - first):
        put(returns, place + i, at(equity, first + i) / at(equity, first + i - 1) - 1.0)
    return first - end - 1 if gone > 0 else end - first


def take(curve, returns, place, n):
    """Add the n returns from `place` on: a block, counted from the start of the curve, or the last of it."""
    level = curve.level
    peak = curve.peak
    fall = curve.fall
    deepest = curve.deepest
    stretch = curve.stretch
    longest = curve.longest
    best = curve.best
    worst = curve.worst
    total = 0.0
    squares = 0.0
    losses = 0.0
    loss_squares = 0.0
    fall_squares = 0.0
    # No branches in here: whether a bar won or lost can't be foreseen, by a processor either.
    for i in range(place, place + n):
        change = at(returns, i)
        loss = change if change < 0.0 else 0.0
        total += change
        squares += change * change
        losses += loss
        loss_squares += loss * loss
        best = change if change > best else best
        worst = change if change < worst else worst
        level *= 1.0 + change
        peak = level if level > peak else peak
        fall = 1.0 - level / peak
        fall_squares += fall * fall
        deepest = fall if fall > deepest else deepest
        stretch = stretch + 1 if fall > 0.0 else 0
        longest = stretch if stretch > longest else longest
    curve.count += n
    curve.level = level
    curve.peak = peak
    curve.fall = fall
    curve.deepest = deepest
    curve.stretch = stretch
    curve.longest = longest
    curve.best = best
    curve.worst = worst
    curve.total += total
    curve.squares += squares
    curve.losses += losses
    curve.loss_squares += loss_squares
    curve.fall_squares += fall_squares


def stand_still(curve, n):
    """Add n returns of 0."""
    curve.count += n
    curve.fall_squares += n * (curve.fall * curve.fall)
    curve.stretch = curve.stretch + n if curve.fall > 0.0 else 0
    curve.longest = max(curve.longest, curve.stretch)
    curve.best = max(curve.best, 0.0)
    curve.worst = min(curve.worst, 0.0)


def begin(curve):
    """Everything is measured from here."""
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
