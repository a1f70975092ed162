"""The forms of Elliott corrections over the last turning points, and how well each looks.

The legs are those that end at the newest turning point; `side` is the way in which the trend goes on, and the leg before the correction went
that way too and was longer than what the correction gave back.

Source: A. J. Frost and R. Prechter, Elliott Wave Principle (1978; 10th ed. 2005), ch. 1 (forms) and ch. 4 (ratios). They give no bounds
between zigzag and flat in numbers; here B of 0.9 of A or more makes a flat, of more than 1.05 an expanded one. Running flats and
triangles and triple threes are not told.
"""

from math import nan

from tradewind.features.structure.elliott_rules import EXPANDED, GOLDEN, near, nearer
from tradewind.features.structure.turning import price_of

ZIGZAG, FLAT, EXPANDED_FLAT, TRIANGLE, DOUBLE_THREE = 1.0, 2.0, 3.0, 4.0, 5.0
FLAT_FROM, EXPANDED_FROM = 0.9, 1.05


def best_form(window, known, side):
    """(form, score, target) of the form with the best score, of equals the longer; form 0 if it is none."""
    form, fit, target = 0.0, 0.0, nan
    if known >= 9:
        fit = double_three(window, side)
        if fit > 0.0:
            form, target = DOUBLE_THREE, price_of(window, 7)
    if known >= 7:
        found = triangle(window, side)
        if found > fit:
            form, fit, target = TRIANGLE, found, price_of(window, 0) + side * leg(window, 4)
    if known >= 5 and gives_back(window, 3, side) < 1.0:
        three, found = three_legs(window, 0)
        if three != 0.0 and found > fit:
            form, fit, target = three, found, price_of(window, 3)
    return form, fit, target


def leg(window, j):
    """Length of the leg that ends at the j-th newest turning point."""
    return abs(price_of(window, j) - price_of(window, j + 1))


def gives_back(window, begin, side):
    """What a correction that began at that point has given back, as a part of the leg before it; its deepest end counts."""
    deep = 0.0
    for j in range(begin):
        deep = max(deep, side * (price_of(window, begin) - price_of(window, j)))
    return deep / leg(window, begin)


def three_legs(window, newest):
    """(form, score) of the three legs that end at that point: zigzag, flat or expanded flat, 0 if none."""
    a, b, c = leg(window, newest + 2), leg(window, newest + 1), leg(window, newest)
    if c <= b or b > EXPANDED * a:
        return 0.0, 0.0  # C always passes the end of A in these three
    if b < FLAT_FROM * a:
        return ZIGZAG, (nearer(b / a, 0.5, 0.618) + max(near(c / a, 1.0), nearer(c / a, 0.618, GOLDEN))) / 3.0
    if b <= EXPANDED_FROM * a:
        return FLAT, (near(b / a, 1.0) + near(c / a, 1.0)) / 3.0
    return EXPANDED_FLAT, (nearer(b / a, 1.236, EXPANDED) + near(c / a, GOLDEN)) / 3.0


def triangle(window, side):
    """Score of a contracting triangle of five legs, each shorter than the one before, alternate ones in the golden ratio; 0 if it is none."""
    a, b, c, d, e = leg(window, 4), leg(window, 3), leg(window, 2), leg(window, 1), leg(window, 0)
    if not a > b > c > d > e or gives_back(window, 5, side) >= 1.0:
        return 0.0
    return (near(c / a, 0.618) + near(d / b, 0.618) + near(e / c, 0.618)) / 4.0


def double_three(window, side):
    """Score of two corrections of three legs with a leg X between them that does not undo the first; 0 if it is none."""
    first, first_fit = three_legs(window, 4)
    second, second_fit = three_legs(window, 0)
    w = side * (price_of(window, 7) - price_of(window, 4))
    y = side * (price_of(window, 3) - price_of(window, 0))
    if first == 0.0 or second == 0.0 or leg(window, 3) >= w or gives_back(window, 7, side) >= 1.0:
        return 0.0
    # The two threes' four ratios and the proportion of their nets: five guidelines and one that counts as missed.
    return (3.0 * first_fit + 3.0 * second_fit + nearer(y / w, 1.0, 0.618)) / 6.0
