"""Layers of settings: who wins, where a value came from, and what a broken file is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.errors import ConfigError
from tradewind.settings import EnvironmentSecrets, keys, load_configuration, risk_profile_names
from tradewind.settings.template import toml_template


def config(folder: Path, text: str, **options):
    (folder / "tradewind.toml").write_text(text)
    return load_configuration(folder, **{"environ": {}, **options})


def test_each_layer_wins_over_the_one_before(tmp_path):
    text = "[risk]\nprofile = 'swing'\nmax_drawdown = 0.14\n[profile.production.risk]\nmax_drawdown = 0.13\n"
    key, env = "risk.max_drawdown", {"TRADEWIND_RISK__MAX_DRAWDOWN": "0.12"}
    seen = [
        load_configuration(tmp_path, environ={}),
        load_configuration(tmp_path, environ={"TRADEWIND_RISK__PROFILE": "conservative_day_trader"}),
        config(tmp_path, text),
        config(tmp_path, text, profile="production"),
        config(tmp_path, text, profile="production", environ=env),
        config(tmp_path, text, profile="production", environ=env, assignments={key: "0.11"}),
    ]
    assert [c.value(key) for c in seen] == [0.15, 0.10, 0.14, 0.13, 0.12, 0.11]
    file = tmp_path / "tradewind.toml"
    assert [c.origins[key] for c in seen] == [
        "risk profile default",
        "risk profile conservative_day_trader",
        f"{file} line 3",
        f"{file} line 5",
        "environment TRADEWIND_RISK__MAX_DRAWDOWN",
        "command line",
    ]


BROKEN = {
    "syntax": ("[risk]\n\nmax_daily_loss = \n", 3, "max_daily_loss", "no valid TOML"),
    "repeated": ("[risk]\nmax_daily_loss = 0.1\nmax_daily_loss = 0.2\n", 3, "max_daily_loss", "no valid TOML"),
    "unknown key": ("[risk]\nmax_dayly_loss = 0.1\n", 2, "risk.max_dayly_loss", "did you mean risk.max_daily_loss?"),
    "unknown section": ("[server]\n[rsik]\nx = 1\n", 2, "rsik", "did you mean risk?"),
    "wrong type": ("[server]\nport = 'http'\n", 2, "server.port", "valid integer"),
    "out of range": ("[server]\nhost = 'a'\nport = 70000\n", 3, "server.port", "less than or equal to 65535"),
    "not finite": ("[risk]\nmax_drawdown = nan\n", 2, "risk.max_drawdown", ""),
    "section is a value": ("risk = 3\n", 1, "risk", "is a section"),
    "secret": ("[server]\napi_key = 'x'\n", 2, "server.api_key", "TRADEWIND_SECRET_API_KEY"),
    "no such risk profile": ("[risk]\nprofile = 'yolo'\n", 2, "risk.profile", "swing"),
    "no such profile": ("[profile.prod]\n", 1, "profile.prod", "[profile.production]"),
    "in a profile": ("[profile.staging.server]\nport = -1\n", 2, "server.port", "greater than or equal to 0"),
    "key in a profile": ("[profile.staging.server]\nprot = 1\n", 2, "server.prot", "did you mean server.port?"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_names_file_line_and_key(tmp_path, kind):
    text, line, key, said = BROKEN[kind]
    with pytest.raises(ConfigError) as error:
        config(tmp_path, text)
    message = str(error.value)
    assert f"{tmp_path / 'tradewind.toml'} line {line}: " in message
    assert key in message
    assert said in message
    assert "\n" not in message


@pytest.mark.parametrize("name", ["TRADEWIND_RISK__MAX_DAYLY_LOSS", "TRADEWIND_RSIK__MAX_DAILY_LOSS"])
def test_a_misspelt_variable_is_an_error(tmp_path, name):
    with pytest.raises(ConfigError, match="did you mean"):
        load_configuration(tmp_path, environ={name: "0.1"})


def test_a_wrong_variable_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"TRADEWIND_SERVER__PORT: server\.port = 'x'"):
        load_configuration(tmp_path, environ={"TRADEWIND_SERVER__PORT": "x"})


def test_lists_in_the_environment_may_be_written_with_commas(tmp_path):
    for text in ("a,b", '["a", "b"]'):
        found = load_configuration(tmp_path, environ={"TRADEWIND_SERVER__ALLOWED_HOSTS": text})
        assert found.settings.server.allowed_hosts == ["a", "b"]


def test_the_written_template_is_the_defaults(tmp_path):
    plain = load_configuration(tmp_path, environ={})
    written = config(tmp_path, toml_template())
    uncommented = "\n".join(
        line.removeprefix("# ") if line.startswith("# ") and " = " in line else line
        for line in toml_template().split("\n# Sections for one kind")[0].splitlines()
    )
    whole = config(tmp_path, uncommented)
    for key in keys():
        if key != "workspace.folder":
            assert plain.value(key) == written.value(key) == whole.value(key), key


def test_the_file_is_found_from_below_and_is_the_workspace(tmp_path):
    config(tmp_path, "")
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert load_configuration(tmp_path / "a" / "b", environ={}).folder == tmp_path


def test_a_relative_folder_is_relative_to_the_file_that_names_it(tmp_path):
    config(tmp_path, "[workspace]\nfolder = 'desk'\n")
    (tmp_path / "a").mkdir()
    assert load_configuration(tmp_path / "a", environ={}).settings.workspace.path == tmp_path / "desk"


def test_every_risk_profile_loads(tmp_path):
    names = risk_profile_names()
    assert {"default", "small_account", "conservative_day_trader", "aggressive_scalper", "swing"} <= set(names)
    for name in names:
        load_configuration(tmp_path, environ={"TRADEWIND_RISK__PROFILE": name})


def test_the_small_account_trades_between_100_and_2500(tmp_path):
    risk = load_configuration(tmp_path, environ={"TRADEWIND_RISK__PROFILE": "small_account"}).settings.risk
    assert (risk.min_trade_notional, risk.max_trade_notional) == (100, 2500)


def test_secrets_come_from_the_environment_only():
    secrets = EnvironmentSecrets({"TRADEWIND_SECRET_BINANCE_API_KEY": "k"})
    assert secrets.get("binance_api_key") == "k"
    with pytest.raises(ConfigError, match="export TRADEWIND_SECRET_OTHER"):
        secrets.require("other")


@given(st.text(max_size=80))
def test_any_text_is_settings_or_one_line(tmp_path_factory, text):
    """Whatever stands in the file, the answer is settings or a ConfigError of one line."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "tradewind.toml").write_text(text, encoding="utf-8")
    try:
        load_configuration(folder, environ={})
    except ConfigError as error:
        assert "tradewind.toml" in str(error)
        assert "\n" not in str(error)


def test_the_workspace_variable_counts_where_no_file_is_above(tmp_path):
    elsewhere, below = tmp_path / "elsewhere", tmp_path / "below"
    below.mkdir()
    found = load_configuration(below, environ={"TRADEWIND_WORKSPACE": str(elsewhere)})
    assert found.folder == elsewhere
    assert found.origins["workspace.folder"] == "environment TRADEWIND_WORKSPACE"
    (below / "tradewind.toml").write_text("")
    assert load_configuration(below, environ={"TRADEWIND_WORKSPACE": str(elsewhere)}).folder == below


def test_a_variable_that_lacks_an_underscore_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match=r"TRADEWIND_RISK_MAX_DRAWDOWN.*TRADEWIND_RISK__MAX_DRAWDOWN"):
        load_configuration(tmp_path, environ={"TRADEWIND_RISK_MAX_DRAWDOWN": "0.1"})
