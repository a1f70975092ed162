"""`features sets`, `build` and `quality` in a workspace with real stocks."""

from __future__ import annotations

from .conftest import refused

OWN = """
[mine]
version = 3
timeframe = "1d"
doc = "Two of mine."

[mine.features]
strength = "rsi(n=5)"
smooth = "ema(strength, n=3)"
"""


def test_a_set_of_ones_own_is_listed_built_and_judged(tradewind, folder) -> None:
    (folder / "tradewind-home" / "feature_sets.toml").write_text(OWN)
    listed = {row["name"]: row for row in tradewind("features", "sets", "--json").json}
    assert {"classic_100", "scalp_m1m5", "momentum_m15m30", "trend_h1h4", "structure_d1w1", "mine"} <= listed.keys()
    assert listed["mine"]["features"]["smooth"] == "ema('strength', n=3)" and listed["mine"]["stored"] == []
    refused(tradewind("features", "quality", "mine", "--data", "AAPL"), "is not built", "features build mine")
    built = tradewind("features", "build", "mine", "--data", "AAPL,IBM", "--json").json["result"]
    assert [b["instrument"].split(".")[0] for b in built["built"]] == ["AAPL", "IBM"]
    assert built["version"] == 3 and all(b["rows"] == 900 and b["written"] >= 1 for b in built["built"])
    again = tradewind("features", "build", "mine", "--data", "AAPL", "--json").json["result"]["built"][0]
    assert (again["written"], again["why"]) == (0, "nothing has changed")
    assert "AAPL" in " ".join({r["name"]: r for r in tradewind("features", "sets", "--json").json}["mine"]["stored"])
    sound = tradewind("features", "quality", "mine", "--data", "AAPL", "--max-psi", "9", "--max-ks", "1", "--json")
    assert sound.code == 0 and sound.json["result"]["ok"] is True and len(sound.json["result"]["columns"]) == 2
    over = tradewind("features", "quality", "mine", "--data", "AAPL", "--max-psi", "0", "--json")
    assert over.code == 1 and over.json["result"]["findings"][0].startswith("strength: PSI")
    plain = tradewind("features", "quality", "mine", "--data", "AAPL", "--max-psi", "0", "--all")
    assert plain.code == 1 and "2 are over a threshold" in plain.out
    (folder / "tradewind-home" / "feature_sets.toml").write_text(OWN.replace("n=5", "n=6"))
    assert "older, build again" in tradewind("features", "sets").out


def test_what_is_wrong_is_one_line(tradewind, folder) -> None:
    refused(tradewind("features", "build", "no_such", "--data", "AAPL"), "no feature set 'no_such'", "classic_100")
    refused(tradewind("features", "build", "direction_1", "--data", "NOPE"), "'NOPE'")
    (folder / "tradewind-home" / "feature_sets.toml").write_text(OWN.replace("n=5", "n=0"))
    refused(tradewind("features", "sets"), "feature_sets.toml", "'mine'", "rsi.n = 0 is out of range")
