"""Feature sets: those that are shipped, those that a user writes, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from tradewind.errors import ModelError, StrategyError
from tradewind.features import ema, log_return, range_position, realised_volatility, rsi, volume_ratio
from tradewind.features.compute import compute
from tradewind.features.sets import feature_set, named_set, parse_sets, set_hash, set_names
from tradewind.features.tables import compute_columns

from ..randombars import random_bars

OWN = """
[mine]
version = 2
timeframe = "1h"
doc = "Two of mine."

[mine.features]
fast = "ema(n=5)"
slow = "ema(n=8, timeframe='4h')"
above = "crossing(fast, slow)"
"""


def test_the_shipped_sets_are_those_of_the_catalogue_and_say_what_they_are_for() -> None:
    assert set_names() == [
        "classic_100", "direction_1", "momentum_m15m30", "scalp_m1m5", "structure_d1w1", "trend_h1h4"
    ]  # fmt: skip
    for name in set_names():
        made = named_set(name)
        assert made.name == name
        assert made.version >= 1 and len(made.doc) > 20 and len(made.hash) == 16
        assert made.rows == "bars"
    assert len(named_set("classic_100").columns) == 100


def test_models_trained_on_the_first_set_know_it_still() -> None:
    written_out = {
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
    }
    assert set_hash(feature_set("direction_1")) == set_hash(written_out)


@pytest.mark.parametrize("name", ["scalp_m1m5", "momentum_m15m30", "trend_h1h4", "structure_d1w1", "classic_100"])
def test_every_column_of_a_shipped_set_has_values_and_none_is_infinite(name: str) -> None:
    made = named_set(name)
    bars = random_bars(2600 if name == "structure_d1w1" else 1200, 3, timeframe=made.timeframe.name, volatility=0.004)
    columns = compute_columns(made.uses, bars)
    assert list(columns) == made.columns
    for column, values in columns.items():
        assert np.isfinite(values[-600:]).any(), column
        assert not np.isinf(values).any(), column


def test_a_set_of_the_users_own_is_read_in_the_same_words() -> None:
    mine = parse_sets(OWN, "feature_sets.toml")["mine"]
    assert (mine.version, mine.timeframe.name, mine.doc) == (2, "1h", "Two of mine.")
    assert mine.columns == ["fast", "slow", "above"]
    bars = random_bars(200, 1, timeframe="1h")
    by_hand = compute({"fast": ema(n=5), "slow": ema(n=8, timeframe="4h")}, bars)
    assert compute(mine.uses, bars)["slow"].tobytes() == by_hand["slow"].tobytes()


def test_whatever_changes_a_value_changes_the_hash() -> None:
    hashes = {
        parse_sets(text, "x")["mine"].hash
        for text in (OWN, OWN.replace("n=5", "n=6"), OWN.replace("4h", "2h"), OWN.replace("fast", "quick"))
    }
    assert len(hashes) == 4
    assert parse_sets(OWN.replace("Two", "Three"), "x")["mine"].hash in hashes


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("version = 2", "version = 0", "version = 0 is no whole number from 1 on"),
        ("version = 2", "", "it must have version, timeframe, doc, features"),
        ("version = 2", "version = 2\nauthor = 'me'", "author"),
        ('"1h"', '"soon"', "'soon' is not a timeframe"),
        ("ema(n=5)", "ema(n=0)", "ema.n = 0 is out of range"),
        ("ema(n=5)", "emma(n=5)", "no feature 'emma'"),
        ("ema(n=5)", "ema(n=5), rsi", "more than one feature"),
        ("ema(n=5)", "ema(n=5", "is no feature"),
        ("(fast, slow)", "(fast, slower)", "slower"),
        ("fast = ", "high = ", "two features are called 'high'"),
        ("fast = ", "2fast = ", "'2fast' is no name for a column"),
        ("[mine.features]", "[mine.features", "line"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_set(old: str, new: str, told: str) -> None:
    with pytest.raises(StrategyError) as raised:
        parse_sets(OWN.replace(old, new, 1), "feature_sets.toml")
    assert "feature_sets.toml" in str(raised.value)
    assert told in str(raised.value)


def test_an_unknown_set_names_those_there_are() -> None:
    with pytest.raises(ModelError, match="classic_100"):
        named_set("classic_101")
