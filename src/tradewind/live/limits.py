"""Risk limits as an account stands now: used, limit, room left, and which one binds first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tradewind.kernel.machine import Machine
from tradewind.live.views import LimitView
from tradewind.risk.limits import DAILY_LOSS, DRAWDOWN, LEVERAGE, LOSSES, POSITION, RULES, Limits
from tradewind.risk.rules.losses import daily_loss, drawdown, losses_in_a_row
from tradewind.risk.rules.position_size import position_fraction
from tradewind.risk.worth import worth


def limit_views(machine: Machine) -> list[LimitView]:
    """One view for each limit that an account can use up."""
    used = _used(machine)
    views = [_view(code, value, machine.limits) for code, value in used.items()]
    tightest = max(range(len(views)), key=lambda i: views[i].used / views[i].limit)
    return [replace(v, binding=i == tightest and v.used > 0) for i, v in enumerate(views)]


def _used(machine: Machine) -> dict[int, float]:
    a = machine.world.account[0]
    equity = float(a["equity"])
    positions, instruments = (x.view(np.recarray) for x in (machine.world.positions, machine.world.instruments))
    largest = max(
        (
            position_fraction(
                p.quantity, 0.0, float(worth(instruments[row % len(instruments)], p.last_price)), 1.0, equity
            )
            for row, p in enumerate(positions)
            if p.quantity
        ),
        default=0.0,
    )
    return {
        POSITION: float(largest),
        DAILY_LOSS: daily_loss(float(a["day_start_equity"]), equity),
        DRAWDOWN: drawdown(float(a["peak_equity"]), equity),
        LOSSES: losses_in_a_row(
            int(a["losses_in_a_row"]), int(a["last_loss_ts"]), int(a["now_ts"]), machine.limits.loss_cooldown_seconds
        ),
        LEVERAGE: float(a["margin_used"] + a["margin_reserved"]) / equity if equity > 0 else np.inf,
    }


def _view(code: int, used: float, limits: Limits) -> LimitView:
    rule = RULES[code]
    limit = float(getattr(limits, rule.limit_field))
    return LimitView(rule.name, rule.setting, rule.title, used, limit, max(0.0, limit - used), rule.unit, False)
