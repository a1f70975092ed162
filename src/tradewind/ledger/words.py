"""What the kernel's numbers say, in words: the one place where sentences about decisions, limits and orders are made."""

from __future__ import annotations

from math import isfinite, isnan

import numpy as np

from tradewind.decision.combine import VOTE_CONFIDENCE, VOTE_CONTRIBUTION, VOTE_DIRECTION, VOTE_KIND, VOTE_WEIGHT
from tradewind.decision.levels import LEVEL_NAMES, strength
from tradewind.kernel.codes import (
    ALREADY_WORKING,
    AWAITING,
    HELD,
    IN_POSITION,
    LEFT,
    NO_SIGNAL,
    ORDERED,
    SIGNALLED,
    VETOED,
)
from tradewind.market.instrument import Instrument
from tradewind.market.time import to_iso
from tradewind.risk.limits import KILLED, PAUSED, RULES, SIZE, Limits, Rule
from tradewind.strategies.actions import CLOSE, ORDER

OUTCOMES = {
    HELD: "hold",
    ORDERED: "ordered",
    AWAITING: "awaiting_approval",
    SIGNALLED: "signal_only",
    VETOED: "vetoed",
    LEFT: "exit",
    IN_POSITION: "hold",
    ALREADY_WORKING: "hold",
    NO_SIGNAL: "hold",
}
REGIMES = {1.0: "bull", 0.0: "sideways", -1.0: "bear"}


def number(value: float) -> str:
    """A number as people write it: thousands apart, no needless digits."""
    if not isfinite(value):
        return "none yet" if isnan(value) else "unlimited"
    if value != 0 and abs(value) < 0.01:
        return f"{value:.6g}"
    text = f"{value:,.4f}" if abs(value) < 1000 else f"{value:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def measured(rule: Rule, value: float) -> str:
    """A rule's value with its unit."""
    if rule.unit == "of equity":
        return f"{value:.2%} of equity"
    return number(value) if rule.unit in ("0 to 1", "count") else f"{number(value)} {rule.unit}"


def violations(mask: int, used: np.ndarray, limits: Limits) -> list[dict]:
    """Every violated rule of a verdict: rule, setting, value, limit and one sentence."""
    found = []
    for rule in RULES:
        if mask >> rule.code & 1:
            limit = float(getattr(limits, rule.limit_field)) if rule.limit_field else 0.0
            value = float(used[rule.code])
            text = violation_text(rule, value, limit)
            found.append({"rule": rule.name, "setting": rule.setting, "value": value, "limit": limit, "text": text})
    return found


def violation_text(rule: Rule, value: float, limit: float) -> str:
    """`Position size 41.20% of equity, limit 25.00% of equity (risk.max_position_fraction)`."""
    if rule.code in (KILLED, PAUSED):
        state = "the kill switch is on" if rule.code == KILLED else "trading is paused"
        return f"{state}; entries wait for `{rule.setting}`"
    if rule.code == SIZE:
        return f"the size came to {number(value)} units, below the instrument's smallest ({rule.setting})"
    if not rule.limit_field:
        return f"{rule.title}: {number(value)} free ({rule.setting})"
    return f"{rule.title} {measured(rule, value)}, limit {measured(rule, limit)} ({rule.setting})"


def contributions(votes: np.ndarray, sources: list[str]) -> list[dict]:
    """What each source said, and its part of the score; parts sum to score - 0.5."""
    rows = []
    for source, vote in zip(sources, votes, strict=True):
        direction, confidence = float(vote[VOTE_DIRECTION]), float(vote[VOTE_CONFIDENCE])
        said = "long" if direction > 0 else "short" if direction < 0 else "none"
        rows.append(
            {
                "source": source,
                "direction": said,
                "confidence": confidence if said != "none" else 0.0,
                "strength": strength(confidence),
                "weight": float(vote[VOTE_WEIGHT]),
                "contribution": float(vote[VOTE_CONTRIBUTION]),
            }
        )
    return rows


