"""`tradewind train` on a feature set of one's own, and what the model needs to be served."""

from __future__ import annotations

import numpy as np
import pytest

from tradewind.data.lake import Lake
from tradewind.errors import ModelError
from tradewind.models.prediction import Server
from tradewind.models.registry import ModelRegistry

from .conftest import refused

OWN = """
[mine]
version = 1
timeframe = "1d"
doc = "Three of mine, one with several columns."

[mine.features]
strength = "rsi(n=5)"
smooth = "ema(strength, n=3)"
channel = "donchian(n=10)"
"""


def test_a_model_is_trained_on_ones_own_set_and_served_without_its_file(tradewind, folder) -> None:
    file = folder / "tradewind-home" / "feature_sets.toml"
    file.write_text(OWN)
    done = tradewind(
        "train", "own", "--features", "mine", "--data", "AAPL,IBM", "--folds", "3", "--shuffles", "2", "--json"
    )
    assert done.code == 0, done.err
    file.unlink()
    artefact = ModelRegistry(folder / "tradewind-home").load("own", done.json["result"]["version"])
    assert artefact.record["set"] == "mine"
    assert "smooth=ema('strength', n=3)" in artefact.record["uses"]
    assert artefact.features[:2] == ("strength", "smooth")
    assert len(artefact.features) > 3, "every column of a feature with several is trained on"
    said = Server(artefact).values(Lake(folder / "tradewind-home" / "lake").bars("AAPL", "1d"))
    known = said[~np.isnan(said)]
    assert len(known) > 300
    assert ((known > 0.0) & (known < 1.0)).all()


def test_a_model_whose_features_are_computed_otherwise_by_now_is_not_served(tradewind, folder) -> None:
    (folder / "tradewind-home" / "feature_sets.toml").write_text(OWN)
    done = tradewind(
        "train", "own", "--features", "mine", "--data", "AAPL", "--folds", "2", "--shuffles", "2", "--json"
    )
    assert done.code == 0, done.err
    artefact = ModelRegistry(folder / "tradewind-home").load("own")
    written = artefact.record["uses"]
    artefact.record["uses"] = written.replace("rsi(n=5)", "rsi(n=6)")
    with pytest.raises(ModelError, match="another form of the feature set 'mine'"):
        Server(artefact)
    artefact.record["uses"] = written.replace("rsi", "no_such")
    with pytest.raises(ModelError, match="no feature 'no_such'"):
        Server(artefact)


def test_what_can_not_be_trained_on_is_one_line(tradewind) -> None:
    refused(tradewind("train", "own", "--features", "no_such"), "no feature set 'no_such'", "direction_1")
