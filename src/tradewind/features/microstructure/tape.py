"""The tape of trades: who took, how much, how fast, and whether the large ones lean to a side.

Wherever a sign is needed it is the venue's (`aggressor`), and the tick rule's where the venue says nothing. Until the price has moved
for the first time such a trade has none, and counts for neither side.
"""

from math import nan

from tradewind.features.declare import Float, Int, feature
from tradewind.features.indicators.windows import next_slot
from tradewind.features.microstructure.rolling import decay, slide
from tradewind.features.microstructure.signs import taker, tick
from tradewind.features.ordered import quantile, renew

_TRADE = ("price", "size", "aggressor")
_LEE_READY = "C. M. C. Lee, M. J. Ready, Inferring Trade Direction from Intraday Data, Journal of Finance 46:2 (1991)"
_FORMULA = "numpy, from the formula, 1e-9"


@feature(
    kind="trades",
    rows="trades",
    inputs=("price",),
    outputs={"sign": "1 bought, -1 sold, 0 not known"},
    state=(0, nan),
    source=_LEE_READY + ", the tick test",
    reference="pandas: sign of changes, filled forward, exact",
    scaling=0,
    draw="none",
)
def tick_rule(state, p, price):
    """Guesses who took a trade: the buyer if its price is above the last different one, else the seller.

    0 until the price has moved. State: sign, last price.
    """
    sign, before = state
    sign = tick(sign, before, price)
    return (sign, price), 1.0 * sign


@feature(
    kind="trades",
    rows="trades",
    inputs=("price", "aggressor"),
    outputs={"sign": "1 bought, -1 sold, 0 not known"},
    state=(0, nan),
    source=_LEE_READY
    + ", the tick test, where the venue does not say; Lee and Ready's own needs quotes: signs.lee_ready",
    reference="pandas: sign of changes, filled forward, exact",
    scaling=0,
    draw="none",
)
def trade_sign(state, p, price, aggressor):
    """Who took a trade, as the venue says; by the tick rule where it does not. State: the tick rule's sign, last price."""
    sign, before = state
    sign = tick(sign, before, price)
    return (sign, price), 1.0 * taker(aggressor, sign)


