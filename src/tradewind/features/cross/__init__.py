"""Features of several instruments at once."""
