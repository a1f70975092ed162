"""The pattern library: when a pattern was there, what followed, and how often the same comes of chance."""
