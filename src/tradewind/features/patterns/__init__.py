"""Chart patterns: what prices have drawn, with trend lines, targets and the bar at which each became known."""
