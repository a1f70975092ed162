"""Random flows from one seed, a hundred at a time: prices, quotes and books, and the orders that are sent among them."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from tradewind.kernel.block import Block
from tradewind.market.events import EventKind
from tradewind.market.orders import OrderType
from tradewind.market.time import HOUR, SECOND

from ...randombars import START
from .batch import FLOWS, LENGTH
from .told import AMEND, CANCEL, CANCEL_ALL, FIELDS, PLACE

KINDS = np.array([int(t) for t in OrderType])
SHAPE = (FLOWS, LENGTH)
TIMER, QUOTE, TRADE, DEPTH, FUNDING = (
    int(k) for k in (EventKind.TIMER, EventKind.QUOTE, EventKind.TRADE, EventKind.DEPTH, EventKind.FUNDING)
)


def generator(name: str, seed: int) -> np.random.Generator:
    return np.random.default_rng((seed, crc32(name.encode())))


def on_grid(values: np.ndarray, scale: float = 100.0) -> np.ndarray:
    return np.rint(values * scale) / scale


def walks(
    rng: np.random.Generator, shape: tuple[int, int], volatility: float, price: float = 100.0
) -> list[np.ndarray]:
    """Open, high, low, close and volume of bars of (flows, length), with gaps, in cents."""
    close = price * np.exp(np.cumsum(rng.normal(0.0, volatility, shape), axis=1))
    opens = np.concatenate([np.full((shape[0], 1), price), close[:, :-1]], axis=1)
    opens = opens * np.exp(rng.normal(0.0, volatility / 3, shape))
    opens, close = np.maximum(on_grid(opens), 0.01), np.maximum(on_grid(close), 0.01)
    high = np.maximum(opens, close) * np.exp(np.abs(rng.normal(0.0, volatility / 2, shape)))
    low = np.minimum(opens, close) * np.exp(-np.abs(rng.normal(0.0, volatility / 2, shape)))
    high, low = np.maximum.reduce([on_grid(high), opens, close]), np.minimum.reduce([on_grid(low), opens, close])
    return [opens, high, np.maximum(low, 0.01), close, np.rint(rng.lognormal(7.0, 0.5, shape))]


def wishes(rng: np.random.Generator, close: np.ndarray) -> np.ndarray:
    """(2 * fields, flows * length): two wishes a bar, of all kinds, near its close."""
    first, second = one_wish(rng, close), one_wish(rng, close)
    pair = (rng.random(close.shape) < 0.25) & (first["verb"] == PLACE) & (second["verb"] == PLACE)
    first["linked"], second["linked"] = pair * 1.0, pair * 1.0
    leads = ~pair & (rng.random(close.shape) < 0.25) & (first["verb"] == PLACE)
    second["after"] = np.where(leads, first["tag"], second["after"])
    return np.stack([w[name].ravel() for w in (first, second) for name in FIELDS])


def one_wish(rng: np.random.Generator, close: np.ndarray) -> dict[str, np.ndarray]:
    """About one wish at every third bar: mostly orders, some changes and cancellations."""
    shape = close.shape

    def some(share: float, value: np.ndarray | float, else_: float = np.nan) -> np.ndarray:
        return np.where(rng.random(shape) < share, value, else_)

    w = {name: np.full(shape, value) for name, value in FIELDS.items()}
    w["verb"] = rng.choice([0.0, PLACE, AMEND, CANCEL, CANCEL_ALL], shape, p=[0.62, 0.3, 0.04, 0.03, 0.01])
    side = w["side"] = rng.choice([-1.0, 1.0], shape)
    kind = rng.choice(KINDS, shape, p=[0.2, 0.2, *[0.6 / (len(KINDS) - 2)] * (len(KINDS) - 2)])
    w["type"] = kind.astype(float)
    w["size"] = on_grid(rng.uniform(0.1, 30.0, shape))
    up = np.where(np.isin(kind, (2, 3)), side, -side)
    triggered, limited, trails = np.isin(kind, (2, 3, 4, 5)), np.isin(kind, (1, 3, 5, 10, 11)), np.isin(kind, (6, 7))
    w["trigger"] = np.where(triggered, on_grid(close * (1 + up * rng.uniform(0, 0.02, shape))), np.nan)
    w["limit"] = np.where(
        limited | (w["verb"] == AMEND), on_grid(close * (1 - side * rng.uniform(-0.005, 0.02, shape))), np.nan
    )
    w["stop"], w["target"] = (
        some(0.5, on_grid(close * (1 - 0.02 * side))),
        some(0.5, on_grid(close * (1 + 0.02 * side))),
    )
    w["force"] = rng.choice([0.0, 1.0, 2.0, 3.0, 4.0], shape, p=[0.6, 0.1, 0.1, 0.1, 0.1])
    w["expires"] = np.where(w["force"] == 1.0, rng.integers(1, 9, shape), 0.0)
    w["flags"] = rng.choice([0.0, 1.0, 2.0], shape, p=[0.6, 0.15, 0.25])
    w["tag"] = rng.integers(1, 6, shape).astype(float)
    w["after"] = some(0.05, rng.integers(1, 6, shape), 0.0)
    w["trail_kind"] = np.where(trails, rng.integers(1, 3, shape), 0.0)
    w["trail"] = np.where(trails, np.where(w["trail_kind"] == 1.0, on_grid(0.02 * close), 0.02), np.nan)
    w["peg"] = np.where(kind == 12, 1.0, 0.0)
    works = (kind <= 1) & (rng.random(shape) < 0.15)
    w["display"] = some(0.2, 2.0, 0.0)
    w["algorithm"] = np.where(works, rng.integers(1, 6, shape), 0.0)
    w["until"], w["rate"] = np.where(works, 5.0, 0.0), np.where(works, 0.05, 0.0)
    return w


def hours(shape: tuple[int, int]) -> np.ndarray:
    """Closing times of hourly bars, the same for each flow."""
    return np.broadcast_to(START + HOUR * np.arange(1, shape[1] + 1, dtype=np.int64), shape).ravel()


def bars_and_wishes(rng: np.random.Generator) -> Block:
    """One instrument's bars with two wishes at each."""
    bars = walks(rng, SHAPE, 0.01)
    columns = wishes(rng, bars[3])
    return Block(hours(SHAPE), np.zeros(FLOWS * LENGTH, np.int32), *(b.ravel() for b in bars), columns)


