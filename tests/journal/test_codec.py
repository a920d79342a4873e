"""Codec: one text for one entry, plain JSON that anybody can read, and refusals of everything else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudna.ground import Fault
from hudna.journal import Codec, Decision, Row, Seen, canonical, instant_text, read_instant
from hudna.journal.codec import Place
from hudna.journal.merkle import leaf
from tests.journal.cases import CODEC, NOON, Noted


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Everything:
    """An event with a field of every type."""

    KIND: ClassVar[str] = "test.everything"
    words: str
    yes: bool
    number: int
    when: datetime
    choice: Literal["a", "b"]
    part: Part
    parts: tuple[Part, ...]
    table: Mapping[str, str]
    maybe: int | None
    inner: tuple[str, ...] | None = None

    @property
    def about(self) -> str:
        return ""


ALL = Codec((Everything,))
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
numbers = st.integers(-(2**53) + 1, 2**53 - 1)
EARLY, LATE = (datetime(year, 1, 1) for year in (1900, 2200))  # noqa: DTZ001  # Hypothesis adds the zone
instants = st.datetimes(EARLY, LATE, timezones=st.just(UTC))
parts = st.builds(Part, words, numbers)
plain_names = st.text(st.characters(max_codepoint=126, min_codepoint=32), max_size=8)
everything = st.builds(
    Everything,
    words,
    st.booleans(),
    numbers,
    instants,
    st.sampled_from(["a", "b"]),
    parts,
    st.lists(parts, max_size=3).map(tuple),
    st.dictionaries(plain_names, words, max_size=3),
    st.none() | numbers,
    st.none() | st.lists(words, max_size=2).map(tuple),
)
places = st.builds(
    Place,
    plain_names,
    st.integers(0, 2**40),
    st.just("ab" * 32),
    st.dictionaries(plain_names, st.builds(Seen, st.integers(1, 99), st.just("cd" * 32)), max_size=2),
)


@given(everything, places, words, words, instants, instants)
def test_what_is_written_is_read_and_is_plain_canonical_json(
    event: Everything, place: Place, by: str, behalf: str, at: datetime, recorded: datetime
) -> None:
    row = ALL.write(Decision(event, at, behalf), place, by=by, recorded=recorded)
    entry = ALL.read(row)
    assert (entry.event, entry.at, entry.behalf, entry.by, entry.recorded) == (event, at, behalf, by, recorded)
    assert (entry.log, entry.seq, entry.prev, entry.seen) == (place.log, place.seq, place.prev, place.seen)
    assert entry.hash == leaf(row.text).hex()
    plain = json.loads(row.text)
    assert row.text == json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    again = ALL.write(Decision(entry.event, entry.at, entry.behalf), place, by=entry.by, recorded=entry.recorded)
    assert again == row


@given(instants)
def test_an_instant_has_one_text(moment: datetime) -> None:
    text = instant_text(moment.astimezone(timezone(timedelta(hours=3))))
    assert text == instant_text(moment)
    assert read_instant(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "2014-01-17T18:00:00Z",
        "2014-01-17 18:00:00.000000Z",
        "2014-01-17T18:00:00,000000Z",
        "2014-01-17T18:00:00.000000+",
        "2014-02-30T18:00:00.000000Z",
        "٢٠١٤-01-17T18:00:00.000000Z",
        "",
    ],
)
def test_another_way_to_write_an_instant_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):
        read_instant(text)


def good() -> Everything:
    return Everything("w", True, 1, NOON, "a", Part("p", 1), (), {"k": "v"}, None)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("words", 7, "7 is not str"),
        ("words", "\ud800", "surrogates not allowed"),
        ("yes", 1, "1 is not bool"),
        ("number", True, "True is not int"),
        ("number", 2**53, "too large"),
        ("number", 0.5, "0.5 is not int"),
        ("when", datetime(2014, 1, 17), "has no zone"),  # noqa: DTZ001
        ("when", "2014-01-17", "is not an instant"),
        ("choice", "c", "none of a, b"),
        ("part", ("p", 1), "is not Part"),
        ("parts", Part("p", 1), "is not a list"),
        ("table", {"كي": "v"}, "not a table of plain names"),
        ("table", {"k": 1}, "1 is not str"),
    ],
)
def test_what_an_event_may_not_hold_is_refused(field: str, value: object, message: str) -> None:
    event = good()
    object.__setattr__(event, field, value)
    with pytest.raises(Fault, match=message) as refused:
        ALL.write(Decision(event, NOON), Place("a", 0, "", {}), by="m", recorded=NOON)
    assert refused.value.code == "event-unfit"


def row(text: bytes) -> Row:
    return Row("a", 0, leaf(text), text)


def written() -> bytes:
    return ALL.write(Decision(good(), NOON), Place("a", 0, "", {}), by="m", recorded=NOON).text


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'"v":1', b'"v":2', "journal-newer"),
        (b'"v":1', b'"v":"1"', "journal-newer"),
        (b"test.everything", b"test.something", "kind-unknown"),
        (b'"number":1', b'"number":"1"', "entry-unreadable"),
        (b'"number":1', b'"numbers":1', "entry-unreadable"),
        (b'"choice":"a"', b'"choice":"c"', "entry-unreadable"),
        (b'"when":"2014', b'"when":"x014', "entry-unreadable"),
        (b'"seen":{}', b'"seen":[]', "entry-unreadable"),
        (b'"seen":{}', b'"seen":{"b":1}', "entry-unreadable"),
        (b'"by":"m",', b"", "entry-unreadable"),
        (b'"by":"m"', b'"by":"m","bz":1', "entry-unreadable"),
        (b"{", b"[", "entry-unreadable"),
        (b"}", b"", "entry-unreadable"),
    ],
)
def test_what_is_no_entry_of_ours_is_refused(old: bytes, new: bytes, code: str) -> None:
    with pytest.raises(Fault, match="entry a/0") as refused:
        ALL.read(row(written().replace(old, new, 1)))
    assert refused.value.code == code


@given(st.binary(max_size=60))
def test_reading_never_fails_in_another_way(data: bytes) -> None:
    for text in (data, written()[: len(data)] + data, written() + data):
        try:
            ALL.read(row(text))
        except Fault as fault:
            assert fault.code in ("entry-unreadable", "journal-newer", "kind-unknown")  # noqa: PT017


def test_deep_nesting_is_unreadable_and_not_a_crash() -> None:
    with pytest.raises(Fault) as refused:
        CODEC.read(row(b"[" * 100_000))
    assert refused.value.code == "entry-unreadable"


def test_what_has_no_canonical_text_is_refused() -> None:
    for value in (float("nan"), object(), "\ud800"):
        with pytest.raises(Fault) as refused:
            canonical(value)
        assert refused.value.code == "event-unfit"


def test_two_events_of_one_name_and_fields_without_a_place_are_refused() -> None:
    with pytest.raises(ValueError, match="two events"):
        Codec((Noted, Noted))

    @dataclass(frozen=True)
    class Share:
        KIND: ClassVar[str] = "test.share"
        share: float

    with pytest.raises(TypeError, match="no place in an event"):
        Codec((Share,))
