"""How much may be lost: today, from the peak, and in a row."""

NANOSECONDS = 1_000_000_000


def daily_loss(day_start_equity, equity):
    """Loss since the UTC day began, as a fraction of the equity then; 0 on a gain."""
    return max(0.0, 1.0 - equity / day_start_equity) if day_start_equity > 0.0 else 0.0


def drawdown(peak_equity, equity):
    """Distance from the highest equity so far, as a fraction of it."""
    return max(0.0, 1.0 - equity / peak_equity) if peak_equity > 0.0 else 0.0


def losses_in_a_row(count, last_loss_ts, ts, cooldown_seconds):
    """Losing trades in a row that still count: none once `cooldown_seconds` have passed since the last one."""
    if last_loss_ts > 0 and float(ts - last_loss_ts) >= cooldown_seconds * NANOSECONDS:
        return 0.0
    return float(count)
