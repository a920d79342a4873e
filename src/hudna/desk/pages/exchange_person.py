"""One person of an exchange: all that was said of them, in order, and what was done before and after they left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from hudna.desk.codes import status_words, ticked_words
from hudna.desk.deeds import Form
from hudna.desk.doorway import Door, page
from hudna.desk.exchange_names import names_of_people, purpose_of
from hudna.desk.pages.exchange_batches import plan_of
from hudna.desk.pages.exchange_ground import Stand, forms, stand_at
from hudna.desk.pages.exchange_handover import course_words
from hudna.desk.pages.exchange_person_deeds import DEEDS
from hudna.desk.pages.exchange_why import may_ask_why, why_here
from hudna.desk.sentences import sentence
from hudna.exchange import Outcome, PersonFile, outcomes, status_of
from hudna.journal import Entry

TEMPLATE, ROUTE = "desk/exchange_person.html", "exchange-person"


@dataclass(frozen=True)
class Voice:
    """What somebody says of a person: the last word of each who spoke. ``counts``: it is the one that counts."""

    by: str
    words: str
    evidence: str
    said: str
    at: datetime
    counts: bool


@dataclass(frozen=True)
class Course:
    """A hand-over that the person was, or is to be, in."""

    number: int
    href: str
    at: datetime | None
    words: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """An entry on the person."""

    ref: str
    href: str
    words: str
    at: datetime
    recorded: datetime
    late: bool
    by: str


@dataclass(frozen=True)
class PersonPage:
    """One person. ``why``: why they are where they are in the plan, where it was asked."""

    zone: str
    at: datetime
    known_at: datetime | None
    limited: bool
    exchange: str
    person: str
    name: str
    held_by: str
    asked_by: tuple[str, ...]
    status: str
    status_words: str
    voices: tuple[Voice, ...]
    courses: tuple[Course, ...]
    interviewed: int
    examined: int
    certificates: tuple[str, ...]
    consents: bool
    publishing: tuple[tuple[str, int, bool], ...]
    history: tuple[Line, ...]
    may_ask_why: bool
    why: tuple[str, ...]
    forms: tuple[Form, ...]
    may_open_slips: bool


@page(action="see-exchange", purpose="look at one person of an exchange", template=TEMPLATE)
def person(door: Door, exchange: str, person: str) -> PersonPage:
    """One person, as far as the visitor knows of them."""
    return person_page(stand_at(door, exchange, person))


def person_page(stand: Stand, refused: Form | None = None) -> PersonPage:
    """The page of a person."""
    door, file = stand.door, stand.file
    one = file.people[stand.person]
    status = status_of(file, one)
    purpose = purpose_of(door, stand.name) if door.may("own-names") else ""
    called = names_of_people(door, stand.name, (one.id,), purpose) if purpose else {}
    return PersonPage(
        zone=door.zone,
        at=door.at,
        known_at=door.known_at,
        limited=not stand.is_neutral,
        exchange=stand.name,
        person=one.id,
        name=called.get(one.id, ""),
        held_by=stand.party(one.held_by),
        asked_by=tuple(map(stand.party, sorted(one.asked_by))),
        status=status,
        status_words=status_words(status),
        voices=_voices(stand, one),
        courses=_courses(stand, one),
        interviewed=len(one.interviews),
        examined=len(one.medicals),
        certificates=tuple(getattr(entry.event, "number", "") for entry in one.certificates),
        consents=one.consents_to_publication,
        publishing=tuple((where, len(said), where in one.published) for where, said in one.publishing.items()),
        history=tuple(_line(stand, entry) for entry in one.history),
        may_ask_why=may_ask_why(stand),
        why=why_here(stand) if door.request.GET.get("why") and may_ask_why(stand) else (),
        forms=forms(stand, DEEDS, refused),
        may_open_slips=door.may("read-names"),
    )


def _voices(stand: Stand, one: PersonFile) -> tuple[Voice, ...]:
    counts = one.statement
    return tuple(
        Voice(stand.party(said.by_side), status_words(said.status), said.evidence, said.words, said.at, said is counts)
        for said in sorted(one.voices.values(), key=lambda said: said.at, reverse=True)
    )


def _courses(stand: Stand, one: PersonFile) -> tuple[Course, ...]:
    file, plan = stand.file, stand.plan
    planned = {number for number, people in plan.releases.items() if one.id in people} if plan else set()
    found: dict[int, Outcome] = {
        number: told for number in file.hand_overs if (told := outcomes(file, number).get(one.id)) is not None
    }
    shown = []
    for number in sorted(planned | found.keys()):
        by_plan = plan_of(stand, file, number)
        at = by_plan.at(number) if by_plan else None
        told = found.get(number)
        said = told.said if told else {}
        shown.append(
            Course(
                number,
                reverse("exchange-hand-over", args=[stand.name, number]),
                at.at if at else None,
                course_words(told.course) if told else _("planned"),
                tuple((stand.party(who), ", ".join(map(ticked_words, words))) for who, words in said.items()),
            )
        )
    return tuple(shown)


def _line(stand: Stand, entry: Entry) -> Line:
    return Line(
        entry.ref,
        reverse("journal-entry", args=[entry.log, entry.seq]),
        sentence(entry, stand.door.zone, stand.names, slips=True),
        entry.at,
        entry.recorded,
        abs((entry.recorded - entry.at).total_seconds()) >= 60,
        entry.by,
    )
