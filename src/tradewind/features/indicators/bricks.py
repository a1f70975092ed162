"""Charts without time: Renko, Kagi, point and figure, range bars, as they stand after each bar. Sizes are percent of the first close."""

from math import floor, inf, nan

from tradewind.features.declare import Float, Int, feature

_SIZE = Float(1.0, 0.01, 50.0)
_NISON = "S. Nison, Beyond Candlesticks (1994)"


@feature(
    kind="price chart",
    inputs=("close",),
    params={"percent": _SIZE},
    outputs={
        "brick": "price",
        "direction": "1 up, -1 down, 0 none yet",
        "bricks": "new bricks at this bar, below 0: down",
    },
    state=(0.0, 0.0, 0.0),
    source=_NISON,
    reference="a list of bricks, drawn one by one from the rule, equal",
    scaling=None,
    draw="overlay",
)
def renko(state, p, close):
    """Renko: the close of the newest brick; a brick is drawn per `percent` of the first close, a turn takes two.

    State: size of a brick (0: nothing seen), close of the newest, direction.
    """
    size, brick, direction = state
    if size == 0.0:
        return (close * p.percent / 100.0, close, 0.0), (close, 0.0, 0.0)
    # A hair more than the rounding of a difference, so that a move of exactly a brick counts.
    steps = (close - brick) / size
    new = floor(abs(steps) + 1e-9)
    sign = 1.0 if steps > 0.0 else -1.0
    if direction != 0.0 and sign != direction:
        new -= 1  # the first brick back only comes level with the one before
        if new > 0:
            brick += sign * size
    if new <= 0:
        return (size, brick, direction), (brick, direction, 0.0)
    brick += sign * new * size
    return (size, brick, sign), (brick, sign, sign * new)


@feature(
    kind="price chart",
    inputs=("close",),
    params={"percent": _SIZE},
    outputs={
        "line": "price",
        "direction": "1 up, -1 down, 0 none yet",
        "thick": "1 thick (yang), -1 thin (yin), 0 none yet",
    },
    state=(0, 0.0, 0.0, 0.0, 0.0, 0.0),
    source=_NISON,
    reference="a list of the line's turns, from the rule, equal",
    scaling=None,
    draw="overlay",
)
def kagi(state, p, close):
    """Kagi: the end of the line, which goes on with the price and turns when it comes back by `percent` of the line's end.

    It is thick once it is above the last shoulder (high of the line), thin once below the last waist (low).
    State: seen, end of the line, direction, last shoulder, last waist, thickness.
    """
    seen, line, direction, shoulder, waist, thick = state
    if seen == 0:
        return (1, close, 0.0, 0.0, 0.0, 0.0), (close, 0.0, 0.0)
    turn = line * p.percent / 100.0
    if direction == 0.0:
        if abs(close - line) >= turn:
            direction = 1.0 if close > line else -1.0
            # Where it began is the first waist of a line that rises, the first shoulder of one that falls.
            shoulder, waist = (inf, line) if direction > 0.0 else (line, -inf)
            line = close
    elif (close - line) * direction > 0.0:
        line = close
    elif (line - close) * direction >= turn:
        if direction > 0.0:
            shoulder = line
        else:
            waist = line
        direction, line = -direction, close
    if direction > 0.0 and line > shoulder:
        thick = 1.0
    elif direction < 0.0 and line < waist:
        thick = -1.0
    return (1, line, direction, shoulder, waist, thick), (line, direction, thick)


@feature(
    kind="price chart",
    inputs=("high", "low", "close"),
    params={"percent": _SIZE, "reversal": Int(3, 1, 10)},
    outputs={"level": "price", "direction": "1 column of X, -1 of O, 0 none yet", "boxes": "boxes in the column"},
    state=(0.0, 0.0, 0.0, 0.0),
    source="J. J. Murphy, Technical Analysis of the Financial Markets (1999), high-low method",
    reference="a list of columns, from the rule, equal",
    scaling=None,
    draw="overlay",
)
def point_and_figure(state, p, high, low, close):
    """Point and figure by highs and lows: the end of the column, its direction and how many boxes it has.

    A column goes on by whole boxes (`percent` of the first close); else it turns when price comes back by `reversal` boxes. A bar that
    does both goes on. State: size of a box (0: nothing seen), end of the column, direction, boxes in it.
    """
    box, level, direction, boxes = state
    if box == 0.0:
        return (close * p.percent / 100.0, close, 0.0, 0.0), (close, 0.0, 0.0)
    up = floor((high - level) / box + 1e-9)
    down = floor((level - low) / box + 1e-9)
    more, back = (up, down) if direction >= 0.0 else (down, up)
    sign = 1.0 if direction >= 0.0 else -1.0
    if direction == 0.0 and up < 1 and down >= 1:
        sign, more = -1.0, down
    if more >= 1:
        level += sign * more * box
        boxes += more
        direction = sign
    elif direction != 0.0 and back >= p.reversal:
        level -= sign * back * box
        boxes = float(back)
        direction = -sign
    return (box, level, direction, boxes), (level, direction, boxes)


@feature(
    kind="price chart",
    inputs=("close",),
    params={"percent": _SIZE},
    outputs={
        "open": "price",
        "high": "price",
        "low": "price",
        "close": "price",
        "closed": "1 where a range bar was closed by this bar",
    },
    state=(0.0, 0.0, 0.0, 0.0, nan, nan, nan, nan),
    source="V. Nicolellis, range bars (1995), as TradeStation's documentation describes them",
    reference="a list of range bars, from the rule, equal",
    scaling=None,
    draw="overlay",
)
def range_bar(state, p, close):
    """The newest range bar that is complete: a bar is closed once its range reaches `percent` of the first close.

    NaN until the first one is complete. State: size, open, high and low of the one on its way, then the newest complete one.
    """
    size, opened, top, bottom, o, h, l, c = state
    if size == 0.0:
        return (close * p.percent / 100.0, close, close, close, nan, nan, nan, nan), (nan, nan, nan, nan, 0.0)
    top, bottom, closed = max(top, close), min(bottom, close), 0.0
    if top - bottom >= size:
        o, h, l, c, closed = opened, top, bottom, close, 1.0
        opened = top = bottom = close
    return (size, opened, top, bottom, o, h, l, c), (o, h, l, c, closed)
