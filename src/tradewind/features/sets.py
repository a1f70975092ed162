"""Feature sets by name: what a model is trained on, and the hash under which it may be served."""

from __future__ import annotations

import hashlib

from tradewind.compiler.fingerprint import code_text
from tradewind.errors import ModelError
from tradewind.features.declare import FeatureUse
from tradewind.features.indicators.averages import ema
from tradewind.features.indicators.momentum import log_return, rsi
from tradewind.features.indicators.ranges import range_position, volume_ratio
from tradewind.features.indicators.volatility import realised_volatility

SETS: dict[str, dict[str, FeatureUse]] = {
    "direction_1": {
        "return_1": log_return(n=1),
        "return_5": log_return(n=5),
        "return_20": log_return(n=20),
        "return_60": log_return(n=60),
        "volatility_20": realised_volatility(n=20),
        "rsi_14": rsi(n=14),
        "position_20": range_position(n=20),
        "position_60": range_position(n=60),
        "volume_20": volume_ratio(n=20),
        "rsi_ema_5": ema("rsi_14", n=5),
    },
}


def feature_set(name: str) -> dict[str, FeatureUse]:
    """The features of a named set, in order."""
    if name not in SETS:
        raise ModelError(f"no feature set {name!r}", try_=", ".join(SETS))
    return SETS[name]


def set_hash(uses: dict[str, FeatureUse]) -> str:
    """First 16 hex digits of a hash over names, arguments and the code of every step: the same hash computes the same values."""
    digest = hashlib.sha256()
    for name, use in uses.items():
        digest.update(f"{name}={use.text()};{code_text(use.kind.step)}\n".encode())
    return digest.hexdigest()[:16]
