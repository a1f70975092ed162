"""The typed configuration: one tree, layers that know where each value came from, secrets from the environment.

Only `live`, `server` and `cli` read settings; every other room is handed the values that it needs.
"""

from tradewind.settings.apply import account, conditions, costs, limits, rows
from tradewind.settings.load import PROFILES, Configuration, find_file, load, load_configuration
from tradewind.settings.riskprofiles import read_risk_profile, risk_profile_names
from tradewind.settings.secrets import EnvironmentSecrets, Secrets, variable_of
from tradewind.settings.tree import Settings, keys

__all__ = [
    "PROFILES",
    "Configuration",
    "EnvironmentSecrets",
    "Secrets",
    "Settings",
    "account",
    "conditions",
    "costs",
    "find_file",
    "keys",
    "limits",
    "load",
    "load_configuration",
    "read_risk_profile",
    "risk_profile_names",
    "rows",
    "variable_of",
]
