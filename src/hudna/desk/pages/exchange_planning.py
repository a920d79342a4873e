"""Planning: a draft by the terms as agreed, drafts by terms as they might be changed, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hudna.desk import work
from hudna.desk.deeds import Decide, Field, Form, Typed, at_field
from hudna.desk.doorway import Door, page
from hudna.desk.exchange_planning import KIND, Changes, Draft, draft_of
from hudna.desk.exchange_texts import why_none
from hudna.desk.faults import DESK
from hudna.desk.models import Job
from hudna.desk.pages.exchange_drafts import DraftShown, Slider, is_stale, shown, sliders_of, waiting
from hudna.desk.pages.exchange_ground import Deed, Stand, stand_at
from hudna.desk.pages.exchange_terms import terms_at
from hudna.desk.plans import read_document
from hudna.exchange import make_plan

PART = "desk/exchange_draft.html"
MOST_SEATS, MOST_OUT, MOST_DAYS, MOST_HAND_OVERS = 2000, 500, 90, 2000


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
    if draft_of(settings.PLACE, exchange, changes.key) is None or is_stale(
        stand, draft_of(settings.PLACE, exchange, changes.key)
    ):
        work.queue(KIND, exchange, door.visit.actor, "try terms of the exchange", changes.as_given())
    if getattr(door.request, "htmx", False):
        return PartPage(exchange, door.zone, shown(stand, changes, must=True) or waiting(changes))
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
    return PartPage(exchange, door.zone, shown(stand, changes, must=True) or waiting(changes))


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
    return made is not None and bool(made.document) and not is_stale(stand, made) and not _is_put(stand, made)


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
    if made is None or not made.document or is_stale(stand, made):
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
