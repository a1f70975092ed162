"""Strategies: what to do at a bar, as signals or as order intents."""
