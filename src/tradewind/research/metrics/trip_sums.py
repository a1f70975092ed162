"""Closed round trips to the sums that their figures need, as machine code."""

from __future__ import annotations

from math import sqrt


def of_trips(s, trips, made, first, last):
    """Take trips[:made], by time of exit, into the sums `s`. first, last: ns, of the account."""
    won = 0
    lost = 0
    profit = 0.0
    loss = 0.0
    earned = 0.0
    traded = 0.0
    run = 0
    wins = 0
    losing = 0
    for i in range(made):
        pnl = trips[i].pnl
        earned += pnl
        traded += trips[i].traded
        if pnl > 0.0:
            won += 1
            profit += pnl
            run = run + 1 if run > 0 else 1
            wins = max(wins, run)
        elif pnl < 0.0:
            lost += 1
            loss -= pnl
            run = run - 1 if run < 0 else -1
            losing = min(losing, run)
        else:
            run = 0
    s.trips = made
    s.won = won
    s.lost = lost
    s.profit = profit
    s.loss = loss
    s.earned = earned
    s.spread = spread(trips, made, earned)
    s.wins = wins
    s.losing = -losing
    s.covered = covered(trips, made, first, last)
    s.traded = traded


def spread(trips, made, earned):
    """Standard deviation (n - 1) of what the trips earned; 0 below two of them."""
    if made < 2:
        return 0.0
    mean = earned / made
    squared = 0.0
    for i in range(made):
        squared += (trips[i].pnl - mean) ** 2
    return sqrt(squared / (made - 1))


def covered(trips, made, first, last):
    """Time with at least one position, ns. Trips come by exit, so the union of their times is taken from the last one back."""
    time = 0
    reached = last
    for j in range(made):
        trip = trips[made - 1 - j]
        begun = max(trip.entry_ts, first)
        time += max(min(trip.exit_ts, reached) - begun, 0)
        reached = min(reached, begun)
    return time
