"""The first difference of two journals is named to the field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tradewind.ledger.compare import ABSENT, first_difference
from tradewind.ledger.event import Event

A = [Event(n, n, n, "note", f"n{n}", None, {"text": "t", "list": [1, {"w": 0.5}]}) for n in range(1, 5)]


def test_the_same_is_no_difference():
    assert first_difference(A, iter(A)) is None
    assert first_difference([], []) is None


@pytest.mark.parametrize(
    ("change", "path", "left", "right"),
    [
        ({"ts_event": 9}, "ts_event", 3, 9),
        ({"kind": "risk"}, "kind", "note", "risk"),
        ({"cause": "x"}, "cause", None, "x"),
        ({"body": {"text": "u", "list": [1, {"w": 0.5}]}}, "body.text", "t", "u"),
        ({"body": {"text": "t", "list": [1, {"w": 0.25}]}}, "body.list[1].w", 0.5, 0.25),
        ({"body": {"text": "t", "list": [1.0, {"w": 0.5}]}}, "body.list[0]", 1, 1.0),
        ({"body": {"text": "t", "list": [1]}}, "body.list[1]", {"w": 0.5}, ABSENT),
        ({"body": {"text": "t", "list": [1, {"w": 0.5}], "more": None}}, "body.more", ABSENT, None),
    ],
)
def test_the_field_is_named(change, path, left, right):
    b = [*A[:2], replace(A[2], **change), A[3]]
    found = first_difference(A, b)
    assert found is not None
    assert (found.seq, found.path, found.a, found.b) == (3, path, left, right)
    assert path in str(found)


def test_a_journal_that_ends_earlier_differs_there():
    found = first_difference(A, A[:3])
    assert found is not None and (found.seq, found.path, found.b) == (4, "event", ABSENT)
    found = first_difference(A[:3], A)
    assert found is not None and (found.seq, found.a) == (4, ABSENT)
