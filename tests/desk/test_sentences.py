"""Every kind of event has its sentence, and the sentence leaves nothing out that the entry says."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from django.utils import translation

from hudna.agreements import MomentFixed
from hudna.desk.sentences import SENTENCES, sentence
from hudna.desk.telling import FSI, PDI, Telling
from hudna.house import ALL_EVENTS
from hudna.journal import Entry
from hudna.monitoring import ComplaintReceived, DayCounted, PartyTold, Ruled, Span
from tests.monitoring.docketed import START

DAMASCUS = "Asia/Damascus"
NOT_TOLD = {
    ("SlipWritten", "sealed"),
    ("FindingTakenUp", "findings"),
    ("PlanOffered", "document"),
    ("PlanCountered", "document"),
    ("CaseOpened", "recipient"),
    ("LogBegun", "case"),
    ("PairJudged", "one"),
    ("PairJudged", "other"),
    ("PairJudged", "verdict"),
    ("JudgementWithdrawn", "one"),
    ("JudgementWithdrawn", "other"),
}
"""Hashes that stand on the page of the entry and would only be noise in a sentence."""

RANDOM = ("salt", "blind")
"""Random bytes that only hide, and say nothing."""


class Filling:
    """Fills an event with texts that are found again."""

    def __init__(self) -> None:
        self.used: list[str] = []

    def text(self, name: str) -> str:
        self.used.append(f"w{len(self.used)}-{name}")
        return self.used[-1]

    def value(self, name: str, hint: Any, kind: str) -> Any:
        origin, args = get_origin(hint), get_args(hint)
        if name in (
            "sha256",
            "root",
            "commitment",
            "sealed",
            "document",
            "findings",
            "entry",
            "chosen",
            "key",
            *RANDOM,
        ):
            return "ab" * 32
        if hint is str:
            known = {"occurrence": "B2", "attribution": "F6", "verdict": "breach", "zone": "Europe/Kyiv"}
            return known.get(name) or self.text(name)
        if hint is bool:
            return True
        if hint is int:
            return 4071
        if hint is datetime:
            return datetime(2014, 2, 3, 7, 30, tzinfo=UTC)
        if origin is Literal:
            return args[0]
        if origin in (Union, types.UnionType):
            return self.value(name, next(arg for arg in args if arg is not type(None)), kind)
        if origin is tuple:
            return (self.value(name, args[0], kind),)
        if origin is not None and issubclass(origin, Mapping):
            return {"received": "P3D"}
        assert is_dataclass(hint)
        if hint is Span:
            return Span(START, START + timedelta(hours=5), "UTC")
        return self.event(hint)

    def event(self, kind: Any) -> Any:
        hints = get_type_hints(kind)
        names = [field.name for field in fields(kind)]
        return kind(**{name: self.value(name, hints[name], kind.__name__) for name in names})


def entry(event: Any) -> Entry:
    return Entry("hq", 4, "", {}, START, START, "office", "", event, "ff" * 32)


def test_every_kind_of_event_has_a_sentence_and_no_other_has() -> None:
    assert set(SENTENCES) == set(ALL_EVENTS)


@pytest.mark.parametrize("kind", ALL_EVENTS, ids=lambda kind: kind.KIND)
@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_a_sentence_tells_all_that_the_entry_says(kind: type, language: str) -> None:
    filling = Filling()
    event = filling.event(kind)
    with translation.override(language):
        told = sentence(entry(event), DAMASCUS)
    assert told.strip()
    missing = [text for text in filling.used if text not in told]
    dropped = [text for text in missing if (kind.__name__, text.partition("-")[2]) not in NOT_TOLD]
    assert dropped == [], told
    assert told.count(FSI) == told.count(PDI)
    assert "%(" not in told


def test_what_is_not_said_is_not_told_as_something() -> None:
    words = sentence(entry(ComplaintReceived("d-1", "north", "Shelling.")), DAMASCUS)
    assert "of nobody named" in words
    counted = DayCounted("north", Span(START, START + timedelta(days=1), "UTC"), 3)
    assert "confirms" not in sentence(entry(counted), DAMASCUS)


def test_a_ruling_that_names_no_author_names_none() -> None:
    words = sentence(entry(Ruled("d-1", "not attributable", "No direction.", occurrence="B2", attribution="F6")), "UTC")
    assert "usually reliable" in words
    assert "cannot be judged" in words


def test_a_name_on_a_slip_is_told_as_that_or_left_for_a_page_that_opens_it() -> None:
    event = PartyTold("d-1", "north", "Told by [[slip:00aa11]].")
    assert "[[slip:" not in sentence(entry(event), DAMASCUS)
    assert "(a name on a slip)" in sentence(entry(event), DAMASCUS)
    assert "[[slip:00aa11]]" in sentence(entry(event), DAMASCUS, slips=True)


@pytest.mark.parametrize(
    ("begins", "hours", "told"),
    [
        (datetime(2014, 2, 1, 22, tzinfo=UTC), 24, "2014-02-02"),
        (datetime(2014, 2, 1, 22, tzinfo=UTC), 72, "2014-02-02 to 2014-02-04"),
        (datetime(2014, 2, 1, 23, tzinfo=UTC), 2, "2014-02-02 01:00 to 2014-02-02 03:00"),
    ],
)
def test_a_window_is_told_on_the_clock_of_the_case(begins: datetime, hours: int, told: str) -> None:
    words = Telling(DAMASCUS).window(Span(begins, begins + timedelta(hours=hours), "UTC"))
    assert words.replace(FSI, "").replace(PDI, "") == told


def test_a_clock_that_nobody_knows_does_not_break_the_page() -> None:
    event = MomentFixed("p", "1", "signature", datetime(2014, 1, 30, 22, tzinfo=UTC), "Moon/Far_Side")
    words = sentence(entry(event), DAMASCUS)
    assert "2014-01-31 00:00" in words
    assert "Moon/Far_Side" in words


def test_an_entry_is_called_by_its_number_where_the_reader_knows_it() -> None:
    telling = Telling("UTC", refs={"ff" * 32: "hq/4"})
    assert "hq/4" in telling.entry("ff" * 32)
    assert telling.entry("ee" * 32) == f"{FSI}{'ee' * 6}{PDI}"
