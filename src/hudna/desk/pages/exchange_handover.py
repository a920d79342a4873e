"""One hand-over at the desk: who is in it, what was said of each, what does not agree, its beginning and end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Literal, cast, get_args

from django.http import Http404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hudna.desk.codes import closed_words, ticked_words
from hudna.desk.deeds import Decide, Field, Form, Typed, at_field, names_hint
from hudna.desk.doorway import Door, page
from hudna.desk.handover_lists import is_in_conflict
from hudna.desk.pages.exchange_batches import BatchShown, batches_shown, everything, place_words, plan_of
from hudna.desk.pages.exchange_ground import Deed, Stand, deed_views, forms, stand_at
from hudna.exchange import Outcome, TicksSettled, close_hand_over, open_hand_over, outcomes, settle_ticks

TEMPLATE, ROUTE = "desk/exchange_hand_over.html", "exchange-hand-over"
How = Literal["complete", "in-part", "stopped"]


@dataclass(frozen=True)
class PersonShown:
    """Somebody in a hand-over. ``said``: speaker and words; for a side, what it said itself."""

    person: str
    href: str
    side: str
    place: str
    said: tuple[tuple[str, str], ...]
    course: str
    course_words: str
    conflict: bool
    settled: bool


@dataclass(frozen=True)
class HandOverPage:
    """A hand-over. ``conflicts`` first, then everybody; ``counts``: how many stand how."""

    zone: str
    at: datetime
    known_at: datetime | None
    exchange: str
    batch: BatchShown
    opened_at: datetime | None
    closed_at: datetime | None
    closed_why: str
    counts: tuple[tuple[str, int], ...]
    conflicts: tuple[PersonShown, ...]
    people: tuple[PersonShown, ...]
    forms: tuple[Form, ...]
    may_tick: bool


def course_words(course: str) -> str:
    """Where somebody stands in a hand-over."""
    return {
        "waiting": _("nothing is said yet"),
        "on-the-way": _("on the way"),
        "unconfirmed": _("not all three have said it"),
        "contradicted": _("it does not agree"),
        "released": pgettext("of a person", "released"),
        "stayed": _("did not leave"),
        "died": _("died"),
    }.get(course, course)


@page(action="see-exchange", purpose="see how a hand-over stands", template=TEMPLATE)
def hand_over(door: Door, exchange: str, number: int) -> HandOverPage:
    """One hand-over."""
    return hand_over_page(stand_at(door, exchange, number=number))


def hand_over_page(stand: Stand, refused: Form | None = None) -> HandOverPage:
    """The page of a hand-over. Raises Http404 where there is none of this number."""
    batch = next((one for one in batches_shown(stand) if one.number == stand.number), None)
    if batch is None:
        raise Http404
    people = _people(stand)
    there = stand.file.hand_overs.get(stand.number)
    counts: dict[str, int] = {}
    for one in people:
        counts[one.course_words] = counts.get(one.course_words, 0) + 1
    return HandOverPage(
        zone=stand.door.zone,
        at=stand.door.at,
        known_at=stand.door.known_at,
        exchange=stand.name,
        batch=batch,
        opened_at=there.opened.at if there and there.opened else None,
        closed_at=there.closed.at if there and there.closed else None,
        closed_why=there.closing.why if there and there.closing else "",
        counts=tuple(counts.items()),
        conflicts=tuple(one for one in people if one.conflict),
        people=tuple(one for one in people if not one.conflict),
        forms=forms(stand, DEEDS, refused),
        may_tick=stand.door.may("tick"),
    )


def _people(stand: Stand) -> tuple[PersonShown, ...]:
    file = everything(stand)
    plan = plan_of(stand, file, stand.number)
    places = plan.people(stand.number) if plan else {}
    found = outcomes(stand.file, stand.number)
    everybody = sorted({*places, *found})
    return tuple(
        _person(stand, one, file.people[one].held_by, places.get(one, ""), found.get(one))
        for one in everybody
        if one in file.people
    )


def _person(stand: Stand, person: str, held_by: str, place: str, outcome: Outcome | None) -> PersonShown:
    told = outcome.said if outcome else {}
    said = {speaker: words for speaker, words in told.items() if stand.is_neutral or speaker == stand.side}
    course = outcome.course if outcome else "waiting"
    known = person in stand.file.people
    return PersonShown(
        person,
        reverse("exchange-person", args=[stand.name, person]) if known else "",
        stand.party(held_by),
        place_words(stand, place),
        tuple((stand.party(speaker), ", ".join(map(ticked_words, words))) for speaker, words in said.items()),
        course,
        course_words(course),
        outcome is not None and is_in_conflict(outcome),
        outcome is not None and outcome.settled,
    )


# deeds


def _is_next(stand: Stand) -> bool:
    file = stand.file
    last = max((one.number for one in file.hand_overs.values() if one.opened), default=0)
    return file.is_agreed and file.running is None and stand.number == last + 1


def _is_open(stand: Stand) -> bool:
    there = stand.file.hand_overs.get(stand.number)
    return there is not None and there.opened is not None and there.closed is None


def _open_form(stand: Stand) -> Form:
    means = _("Phones can be given its list before; from now on it is under way, and the plan stands still.")
    return Form("begin", _("Open the hand-over"), means, _("Open it"), (at_field(),))


def _open(stand: Stand, typed: Typed) -> Decide:
    return lambda state: open_hand_over(
        state.exchanges, exchange=stand.name, hand_over=stand.number, by=typed.said.by, at=typed.said.at
    )


def _settle_form(stand: Stand) -> Form:
    found = outcomes(stand.file, stand.number)
    people = tuple((one, f"{one} – {course_words(what.course)}") for one, what in found.items() if what.is_unresolved)
    choices = (("yes", _("was released")), ("no", _("was not released")))
    fields = (
        Field("of", _("Of whom"), "choice", required=True, choices=people),
        Field("released", _("What holds"), "choice", required=True, choices=choices),
        Field("why", _("What it rests on"), "words", required=True, hint=names_hint()),
        at_field(),
    )
    means = _("Everything that was said stays on record; what you say is what counts, until it is settled anew.")
    return Form("settle", _("Settle what does not agree"), means, _("Settle it"), fields)


def _has_unresolved(stand: Stand) -> bool:
    return any(one.is_unresolved for one in outcomes(stand.file, stand.number).values())


def _settle(stand: Stand, typed: Typed) -> Decide:
    told = stand.name, stand.number, typed["of"], typed["released"] == "yes", typed.hidden("why"), token_hex(16)
    event = TicksSettled(*told)
    return lambda state: settle_ticks(state.exchanges, settled=event, by=typed.said.by, at=typed.said.at)


def _close_form(stand: Stand) -> Form:
    choices = tuple((how, closed_words(how)) for how in get_args(How))
    fields = (
        Field("how", _("How it ended"), "choice", required=True, choices=choices),
        Field("why", _("Why it is not complete"), "words", hint=names_hint()),
        at_field(),
    )
    means = _("Ticks that come in later are still taken, and told where they say otherwise.")
    return Form("end", _("Close the hand-over"), means, _("Close it"), fields)


def _close(stand: Stand, typed: Typed) -> Decide:
    plan = plan_of(stand, everything(stand), stand.number)
    expected = tuple(plan.people(stand.number)) if plan else ()
    how, why = cast(How, typed["how"]), typed.hidden("why")
    return lambda state: close_hand_over(
        state.exchanges,
        exchange=stand.name,
        hand_over=stand.number,
        how=how,
        why=why,
        expected=expected,
        by=typed.said.by,
        at=typed.said.at,
    )


DEEDS: tuple[Deed, ...] = (
    Deed("begin", "keep-exchange", "open a hand-over", _is_next, _open_form, _open),
    Deed("settle", "keep-exchange", "settle ticks that do not agree", _has_unresolved, _settle_form, _settle),
    Deed("end", "keep-exchange", "close a hand-over", _is_open, _close_form, _close),
)
VIEWS = deed_views(DEEDS, TEMPLATE, hand_over_page, ROUTE)

urls: list[URLPattern] = [
    path("exchange/<str:exchange>/hand-overs/<int:number>/", hand_over, name=ROUTE),
    *(
        path(f"exchange/<str:exchange>/hand-overs/<int:number>/{name}/", view, name=f"exchange-{name}")
        for name, view in VIEWS.items()
    ),
]
