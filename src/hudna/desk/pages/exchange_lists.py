"""Lists of an exchange: versions that were sealed and handed over, what changed, which questions wait for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import URLPattern, path, reverse

from hudna.desk import work
from hudna.desk.codes import list_words
from hudna.desk.deeds import Form
from hudna.desk.doorway import Door, page
from hudna.desk.exchange_reconciling import KIND as RECONCILE
from hudna.desk.exchange_register import register_of
from hudna.desk.models import Job
from hudna.desk.pages.exchange_ground import Stand, deed_views, forms, stand_at
from hudna.desk.pages.exchange_list_deeds import DEEDS
from hudna.desk.pages.exchange_questions import Line, accounted_lines, difference_of, question_words
from hudna.exchange import ExchangeFile, ListsReconciled, ListVersion, Question

TEMPLATE, ROUTE = "desk/exchange_lists.html", "exchange-lists"
MOST_QUESTIONS = 200


@dataclass(frozen=True)
class Version:
    """One version of a list: sealed when, handed over when and through whom, with how many people. ``after_other``:
    sealed after the other side's list of that kind was open; ``difference``: against the version before, in words.
    """

    number: int
    sealed: datetime
    commitment: str
    handed: datetime | None
    through: str
    rows: int
    rejected: int
    after_other: bool
    replaced: bool
    difference: str


@dataclass(frozen=True)
class ListShown:
    """The versions of one list of one side, the newest first."""

    side: str
    of: str
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class QuestionShown:
    """A question with its clock and its answers. ``to``: whose answer it waits for."""

    question: str
    person: str
    person_href: str
    to: str
    asker: str
    words: str
    asked: datetime
    due: datetime | None
    overdue: bool
    answers: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True)
class ListsPage:
    """Lists, what they leave open, and who is accounted for how. ``open``: questions of the register, in words."""

    zone: str
    at: datetime
    known_at: datetime | None
    limited: bool
    exchange: str
    lists: tuple[ListShown, ...]
    reconciled: tuple[tuple[datetime, int, int, int], ...]
    going: bool
    percent: int
    fault: str
    nobody_works: bool
    questions: tuple[QuestionShown, ...]
    answered: tuple[QuestionShown, ...]
    left_open: tuple[tuple[str, int, tuple[Line, ...]], ...]
    accounted: tuple[tuple[str, tuple[tuple[str, int], ...], int], ...]
    forms: tuple[Form, ...]


@page(action="see-exchange", purpose="look at the lists of an exchange", template=TEMPLATE)
def lists(door: Door, exchange: str) -> ListsPage:
    """The lists, as far as the visitor sees them."""
    return lists_page(stand_at(door, exchange))


def lists_page(stand: Stand, refused: Form | None = None) -> ListsPage:
    """The page of the lists of an exchange."""
    from django.conf import settings

    file, door = stand.file, stand.door
    job = Job.objects.filter(kind=RECONCILE, subject=stand.name).order_by("-pk").first() if stand.is_neutral else None
    going = job is not None and job.state in ("queued", "running")
    register = register_of(settings.PLACE, file) if stand.is_neutral else None
    questions = [_question(stand, one) for one in file.questions.values()]
    return ListsPage(
        zone=door.zone,
        at=door.at,
        known_at=door.known_at,
        limited=not stand.is_neutral,
        exchange=stand.name,
        lists=tuple(_list(stand, side, kind) for side in file.sides for kind in ("wanted", "held")),
        reconciled=tuple(_register(entry.at, entry.event) for entry in reversed(file.registers)),
        going=going,
        percent=round(100 * job.done / job.total) if job and job.total else 0,
        fault=job.fault if job and job.state == "refused" else "",
        nobody_works=going and not work.is_at_work(settings.PLACE),
        questions=tuple(sorted((one for one in questions if not one.answers), key=_urgency)),
        answered=tuple(one for one in questions if one.answers),
        left_open=question_words(stand, register, MOST_QUESTIONS) if register else (),
        accounted=accounted_lines(stand, register) if register else (),
        forms=forms(stand, DEEDS, refused),
    )


def _register(at: datetime, event: object) -> tuple[datetime, int, int, int]:
    assert isinstance(event, ListsReconciled)
    return at, event.rows, event.persons, event.questions


def _list(stand: Stand, side: str, kind: str) -> ListShown:
    versions: list[ListVersion] = stand.file.lists.get((side, kind), [])  # type: ignore[arg-type]
    return ListShown(
        stand.party(side),
        list_words(kind),
        tuple(_version(stand, versions, place) for place in range(len(versions) - 1, -1, -1)),
    )


def _version(stand: Stand, versions: list[ListVersion], place: int) -> Version:
    one = versions[place]
    opened, handed = one.opened, one.handed_over
    return Version(
        one.number,
        one.committed.at,
        one.commitment,
        handed.at if handed else None,
        opened.through if opened else "",
        opened.rows if opened else 0,
        opened.rejected if opened else 0,
        one.after_other,
        one.replaced,
        difference_of(stand, versions[:place], one) if opened and stand.is_neutral else "",
    )


def _question(stand: Stand, one: Question) -> QuestionShown:
    event = one.event
    known = event.person and event.person in stand.file.people
    return QuestionShown(
        event.question,
        event.person,
        reverse("exchange-person", args=[stand.name, event.person]) if known else "",
        stand.party(event.to),
        stand.party(event.asker),
        event.words,
        one.asked.at,
        event.due,
        one.is_overdue(stand.door.at),
        tuple((getattr(entry.event, "words", ""), entry.at) for entry in one.answers),
    )


def _urgency(one: QuestionShown) -> tuple[bool, float, str]:
    return one.due is None, one.due.timestamp() if one.due else 0.0, one.question


def files_of(file: ExchangeFile) -> int:
    """How many lists are open."""
    return sum(one.opened is not None for versions in file.lists.values() for one in versions)


VIEWS = deed_views(DEEDS, TEMPLATE, lists_page, ROUTE)

urls: list[URLPattern] = [
    path("exchange/<str:exchange>/lists/", lists, name=ROUTE),
    *(path(f"exchange/<str:exchange>/lists/{name}/", view, name=f"exchange-{name}") for name, view in VIEWS.items()),
]
