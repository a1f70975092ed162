"""Several timeframes at once."""
