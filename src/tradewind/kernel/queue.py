"""How the size before us in a queue shrinks when our level does, where the source gives sizes and no orders (L2).

What trades at our price comes off the front (trades.py). When the level shrinks by more than what traded, others have left, and
nobody says whether before or behind us. The models differ in that alone:

- RISK_AVERSE: behind us, always, until the level is smaller than what was before us.
- LOG, POWER: with the probability f(behind) / (f(behind) + f(ahead)) behind us, f(x) = log(1 + x) or x**power (1: as the sizes
  are; 2, 3: nearer to the end where more stand).

Sources: E. Rigtorp, "Estimating order queue position" (2013); the models as documented by hftbacktest ("Order fill", queue models).
"""

from math import inf, log

RISK_AVERSE, LOG, POWER = range(3)


def advanced(ahead, queued, size, model, power):
    """Size before us after the level went from `queued` (less what traded since) to `size`."""
    gone = queued - size
    if gone <= 0.0 or model == RISK_AVERSE or ahead == inf:
        return min(ahead, size)
    if ahead <= 0.0:
        return 0.0
    behind = max(0.0, queued - ahead)
    p = left_behind(behind, ahead, model, power)
    # What should have left behind us but is more than stood there left before us.
    estimate = ahead - (1.0 - p) * gone + min(0.0, behind - p * gone)
    return max(0.0, min(estimate, size))


def left_behind(behind, ahead, model, power):
    """Probability that who left the queue stood behind us."""
    if model == LOG:
        weight_behind = log(1.0 + behind)
        weight_ahead = log(1.0 + ahead)
    else:
        weight_behind = behind**power
        weight_ahead = ahead**power
    both = weight_behind + weight_ahead
    return weight_behind / both if both > 0.0 else 1.0
