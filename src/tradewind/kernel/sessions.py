"""When trading is possible: halts, closed sessions, and the news that is announced.

Outside a session and while halted prices move and positions are valued, but no order of ours is filled; a new one is refused
(`refusal`). What works on goes on when trading does.
"""

from tradewind.kernel.codes import REASON_HALTED, REASON_NONE, REASON_SESSION_CLOSED
from tradewind.market.time import MINUTE


def refusal(position):
    """Why no order may be placed now, REASON_NONE where it may."""
    if position.halted != 0:
        return REASON_HALTED
    return REASON_SESSION_CLOSED if position.closed != 0 else REASON_NONE


def on_halt(w, k, halted):
    """Trading stops (1) or goes on (0)."""
    w.positions[k].halted = halted


def announce(w, k, ts, importance, minutes):
    """Announced news; of what is still to come the more important counts, then the earlier."""
    p = w.positions[k]
    due = ts + int(minutes * MINUTE)
    waits = p.news_ts > ts
    if not waits or importance > p.news_importance or (importance == p.news_importance and due < p.news_ts):
        p.news_ts = due
        p.news_importance = int(importance)
