"""How soon after the last entry another one may follow."""

from math import inf


def seconds_since(last_entry_ts, ts):
    """Seconds between two times in nanoseconds; inf if there was no entry yet."""
    return inf if last_entry_ts == 0 else (ts - last_entry_ts) * 1e-9
