"""Prices and sizes on the instrument's increments, in float64 that prints as the exact decimal."""

from math import ceil, floor

# Far below any increment, far above float64's rounding of price / increment.
_SLACK = 1e-7


def on_grid(steps, increment, scale):
    """`steps` increments as a price or size. Dividing by a whole scale gives the float nearest to the decimal; multiplying may not."""
    return steps / scale if scale > 0.0 else steps * increment


def snap_down(value, increment, scale):
    """Largest multiple of the increment not above `value`."""
    if scale > 0.0:
        return floor(value * scale + _SLACK) / scale
    return floor(value / increment + _SLACK) * increment


def snap_up(value, increment, scale):
    """Smallest multiple of the increment not below `value`."""
    if scale > 0.0:
        return ceil(value * scale - _SLACK) / scale
    return ceil(value / increment - _SLACK) * increment


def snap_against(price, side, instrument):
    """A price that we get, rounded to the worse increment: up when buying, down when selling."""
    if side > 0:
        return snap_up(price, instrument.price_increment, instrument.price_scale)
    return snap_down(price, instrument.price_increment, instrument.price_scale)


def snap_nearest(price, instrument):
    """A price that we ask for (limit, stop, target), at the nearest increment."""
    increment, scale = instrument.price_increment, instrument.price_scale
    if scale > 0.0:
        return floor(price * scale + 0.5) / scale
    return floor(price / increment + 0.5) * increment


def snap_size(size, instrument):
    """A size that we ask for: never more than wanted."""
    return snap_down(size, instrument.size_increment, instrument.size_scale)
