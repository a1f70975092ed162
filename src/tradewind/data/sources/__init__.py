"""Where market data comes from: one file a source."""
