"""Statistics of one series."""
