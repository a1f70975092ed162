"""Conditions between parameters, as written: `fast < slow`, `2 * fast <= slow and stop < target`.

Only arithmetic, comparisons, `and`, `or`, `not` and the strategy's parameters: nothing is executed that is not in this file.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np

from tradewind.errors import UsageError

_TWO: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def holds(text: str, columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """(n,) bool: where the condition holds. columns: (n,) values of each parameter.

    Raises
    ------
    UsageError: it is no condition, or names an unknown parameter.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _refuse(text) from None
    if not isinstance(tree, ast.Compare | ast.BoolOp) and not (
        isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not)
    ):
        raise _refuse(text)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = _value(tree, columns, text)
    rows = len(next(iter(columns.values()), ()))
    return np.broadcast_to(np.asarray(found, dtype=bool), (rows,))


def _value(node: ast.AST, columns: Mapping[str, np.ndarray], text: str) -> Any:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return np.float64(node.value)
    if isinstance(node, ast.Name):
        if node.id not in columns:
            raise UsageError(f"constraint {text!r}: no parameter {node.id!r}", try_=", ".join(columns))
        return columns[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, columns, text)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return np.logical_not(_value(node.operand, columns, text))
    if isinstance(node, ast.BinOp) and type(node.op) in _TWO:
        return _TWO[type(node.op)](_value(node.left, columns, text), _value(node.right, columns, text))
    if isinstance(node, ast.BoolOp):
        join = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
        return reduce(join, [_value(v, columns, text) for v in node.values])
    if isinstance(node, ast.Compare) and all(type(o) in _TWO for o in node.ops):
        sides = [_value(v, columns, text) for v in (node.left, *node.comparators)]
        each = [_TWO[type(o)](a, b) for o, a, b in zip(node.ops, sides, sides[1:], strict=False)]
        return reduce(np.logical_and, each)
    raise _refuse(text)


def _refuse(text: str) -> UsageError:
    return UsageError(
        f"constraint {text!r} is no condition of numbers and parameters", try_="'fast < slow' or '2 * fast <= slow'"
    )
