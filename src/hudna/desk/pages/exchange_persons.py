"""Persons of an exchange: what is said of each, by whom, since when; by number, and by name for who says what for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from hudna.desk.codes import status_words
from hudna.desk.doorway import Door, page
from hudna.desk.exchange_names import names_of_people, note_purpose, purpose_of
from hudna.desk.pages import exchange_person
from hudna.desk.pages.case_ground import back
from hudna.desk.pages.exchange_ground import Stand, deed_views, stand_at
from hudna.desk.pages.exchange_person_deeds import DEEDS
from hudna.exchange import STATUSES, PersonFile, status_of
from hudna.ground import Fault

TEMPLATE, ROUTE = "desk/exchange_persons.html", "exchange-persons"
PER_PAGE = 50


@dataclass(frozen=True)
class Row:
    """A person: number, name where names are open, who holds them, who asks for them, what is said, since when."""

    person: str
    href: str
    name: str
    held_by: str
    asked_by: tuple[str, ...]
    status: str
    status_words: str
    since: datetime | None
    said_by: str
    voices: int


@dataclass(frozen=True)
class PersonsPage:
    """Persons that fit the filter. ``names``: what they are open for; empty: they are not."""

    zone: str
    known_at: datetime | None
    limited: bool
    exchange: str
    counts: tuple[tuple[str, str, int], ...]
    rows: tuple[Row, ...]
    found: int
    all: int
    number: int
    pages: int
    text: str
    status: str
    held: str
    sides: tuple[tuple[str, str], ...]
    may_names: bool
    names: str
    fault: Fault | None = None


@page(action="see-exchange", purpose="look at the persons of an exchange", template=TEMPLATE)
def persons(door: Door, exchange: str) -> PersonsPage:
    """Persons by number, status and holder; by name where names are open."""
    return _page(stand_at(door, exchange))


@page(action="own-names", purpose="open the names of an exchange", template=TEMPLATE)
def names(door: Door, exchange: str) -> PersonsPage | HttpResponse:
    """Say what names are opened for; they stay open to this office for an hour."""
    stand = stand_at(door, exchange)
    if door.request.method != "POST":
        return _page(stand)
    try:
        note_purpose(door, exchange, door.request.POST.get("purpose", "").strip())
        names_of_people(door, exchange, (), purpose_of(door, exchange))
    except Fault as fault:
        door.request.session.pop("exchange-names", None)
        return _page(stand, fault)
    messages.success(door.request, _("It is on record. Names are open to you for an hour."))
    answer: HttpResponse = back(door, ROUTE, exchange)
    return answer


def _page(stand: Stand, fault: Fault | None = None) -> PersonsPage:
    door, file = stand.door, stand.file
    asked = door.request.GET
    text, status, held = (asked.get(name, "").strip()[:100] for name in ("q", "status", "held"))
    purpose = purpose_of(door, stand.name) if door.may("own-names") and fault is None else ""
    called = names_of_people(door, stand.name, file.people, purpose) if purpose else {}
    stands = {name: status_of(file, person) for name, person in file.people.items()}
    kept = [
        person
        for name, person in sorted(file.people.items())
        if (not status or stands[name] == status)
        and (not held or person.held_by == held)
        and (not text or _fits(text, name, called.get(name, "")))
    ]
    part = Paginator(kept, PER_PAGE).get_page(asked.get("page", "1"))
    counts = Counter(stands.values())
    return PersonsPage(
        zone=door.zone,
        known_at=door.known_at,
        limited=not stand.is_neutral,
        exchange=stand.name,
        counts=tuple((one, status_words(one), counts[one]) for one in STATUSES if counts[one]),
        rows=tuple(_row(stand, one, stands[one.id], called.get(one.id, "")) for one in part),
        found=len(kept),
        all=len(file.people),
        number=part.number,
        pages=part.paginator.num_pages,
        text=text,
        status=status,
        held=held,
        sides=tuple((side, stand.party(side)) for side in file.sides),
        may_names=door.may("own-names"),
        names=purpose,
        fault=fault,
    )


def _fits(text: str, number: str, name: str) -> bool:
    return text.casefold() in (number.casefold(), number[2:].lstrip("0")) or all(
        part in name.casefold() for part in text.casefold().split()
    )


def _row(stand: Stand, person: PersonFile, status: str, name: str) -> Row:
    said = person.statement
    return Row(
        person.id,
        reverse("exchange-person", args=[stand.name, person.id]),
        name,
        stand.party(person.held_by),
        tuple(map(stand.party, sorted(person.asked_by))),
        status,
        status_words(status),
        said.at if said else None,
        stand.party(said.by_side) if said else "",
        len(person.voices),
    )


VIEWS = deed_views(DEEDS, exchange_person.TEMPLATE, exchange_person.person_page, exchange_person.ROUTE)

urls: list[URLPattern] = [
    path("exchange/<str:exchange>/persons/", persons, name=ROUTE),
    path("exchange/<str:exchange>/persons/names/", names, name="exchange-names"),
    path("exchange/<str:exchange>/persons/<str:person>/", exchange_person.person, name=exchange_person.ROUTE),
    *(
        path(f"exchange/<str:exchange>/persons/<str:person>/{name}/", view, name=f"exchange-{name}")
        for name, view in VIEWS.items()
    ),
]
