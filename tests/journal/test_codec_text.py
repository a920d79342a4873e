"""The text of an entry is the canonical text of its plain values, whatever the event holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudna.ground import Fault
from hudna.journal import Codec, Decision, Seen, canonical, instant_text
from hudna.journal.codec import Place
from hudna.journal.merkle import leaf

NOON = datetime(2014, 1, 17, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Inner:
    zeta: int
    alpha: str | None


@dataclass(frozen=True, slots=True)
class Everything:
    KIND: ClassVar[str] = "test.everything"
    text: str
    yes: bool
    number: int
    when: datetime
    choice: Literal["one", "zwei"]
    inner: Inner
    many: tuple[Inner, ...]
    table: Mapping[str, str]
    perhaps: datetime | None

    @property
    def about(self) -> str:
        return ""


CODEC = Codec([Everything])
texts = st.text(st.characters(exclude_categories=["Cs"]))
zones = st.sampled_from([UTC, timezone(timedelta(hours=3)), timezone(timedelta(hours=-9, minutes=-30))])
instants = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=zones)  # noqa: DTZ001 - zones are drawn
numbers = st.integers(1 - 2**53, 2**53 - 1)
inners = st.builds(Inner, numbers, st.none() | texts)
tables = st.dictionaries(st.text(st.characters(max_codepoint=127)), texts)
events = st.builds(
    Everything,
    texts,
    st.booleans(),
    numbers,
    instants,
    st.sampled_from(["one", "zwei"]),
    inners,
    st.lists(inners, max_size=3).map(tuple),
    tables,
    st.none() | instants,
)
seens = st.dictionaries(st.sampled_from("abc"), st.builds(Seen, st.integers(1, 9), st.just("ab" * 32)))


@given(events, instants, texts, texts, seens)
def test_what_is_written_is_canonical_and_read_again(
    event: Everything, at: datetime, by: str, behalf: str, seen: Mapping[str, Seen]
) -> None:
    row = CODEC.write(Decision(event, at, behalf), Place("a", 3, "cd" * 32, seen), by=by, recorded=NOON)
    plain = json.loads(row.text)
    assert canonical(plain) == row.text
    assert row.hash == leaf(row.text)
    entry = CODEC.read(row)
    assert (entry.event, entry.at, entry.by, entry.behalf, dict(entry.seen)) == (event, at, by, behalf, seen)
    assert (plain["at"], plain["recorded"]) == (instant_text(at), instant_text(NOON))


GOOD = Everything("t", True, 1, NOON, "one", Inner(1, None), (), {}, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", 1),
        ("text", "\ud800"),
        ("yes", 1),
        ("number", True),
        ("number", 1.0),
        ("number", 2**53),
        ("when", "2014-01-17"),
        ("when", NOON.replace(tzinfo=None)),
        ("choice", "three"),
        ("inner", GOOD),
        ("inner", {"zeta": 1, "alpha": None}),
        ("many", "ab"),
        ("many", (1,)),
        ("table", {"é": "x"}),
        ("table", {"a": 1}),
        ("perhaps", ""),
    ],
)
def test_a_value_that_has_no_place_is_refused(field: str, value: object) -> None:
    event = Everything(**{**{name: getattr(GOOD, name) for name in Everything.__slots__}, field: value})
    with pytest.raises(Fault, match=r"\[event-unfit\]"):
        CODEC.write(Decision(event, NOON), Place("a", 0, "", {}), by="desk", recorded=NOON)
