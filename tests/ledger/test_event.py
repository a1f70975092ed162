"""Canonical bytes: one event, one encoding, exact."""

from __future__ import annotations

import json
import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.ledger.event import Event, decode, encode

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
TREES = st.recursive(SCALARS, lambda of: st.lists(of) | st.dictionaries(st.text(), of), max_leaves=20)


@given(TREES)
def test_what_is_decoded_is_what_was_encoded(tree):
    assert encode(decode(encode(tree))) == encode(tree)
    assert repr(decode(encode(tree))) == repr(decode(json.dumps(tree, sort_keys=True)))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_come_back_bit_for_bit(number):
    assert decode(encode({"x": number}))["x"].hex() == number.hex()


@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_the_order_of_keys_does_not_matter(body):
    assert encode(body) == encode(dict(reversed(body.items())))


@given(st.integers(1, 2**40), st.text(min_size=1), st.none() | st.text(), TREES)
def test_the_event_is_encoded_like_one_sorted_dict(seq, event_id, cause, tree):
    event = Event(seq, -5, 7, "note", event_id, cause, {"text": tree})
    whole = {
        "seq": seq,
        "ts_event": -5,
        "ts_init": 7,
        "kind": "note",
        "id": event_id,
        "cause": cause,
        "body": event.body,
    }
    assert event.canonical() == encode(whole)


def test_numbers_that_json_lacks_are_words():
    tree = {"a": math.nan, "b": [math.inf, -math.inf], "c": np.float64(1.5), "d": np.int64(3), "e": Decimal("1.10")}
    assert encode(tree) == b'{"a":"NaN","b":["Infinity","-Infinity"],"c":1.5,"d":3,"e":"1.10"}'
    assert encode({"x": np.float32("nan"), "y": np.bool_(True), "z": (1, 2)}) == b'{"x":"NaN","y":true,"z":[1,2]}'
    assert math.isnan(float(decode(encode(math.nan))))


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", np.zeros(3)])
def test_what_has_no_exact_form_is_refused(value):
    with pytest.raises(TypeError):
        encode({"x": value})
