"""Elliott's rules and guidelines over the last turning points: which counts are allowed, and how well each looks.

A count says that the newest turning point ends wave `done` of an impulse and its correction: 1 to 5, then 6, 7, 8 for A, B, C. `side` is
the impulse's way, 1 up and -1 down; heights are prices times side, so that every impulse rises. At each moment there are eight such
counts at most, and the rules decide which of them live.

Source: A. J. Frost and R. Prechter, Elliott Wave Principle (1978, 10th ed. 2005), ch. 1 (rules), ch. 2 (guidelines), ch. 4 (ratios).
"""

from math import log, nan

from tradewind.features.structure.turning import FIELDS, bar_of, price_of

POINTS = 9
COUNTS = 8
AT = FIELDS * POINTS  # where the counts lie in the window, by `done`
SCORE, SIDE, FLOOR, CEILING, AIM = 0, 1, 2, 3, 4
COUNT = 5
WINDOW = AT + COUNT * COUNTS
DEAD = -1.0
NO_LIMIT = 1e300
GOLDEN = 1.618
LOG_GOLDEN = log(GOLDEN)
EXPANDED = 1.382  # the most by which B of an expanded flat commonly exceeds A


def height(window, done, side, i):
    """Where wave i ends (0: where wave 1 begins), upwards in the impulse's way."""
    return side * price_of(window, done - i)


def length(window, done, i):
    """How far wave i went."""
    return abs(price_of(window, done - i) - price_of(window, done - i + 1))


def allowed(window, done, side):
    """Whether no hard rule is broken by the waves that are done."""
    if done >= 2 and height(window, done, side, 2) <= height(window, done, side, 0):
        return False  # wave 2 never goes beyond the start of wave 1
    if done >= 3 and height(window, done, side, 3) <= height(window, done, side, 1):
        return False  # wave 3 always goes beyond the end of wave 1
    if done >= 4 and not (clear_of_first(window, done, side) or wedge(window, done, side)):
        return False
    if done >= 5 and not fifth_allowed(window, done, side):
        return False
    return done < 6 or correction_allowed(window, done, side)


def clear_of_first(window, done, side):
    """Wave 4 stays out of the price territory of wave 1."""
    return height(window, done, side, 4) > height(window, done, side, 1)


def wedge(window, done, side):
    """So far a contracting diagonal, in which wave 4 may overlap wave 1: wave 3 shorter than 1, 4 shorter than 2, and above its end."""
    shorter = length(window, done, 3) < length(window, done, 1) and length(window, done, 4) < length(window, done, 2)
    return shorter and height(window, done, side, 4) > height(window, done, side, 2)


def fifth_allowed(window, done, side):
    """Wave 3 is not the shortest of 1, 3 and 5; a diagonal also ends beyond wave 3 with its shortest push."""
    first, third, fifth = length(window, done, 1), length(window, done, 3), length(window, done, 5)
    if third < first and third < fifth:
        return False
    if clear_of_first(window, done, side):
        return True
    return fifth < third and height(window, done, side, 5) > height(window, done, side, 3)


def correction_allowed(window, done, side):
    """The correction stays above the impulse's start; B exceeds A by no more than an expanded flat's; C of a zigzag passes A's end."""
    start, a = height(window, done, side, 0), length(window, done, 6)
    if height(window, done, side, 6) <= start:
        return False
    if done >= 7 and length(window, done, 7) > EXPANDED * a:
        return False
    if done < 8:
        return True
    deep, zigzag = height(window, done, side, 8), length(window, done, 7) < a
    return deep > start and (not zigzag or deep < height(window, done, side, 6))


def score(window, done, side):
    """Mean of the guidelines that can be judged so far, one more counted as missed, so that short counts don't win by having none."""
    total, judged = 0.0, 0.0
    if done >= 2:
        second = length(window, done, 2) / length(window, done, 1)
        total, judged = total + nearer(second, 0.5, 0.618), judged + 1.0
    if done >= 3:
        third = length(window, done, 3) / length(window, done, 1)
        total, judged = total + nearer(third, GOLDEN, 2.618), judged + 1.0
    if done >= 4:
        total, judged = total + fourth_score(window, done, side), judged + 3.0
    if done >= 5:
        total, judged = total + fifth_score(window, done, side), judged + 2.0
    if done >= 7:
        b = length(window, done, 7) / length(window, done, 6)
        total, judged = total + max(nearer(b, 0.5, 0.618), nearer(b, 1.0, 1.236)), judged + 1.0
    if done >= 8:
        total, judged = total + end_score(window, done, side), judged + 2.0
    return total / (judged + 1.0)


