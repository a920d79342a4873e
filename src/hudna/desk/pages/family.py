"""Asking after one person: what may be told to a family of the one whom they describe; and of nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from hudna.desk.codes import status_words
from hudna.desk.deeds import Field, Form, read, typed_into
from hudna.desk.doorway import Door, page, show
from hudna.desk.exchange_asking import Described, find_person
from hudna.desk.exchange_whole import whole
from hudna.desk.names import names_of
from hudna.exchange import ExchangeFile, status_of
from hudna.ground import Fault

TEMPLATE = "desk/family.html"


@dataclass(frozen=True)
class Told:
    """What is said of the person now and was said before: by whom, what, on what it rests, when."""

    by: str
    words: str
    evidence: str
    at: datetime


@dataclass(frozen=True)
class Answer:
    """One person: number, what is with them, and what was said of them, the newest first. ``found``: is there one?"""

    found: bool
    exchange: str = ""
    person: str = ""
    status: str = ""
    told: tuple[Told, ...] = ()
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True)
class FamilyPage:
    """The question, and the answer on one person; it is shown once, and kept nowhere."""

    zone: str
    form: Form | None
    answer: Answer | None


@page(action="ask-person", purpose="ask after one person of an exchange")
def family(door: Door) -> HttpResponse:
    """Ask after one person; with POST the lists are opened, which is recorded, and one person is told of."""
    form = _form(door)
    if door.request.method != "POST":
        return _unkept(show(door.request, TEMPLATE, FamilyPage(door.zone, form, None)))
    if form is None:
        raise Http404
    text = typed_into(form, door)
    try:
        typed = read(form, door, text)
        file = whole(door)[typed["exchange"]]
        told = {name: typed[name] for name in ("name", "father", "mother", "birth", "place")}
        person = find_person(door, file, Described(**told), typed["purpose"])
    except Fault as fault:
        refused = FamilyPage(door.zone, form.filled(text, fault), None)
        return _unkept(show(door.request, TEMPLATE, refused, status=422))
    answer = Answer(False) if person is None else _answer(door, file, person)
    return _unkept(show(door.request, TEMPLATE, FamilyPage(door.zone, form, answer)))


def _form(door: Door) -> Form | None:
    choices = tuple((one.exchange, one.exchange) for one in whole(door) if one.registers)
    if not choices:
        return None
    fields = (
        Field("exchange", _("Which exchange"), "choice", required=True, choices=choices, value=choices[-1][0]),
        Field("name", _("The whole name"), required=True, hint=_("in any script and spelling")),
        Field("father", _("Father’s name")),
        Field("mother", _("Mother’s name")),
        Field("birth", _("Birth"), hint=_("a date or a year")),
        Field("place", _("Place")),
        Field(
            "purpose", _("Who asks, and what for"), required=True, hint=_("in a few words, without the name of anybody")
        ),
    )
    means = _("It is recorded that your office opened the lists, and what for. Where several fit, none is told of.")
    return Form("family", _("Ask after one person"), means, _("Record it and ask"), fields, is_open=True)


def _answer(door: Door, file: ExchangeFile, person: str) -> Answer:
    one, names = file.people[person], names_of(door)
    said = sorted(one.statements, key=lambda said: said.at, reverse=True)
    return Answer(
        True,
        file.exchange,
        person,
        status_words(status_of(file, one)),
        tuple(
            Told(
                names.party(each.by_side) if each.by_side else _("the neutral body"),
                status_words(each.status),
                each.evidence,
                each.at,
            )
            for each in said
        ),
        tuple(str(getattr(entry.event, "number", "")) for entry in one.certificates),
    )


def _unkept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store, private"
    return answer


urls: list[URLPattern] = [path("family/", family, name="family")]
