"""Planning: a draft by the terms as agreed, drafts by terms as they might be changed, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from hashlib import sha256

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hudna.desk import work
from hudna.desk.deeds import Decide, Field, Form, Typed, at_field
from hudna.desk.doorway import Door, page
from hudna.desk.drawn import Balance, Batch, Course, balance_of, course_of
from hudna.desk.exchange_planning import KIND, Changes, Draft, draft_of
from hudna.desk.exchange_register import last_of
from hudna.desk.exchange_texts import why_none
from hudna.desk.faults import DESK
from hudna.desk.models import Job
from hudna.desk.pages.exchange_batches import everything, place_words
from hudna.desk.pages.exchange_ground import Deed, Stand, stand_at
from hudna.desk.pages.exchange_owed import amount, category_words
from hudna.desk.pages.exchange_terms import terms_at
from hudna.desk.pages.exchange_words import change_words, stay_words, term_words
from hudna.desk.plans import KeptPlan, read_document
from hudna.desk.telling import stamp
from hudna.exchange import Terms, actuals_of, make_plan

PART = "desk/exchange_draft.html"
MOST_SEATS, MOST_OUT, MOST_DAYS, MOST_HAND_OVERS = 2000, 500, 90, 2000


@dataclass(frozen=True)
class Slider:
    """A number of the terms that can be tried otherwise: what it is called, as agreed, as tried, and its bounds."""

    name: str
    words: str
    agreed: int | None
    value: int
    most: int


@dataclass(frozen=True)
class DraftShown:
    """A draft: how far it is, or what came of it. ``against``: the same of the draft by the terms as agreed."""

    key: str
    state: str
    percent: int
    fault: str
    nobody_works: bool
    agreed: bool
    tried: tuple[str, ...] = ()
    hand_overs: int = 0
    last: datetime | None = None
    people: int = 0
    stay: tuple[tuple[str, int], ...] = ()
    gap_percent: float | None = None
    worst: str = ""
    course: Course | None = None
    balance: Balance | None = None
    conflict: tuple[tuple[str, str], ...] = ()
    changes: tuple[str, ...] = ()
    stale: bool = False


@dataclass(frozen=True)
class Planning:
    """The part of the page on which plans are made. ``why``: why none can be, as things stand."""

    sliders: tuple[Slider, ...]
    start: str
    draft: DraftShown | None
    tried: DraftShown | None
    why: str
    zone: str


@dataclass(frozen=True)
class PartPage:
    """A draft as a part of the page; it asks again by itself until it is there."""

    exchange: str
    zone: str
    draft: DraftShown = field(repr=False)


def planning(stand: Stand) -> Planning | None:
    """What the neutral body sees of planning; nobody else sees drafts."""
    if not (stand.may_decide and stand.door.may("keep-exchange")):
        return None
    terms, file = terms_at(stand), stand.file
    if not file.registers:
        return Planning((), "", None, None, _("The lists are reconciled first."), stand.door.zone)
    if terms is None:
        fault = why_none(stand.door.case.texts, stand.door.state, file)
        why = fault.what if fault else _("No text that was offered has terms of an exchange between these sides.")
        return Planning((), "", None, None, why, stand.door.zone)
    key = stand.door.request.GET.get("draft", "")
    base = shown(stand, Changes())
    return Planning(sliders_of(stand, terms), "", base, _tried(stand, key), "", stand.door.zone)


def _tried(stand: Stand, key: str) -> DraftShown | None:
    draft = draft_of(settings.PLACE, stand.name, key) if key.isalnum() else None
    return shown(stand, Changes.of(draft.given)) if draft else None


def sliders_of(stand: Stand, terms: Terms) -> tuple[Slider, ...]:
    """The numbers of the terms that can be tried otherwise."""
    found = [
        Slider(
            f"seats-{n}",
            _("Seats at %(place)s") % {"place": place_words(stand, one.id)},
            one.seats,
            one.seats,
            _room(one.seats),
        )
        for n, one in enumerate(terms.places)
    ]
    most = max((one.most for one in terms.balance), default=0)
    found.append(Slider("most", _("The most that either side may stand out"), most, most, max(50, 4 * most)))
    days = max(1, terms.batches.every.days)
    found.append(Slider("every", _("Days between two hand-overs"), days, days, 30))
    at_most = terms.batches.at_most
    if at_most is not None:
        found.append(Slider("at_most", _("Hand-overs at most"), at_most, at_most, _room(at_most)))
    return tuple(found)


def _room(value: int) -> int:
    return max(40, 3 * value)


def read_changes(stand: Stand, post: Mapping[str, str]) -> Changes:
    """What is tried, from the sliders; what is as agreed is left out. Raises choice-unfit."""
    terms = terms_at(stand)
    if terms is None:
        raise DESK.fault("choice-unfit", _("There are no terms that could be changed."))
    told: dict[str, int] = {}
    for one in sliders_of(stand, terms):
        text = post.get(one.name, "").strip() or str(one.value)
        if not text.isdecimal() or len(text) > 6:
            raise DESK.fault("choice-unfit", _("“%(field)s” is no whole number.") % {"field": one.words})
        if int(text) != one.agreed:
            told[one.name] = int(text)
    seats = {one.id: told[f"seats-{n}"] for n, one in enumerate(terms.places) if f"seats-{n}" in told}
    if told.get("every") == 0:
        raise DESK.fault("choice-unfit", _("Between two hand-overs there is a day at least."))
    return Changes("", seats, told.get("most"), told.get("every"), told.get("at_most"))


@require_POST
@page(action="keep-exchange", purpose="try an exchange by other terms", template=PART)
def what_if(door: Door, exchange: str) -> PartPage | HttpResponse:
    """Queue a draft by the terms as the sliders say."""
    stand = stand_at(door, exchange)
    changes = read_changes(stand, door.request.POST)
    if draft_of(settings.PLACE, exchange, changes.key) is None or _is_stale(
        stand, draft_of(settings.PLACE, exchange, changes.key)
    ):
        work.queue(KIND, exchange, door.visit.actor, "try terms of the exchange", changes.as_given())
    if getattr(door.request, "htmx", False):
        return PartPage(exchange, door.zone, shown(stand, changes, must=True) or _none(changes))
    href = reverse("exchange-one", args=[exchange]) + f"?draft={changes.key}#planning"
    return HttpResponseRedirect(href, status=303)


@page(action="keep-exchange", purpose="see how far a draft is", template=PART)
def draft(door: Door, exchange: str, key: str) -> PartPage | HttpResponse:
    """A draft, or how far it is."""
    stand = stand_at(door, exchange)
    job = next(
        (
            one
            for one in Job.objects.filter(kind=KIND, subject=exchange).order_by("-pk")[:50]
            if Changes.of(one.given).key == key
        ),
        None,
    )
    made = draft_of(settings.PLACE, exchange, key)
    if job is None and made is None:
        from django.http import Http404

        raise Http404
    given = job.given if job is not None else made.given if made else {}
    changes = Changes.of(given)
    return PartPage(exchange, door.zone, shown(stand, changes, must=True) or _none(changes))


def _none(changes: Changes) -> DraftShown:
    return DraftShown(changes.key, "queued", 0, "", not work.is_at_work(settings.PLACE), changes.is_agreed)


def shown(stand: Stand, changes: Changes, *, must: bool = False) -> DraftShown | None:
    """A draft as the page shows it: going, refused, or made; None where nobody asked for it."""
    jobs = Job.objects.filter(kind=KIND, subject=stand.name, given=changes.as_given()).order_by("-pk")
    job = jobs.first()
    made = draft_of(settings.PLACE, stand.name, changes.key)
    if job is not None and job.state in ("queued", "running"):
        percent = round(100 * job.done / job.total) if job.total else 0
        lonely = not work.is_at_work(settings.PLACE)
        return DraftShown(changes.key, job.state, percent, "", lonely, changes.is_agreed, tried_words(stand, changes))
    if (
        job is not None
        and job.state == "refused"
        and (made is None or job.ended is None or job.ended.isoformat() > made.made)
    ):
        return DraftShown(changes.key, "refused", 0, job.fault, False, changes.is_agreed, tried_words(stand, changes))
    return _made(stand, changes, made) if made is not None else None


def _is_stale(stand: Stand, made: Draft | None) -> bool:
    """Does a draft rest on lists or releases that are others now?"""
    register, released = last_of(stand.file), len(actuals_of(everything(stand)).released)
    return made is None or register is None or (made.register, made.released) != (register.result, released)


def _made(stand: Stand, changes: Changes, made: Draft) -> DraftShown:
    told = changes.key, "ready", 100, "", False, changes.is_agreed, tried_words(stand, changes)
    if not made.document:
        conflict = tuple((ref, term_words(stand, ref)) for ref in made.conflict)
        return DraftShown(
            *told,
            conflict=conflict,
            changes=tuple(change_words(one) for one in made.changes),
            stale=_is_stale(stand, made),
        )
    plan = read_document(made.document.encode())
    assert plan is not None
    balances = [one.balance for accounts in plan.accounts.values() for one in accounts]
    return DraftShown(
        *told,
        hand_overs=len(plan.hand_overs),
        last=plan.hand_overs[-1].at if plan.hand_overs else None,
        people=len(plan.plan.releases),
        stay=tuple((stay_words(why), n) for why, n in made.stay.items()),
        gap_percent=100 * plan.plan.proof.gap,
        worst=amount(max(map(abs, balances), default=Fraction(0))),
        course=_course(stand, plan),
        balance=_balance(stand, plan),
        stale=_is_stale(stand, made),
    )


def tried_words(stand: Stand, changes: Changes) -> tuple[str, ...]:
    """What is tried, in words."""
    terms = terms_at(stand)
    if terms is None:
        return ()
    sliders = {one.name: one.words for one in sliders_of(stand, terms)}
    found = [
        (sliders.get(f"seats-{n}", ""), changes.seats[one.id])
        for n, one in enumerate(terms.places)
        if one.id in changes.seats
    ]
    found += [
        (sliders[name], value)
        for name in ("most", "every", "at_most")
        if (value := getattr(changes, name)) is not None and name in sliders
    ]
    return tuple(f"{words}: {value}" for words, value in found)


def _course(stand: Stand, plan: KeptPlan) -> Course | None:
    file = everything(stand)
    rows = {str(n): stand.party(side) for n, side in enumerate(file.sides)}
    kinds = {str(n): f"side-{n}" for n in range(2)}
    drawn = []
    for one in plan.hand_overs:
        count: dict[str, int] = {}
        for person in plan.people(one.number):
            if person in file.people:
                row = str(file.sides.index(file.people[person].held_by))
                count[row] = count.get(row, 0) + 1
        drawn.append(Batch(one.number, one.at, stamp(one.at, stand.door.zone)[5:10], False, count))
    return course_of(drawn, rows, kinds, stand.door.at, rtl=get_language_bidi()) if drawn else None


def _balance(stand: Stand, plan: KeptPlan) -> Balance | None:
    lines: dict[str, list[tuple[int, Fraction]]] = {}
    words: dict[str, str] = {}
    for number, accounts in sorted(plan.accounts.items()):
        for one in accounts:
            key = f"{one.term}/{one.category}/{one.debtor}"
            told = {"debtor": stand.party(one.debtor), "category": category_words(stand, one.category)}
            words[key] = _("%(debtor)s owes: %(category)s") % told
            lines.setdefault(key, []).append((number, one.balance))
    return balance_of(lines, words, [], rtl=get_language_bidi()) if lines else None


# deeds


def _draft_form(stand: Stand) -> Form:
    fields = (Field("purpose", _("What for"), required=True, hint=_("in a few words, without the name of anybody")),)
    means = _("Slips of interviews and doctors are opened for what you say. A draft decides nothing.")
    return Form("draft-plan", _("Make a draft"), means, _("Make a draft"), fields)


def _draft(stand: Stand, typed: Typed) -> Decide:
    work.queue(KIND, stand.name, typed.said.by, typed["purpose"], Changes().as_given())
    return lambda state: ()


def _has_draft(stand: Stand) -> bool:
    made = draft_of(settings.PLACE, stand.name, Changes().key)
    return made is not None and bool(made.document) and not _is_stale(stand, made) and not _is_put(stand, made)


def _is_put(stand: Stand, made: Draft) -> bool:
    document = sha256(made.document.encode()).hexdigest()
    return stand.file.plan is not None and stand.file.plan.event.document == document


def _put_form(stand: Stand) -> Form:
    means = _(
        "Both sides see it as the plan: who leaves when, by number; of nobody, why they stay. It replaces the last."
    )
    return Form("put-plan", _("Put the draft before both sides"), means, _("Put it before them"), (at_field(),))


def _put(stand: Stand, typed: Typed) -> tuple[Decide, tuple[bytes, ...]]:
    made = draft_of(settings.PLACE, stand.name, Changes().key)
    if made is None or not made.document or _is_stale(stand, made):
        raise DESK.fault("draft-stale", _("The draft rests on lists or releases that are others now."))
    plan, data = read_document(made.document.encode()), made.document.encode()
    assert plan is not None
    return (
        lambda state: make_plan(
            state.exchanges,
            exchange=stand.name,
            document=sha256(data).hexdigest(),
            agreement=made.agreement,
            hand_overs=len(plan.hand_overs),
            releases=len(plan.plan.releases),
            by=typed.said.by,
            at=typed.said.at,
        ),
        (data,),
    )


def _may_draft(stand: Stand) -> bool:
    return bool(stand.file.registers) and terms_at(stand) is not None


DEEDS: tuple[Deed, ...] = (
    Deed("draft-plan", "keep-exchange", "make a draft of a plan", _may_draft, _draft_form, _draft),
    Deed("put-plan", "keep-exchange", "put a plan before both sides", _has_draft, _put_form, _put),
)

urls: list[URLPattern] = [
    path("exchange/<str:exchange>/what-if/", what_if, name="exchange-what-if"),
    path("exchange/<str:exchange>/drafts/<slug:key>/", draft, name="exchange-draft"),
]
