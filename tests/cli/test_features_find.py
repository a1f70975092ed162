"""`features patterns`, `find` and `label` in a workspace with real stocks."""

from __future__ import annotations

from pathlib import Path

from .conftest import refused


def test_a_pattern_is_found_with_what_followed_and_what_chance_gives(tradewind) -> None:
    known = {row["name"]: row for row in tradewind("features", "patterns", "--json").json}
    assert {"rsi_divergence", "entry_timing", "crossing"} <= known.keys()
    answer = tradewind("features", "find", "rsi_divergence(size=1.5)", "--data", "AAPL", "--after", "5", "--json")
    assert answer.code == 0, answer.err
    result = answer.json["result"]
    assert result["bars"] == 900 and len(result["occurrences"]) > 3
    assert {o["direction"] for o in result["occurrences"]} <= {"up", "down"}
    assert sum(round(a["per_1000"] * 0.9) for a in result["aftermath"]) == len(result["occurrences"])
    assert all(0.0 <= a["p_value"] <= 1.0 and a["walks_low"] <= a["walks_high"] for a in result["aftermath"])
    plain = tradewind("features", "find", "rsi_divergence(size=1.5)", "--data", "AAPL", "--after", "5")
    assert plain.code == 0 and "chance:" in plain.out and "any bar:" in plain.out


def test_ones_own_pattern_is_kept_and_found_again(tradewind, folder) -> None:
    said = tradewind("features", "label", "spring", "--data", "AAPL", "--since", "2012-02-01", "--until", "2012-03-15")
    assert said.code == 0 and "patterns.toml" in said.out
    assert (
        tradewind("features", "label", "spring", "--data", "IBM", "--since", "2011-02-01", "--until", "2011-03-01").code
        == 0
    )
    text = (folder / "tradewind-home" / "patterns.toml").read_text()
    assert text.count("[[pattern]]") == 2 and 'instrument = "AAPL' in text
    found = tradewind("features", "find", "spring", "--data", "IBM", "--similar", "0.8", "--json").json["result"]
    assert found["timeframe"] == "1d" and len(found["occurrences"]) >= 1
    assert "spring" in tradewind("features", "patterns").out


def test_what_is_wrong_is_one_line(tradewind, folder) -> None:
    refused(tradewind("features", "find", "rsi", "--data", "AAPL"), "rsi is no pattern", "features patterns")
    refused(tradewind("features", "find", "no_such", "--data", "AAPL"), "no feature 'no_such'")
    refused(tradewind("features", "find", "crossing", "--data", "AAPL", "--after", "0"), "--after 0")
    refused(
        tradewind("features", "label", "rsi", "--data", "AAPL", "--since", "2012-02-01", "--until", "2012-03-01"),
        "'rsi'",
    )
    refused(
        tradewind("features", "label", "a", "--data", "AAPL", "--since", "2012-02-01", "--until", "2012-02-03"),
        "allowed",
    )
    assert not (folder / "tradewind-home" / "patterns.toml").exists()
    (folder / "tradewind-home" / "patterns.toml").write_text("[[pattern]]\nname = 'a'\n")
    refused(tradewind("features", "find", "a", "--data", "AAPL"), "patterns.toml", "pattern 1")


def test_a_feature_of_ones_own_is_tried(tradewind, folder) -> None:
    example = Path(__file__).parents[2] / "examples" / "own_feature.py"
    sound = tradewind("features", "try", str(example), "--json")
    assert sound.code == 0, sound.err
    assert len(sound.json["result"]["trials"]) == 10 and sound.json["result"]["findings"] == []
    (folder / "wrong.py").write_text(
        example.read_text().replace("warmup=lambda p: p.n - 1", "warmup=lambda p: p.n + 2")
    )
    wrong = tradewind("features", "try", "wrong.py", "--data", "AAPL", "--json")
    assert wrong.code == 1 and "warm-up" in wrong.json["result"]["findings"][0]
    (folder / "none.py").write_text("x = 1\n")
    refused(tradewind("features", "try", "none.py"), "declares no feature")
    refused(tradewind("features", "try", "not_there.py"), "not_there.py")
