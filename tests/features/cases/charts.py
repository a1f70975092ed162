"""Profiles, charts without time and bars by activity: against second implementations that keep lists, written from the rules."""

from __future__ import annotations

import numpy as np

from tradewind.market.columns import Bars
from tradewind.market.ticks import Trades

from . import Case


def profile(b: Bars, n: int, bins: int, share: float, by_volume: bool) -> list[np.ndarray]:
    out = np.full((3, len(b)), np.nan)
    for i in range(n - 1, len(b)):
        rows = slice(i - n + 1, i + 1)
        high, low = b.high[rows], b.low[rows]
        weight = b.volume[rows] if by_volume else np.ones(n)
        edges = low.min() + (high.max() - low.min()) / bins * np.arange(bins + 1)
        inside = np.minimum(high[:, None], edges[1:]) - np.maximum(low[:, None], edges[:-1])
        shares = np.maximum(inside, 0.0) / np.maximum(high - low, 1e-300)[:, None]
        flat = high == low
        shares[flat] = 0.0
        place = np.clip(((low - low.min()) / (edges[1] - edges[0])).astype(int), 0, bins - 1)
        shares[flat, place[flat]] = 1.0
        held = (shares * weight[:, None]).sum(axis=0)
        first = last = int(held.argmax())
        poc = first
        while held[first : last + 1].sum() < share * weight.sum() and (first > 0 or last < bins - 1):
            below = held[first - 1] if first > 0 else -1.0
            above = held[last + 1] if last < bins - 1 else -1.0
            first, last = (first, last + 1) if above >= below else (first - 1, last)
        out[:, i] = (edges[poc] + edges[poc + 1]) / 2, edges[last + 1], edges[first]
    return list(out)


def renko(b: Bars) -> list[np.ndarray]:
    size = b.close[0] * 0.02
    bricks, direction, rows = [b.close[0]], 0, []
    for close in b.close:
        new = 0
        while True:
            base = bricks[-1]
            up = base + size if direction >= 0 else base + 2 * size
            down = base - size if direction <= 0 else base - 2 * size
            if close >= up * (1 - 1e-12):
                bricks.append(up)
                direction, new = 1, new + 1
            elif close <= down * (1 + 1e-12):
                bricks.append(down)
                direction, new = -1, new - 1
            else:
                break
        rows.append((bricks[-1], direction, new))
    return list(np.array(rows, float).T)


def kagi(b: Bars) -> list[np.ndarray]:
    turns, direction, thick, rows = [b.close[0]], 0, 0, []
    for close in b.close:
        end = turns[-1]
        if direction == 0 and len(rows) and abs(close - end) >= 0.02 * end:
            direction = 1 if close > end else -1
            turns.append(close)
        elif direction and (close - end) * direction > 0:
            turns[-1] = close
        elif direction and (end - close) * direction >= 0.02 * end:
            turns.append(close)
            direction = -direction
        # The line's end against the end of the line before the last: its last high if it rises, its last low if it falls.
        if len(turns) >= 3 and direction and (turns[-1] - turns[-3]) * direction > 0:
            thick = direction
        rows.append((turns[-1], direction, thick))
    return list(np.array(rows, float).T)


def figures(b: Bars) -> list[np.ndarray]:
    box, columns, rows = b.close[0] * 0.02, [[b.close[0], 0, 0]], []
    for i, (high, low) in enumerate(zip(b.high, b.low, strict=True)):
        if i:
            level, direction, _ = column = columns[-1]
            up, down = int((high - level) / box + 1e-9), int((level - low) / box + 1e-9)
            if direction >= 0 and up >= 1:
                column[:] = level + up * box, 1, column[2] + up
            elif direction <= 0 and down >= 1:
                column[:] = level - down * box, -1, column[2] + down
            elif direction and (down if direction > 0 else up) >= 2:
                back = down if direction > 0 else up
                columns.append([level - direction * back * box, -direction, back])
        rows.append(columns[-1][:])
    return list(np.array(rows, float).T)


def grouped(price: np.ndarray, amount: np.ndarray, full: float) -> list[np.ndarray]:
    """Bars closed once their amounts reach `full`."""
    out, part, made = np.full((5, len(price)), np.nan), [], None
    held = 0.0
    for i in range(len(price)):
        part.append(price[i])
        held += amount[i]
        closed = held >= full
        if closed:
            made = part[0], max(part), min(part), part[-1]
            part, held = [], 0.0
        out[:4, i] = made or (np.nan,) * 4
        out[4, i] = float(closed)
    return list(out)


def ranges(b: Bars) -> list[np.ndarray]:
    out, part, made = np.full((5, len(b)), np.nan), [], None
    for i, close in enumerate(b.close):
        part.append(close)
        closed = max(part) - min(part) >= b.close[0] * 0.03
        if closed:
            made, part = (part[0], max(part), min(part), close), [close]
        out[:4, i], out[4, i] = made or (np.nan,) * 4, float(closed)
    return list(out)


def imbalance(t: Trades) -> list[np.ndarray]:
    moves = np.sign(np.diff(t.price, prepend=t.price[0]))
    sign, trades, mean, part, rows = 0.0, 10.0, 0.5, [], []
    for aggressor, move in zip(t.aggressor, moves, strict=True):
        sign = float(aggressor) or float(move) or sign
        part.append(sign)
        limit = trades * mean
        rows.append((sum(part), limit, float(abs(sum(part)) >= limit)))
        if rows[-1][2]:
            trades += (len(part) - trades) * 2 / 6
            mean += (abs(sum(part)) / len(part) - mean) * 2 / 6
            part = []
    return list(np.array(rows).T)


CASES = [
    Case("volume_profile", {"n": 30, "bins": 12, "share": 0.6}, lambda b: profile(b, 30, 12, 0.6, True)),
    Case("market_profile", {"n": 25, "bins": 10, "share": 0.7}, lambda b: profile(b, 25, 10, 0.7, False)),
    Case("renko", {"percent": 2.0}, renko),
    Case("kagi", {"percent": 2.0}, kagi),
    Case("point_and_figure", {"percent": 2.0, "reversal": 2}, figures),
    Case("range_bar", {"percent": 3.0}, ranges),
    Case("tick_bar", {"trades": 7}, lambda t: grouped(t.price, np.ones(len(t)), 7)),
    Case("volume_bar", {"volume": 40.0}, lambda t: grouped(t.price, t.size, 40.0)),
    Case("dollar_bar", {"money": 5_000.0}, lambda t: grouped(t.price, t.price * t.size, 5_000.0)),
    Case("imbalance_bar", {"trades": 10, "memory": 5}, imbalance),
]
