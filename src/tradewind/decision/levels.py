"""What a score and a confidence amount to: strong buy, buy, hold, sell, strong sell."""

from __future__ import annotations

STRONG_SELL = -2
SELL = -1
HOLD_LEVEL = 0
BUY = 1
STRONG_BUY = 2

LEVEL_NAMES = {STRONG_BUY: "strong_buy", BUY: "buy", HOLD_LEVEL: "hold", SELL: "sell", STRONG_SELL: "strong_sell"}


def level(score, confidence, t):
    """Level by thresholds `t` (a limits record): strong needs more confidence and a score further from 0.5.

    Defaults: strong_buy confidence > 0.8 and score > 0.7; buy > 0.6, > 0.6; sell > 0.6, < 0.4; strong_sell > 0.8, < 0.3.
    """
    if confidence > t.strong_confidence and score > t.strong_buy_score:
        return STRONG_BUY
    if confidence > t.strong_confidence and score < t.strong_sell_score:
        return STRONG_SELL
    if confidence > t.plain_confidence and score > t.buy_score:
        return BUY
    if confidence > t.plain_confidence and score < t.sell_score:
        return SELL
    return HOLD_LEVEL


def strength(confidence: float) -> str:
    """A signal's strength in a word: strong above 0.8, moderate above 0.6, else weak."""
    if confidence > 0.8:
        return "strong"
    return "moderate" if confidence > 0.6 else "weak"
