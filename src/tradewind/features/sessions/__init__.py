"""Trading sessions: ranges, opening ranges, kill zones, and what happened within each."""
