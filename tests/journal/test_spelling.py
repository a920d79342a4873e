"""Spelling: what is accepted in haste is what the writer of entries would have written, and nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudna.journal.codec import canonical, read_instant
from hudna.journal.model import Row
from hudna.journal.spelling import values_of, with_values
from tests.journal.cases import small

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


FIRST = json.loads(next(iter(small().store.rows("desk-1"))).text)


def entry(body: Any, **other: Any) -> dict[str, Any]:
    return {**FIRST, "body": body, **other}


def read(*texts: bytes) -> list[dict[str, Any] | None]:
    return [found for _, found, _ in with_values(Row("a", seq, bytes(32), text) for seq, text in enumerate(texts))]


@given(st.lists(plain, min_size=1, max_size=4))
def test_every_canonical_text_is_taken_alone_and_in_company(bodies: list[Any]) -> None:
    entries = [entry(body) for body in bodies]
    texts = [canonical(one) for one in entries]
    assert read(*texts) == entries == [values_of(text) for text in texts]


def spoilt(text: bytes) -> list[bytes]:
    return [
        text.replace(b'"body":', b'"body": ', 1),
        text.replace(b'"v":1', b'"v":true'),
        text.replace(b'"v":1', b'"v":1.0'),
        text.replace(b'"v":1', b'"v":1,"v":1'),
        text.replace(b'"seq":0', b'"seq":-0'),
        text.replace(b'"seq":0', b'"seq":false'),
        text.replace(b'"seq":0', b'"seq":0.0'),
        text.replace(b'"x":7', b'"x":7.0'),
        text.replace(b'"x":7', b'"x":7e0'),
        text.replace(b'"x":7', b'"x":NaN'),
        text.replace(b'"x":7', b'"x":7,"x":7'),
        text.replace(b'"x":7,"y":[{"a":1,"b":2}]', b'"y":[{"a":1,"b":2}],"x":7'),
        text.replace(b'"a":1,"b":2', b'"b":2,"a":1'),
        text.replace(b'"by":"', b'"by":"\\u0061'),
        text.replace(b'"by":"', b'"by":"\\/'),
        text.replace(b'"by":"', b'"by":"\xff'),
        text.replace(b'"by":"', b'"by":"\\ud800'),
        text.replace(b'"seen":{}', b'"seen":[]'),
        text + b" ",
        b"\xef\xbb\xbf" + text,
        text[:-1],
        b"",
    ]


GOOD = canonical(entry({"x": 7, "y": [{"a": 1, "b": 2}]}))


@pytest.mark.parametrize("bad", spoilt(GOOD))
def test_another_spelling_of_the_same_is_not_taken(bad: bytes) -> None:
    assert bad != GOOD
    assert values_of(bad) is None
    assert read(GOOD, bad, GOOD) == [json.loads(GOOD), None, json.loads(GOOD)]


def test_rows_cut_in_the_wrong_place_are_not_taken_for_others() -> None:
    both = GOOD + b"," + GOOD
    for cut in range(1, len(both)):
        if cut != len(GOOD):
            found = read(both[:cut], both[cut + 1 :])
            assert None in found
            assert all(one is None or one == json.loads(GOOD) for one in found)
    whole = entry({"x": [entry({"x": 1}), entry({"x": 2})]})
    text = canonical(whole)
    middle = text.index(b"},{") + 1
    assert read(text[:middle], text[middle + 1 :], both) == [None, None, None]


def test_when_it_was_recorded_comes_along_where_all_instants_of_its_company_are_instants() -> None:
    noon, later = "2014-01-17T12:00:00.000000Z", "2014-01-17T12:00:00.000001Z"
    for field in ("at", "recorded"):
        for bad in ("2014-01-17T12:00:00Z", "2014-13-17T12:00:00.000000Z", f"{noon} {later}", noon[:-1], "", " ", "٢"):
            texts = [canonical(entry({}, at=noon, recorded=later)), canonical(entry({}, **{field: bad}))]
            found = list(with_values(Row("a", seq, bytes(32), text) for seq, text in enumerate(texts)))
            assert [(plain is not None, recorded) for _, plain, recorded in found] == [(True, None), (True, None)]
    ((_, _, recorded),) = with_values([Row("a", 0, bytes(32), canonical(entry({}, at=noon, recorded=later)))])
    assert recorded == read_instant(later)