def bars_of_three(rng: np.random.Generator) -> Block:
    """Bars of three instruments that close at the same times, with wishes for each."""
    per = LENGTH // 3
    parts = [walks(rng, (FLOWS, per), 0.01, price) for price in (100.0, 40.0, 7.0)]
    told = [wishes(rng, p[3]).reshape(-1, FLOWS, per) for p in parts]
    numbers = [np.stack([p[j] for p in parts], axis=2).ravel() for j in range(5)]
    columns = np.stack(told, axis=3).reshape(len(told[0]), -1)
    index = np.tile(np.arange(3, dtype=np.int32), FLOWS * per)
    return Block(np.repeat(hours((FLOWS, per)), 3), index, *numbers, np.ascontiguousarray(columns))


def perps(rng: np.random.Generator) -> Block:
    """Bars of two instruments in turn, an hour apart, with wishes; about every tenth event is a funding payment at the last close instead."""
    per = (FLOWS, LENGTH // 2)
    parts = [walks(rng, per, 0.05, price) for price in (100.0, 60.0)]
    told = [wishes(rng, p[3]).reshape(-1, *per) for p in parts]
    numbers = [np.stack([p[j] for p in parts], axis=2).reshape(SHAPE) for j in range(5)]
    columns = np.stack(told, axis=3).reshape(len(told[0]), -1)
    funded = rng.random(SHAPE) < 0.1
    funded[:, :4] = False
    rate = rng.choice([-0.01, 0.002, 0.01], SHAPE)
    mark = np.concatenate([numbers[3][:, :2], numbers[3][:, :-2]], axis=1)  # of the bar before, of the same instrument
    numbers[0], numbers[1] = np.where(funded, rate, numbers[0]), np.where(funded, mark, numbers[1])
    kinds = np.where(funded, FUNDING, 0).astype(np.int8).ravel()
    index = np.tile(np.arange(2, dtype=np.int32), FLOWS * LENGTH // 2)
    return Block(hours(SHAPE), index, *(n.ravel() for n in numbers), np.ascontiguousarray(columns), kinds)


def timers(rng: np.random.Generator, shape: tuple[int, int], price: np.ndarray, near: float) -> list[np.ndarray]:
    """Orders as timers' numbers (see told.Timed): market, limits and stops near `price`, in whole units; some cancel."""
    side = rng.choice([-1.0, 1.0], shape)
    kind = rng.choice([0, 1, 2, 3], shape, p=[0.3, 0.45, 0.2, 0.05])
    limit = np.where(kind == 1, np.rint(price + rng.uniform(-near, near, shape)), np.nan)
    trigger = np.where(kind == 2, np.rint(price + side * rng.uniform(0, near, shape)), np.nan)
    stop = np.where((kind < 2) & (rng.random(shape) < 0.4), np.rint(price - 2 * near * side), np.nan)
    force = np.where(kind <= 1, rng.choice([0, 0, 0, 3, 4], shape), 0)
    flags = np.where((kind == 1) & (force == 0), rng.choice([0, 0, 1, 2], shape), 0)
    tag = rng.integers(1, 4, shape)
    size = np.where(kind == 3, 0.0, side * rng.integers(1, 13, shape))
    return [(force + 10 * flags + 100 * tag).astype(float), size, limit, trigger, stop]


def among_orders(
    rng: np.random.Generator, kind: int, numbers: list[np.ndarray], near: float, share: float = 0.3
) -> Block:
    """Events of one kind a quarter of a second apart; some of them are orders instead."""
    ordered = rng.random(SHAPE) < share
    ordered[:, 0] = False
    price = np.where(ordered, np.nan, numbers[0])
    seen = np.maximum.accumulate(np.where(np.isnan(price), 0, np.arange(LENGTH)), axis=1)
    price = np.take_along_axis(price, seen, axis=1)
    columns = [np.where(ordered, o, n).ravel() for o, n in zip(timers(rng, SHAPE, price, near), numbers, strict=True)]
    times = np.broadcast_to(START + SECOND // 4 * np.arange(1, LENGTH + 1, dtype=np.int64), SHAPE).ravel()
    kinds = np.where(ordered, TIMER, kind).astype(np.int8).ravel()
    return Block(times, np.zeros(len(times), np.int32), *columns, np.empty((0, len(times))), kinds)


def quotes(rng: np.random.Generator) -> Block:
    """Quotes in whole units of price, up to three wide, with sizes of 0 (not known) to 6."""
    bid = np.clip(100 + np.cumsum(rng.integers(-1, 2, SHAPE), axis=1), 90, 110).astype(float)
    ask = bid + rng.integers(0, 4, SHAPE)
    sizes = [rng.integers(0, 7, SHAPE).astype(float) for _ in range(2)]
    return among_orders(rng, QUOTE, [bid, ask, *sizes, np.zeros(SHAPE)], 4.0)


def trades(rng: np.random.Generator) -> Block:
    """Prints in whole units of price, of 1 to 9 units, by a buyer, a seller, or who knows."""
    price = np.clip(100 + np.cumsum(rng.integers(-1, 2, SHAPE), axis=1), 90, 110).astype(float)
    size, taker = rng.integers(1, 10, SHAPE).astype(float), rng.choice([-1.0, 0.0, 1.0], SHAPE)
    return among_orders(rng, TRADE, [price, size, taker, np.zeros(SHAPE), np.zeros(SHAPE)], 3.0)


def books(rng: np.random.Generator) -> Block:
    """What stands at a level near 100 now; bids and asks may cross, as on a venue whose other side moves on later."""
    side = rng.choice([-1.0, 1.0], SHAPE)
    middle = np.clip(100 + np.cumsum(rng.integers(-1, 2, SHAPE), axis=1) // 3, 92, 108)
    price = middle - side * rng.integers(-1, 6, SHAPE)
    size = np.where(rng.random(SHAPE) < 0.25, 0, rng.integers(1, 10, SHAPE)).astype(float)
    return among_orders(rng, DEPTH, [price, size, side, np.zeros(SHAPE), np.zeros(SHAPE)], 5.0, 0.25)
