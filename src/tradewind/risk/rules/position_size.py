"""How large one position may become."""


def position_fraction(held, order, price, multiplier, equity):
    """|position after the order| * price * multiplier / equity. held, order: signed units; price: account currency per unit."""
    return abs(held + order) * price * multiplier / equity if equity > 0.0 else 1e9


def reduces(held, order):
    """Whether the order only makes the position smaller: never refused for size."""
    return held * order < 0.0 and abs(order) <= abs(held)