@feature(
    kind="trades",
    rows="trades",
    inputs=_TRADE,
    params={"n": Int(100, 1, 5000)},
    outputs={"net": "units, above 0 bought", "imbalance": "-1 (all sold) to 1 (all bought)"},
    state=(0, nan, 0, 0, 0.0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n - 1,
    source="T. Chordia, R. Roll, A. Subrahmanyam, Order Imbalance, Liquidity, and Market Returns, JFE 65 (2002)",
    reference=_FORMULA,
    scaling=0,
)
def signed_volume(state, p, window, price, size, aggressor):
    """Volume bought less volume sold over the last n trades, and the same over their whole volume.

    NaN for the first n - 1 trades. State: the tick rule's sign, last price, trades seen, slot, both sums.
    """
    sign, before, seen, slot, net, total = state
    sign = tick(sign, before, price)
    net = slide(window, 0, slot, p.n, net, size * taker(aggressor, sign))
    total = slide(window, p.n, slot, p.n, total, size)
    seen = min(seen + 1, p.n)
    state = (sign, price, seen, next_slot(slot, p.n), net, total)
    if seen < p.n:
        return state, (nan, nan)
    return state, (net, net / total if total > 0.0 else nan)


@feature(
    kind="trades",
    rows="trades",
    inputs=_TRADE,
    outputs={"volume": "units, above 0 bought"},
    state=(0, nan, 0.0),
    source="J. Hasbrouck, Empirical Market Microstructure (2007): signed order flow, here summed up",
    reference="numpy cumulative sum, 1e-9",
    scaling=0,
)
def cvd(state, p, price, size, aggressor):
    """Cumulative volume delta: all volume bought so far less all volume sold. State: the tick rule's sign, last price, sum."""
    sign, before, total = state
    sign = tick(sign, before, price)
    total += size * taker(aggressor, sign)
    return (sign, price, total), total


@feature(
    kind="trades",
    rows="trades",
    inputs=("ts", "price", "aggressor"),
    params={"seconds": Float(60.0, 0.001, 1e6)},
    outputs={"all": "trades a second", "bought": "trades a second", "sold": "trades a second"},
    state=(0, nan, 0, 0.0, 0.0, 0.0),
    source="A. G. Hawkes, Spectra of Some Self-Exciting and Mutually Exciting Point Processes, Biometrika 58:1 (1971): exponential kernel",
    reference="numpy: the sum over all trades before, from the formula, 1e-9",
    scaling=0,
)
def trade_intensity(state, p, ts, price, aggressor):
    """How fast trades come, in all and by who took: sum over all so far of exp(-(t - t_i) / seconds) / seconds, this one included.

    Takes a few times `seconds` to fill. Times count in microseconds. State: the tick rule's sign, last price and time, three sums.
    """
    sign, before, last, total, bought, sold = state
    sign = tick(sign, before, price)
    now = ts // 1000
    kept = decay(now - last, p.seconds)
    took = taker(aggressor, sign)
    total = total * kept + 1.0
    bought = bought * kept + (1.0 if took > 0 else 0.0)
    sold = sold * kept + (1.0 if took < 0 else 0.0)
    out = (total / p.seconds, bought / p.seconds, sold / p.seconds)
    return (sign, price, now, total, bought, sold), out


@feature(
    kind="trades",
    rows="trades",
    inputs=("ts", *_TRADE),
    params={"seconds": Float(30.0, 0.001, 1e6)},
    outputs={"momentum": "-1 (all sold) to 1 (all bought)", "pace": "units a second"},
    state=(0, nan, 0, 0.0, 0.0),
    source="signed order flow as J. Hasbrouck, Empirical Market Microstructure (2007), has it, with an exponential memory in time",
    reference="numpy: weighted sums over all trades before, from the formula, 1e-9",
    scaling=0,
)
def time_and_sales_momentum(state, p, ts, price, size, aggressor):
    """Which side drives the tape just now: bought less sold volume over all volume, the past fading e-fold in `seconds`; and its pace.

    sum(w sign size) / sum(w size), w = exp(-(t - t_i) / seconds); pace = sum(w size) / seconds. NaN where there is no volume. Times
    count in microseconds. State: the tick rule's sign, last price and time, both sums.
    """
    sign, before, last, net, total = state
    sign = tick(sign, before, price)
    now = ts // 1000
    kept = decay(now - last, p.seconds)
    net = net * kept + size * taker(aggressor, sign)
    total = total * kept + size
    return (sign, price, now, net, total), (net / total if total > 0.0 else nan, total / p.seconds)


@feature(
    kind="trades",
    rows="trades",
    inputs=_TRADE,
    params={"n": Int(500, 10, 5000), "percentile": Float(0.95, 0.5, 0.999)},
    outputs={"flow": "units, above 0 bought", "share": "fraction of all volume", "threshold": "units"},
    state=(0, nan, 0, 0, 0.0, 0.0, 0.0),
    window=lambda p: 4 * p.n,
    warmup=lambda p: 2 * p.n - 1,
    source="M. J. Barclay, J. B. Warner, Stealth Trading and Volatility, JFE 34 (1993): informed traders by trade size; here by percentile",
    reference="numpy quantile and sums, 1e-9",
    scaling=0,
)
def large_trade_flow(state, p, window, price, size, aggressor):
    """What large traders did (a proxy for informed money): volume bought less sold in the large ones among the last n trades.

    A trade is large if it is bigger than the percentile of the n trades before it. share: of the large ones in all volume; threshold:
    that percentile now (numpy's linear one). NaN for the first 2 n - 1 trades. State: the tick rule's sign, last price, trades seen,
    slot, three sums; window: n sizes in order of size, n sizes, signed sizes of large trades, sizes of large trades.
    """
    sign, before, seen, slot, net, large, total = state
    sign = tick(sign, before, price)
    n = p.n
    threshold = quantile(window, 0, n, p.percentile) if seen >= n else size
    is_large = size > threshold
    renew(window, 0, n, seen, window[n + slot], size)
    total = slide(window, n, slot, n, total, size)
    net = slide(window, 2 * n, slot, n, net, size * taker(aggressor, sign) if is_large else 0.0)
    large = slide(window, 3 * n, slot, n, large, size if is_large else 0.0)
    seen = min(seen + 1, 2 * n)
    state = (sign, price, seen, next_slot(slot, n), net, large, total)
    if seen < 2 * n:
        return state, (nan, nan, nan)
    return state, (net, large / total if total > 0.0 else nan, quantile(window, 0, n, p.percentile))


@feature(
    kind="trades",
    rows="trades",
    inputs=("price", "size", "aggressor"),
    outputs={"run": "trades, above 0 bought", "volume": "units, above 0 bought"},
    state=(0, nan, 0, 0, 0.0),
    source="M. Lopez de Prado, Advances in Financial Machine Learning (2018), ch. 2.3.2: runs of signed trades",
    reference="pandas: groups of equal signs, 1e-9",
    scaling=0,
)
def trade_run(state, p, price, size, aggressor):
    """How many trades in a row the same side took, and with how much volume; below 0 for sellers.

    A trade whose side is not known ends a run and has none. State: the tick rule's sign, last price, side of the run, its length and
    volume.
    """
    sign, before, side, run, volume = state
    sign = tick(sign, before, price)
    took = taker(aggressor, sign)
    if took != side:
        run, volume = 0, 0.0
    run += 1
    volume += size
    return (sign, price, took, run, volume), (1.0 * took * run, took * volume)


@feature(
    kind="trades",
    rows="trades",
    inputs=("ts", "size"),
    params={"n": Int(100, 1, 5000)},
    outputs={"duration": "seconds a trade", "size": "times the mean size"},
    state=(0, 0, 0.0),
    window=lambda p: 2 * p.n,
    warmup=lambda p: p.n,
    source="R. F. Engle, J. R. Russell, Autoregressive Conditional Duration, Econometrica 66:5 (1998): trade durations",
    reference=_FORMULA,
    scaling=0,
)
def trade_pace(state, p, window, ts, size):
    """Mean time between the last n + 1 trades, and the size of this one beside the mean of the n before.

    NaN for the first n trades. Times count in microseconds. State: trades seen, slot, sum; window: n sizes, then n times.
    """
    seen, slot, total = state
    now = ts // 1000
    duration, ratio = nan, nan
    if seen >= p.n:
        duration = 1e-6 * (now - window[p.n + slot]) / p.n
        ratio = size * p.n / total if total > 0.0 else nan
    total = slide(window, 0, slot, p.n, total, size)
    window[p.n + slot] = now
    return (min(seen + 1, p.n), next_slot(slot, p.n), total), (duration, ratio)
