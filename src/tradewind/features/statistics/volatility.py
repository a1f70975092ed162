"""How much the next bar is expected to move: exponentially weighted and GARCH variance with given parameters."""

from math import log, nan, sqrt

from tradewind.features.declare import Float, Int, feature


@feature(
    kind="statistics",
    inputs=("close",),
    params={"decay": Float(0.94, 0.5, 0.9999)},
    outputs={"volatility": "fraction per bar"},
    state=(0, 0.0, 0.0),
    warmup=lambda p: 1,
    source="J.P. Morgan and Reuters, RiskMetrics Technical Document, 4th ed. (1996), ch. 5",
    reference="pandas ewm(adjust=False), 1e-9 relative",
    scaling=0,
)
def ewma_volatility(state, p, close):
    """Exponentially weighted volatility of log returns (RiskMetrics); the value at a bar forecasts the next one.

    var_t = decay * var_{t-1} + (1 - decay) * r_t**2, r_t = ln(close_t / close_{t-1}), var_1 = r_1**2.
    NaN for the first bar. State: bars seen (up to 2), last close, var.
    """
    seen, before, variance = state
    if seen == 0:
        return (1, close, 0.0), nan
    r = log(close / before)
    variance = r * r if seen == 1 else variance * p.decay + r * r * (1.0 - p.decay)
    return (2, close, variance), sqrt(variance)


@feature(
    kind="statistics",
    inputs=("close",),
    params={
        "alpha": Float(0.05, 0.0, 0.5),
        "beta": Float(0.9, 0.0, 0.999),
        "gamma": Float(0.0, 0.0, 0.5),
        "usual": Float(0.01, 1e-9, 10.0),
        "n": Int(50, 1, 2000),
    },
    outputs={"volatility": "fraction per bar"},
    state=(0, 0.0, 0.0),
    warmup=lambda p: p.n,
    source="T. Bollerslev, Generalized Autoregressive Conditional Heteroskedasticity, Journal of Econometrics 31:3 (1986); L. R. Glosten, "
    "R. Jagannathan and D. E. Runkle, On the Relation Between the Expected Value and the Volatility of the Nominal Excess Return on "
    "Stocks, Journal of Finance 48:5 (1993)",
    reference="arch.arch_model(mean='Zero', p=1, o=1, q=1).fix(...).forecast, 1e-9 relative",
    scaling=0,
)
def garch_volatility(state, p, close):
    """GARCH(1,1) volatility with given parameters (gamma above 0: falls count more, as GJR); the value at a bar forecasts the next.

    var_{t+1} = omega + (alpha + gamma * [r_t < 0]) * r_t**2 + beta * var_t of log returns, omega = usual**2 * max(1 - alpha - beta -
    gamma / 2, 0), so that `usual` is the volatility it comes back to; begun there, and NaN for the first n bars, in which the beginning
    fades by (alpha + beta)**n. garch_fit finds the parameters. State: bars seen (up to n), last close, var.
    """
    seen, before, variance = state
    if seen == 0:
        return (1, close, p.usual * p.usual), nan
    r = log(close / before)
    omega = p.usual * p.usual * max(1.0 - p.alpha - p.beta - 0.5 * p.gamma, 0.0)
    variance = variance * p.beta + (omega + (p.alpha + (p.gamma if r < 0.0 else 0.0)) * r * r)
    if seen < p.n:
        return (seen + 1, close, variance), nan
    return (seen, close, variance), sqrt(variance)