def decision_text(
    d: np.void, votes: np.ndarray, used: np.ndarray, sources: list[str], instrument: Instrument, limits: Limits
) -> str:
    """The whole reasoning of one decision as a short paragraph."""
    kinds = votes[:, VOTE_KIND]
    if (kinds == CLOSE).any():
        held = f"the position of {number(d['position'])}" if d["position"] else "waiting entries"
        what = "does nothing: there is nothing to leave" if d["outcome"] == HELD else f"leaves {held} at the market"
        return f"{instrument.symbol} at {number(d['price'])}: {sources[int(np.argmax(kinds == CLOSE))]} says leave; it {what}."
    if (kinds == ORDER).any():
        said = f"an order of its own for {number(d['quantity'])} units"
    else:
        said = _said(votes, sources) or "no source gives a signal"
    level = LEVEL_NAMES[int(d["level"])].replace("_", " ")
    head = f"{instrument.symbol} at {number(d['price'])}: {said}. Score {d['score']:.3f}, confidence {d['confidence']:.3f}: {level}."
    return f"{head} {_outcome(d, used, limits)}"


def _said(votes: np.ndarray, sources: list[str]) -> str:
    parts = []
    for source, vote in zip(sources, votes, strict=True):
        if vote[VOTE_DIRECTION] != 0:
            side = "long" if vote[VOTE_DIRECTION] > 0 else "short"
            confidence = float(vote[VOTE_CONFIDENCE])
            parts.append(
                f"{source} is {strength(confidence)}ly {side} ({confidence:.2f}, {vote[VOTE_CONTRIBUTION]:+.3f})"
            )
    return "; ".join(parts)


def _outcome(d: np.void, used: np.ndarray, limits: Limits) -> str:
    side = "Buys" if d["quantity"] > 0 else "Sells"
    size = number(abs(float(d["quantity"])))
    if d["outcome"] == ORDERED:
        return f"{side} {size}{_protection(d)}."
    if d["outcome"] == AWAITING:
        return f"Waits for a person's word to {side.lower()[:-1]} {size}{_protection(d)}."
    if d["outcome"] == SIGNALLED:
        return "A signal only: this strategy is not allowed to order."
    if d["outcome"] == VETOED:
        return "Vetoed: " + "; ".join(v["text"] for v in violations(int(d["violations"]), used, limits)) + "."
    if d["outcome"] == LEFT:
        return f"Leaves the opposite position of {number(d['position'])} first."
    if d["outcome"] == IN_POSITION:
        return f"Holds the position of {number(d['position'])} that it has."
    if d["outcome"] == ALREADY_WORKING:
        return "An entry is waiting already."
    if d["outcome"] == NO_SIGNAL:
        return "Nothing to do."
    return (
        f"Too weak to act: buying needs confidence above {limits.plain_confidence} and score above {limits.buy_score}, "
        f"selling confidence above {limits.plain_confidence} and score below {limits.sell_score}."
    )


def _protection(d: np.void) -> str:
    stop = f", stop {number(d['stop'])}" if d["stop"] == d["stop"] else ", without a stop"
    target = f", target {number(d['target'])}" if d["target"] == d["target"] else ""
    return stop + target


def money_moved(reason: str, amount: float, currency: str, instrument: Instrument | None) -> str:
    """`Funding on BTCUSDT: 1.25 USDT paid.`"""
    what = reason[0].upper() + reason[1:] + (f" on {instrument.symbol}" if instrument is not None else "")
    return f"{what}: {number(abs(amount))} {currency} {'received' if amount >= 0 else 'paid'}."


def margin_call(equity: float, maintenance: float, currency: str) -> str:
    """Why positions were liquidated."""
    return (
        f"margin call: equity {number(equity)} {currency} is below the maintenance margin of {number(maintenance)} {currency}; "
        "entries are cancelled and positions liquidated"
    )


def regime(value: float) -> str:
    return REGIMES.get(value, "unknown")


def waiting(order: np.void, kind: str, low: float, high: float) -> str:
    """What a working order waits for, after a bar from `low` to `high` that did not fill it. kind: its type's name."""
    reached = f"the bar went from {number(low)} to {number(high)}"
    limit, trigger = float(order["limit"]), float(order["trigger"])
    if order["waits_for"]:
        return f"waits until O{order['waits_for']} is filled."
    if order["algorithm"]:
        return f"is worked through children: {number(float(order['quantity']))} are left."
    if order["active_ts"] > order["submitted_ts"]:
        return f"is not at the market before {to_iso(int(order['active_ts']))}."
    if kind.endswith(("_on_open", "_on_close")):
        return f"waits for the {kind.rsplit('_', 1)[1]}."
    if (order["triggered"] and limit != limit) or kind == "market":
        return "waits for the next bar's open."
    if kind in ("limit", "pegged") or order["triggered"]:
        return f"rests: {reached} and did not trade through {number(limit)}."
    if trigger != trigger:
        return f"trails once {number(float(order['activation']))} is reached: {reached}."
    return f"rests: {reached} and did not reach {number(trigger)}."
