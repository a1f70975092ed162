"""A user's feature on trial: sound ones pass, and each planted fault is found by the trial that is there for it."""

from __future__ import annotations

import pytest

from tradewind.errors import StrategyError
from tradewind.features import ema, registry, rsi
from tradewind.features.declare import FeatureUse
from tradewind.research.checking.features import try_feature
from tradewind.strategies.loading import module_of

from ..randombars import random_bars

BARS = random_bars(400, 6)
STEP = """
from math import nan
from tradewind.features import Int, feature

@feature(
    kind="momentum", inputs=("close",), params={{"n": Int(5, 1, 50)}}, outputs={{"x": "price"}}, state=(0,),
    window=lambda p: p.n, warmup=lambda p: {warmup}, source="this test", reference="none", scaling={scaling}, mirror={mirror},
)
def {name}(state, p, window, x):
    '''The close n bars ago and now, for these tests.'''
    (seen,) = state
    before = window[seen % p.n]
    window[seen % p.n] = x
    return (seen + 1,), {value} if seen >= p.n else nan
"""


def use(
    name: str, value: str = "x - before", warmup: str = "p.n", scaling: str = "1", mirror: str = "'odd'"
) -> FeatureUse:
    text = STEP.format(name=name, value=value, warmup=warmup, scaling=scaling, mirror=mirror)
    return vars(module_of(text, f"{name}.py"))[name]()


def found(tried: FeatureUse) -> dict[str, str]:
    try:
        return {t.name: t.found for t in try_feature(tried, BARS) if t.found}
    finally:
        if not tried.kind.step.__module__.startswith("tradewind."):
            registry().pop(tried.kind.name)


@pytest.mark.parametrize(
    "sound", [rsi(n=9), ema(n=7), registry()["rsi_ladder"](), registry()["macd"]()], ids=lambda u: u.kind.name
)
def test_sound_features_pass(sound: FeatureUse) -> None:
    assert found(sound) == {}


@pytest.mark.parametrize(
    ("change", "trial", "told"),
    [
        ({}, None, ""),
        ({"warmup": "p.n + 3"}, "warm-up as declared", "a value at bar 5, before the 8 bars"),
        ({"warmup": "p.n - 1"}, "warm-up as declared", "no value at bar 4"),
        ({"scaling": "0"}, "another unit of price, as declared", "scaling=0 says times 1"),
        ({"mirror": "'even'"}, "upside down, as declared", "it is declared even"),
        (
            {"value": "1.0 / (x - before) if x != before else 1e300 * 1e300", "scaling": "None", "mirror": "None"},
            "nothing infinite on odd prices",
            "a price that stands still",
        ),
    ],
)
def test_a_planted_fault_is_found_by_its_trial(change: dict[str, str], trial: str | None, told: str) -> None:
    said = found(use("planted", **change))
    if trial is None:
        assert said == {}
    else:
        assert told in said[trial]


def test_what_can_not_be_tried_is_refused() -> None:
    with pytest.raises(StrategyError, match="only steps over bar columns"):
        try_feature(ema("other", n=3), BARS)
    with pytest.raises(StrategyError, match="warms up over 499 bars; 400 are too few"):
        try_feature(registry()["sma"](n=500), BARS)
