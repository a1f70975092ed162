"""Sums and extremes of the last n values at the cost of one addition a value, without rounding that builds up.

The window is a ring. Each time its slot comes back to 0 the sums of everything behind each slot are laid down anew, largest slot first;
from then on the sum of the last n values is what came since (`front`) and what is still behind the slot. Nothing is ever subtracted,
so a sum is as exact as adding n numbers, however long the series (as the two-stack queue of Tangwongsan, Hirzel, Schneider and Wu,
General Incremental Sliding-Window Aggregation, VLDB 8:7 (2015), for a fixed n). Moments are taken about a recent value (`about`).
"""

ILL = 1e-5  # a spread below this part of the squares about `about` has lost five digits: it is computed from the window


def wrap(slot, n):
    """The slot after `slot` in a ring of n."""
    return slot + 1 if slot + 1 < n else 0


def slide(window, base, n, slot, front, x):
    """(front, sum of the last n values). window[base:]: n values, n sums behind each slot."""
    if slot == 0:
        behind = 0.0
        for i in range(base + n - 1, base - 1, -1):
            window[n + i] = behind
            behind += window[i]
        front = 0.0
    front += x
    window[base + slot] = x
    return front, front + window[base + n + slot]


def slide_moments(window, n, slot, about, s1, s2, x):
    """(about, s1, s2, mean, sum of squares about the mean) of the last n values. window: n values, n sums, n sums of squares."""
    if slot == 0:
        about = x
        a, b = 0.0, 0.0
        for i in range(n - 1, -1, -1):
            window[n + i] = a
            window[2 * n + i] = b
            d = window[i] - about
            a += d
            b += d * d
        s1, s2 = 0.0, 0.0
    d = x - about
    window[slot] = x
    s1 += d
    s2 += d * d
    total = s1 + window[n + slot]
    squares = s2 + window[2 * n + slot]
    spread = squares - total * total / n
    if spread < ILL * squares:
        spread = spread_of(window, n, x)
    return about, s1, s2, about + total / n, spread


def spread_of(window, n, x):
    """Sum of squares of window[:n] about its mean, exactly 0 where all are equal; x: one of the values."""
    total, squares = 0.0, 0.0
    for i in range(n):
        d = window[i] - x
        total += d
        squares += d * d
    return max(squares - total * total / n, 0.0)


def slide_weighted(window, base, n, slot, about, s, sj, x):
    """(about, s, sj, total, weighted) of the last n values less `about`; weighted: times 0 for the oldest to n - 1 for the newest.

    window[base:]: n values, n sums, n sums of slot times value.
    """
    if slot == 0:
        about = x
        a, b = 0.0, 0.0
        for i in range(n - 1, -1, -1):
            window[base + n + i] = a
            window[base + 2 * n + i] = b
            d = window[base + i] - about
            a += d
            b += i * d
        s, sj = 0.0, 0.0
    d = x - about
    window[base + slot] = x
    s += d
    sj += slot * d
    a = window[base + n + slot]
    weighted = sj + window[base + 2 * n + slot] + (n - 1 - slot) * s - (slot + 1) * a
    return about, s, sj, s + a, weighted


def slide_pair(window, n, slot, ax, ay, sx, sy, sxx, syy, sxy, x, y):
    """(ax, ay, sx, sy, sxx, syy, sxy, and the sums about the means: xx, yy, xy). window: n xs, n ys, n of each of five sums."""
    if slot == 0:
        ax, ay = x, y
        sx, sy, sxx, syy, sxy = 0.0, 0.0, 0.0, 0.0, 0.0
        for i in range(n - 1, -1, -1):
            window[2 * n + i] = sx
            window[3 * n + i] = sy
            window[4 * n + i] = sxx
            window[5 * n + i] = syy
            window[6 * n + i] = sxy
            dx, dy = window[i] - ax, window[n + i] - ay
            sx += dx
            sy += dy
            sxx += dx * dx
            syy += dy * dy
            sxy += dx * dy
        sx, sy, sxx, syy, sxy = 0.0, 0.0, 0.0, 0.0, 0.0
    dx, dy = x - ax, y - ay
    window[slot] = x
    window[n + slot] = y
    sx += dx
    sy += dy
    sxx += dx * dx
    syy += dy * dy
    sxy += dx * dy
    tx, ty = sx + window[2 * n + slot], sy + window[3 * n + slot]
    qx, qy = sxx + window[4 * n + slot], syy + window[5 * n + slot]
    xx, yy, xy = qx - tx * tx / n, qy - ty * ty / n, sxy + window[6 * n + slot] - tx * ty / n
    if xx < ILL * qx or yy < ILL * qy:
        xx, yy, xy = products_of(window, n, x, y)
    return ax, ay, sx, sy, sxx, syy, sxy, xx, yy, xy


def products_of(window, n, x, y):
    """Sums of squares and products about the means of n xs and n ys; x, y: one pair of the values."""
    sx, sy, sxx, syy, sxy = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(n):
        dx, dy = window[i] - x, window[n + i] - y
        sx += dx
        sy += dy
        sxx += dx * dx
        syy += dy * dy
        sxy += dx * dy
    return max(sxx - sx * sx / n, 0.0), max(syy - sy * sy / n, 0.0), sxy - sx * sy / n


def highest(window, base, n, slot, seen, top, place, x):
    """(top, place): the highest of the last n values in window[base:] and its slot, once n - 1 were seen before.

    Of equal values it is the newest, unless the highest before has just left: then the oldest (as TA-Lib has it).
    """
    window[base + slot] = x
    if seen + 1 < n:
        return top, place
    if place == slot or seen + 1 == n:
        return scan_highest(window, base, n, slot)
    return (x, slot) if x >= top else (top, place)


def scan_highest(window, base, n, slot):
    """The oldest highest of a ring whose newest value is at `slot`."""
    place = wrap(slot, n)
    top = window[base + place]
    for i in range(slot + 2, n):
        if window[base + i] > top:
            top, place = window[base + i], i
    for i in range(slot + 1):
        if window[base + i] > top:
            top, place = window[base + i], i
    return top, place


def lowest(window, base, n, slot, seen, bottom, place, x):
    """As `highest`, the other way round."""
    window[base + slot] = x
    if seen + 1 < n:
        return bottom, place
    if place == slot or seen + 1 == n:
        return scan_lowest(window, base, n, slot)
    return (x, slot) if x <= bottom else (bottom, place)


def scan_lowest(window, base, n, slot):
    """The oldest lowest of a ring whose newest value is at `slot`."""
    place = wrap(slot, n)
    bottom = window[base + place]
    for i in range(slot + 2, n):
        if window[base + i] < bottom:
            bottom, place = window[base + i], i
    for i in range(slot + 1):
        if window[base + i] < bottom:
            bottom, place = window[base + i], i
    return bottom, place
