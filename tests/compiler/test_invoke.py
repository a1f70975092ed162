"""A compiled loop calls entries by their addresses, each with words of its own; in plain Python it does the same."""

from __future__ import annotations

import numpy as np
import pytest

from tradewind.compiler.arrays import INT, ArrayType
from tradewind.compiler.entry import entry
from tradewind.compiler.invoke import invoker, words_of_entry

FLOATS, TABLE, ROW = ArrayType(np.dtype("f8")), ArrayType(np.dtype("i8"), 2), ArrayType(np.dtype("i8"))
ARGUMENTS = [FLOATS, INT]
invoke = invoker(words_of_entry(ARGUMENTS))


def add(values, number):
    for i in range(values.size):
        values[i] += number
    return values.size


def double(values, number):
    for i in range(values.size):
        values[i] *= 2.0
    return number


def all_of(addresses, words):
    total = 0
    for i in range(addresses.size):
        total = 10 * total + invoke(addresses[i], words, i)
    return total


@pytest.mark.parametrize("compiled", [True, False])
def test_entries_in_turn(compiled: bool) -> None:
    values = [np.arange(3.0), np.arange(5.0)]
    called = [entry(add, ARGUMENTS), entry(double, ARGUMENTS), entry(add, ARGUMENTS)]
    given = [(values[0], 7), (values[1], 4), (values[1], 1)]
    words = np.array([e.words(g) for e, g in zip(called, given, strict=True)], np.int64)
    addresses = np.array([e.address for e in called], np.int64)
    total = entry(all_of, [ROW, TABLE])([addresses, words]) if compiled else all_of(addresses, words)
    assert total == 345
    assert values[0].tolist() == [7.0, 8.0, 9.0] and values[1].tolist() == [1.0, 3.0, 5.0, 7.0, 9.0]


def test_another_number_of_words_is_another_function() -> None:
    assert invoker(3) is invoker(3) and invoker(3).__defaults__ != invoker(4).__defaults__
