"""Exchange: where does it stand, who leaves when, what is owed after each hand-over, and what waits for whom?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from hudna.desk.deeds import Form, attempt
from hudna.desk.doorway import Door, page, show
from hudna.desk.drawn import Balance, Course
from hudna.desk.names import listed, names_of
from hudna.desk.pages import exchange_handover, exchange_lists, exchange_persons, exchange_planning, family
from hudna.desk.pages.exchange_batches import BatchShown, batches_shown, course_shown, everything
from hudna.desk.pages.exchange_deeds import DEEDS, open_form, opened
from hudna.desk.pages.exchange_ground import Stand, deed_views, forms, stand_at
from hudna.desk.pages.exchange_owed import AccountShown, accounts_now, accounts_shown, balance_shown, statement_of

ALL_DEEDS = (*exchange_planning.DEEDS, *DEEDS)
LIST, ONE, ROUTE = "desk/exchanges.html", "desk/exchange.html", "exchange-one"


@dataclass(frozen=True)
class Step:
    """One thing that has to be done before people leave: is it, and how far?"""

    words: str
    told: str
    done: bool


@dataclass(frozen=True)
class ExchangePage:
    """One exchange. ``sides``: their names, in the order of the terms; ``counted``: accounts are at hand."""

    zone: str
    at: datetime
    known_at: datetime | None
    limited: bool
    exchange: str
    sides: tuple[str, ...]
    neutral: str
    persons: int
    released: int
    questions: int
    overdue: int
    steps: tuple[Step, ...]
    gap_percent: float | None
    accounts: tuple[AccountShown, ...]
    counted: bool
    statement: tuple[str, ...]
    course: Course | None
    balance: Balance | None
    batches: tuple[BatchShown, ...]
    forms: tuple[Form, ...]
    planning: exchange_planning.Planning | None


@dataclass(frozen=True)
class ExchangesPage:
    """The exchanges that the visitor sees (name, address, sides, persons), and the form to open one."""

    zone: str
    exchanges: tuple[tuple[str, str, str, int], ...]
    form: Form | None


@page(action="see-exchange", purpose="see which exchanges there are", template=LIST)
def exchanges(door: Door) -> ExchangesPage:
    """Every exchange of the case."""
    return _all(door)


def _all(door: Door, refused: Form | None = None) -> ExchangesPage:
    names = names_of(door)
    rows = tuple(
        (one.exchange, reverse(ROUTE, args=[one.exchange]), listed(tuple(map(names.party, one.sides))), len(one.people))
        for one in door.state.exchanges
    )
    return ExchangesPage(door.zone, rows, refused or open_form(door))


@page(action="keep-exchange", purpose="open an exchange", template=LIST)
def new(door: Door) -> ExchangesPage | HttpResponse:
    """Open an exchange between two sides."""
    form = open_form(door)
    if door.request.method != "POST" or form is None:
        return _all(door)
    refused = attempt(form, door, opened)
    if refused is not None:
        return show(door.request, LIST, _all(door, refused), status=422)
    messages.success(door.request, _("Recorded."))
    return HttpResponseRedirect(reverse(ROUTE, args=[door.request.POST["exchange"]]), status=303)


@page(action="see-exchange", purpose="see where an exchange stands", template=ONE)
def exchange(door: Door, exchange: str) -> ExchangePage:
    """One exchange."""
    return exchange_page(stand_at(door, exchange))


def exchange_page(stand: Stand, refused: Form | None = None) -> ExchangePage:
    """The page of an exchange, as its visitor sees it."""
    door, file = stand.door, stand.file
    shown = batches_shown(stand)
    accounts = accounts_now(stand)
    return ExchangePage(
        zone=door.zone,
        at=door.at,
        known_at=door.known_at,
        limited=not stand.is_neutral,
        exchange=stand.name,
        sides=tuple(map(stand.party, file.sides)),
        neutral=file.neutral,
        persons=len(file.people),
        released=sum(one.released for one in shown),
        questions=sum(not one.answers for one in file.questions.values()),
        overdue=len(file.overdue(door.at)),
        steps=steps_of(stand),
        gap_percent=100 * stand.plan.plan.proof.gap if stand.plan else None,
        accounts=accounts_shown(stand, accounts),
        counted=accounts is not None,
        statement=statement_of(stand, accounts),
        course=course_shown(stand, shown),
        balance=balance_shown(stand),
        batches=shown,
        forms=forms(stand, ALL_DEEDS, refused),
        planning=exchange_planning.planning(stand),
    )


def steps_of(stand: Stand) -> tuple[Step, ...]:
    """What has to be done before people leave, in its order."""
    file, sides = stand.file, stand.file.sides

    def step(words: str, done: list[str]) -> Step:
        told = listed(tuple(map(stand.party, done))) if done else _("by nobody yet")
        return Step(words, told, len(done) == len(sides))

    sealed = [side for side in sides if file.list_now(side, "wanted")]
    handed = [side for side in sides if (one := file.list_now(side, "wanted")) and one.handed_over]
    answered = [side for side in sides if (one := file.list_now(side, "held")) and one.handed_over]
    halves = [side for side in sides if side in file.seeds]
    opened_halves = [side for side in sides if side in file.seeds and file.seeds[side].half]
    agreed = [side for side in sides if file.plan and side in file.plan.agreed_by]
    registers = len(everything(stand).registers)
    return (
        step(_("Lists of whom each side asks for are sealed"), sealed),
        step(_("… and handed over"), handed),
        step(_("Lists of whom each side holds are handed over"), answered),
        Step(
            _("The lists are reconciled"),
            f"{registers} ×" if registers else _("not yet"),
            registers > 0,
        ),
        step(_("Halves of the seed are sealed"), halves),
        step(_("… and opened"), opened_halves),
        Step(
            _("A plan is put before both sides"),
            file.plan.event.document[:12] if file.plan else _("not yet"),
            bool(file.plan),
        ),
        step(_("… and agreed to"), agreed),
    )


VIEWS = deed_views(ALL_DEEDS, ONE, exchange_page, ROUTE)

urls: list[URLPattern] = [
    path("exchange/", exchanges, name="exchange"),
    path("exchange/-/open/", new, name="exchange-new"),
    *exchange_lists.urls,
    *exchange_persons.urls,
    *exchange_handover.urls,
    *exchange_planning.urls,
    path("exchange/<str:exchange>/", exchange, name=ROUTE),
    *(path(f"exchange/<str:exchange>/{name}/", view, name=f"exchange-{name}") for name, view in VIEWS.items()),
    *family.urls,
]