def fourth_score(window, done, side):
    """Wave 4 at 0.382 of wave 3; as unlike wave 2 as can be (alternation); on the channel's lower line. Of 3."""
    second = length(window, done, 2) / length(window, done, 1)
    fourth = length(window, done, 4) / length(window, done, 3)
    unlike = min(1.0, abs(log(second / fourth)) / LOG_GOLDEN)
    return near(fourth, 0.382) + unlike + on_channel(window, done, side, 1, 3, 2, 4)


def fifth_score(window, done, side):
    """Wave 5 in proportion to wave 1, or to waves 1 to 3 where wave 3 is not extended; on the channel's upper line. Of 2."""
    first, third, fifth = length(window, done, 1), length(window, done, 3), length(window, done, 5)
    net = height(window, done, side, 3) - height(window, done, side, 0)
    fits = nearer(fifth / first, 1.0, 0.618) if third >= GOLDEN * first else nearer(fifth / net, GOLDEN, 0.618)
    return fits + on_channel(window, done, side, 2, 4, 3, 5)


def end_score(window, done, side):
    """Wave C equal to A or 0.618 or 1.618 of it; its end near the end of wave 4. Of 2."""
    ratio = length(window, done, 8) / length(window, done, 6)
    top = height(window, done, side, 5)
    deep = (top - height(window, done, side, 8)) / (top - height(window, done, side, 4))
    return max(near(ratio, 1.0), nearer(ratio, 0.618, GOLDEN)) + near(deep, 1.0)


def near(ratio, ideal):
    """1 at the ideal ratio, 0 when off by the golden ratio or more."""
    return 0.0 if ratio <= 0.0 else max(0.0, 1.0 - abs(log(ratio / ideal)) / LOG_GOLDEN)


def nearer(ratio, one, other):
    """How near it is to the nearer of two ideal ratios."""
    return max(near(ratio, one), near(ratio, other))


def on_channel(window, done, side, a, b, through, at):
    """How near the end of wave `at` lies to the parallel of the line through the ends of a and b that goes through a third: 1 on it, 0 the
    channel's height away or more."""
    begin = bar_of(window, done - a)
    slope = (height(window, done, side, b) - height(window, done, side, a)) / (bar_of(window, done - b) - begin)
    third, when = height(window, done, side, through), bar_of(window, done - through)
    broad = abs(third - height(window, done, side, a) - slope * (when - begin))
    off = abs(height(window, done, side, at) - third - slope * (bar_of(window, done - at) - when))
    return max(0.0, 1.0 - off / broad) if broad > 0.0 else 0.0  # no breadth: legs at the last digit of the price


def limits(window, done, side):
    """(floor, ceiling): the heights between which the wave that is running now breaks no rule."""
    if done <= 2:
        return height(window, done, side, 0), NO_LIMIT
    if done == 3:
        if length(window, done, 3) >= length(window, done, 1):
            return height(window, done, side, 1), NO_LIMIT
        second = height(window, done, side, 2)  # it may become a diagonal
        return max(second, height(window, done, side, 3) - length(window, done, 2)), NO_LIMIT
    if done == 4:
        floor = height(window, done, side, 1) if clear_of_first(window, done, side) else height(window, done, side, 2)
        if length(window, done, 3) >= length(window, done, 1):
            return floor, NO_LIMIT
        return floor, height(window, done, side, 4) + length(window, done, 3)
    start, top = height(window, done, side, 0), height(window, done, side, 5)
    if done == 5:
        return start, top
    if done == 6:
        return start, height(window, done, side, 6) + EXPANDED * length(window, done, 6)
    return (start, height(window, done, side, 7)) if done == 7 else (height(window, done, side, 8), NO_LIMIT)


def aim(window, done, side):
    """The height at which the running wave would end in the commonest proportion; NaN for the first wave of a new impulse."""
    if done == 8:
        return nan
    end, first = height(window, done, side, done), length(window, done, 1)
    if done == 1:
        return end - 0.618 * first
    if done == 2:
        return end + GOLDEN * first
    if done == 3:
        return end - 0.382 * length(window, done, 3)
    if done == 4:
        return end + fifth_length(
            first, length(window, done, 3), height(window, done, side, 3) - height(window, done, side, 0)
        )
    if done == 5:
        return height(window, done, side, 4)
    a = length(window, done, 6)
    if done == 6:
        return end + 0.618 * a
    return end - (GOLDEN * a if length(window, done, 7) > a else a)


def fifth_length(first, third, net):
    """Wave 5: as long as wave 1 after an extended third; 0.618 of a third that is shorter than the first; else, with waves 1 and 3
    alike, itself extended: 1.618 of what waves 1 to 3 have gained (`net`)."""
    if third >= GOLDEN * first:
        return first
    return 0.618 * third if third < first else GOLDEN * net
