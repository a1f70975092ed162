"""What is fitted anew at each bar, by libraries (extra `quant`): GARCH parameters, change points, unit roots with chosen lags.

Each sees the last n bars alone and takes milliseconds a bar: use few of them, on slow bars.
"""

from __future__ import annotations

import importlib
import warnings
from math import log, nan, sqrt
from typing import Any

import numpy as np

from tradewind.errors import StrategyError
from tradewind.features.declare import Float, Int, feature

STILL = 1e-9  # log returns with a smaller standard deviation have nothing to be fitted


def library(name: str, wanted_by: str) -> Any:
    """The module of that name.

    Raises
    ------
    StrategyError: it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        package = name.partition(".")[0]
        raise StrategyError(
            f"the feature {wanted_by} needs {package}, which is not installed", try_="pip install 'tradewind[quant]'"
        ) from None


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(500, 100, 5000), "leverage": Int(0, 0, 1)},
    outputs={
        "volatility": "fraction per bar",
        "usual": "fraction per bar",
        "alpha": "none",
        "gamma": "none",
        "beta": "none",
        "half_life": "bars",
    },
    window=lambda p: p.n + 1,
    warmup=lambda p: p.n,
    source="T. Bollerslev, Generalized Autoregressive Conditional Heteroskedasticity, Journal of Econometrics 31:3 (1986); L. R. Glosten, "
    "R. Jagannathan and D. E. Runkle, Journal of Finance 48:5 (1993)",
    reference="computed by arch; the parameters of a simulated process are found again",
    scaling=0,
    study=True,
)
def garch_fit(p, close):
    """GARCH(1,1) fitted to the last n log returns by maximum likelihood: the volatility forecast for the next bar, and its parameters.

    Model as garch_volatility, with zero mean and normal returns; leverage 1 adds gamma (GJR), else it is 0. usual: the volatility that
    the forecast comes back to, NaN where it never does; half_life: in how many bars half of the distance is gone, NaN likewise. All
    NaN where nothing moved. About 20 ms a bar. NaN for the first n bars. Needs arch (extra quant).
    """
    arch = library("arch", "garch_fit")
    returns = np.log(close[1:] / close[:-1])
    spread = float(returns.std())
    if not spread > STILL:
        return (nan,) * 6
    # In units of their own deviation: the optimiser wants numbers near 1, and the fit must not know the unit.
    model = arch.arch_model(returns / spread, mean="Zero", p=1, o=int(p.leverage), q=1, rescale=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = model.fit(disp="off", show_warning=False)
        ahead = float(found.forecast(horizon=1).variance.to_numpy()[-1, 0])
    fitted = found.params
    omega, alpha, beta = (float(fitted[k]) for k in ("omega", "alpha[1]", "beta[1]"))
    gamma = float(fitted["gamma[1]"]) if p.leverage else 0.0
    kept = alpha + beta + gamma / 2.0
    usual = spread * sqrt(omega / (1.0 - kept)) if kept < 1.0 else nan
    return spread * sqrt(ahead), usual, alpha, gamma, beta, (log(0.5) / log(kept) if 0.0 < kept < 1.0 else nan)


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(200, 40, 2000), "penalty": Float(3.0, 0.1, 1000.0), "shortest": Int(10, 2, 20)},
    outputs={"age": "bars", "count": "how many", "shift": "standard deviations"},
    window=lambda p: p.n + 1,
    warmup=lambda p: p.n,
    source="R. Killick, P. Fearnhead and I. A. Eckley, Optimal Detection of Changepoints with a Linear Computational Cost, JASA 107:500 "
    "(2012)",
    reference="computed by ruptures; exhaustive search for the best one change in the tests",
    scaling=0,
    study=True,
)
def change_points(p, close):
    """Change points of the mean of the last n log returns: how long ago the last one was, how many there are, how far the mean moved.

    PELT with squared error on returns in units of their standard deviation: the cut with the least squares + penalty * ln n a change,
    no stretch shorter than `shortest`. age is n and shift 0 where there is no change or nothing moved. What was a change at one bar
    may be none at the next: it is the view of each bar. Under 1 ms a bar. NaN for the first n bars. Needs ruptures (extra quant).
    """
    ruptures = library("ruptures", "change_points")
    returns = np.log(close[1:] / close[:-1])
    spread = float(returns.std())
    if not spread > STILL:
        return float(p.n), 0.0, 0.0
    units = (returns / spread).reshape(-1, 1)
    found = ruptures.KernelCPD(kernel="linear", min_size=p.shortest).fit(units)
    ends = found.predict(pen=p.penalty * log(len(units)))
    if len(ends) < 2:
        return float(p.n), 0.0, 0.0
    last, before = ends[-2], ends[-3] if len(ends) > 2 else 0
    return float(p.n - last), len(ends) - 1.0, float(units[last:].mean() - units[before:last].mean())


@feature(
    kind="statistics",
    inputs=("close",),
    params={"n": Int(250, 50, 5000), "most": Int(8, 0, 20), "trend": Int(0, 0, 1)},
    outputs={"statistic": "Dickey-Fuller t", "p": "probability, 0 to 1", "lags": "how many"},
    window=lambda p: p.n,
    warmup=lambda p: p.n - 1,
    source="S. E. Said and D. A. Dickey, Testing for Unit Roots in Autoregressive-Moving Average Models of Unknown Order, Biometrika "
    "71:3 (1984)",
    reference="computed by statsmodels; the step adf with the same lags in the tests",
    scaling=0,
    mirror="even",
    study=True,
)
def adf_auto(p, x):
    """Augmented Dickey-Fuller test as adf, with the number of lags that Akaike's criterion chooses, up to `most`.

    trend 1: coming back to a line instead of a mean. 0, 1 and 0 where nothing moved. Some ms a bar.
    NaN for the first n - 1 values. Needs statsmodels (extra quant).
    """
    stattools = library("statsmodels.tsa.stattools", "adf_auto")
    if np.ptp(x) <= 1e-12 * np.abs(x).max():
        return 0.0, 1.0, 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # how it returns its results will change, says statsmodels
        found = stattools.adfuller(
            x / np.abs(x).max(), maxlag=p.most, regression="ct" if p.trend else "c", autolag="AIC"
        )
    return float(found[0]), float(found[1]), float(found[2])
